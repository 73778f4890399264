"""Exercise 4, multi_channel.py: multiple input and output channels (book section 5.3)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from laws import depends, repeatable, shaped, unchanged
from strategies import APART, FRACTIONS, LARGE, ONE, SMALL, SQUARE, TALL, WHOLE, WIDE, Case, arrays, sides, windows

from grader.properties import Classes, Design, Submission, agree, an_array, graded


@st.composite
def inputs(draw: st.DrawFn, input: str, kernel: str, ci: str, co: str, values: str) -> Case:
    """X (ci, h, w) and K (co, ci, kh, kw)."""
    inputs = {"one": 1, "two": 2, "three": 3, "many": 6}[ci]
    outputs = {"one": 1, "equal": inputs, "more": inputs + 1, "fewer": 2}[co]
    size = draw(sides(input, *((2, 3) if kernel == WHOLE else (3, 3 if input == SQUARE else 4)), window=kernel))
    return {"X": draw(arrays(inputs, *size, values=values)),
            "K": draw(arrays(outputs, inputs, *draw(windows(size, kernel)), values=values))}


def fits(classes: Classes) -> bool:
    """Many channels on both sides, or at many places, would take long, and say no more."""
    if classes["ci"] == "many" and (classes["co"], classes["kernel"]) not in (
            ("one", APART), ("one", SQUARE), ("fewer", WHOLE)):
        return False
    return classes["co"] in {"one": ("one", "more"), "two": ("one", "equal", "more"),
                             "three": ("one", "equal", "fewer"), "many": ("one", "fewer")}[classes["ci"]]


CHANNELS = Design("channels", inputs, fits, values=(SMALL, FRACTIONS, LARGE), kernel=(APART, SQUARE, WHOLE, ONE),
                  co=("more", "fewer", "equal", "one"), ci=("two", "three", "one", "many"), input=(WIDE, TALL, SQUARE))


@st.composite
def many_channels(draw: st.DrawFn, ci: int, co: int) -> Case:
    """More channels than the others have, and one place for the window."""
    return {"X": draw(arrays(ci, 2, 5)), "K": draw(arrays(co, ci, 2, 5))}


def first_kernel(case: Case) -> Case:
    return {"X": case["X"], "K": case["K"][0]}


IN = tuple(row.mapped(first_kernel) for row in CHANNELS)


@st.composite
def one_channel_speaks(draw: st.DrawFn, channel: str) -> Case:
    """An input whose channels are zero but for one."""
    case = first_kernel(draw(inputs(WIDE, APART, "three", "one", FRACTIONS)))
    last = len(case["X"]) - 1
    X = np.zeros_like(case["X"])
    place = last if channel == "last" else 0
    X[place] = case["X"][place] + np.arange(X[0].size, dtype=np.float32).reshape(X[0].shape) + 1
    return {"X": X, "K": case["K"]}


SPEAKING = Design("one channel", one_channel_speaks, channel=("last", "first"))


@graded(4, *IN, many_channels(9, 1).map(first_kernel))
def test_multi_in(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in adds the channels' cross-correlations up

    Channel c of X meets channel c of K; the results are summed to one feature map."""
    agree(submission.corr2d_multi_in(X, K), oracles.convolution(X, K[None])[0])


@graded(2, *SPEAKING)
def test_one_channel(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Where only one input channel is not zero, only its kernel counts"""
    channel = int(np.abs(X).sum((1, 2)).argmax())
    agree(submission.corr2d_multi_in(X, K), oracles.corr2d(X[channel], K[channel]))


@graded(1, *IN)
def test_multi_in_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in gives one feature map, without a channel axis"""
    shaped(submission.corr2d_multi_in(X, K), oracles.convolution(X, K[None])[0].y)


@graded(4, *CHANNELS, many_channels(2, 5))
def test_multi_in_out(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in_out computes what MXNet's convolution computes

    Each output channel has a kernel of its own, of as many channels as X has; the feature maps are stacked."""
    agree(submission.corr2d_multi_in_out(X, K), oracles.convolution(X, K))


@graded(2, *CHANNELS.where(lambda classes: classes["co"] in ("more", "fewer") and classes["kernel"] != ONE)[:3])
def test_output_channels_apart(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Output channel o depends on kernel o alone

    K with its output channels in reversed order gives the same feature maps in reversed order."""
    expected = oracles.convolution(X, K)
    got, reversed_ = (an_array(submission.corr2d_multi_in_out(X, k)) for k in (K, K[::-1].copy()))
    shaped(got, expected.y)
    shaped(reversed_, expected.y)
    agree(reversed_, got[::-1], bound=expected.bound[::-1])
    agree(an_array(submission.corr2d_multi_in_out(X, K[:1])), got[:1], "with its first output channel only",
          bound=expected.bound[:1])
    depends(submission.corr2d_multi_in_out, X, K)


@graded(1, *CHANNELS)
def test_multi_in_out_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in_out gives a feature map for each output channel"""
    shaped(submission.corr2d_multi_in_out(X, K), oracles.convolution(X, K).y)


SEVERAL = CHANNELS.where(lambda classes: "one" not in (classes["ci"], classes["co"]) and classes["kernel"] == WHOLE)


@graded(1, *CHANNELS, SEVERAL[0].also(times=2))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray, times: int = 1) -> None:
    """Both functions leave their arguments as they were, and give the same answer a second time"""
    for function, kernel in ((submission.corr2d_multi_in, K[0]), (submission.corr2d_multi_in_out, K)):
        unchanged(submission, function, X, kernel)
        if times > 1:
            repeatable(submission, function, X, kernel)
