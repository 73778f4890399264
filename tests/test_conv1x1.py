"""Exercise 5, conv1x1.py: 1x1 convolution (book section 5.3)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, arrays, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.submission.submission import Submission


@st.composite
def inputs(draw: st.DrawFn) -> Case:
    """Several channels, rows and columns; co != ci, h != w."""
    ci, size = draw(st.integers(2, 3)), draw(two_sides(4, 2, apart=True))
    co = draw(st.integers(2, 4).filter(lambda co: co != ci))
    return {"X": draw(arrays(ci, *size)), "K": draw(arrays(co, ci, 1, 1))}


@st.composite
def thin(draw: st.DrawFn) -> Case:
    """One of the four sizes is 1, the others are what they are."""
    sizes = [draw(st.integers(1, 4)) for _ in range(4)]
    sizes[draw(st.integers(0, 3))] = 1
    ci, co, h, w = sizes
    return {"X": draw(arrays(ci, h, w)), "K": draw(arrays(co, ci, 1, 1))}


@st.composite
def square_mixing(draw: st.DrawFn) -> Case:
    """As many output as input channels: each output copies one input channel, in a drawn order."""
    order = draw(st.permutations(range(draw(st.integers(2, 3)))))
    K = np.eye(len(order), dtype=np.float32)[order].reshape(len(order), len(order), 1, 1)
    return {"X": draw(arrays(len(order), *draw(two_sides(4)))), "K": K}


@graded(5, inputs(), thin())
def test_same_as_convolution(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """It computes what MXNet's convolution with a 1x1 kernel computes

    Every output channel is a weighted sum of the input channels, at each position on its own."""
    agree(submission.corr2d_multi_in_out_1x1(X, K), oracles.convolution(X, K))


@graded(1, square_mixing())
def test_copies_channels(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Weights with a single 1 in each row copy channels

    K[o, i] weighs input channel i for output channel o."""
    agree(submission.corr2d_multi_in_out_1x1(X, K), X[K[:, :, 0, 0].argmax(1)])


@graded(2, inputs(), thin())
def test_positions_apart(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Every position is treated alone and alike

    Turning the maps of X upside down turns the output upside down; no value moves to another row or column."""
    got, turned = (an_array(submission.corr2d_multi_in_out_1x1(x, K)) for x in (X, X[:, ::-1].copy()))
    expected = K.shape[0], *X.shape[1:]
    if got.shape != expected or turned.shape != expected:
        agree(got, np.zeros(expected, np.float32))
    agree(turned, got[:, ::-1])
    alone = an_array(submission.corr2d_multi_in_out_1x1(X[:, :1, :1].copy(), K))
    agree(alone, got[:, :1, :1], "the first position alone")


@graded(1, inputs(), thin())
def test_output_shape(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """The output has co channels and keeps height and width"""
    expected = oracles.convolution(X, K)
    got = submission.corr2d_multi_in_out_1x1(X, K)
    if getattr(got, "shape", None) != expected.shape:
        agree(got, expected)
    an_array(got)


@graded(1, inputs())
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """It leaves its arguments as they were"""
    got = submission.corr2d_multi_in_out_1x1(X, K)
    if submission.changed:
        raise Disagreement("an argument was changed in place")
    an_array(got)
