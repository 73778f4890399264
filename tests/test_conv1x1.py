"""Exercise 5, conv1x1.py: 1x1 convolution (book section 5.3)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from laws import depends, repeatable, shaped, unchanged
from strategies import (
    COLUMN,
    FRACTIONS,
    LARGE,
    ONE,
    REPEATS,
    ROW,
    SMALL,
    SQUARE,
    TALL,
    WIDE,
    Case,
    arrays,
    sides,
)

from grader.properties import Design, Submission, agree, an_array, graded


@st.composite
def inputs(draw: st.DrawFn, map: str, ci: str, co: str, values: str) -> Case:
    """X (ci, h, w) and K (co, ci, 1, 1)."""
    inputs = {"one": 1, "some": draw(st.integers(2, 3)), "many": 9}[ci]
    outputs = {"one": 1, "as many as inputs": inputs, "more than inputs": inputs + draw(st.integers(1, 2)),
               "fewer than inputs": max(1, inputs - 1)}[co]
    return {"X": draw(arrays(inputs, *draw(sides(map, 2)), values=values)),
            "K": draw(arrays(outputs, inputs, 1, 1, values=values))}


MIXING = Design("1x1", inputs, values=(SMALL, REPEATS, FRACTIONS, LARGE), map=(WIDE, TALL, SQUARE, ROW, COLUMN, ONE),
                co=("more than inputs", "fewer than inputs", "as many as inputs", "one"), ci=("some", "one", "many"))
WIDELY = MIXING.where(lambda classes: classes["ci"] != "one" and classes["co"] == "more than inputs"
                      and classes["map"] in (WIDE, TALL, SQUARE, COLUMN))


@st.composite
def many_channels(draw: st.DrawFn) -> Case:
    return {"X": draw(arrays(17, 1, 2)), "K": draw(arrays(5, 17, 1, 1))}


@st.composite
def square_mixing(draw: st.DrawFn) -> Case:
    """As many output as input channels: each output copies another input channel, in a drawn order."""
    count = draw(st.integers(3, 4))
    # Neither as they are nor in reversed order, and not the same from left to right as from right to left.
    order = draw(st.permutations(range(count)).filter(
        lambda p: all(p[i] != i for i in range(count)) and any(p[p[i]] != i for i in range(count))))
    K = np.eye(count, dtype=np.float32)[order].reshape(count, count, 1, 1)
    X = draw(arrays(count, *draw(sides(WIDE, 2)), values=FRACTIONS))
    return {"X": X + np.arange(X.size, dtype=np.float32).reshape(X.shape), "K": K}


@graded(5, *MIXING, many_channels())
def test_same_as_convolution(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """It computes what MXNet's convolution with a 1x1 kernel computes

    Every output channel is a weighted sum of the input channels, at each position on its own."""
    agree(submission.corr2d_multi_in_out_1x1(X, K), oracles.convolution(X, K))


@graded(1, square_mixing(), examples=2)
def test_copies_channels(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Weights with a single 1 in each row copy channels

    K[o, i] weighs input channel i for output channel o."""
    agree(submission.corr2d_multi_in_out_1x1(X, K), X[K[:, :, 0, 0].argmax(1)])


@graded(2, *WIDELY)
def test_positions_apart(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Every position is treated alone and alike

    Turning the maps of X upside down turns the output upside down; no value moves to another row or column."""
    expected = oracles.convolution(X, K)
    got, turned = (an_array(submission.corr2d_multi_in_out_1x1(x, K)) for x in (X, X[:, ::-1].copy()))
    shaped(got, expected.y)
    shaped(turned, expected.y)
    agree(turned, got[:, ::-1], bound=expected.bound[:, ::-1])
    alone = an_array(submission.corr2d_multi_in_out_1x1(X[:, :1, :1].copy(), K))
    agree(alone, got[:, :1, :1], "the first position alone", bound=expected.bound[:, :1, :1])
    depends(submission.corr2d_multi_in_out_1x1, X, K)


@graded(1, *MIXING)
def test_output_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """The output has co channels and keeps height and width"""
    shaped(submission.corr2d_multi_in_out_1x1(X, K), oracles.convolution(X, K).y)


@graded(1, *MIXING, *(row.also(times=2) for row in MIXING.rows[:2]))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray, times: int = 1) -> None:
    """It leaves its arguments as they were, and gives the same answer a second time"""
    unchanged(submission, submission.corr2d_multi_in_out_1x1, X, K)
    if times > 1:
        repeatable(submission, submission.corr2d_multi_in_out_1x1, X, K)
