"""Exercise 2, padding_stride.py: padding and stride (book section 5.2)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, Pair, arrays, fitting, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.submission.submission import Submission


@st.composite
def shapes(draw: st.DrawFn, padding: bool = True, stride: bool = True, smallest: int = 1) -> Case:
    """The shapes of X and K, padding and stride; a kernel may be larger than X where padding makes room. `smallest`:
    the fewest rows and columns; with more than one, all pairs are of different numbers."""
    large = smallest > 1
    size = draw(two_sides(6, smallest, apart=large))
    case: Case = {"padding": draw(two_sides(3, 0, apart=large))} if padding else {}
    h, w = (n + 2 * p for n, p in zip(size, case.get("padding", (0, 0)), strict=True))
    if stride:
        case["stride"] = draw(two_sides(3, apart=large))
    kernel = draw(fitting((h, w), 3 if large else 4, 1 + large, apart=large))
    return {"input_shape": size, "kernel_shape": kernel, **case}


@st.composite
def left_over(draw: st.DrawFn) -> Case:
    """As `shapes`, where the last step of the stride would reach over the edge by one."""
    stride, padding = draw(two_sides(3, 2, apart=True)), draw(two_sides(2, 0, apart=True))
    kernel, steps = draw(two_sides(4, apart=True)), draw(two_sides(4, 2))
    size = tuple(max(1, k + s * n - 1 - 2 * p) for k, s, n, p in zip(kernel, stride, steps, padding, strict=True))
    fits = tuple(min(k, n + 2 * p) for k, n, p in zip(kernel, size, padding, strict=True))
    return {"input_shape": size, "kernel_shape": fits, "padding": padding, "stride": stride}


@st.composite
def inputs(draw: st.DrawFn, padding: bool = True, stride: bool = True, smallest: int = 1) -> Case:
    """X, K, padding and stride."""
    case = draw(shapes(padding, stride, smallest))
    return {"X": draw(arrays(*case.pop("input_shape"))), "K": draw(arrays(*case.pop("kernel_shape"))), **case}


@graded(3, shapes(smallest=3), left_over(), shapes())
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


@graded(1, inputs(False, False, 3), inputs(False, False))
def test_defaults(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Without padding and stride it is corr2d"""
    agree(submission.corr2d_padding_stride(X, K), oracles.corr2d(X, K))


@graded(2, inputs(stride=False, smallest=2), inputs(stride=False))
def test_padding(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair) -> None:
    """Padding puts zeros on both sides of each axis

    padding = (1, 2): one row of zeros above and one below, two columns left and two right."""
    agree(submission.corr2d_padding_stride(X, K, padding=padding), oracles.corr2d(X, K, padding))


@graded(2, inputs(padding=False, smallest=5), inputs(padding=False))
def test_stride(submission: Submission, X: np.ndarray, K: np.ndarray, stride: Pair) -> None:
    """The stride moves the window

    Y[i, j] belongs to the window that starts at row i * stride[0] and column j * stride[1]."""
    agree(submission.corr2d_padding_stride(X, K, stride=stride), oracles.corr2d(X, K, (0, 0), stride))


@graded(1, inputs(smallest=3), inputs())
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
