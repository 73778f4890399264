"""Exercise 4, multi_channel.py: multiple input and output channels (book section 5.3)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, arrays, fitting, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.submission.submission import Submission


@st.composite
def inputs(draw: st.DrawFn, outputs: bool, channels: tuple[int, int] = (2, 3)) -> Case:
    """X (ci, h, w) and K (ci, kh, kw), or K (co, ci, kh, kw); `channels`: the fewest and the most. With more than one,
    all sizes differ from each other."""
    several = channels[0] > 1
    ci, size = draw(st.integers(*channels)), draw(two_sides(4, 1 + several, apart=several))
    kernel: tuple[int, ...] = ci, *draw(fitting(size, 3, 1 + several, apart=several))
    if outputs:
        other = st.integers(channels[0], 4).filter(lambda co: co != ci)
        kernel = draw(other if several else st.integers(1, 4)), *kernel
    return {"X": draw(arrays(ci, *size)), "K": draw(arrays(*kernel))}


@st.composite
def one_channel_speaks(draw: st.DrawFn) -> Case:
    """An input whose channels are zero but for one."""
    case = draw(inputs(False))
    channel = draw(st.integers(0, len(case["X"]) - 1))
    return {"X": case["X"] * (np.arange(len(case["X"])) == channel)[:, None, None].astype(np.float32), "K": case["K"]}


@graded(4, inputs(False), inputs(False, (1, 3)))
def test_multi_in(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in adds the channels' cross-correlations up

    Channel c of X meets channel c of K; the results are summed to one feature map."""
    agree(submission.corr2d_multi_in(X, K), oracles.convolution(X, K[None])[0])


@graded(2, one_channel_speaks())
def test_one_channel(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Where only one input channel is not zero, only its kernel counts"""
    channel = int(np.abs(X).sum((1, 2)).argmax())
    agree(submission.corr2d_multi_in(X, K), oracles.corr2d(X[channel], K[channel]))


@graded(1, inputs(False, (1, 3)))
def test_multi_in_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in gives one feature map, without a channel axis"""
    expected = oracles.convolution(X, K[None])[0]
    got = submission.corr2d_multi_in(X, K)
    if getattr(got, "shape", None) != expected.shape:
        agree(got, expected)
    an_array(got)


@graded(4, inputs(True), inputs(True, (1, 3)))
def test_multi_in_out(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in_out computes what MXNet's convolution computes

    Each output channel has a kernel of its own, of as many channels as X has; the feature maps are stacked."""
    agree(submission.corr2d_multi_in_out(X, K), oracles.convolution(X, K))


@graded(2, inputs(True))
def test_output_channels_apart(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Output channel o depends on kernel o alone

    K with its output channels in reversed order gives the same feature maps in reversed order."""
    got, reversed_ = (an_array(submission.corr2d_multi_in_out(X, k)) for k in (K, K[::-1].copy()))
    shape = oracles.convolution(X, K).shape
    if got.shape != shape or reversed_.shape != shape:
        agree(got, np.zeros(shape, np.float32))
    agree(reversed_, got[::-1])
    agree(an_array(submission.corr2d_multi_in_out(X, K[:1])), got[:1], "with its first output channel only")


@graded(1, inputs(True, (1, 3)))
def test_multi_in_out_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """corr2d_multi_in_out gives a feature map for each output channel"""
    expected = oracles.convolution(X, K)
    got = submission.corr2d_multi_in_out(X, K)
    if getattr(got, "shape", None) != expected.shape:
        agree(got, expected)
    an_array(got)


@graded(1, inputs(True))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Both functions leave their arguments as they were"""
    for function, kernel in ((submission.corr2d_multi_in, K[0]), (submission.corr2d_multi_in_out, K)):
        got = function(X, kernel)
        if submission.changed:
            raise Disagreement("an argument was changed in place")
        an_array(got)
