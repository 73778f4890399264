"""Exercise 2, padding_stride.py: padding and stride (book section 5.2)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, Pair, arrays, pairs, two_sides

from grader.properties import Disagreement, agree, an_array, graded
from grader.submission import Submission


@st.composite
def inputs(draw: st.DrawFn, padding: bool = True, stride: bool = True) -> Case:
    """X, K, padding and stride; a kernel may be larger than X where padding makes room."""
    size = draw(two_sides(6))
    case: Case = {"padding": draw(pairs(0, 3))} if padding else {}
    p = case.get("padding", (0, 0))
    kernel = [draw(st.integers(1, min(4, n + 2 * q))) for n, q in zip(size, p, strict=True)]
    if stride:
        case["stride"] = draw(pairs(1, 3))
    return {"X": draw(arrays(*size)), "K": draw(arrays(*kernel)), **case}


def shapes(case: Case) -> Case:
    return {"input_shape": case["X"].shape, "kernel_shape": case["K"].shape, "padding": case["padding"],
            "stride": case["stride"]}


@graded(3, inputs().map(shapes))
def test_output_shape(submission: Submission, input_shape: Pair, kernel_shape: Pair, padding: Pair,
                      stride: Pair) -> None:
    """conv_output_shape is the shape that MXNet's convolution gives

    With padding p on each side, the window has n + 2p - k + 1 places along an axis; with stride s, every s-th is used,
    beginning at the first."""
    ones = np.ones(input_shape, np.float32), np.ones(kernel_shape, np.float32)
    expected = oracles.corr2d(*ones, padding, stride).shape
    agree(submission.conv_output_shape(input_shape, kernel_shape, padding, stride), expected)
    if padding == (0, 0) and stride == (1, 1):
        agree(submission.conv_output_shape(input_shape, kernel_shape), expected, "without padding and stride")


@graded(1, inputs(False, False))
def test_defaults(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Without padding and stride it is corr2d"""
    agree(submission.corr2d_padding_stride(X, K), oracles.corr2d(X, K))


@graded(2, inputs(stride=False))
def test_padding(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair) -> None:
    """Padding puts zeros on both sides of each axis

    padding = (1, 2): one row of zeros above and one below, two columns left and two right."""
    agree(submission.corr2d_padding_stride(X, K, padding=padding), oracles.corr2d(X, K, padding))


@graded(2, inputs(padding=False))
def test_stride(submission: Submission, X: np.ndarray, K: np.ndarray, stride: Pair) -> None:
    """The stride moves the window

    Y[i, j] belongs to the window that starts at row i * stride[0] and column j * stride[1]."""
    agree(submission.corr2d_padding_stride(X, K, stride=stride), oracles.corr2d(X, K, (0, 0), stride))


@graded(1, inputs())
def test_padding_and_stride(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair, stride: Pair) -> None:
    """Padding and stride together are MXNet's convolution

    First the padding, then the windows: they may start in the padding."""
    agree(submission.corr2d_padding_stride(X, K, padding, stride), oracles.corr2d(X, K, padding, stride))


@graded(1, inputs())
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair, stride: Pair) -> None:
    """corr2d_padding_stride leaves its arguments as they were"""
    got = submission.corr2d_padding_stride(X, K, padding, stride)
    if submission.changed:
        raise Disagreement("an argument was changed in place")
    an_array(got)
