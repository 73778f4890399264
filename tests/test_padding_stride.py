"""Exercise 2, padding_stride.py: padding and stride (book section 5.2)."""
from __future__ import annotations

from typing import Any

import numpy as np
import oracles
from hypothesis import strategies as st
from laws import repeatable, unchanged
from strategies import (
    APART,
    FRACTIONS,
    LARGE,
    LONG,
    ONE,
    SMALL,
    SQUARE,
    TALL,
    THIN,
    WHOLE,
    WIDE,
    Case,
    Pair,
    arrays,
    pairs,
    sides,
    windows,
)

from grader.properties import Classes, Design, Submission, agree, graded

ZERO, ONE_EACH = (0, 0), (1, 1)


@st.composite
def inputs(draw: st.DrawFn, input: str, kernel: str, padding: str, stride: str, values: str) -> Case:
    """X, K, padding and stride: whichever of the two isn't asked for is left out."""
    size = draw(sides(input, window=kernel if stride == "one" else ""))
    p, q = draw(st.sampled_from([(1, 2), (2, 1)]))
    pads = {"above and below": (p, 0), "left and right": (0, p), "alike": (p, p), "apart": (p, q)}
    case: Case = {"padding": pads[padding]} if padding != "none" else {}
    padded = tuple(n + 2 * p for n, p in zip(size, case.get("padding", ZERO), strict=True))
    window = draw(windows((padded[0], padded[1]), kernel))
    if stride == "beyond the window":  # along one axis, where what is beyond can be reached
        case["stride"] = draw(st.sampled_from([(window[0] + 1, 2), (1, window[1] + 1)]))
    elif stride != "one":
        case["stride"] = draw(pairs(range(1, 4), range(1, 4), APART) if stride == "apart" else st.sampled_from(
            [(2, 2), (3, 3)]))
    return {"X": draw(arrays(*size, values=values)), "K": draw(arrays(*window, values=values)), **case}


def fits(classes: Classes) -> bool:
    return classes["input"] != THIN or classes["kernel"] in (ONE, THIN, WHOLE) or classes["padding"] in (
        "alike", "apart")


SHIFTED = Design("padding and stride", inputs, fits, values=(SMALL, FRACTIONS, LARGE),
                 kernel=(APART, SQUARE, ONE, THIN, WHOLE), input=(WIDE, TALL, SQUARE, THIN),
                 padding=("none", "above and below", "left and right", "alike", "apart"),
                 stride=("one", "apart", "alike", "beyond the window"))


def rows(padding: bool, stride: bool) -> Any:
    """The rows with and without each."""
    return SHIFTED.where(lambda classes: (classes["padding"] != "none") == padding
                         and (classes["stride"] != "one") == stride)


PLAIN = Design("neither", inputs, fits, values=(SMALL, FRACTIONS, LARGE), kernel=(APART, ONE, WHOLE),
               input=(WIDE, SQUARE), padding=("none",), stride=("one",))


@st.composite
def long_kernel(draw: st.DrawFn) -> Case:
    return {"X": draw(arrays(*LONG)), "K": draw(arrays(*LONG)), "padding": (1, 0), "stride": (2, 1)}


@st.composite
def large_shapes(draw: st.DrawFn) -> Case:
    """Sizes as a network has them."""
    return {"input_shape": draw(pairs(range(30, 61), range(30, 61), APART)),
            "kernel_shape": draw(pairs(range(5, 12), range(5, 12), APART)),
            "padding": draw(pairs(range(4), range(4))), "stride": draw(pairs(range(2, 8), range(2, 8), APART))}


@st.composite
def left_over(draw: st.DrawFn) -> Case:
    """Shapes where the last step of the stride would reach over the edge by one."""
    stride, padding = draw(pairs(range(2, 4), range(2, 4), APART)), draw(pairs(range(3), range(3), APART))
    kernel, steps = draw(pairs(range(1, 5), range(1, 5), APART)), draw(pairs(range(2, 5), range(2, 5)))
    size = tuple(max(1, k + s * n - 1 - 2 * p) for k, s, n, p in zip(kernel, stride, steps, padding, strict=True))
    fits = tuple(min(k, n + 2 * p) for k, n, p in zip(kernel, size, padding, strict=True))
    return {"X": np.zeros(size, np.float32), "K": np.zeros(fits, np.float32), "padding": padding, "stride": stride}


def shapes(case: Case) -> Case:
    given: Case = {name: case[name] for name in ("padding", "stride") if name in case}
    return {"input_shape": case["X"].shape, "kernel_shape": case["K"].shape, **given}


@graded(3, *(row.mapped(shapes) for row in SHIFTED), left_over().map(shapes), left_over().map(shapes),
        large_shapes())
def test_output_shape(submission: Submission, input_shape: Pair, kernel_shape: Pair, padding: Pair = ZERO,
                      stride: Pair = ONE_EACH) -> None:
    """conv_output_shape is the shape that MXNet's convolution gives

    With padding p on each side, the window has n + 2p - k + 1 places along an axis; with stride s, every s-th is used,
    beginning at the first."""
    ones = np.ones(input_shape, np.float32), np.ones(kernel_shape, np.float32)
    expected = oracles.corr2d(*ones, padding, stride).y.shape
    agree(submission.conv_output_shape(input_shape, kernel_shape, padding, stride), expected)
    named = {name: pair for name, pair, default in (("padding", padding, ZERO), ("stride", stride, ONE_EACH))
             if pair != default}
    agree(submission.conv_output_shape(input_shape, kernel_shape, **named), expected,
          "with padding and stride by name, or left out")


def asked(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair | None = None,
          stride: Pair | None = None) -> Any:
    """The answer: padding and stride by their position where both are given, else by name."""
    if padding is not None and stride is not None:
        return submission.corr2d_padding_stride(X, K, padding, stride)
    named = {name: pair for name, pair in (("padding", padding), ("stride", stride)) if pair is not None}
    return submission.corr2d_padding_stride(X, K, **named)


@graded(1, *PLAIN)
def test_defaults(submission: Submission, X: np.ndarray, K: np.ndarray) -> None:
    """Without padding and stride it is corr2d"""
    agree(asked(submission, X, K), oracles.corr2d(X, K))


@graded(2, *rows(True, False))
def test_padding(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair) -> None:
    """Padding puts zeros on both sides of each axis

    padding = (1, 2): one row of zeros above and one below, two columns left and two right."""
    agree(asked(submission, X, K, padding), oracles.corr2d(X, K, padding))


@graded(2, *rows(False, True))
def test_stride(submission: Submission, X: np.ndarray, K: np.ndarray, stride: Pair) -> None:
    """The stride moves the window

    Y[i, j] belongs to the window that starts at row i * stride[0] and column j * stride[1]."""
    agree(asked(submission, X, K, stride=stride), oracles.corr2d(X, K, ZERO, stride))


@graded(1, *rows(True, True), long_kernel())
def test_padding_and_stride(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair, stride: Pair) -> None:
    """Padding and stride together are MXNet's convolution

    First the padding, then the windows: they may start in the padding."""
    agree(asked(submission, X, K, padding, stride), oracles.corr2d(X, K, padding, stride))


@graded(1, *SHIFTED, *(row.also(times=2) for row in PLAIN.rows[:2]))  # padding alone may be all that a window sees
def test_arguments_unchanged(submission: Submission, X: np.ndarray, K: np.ndarray, padding: Pair | None = None,
                             stride: Pair | None = None, times: int = 1) -> None:
    """corr2d_padding_stride leaves its arguments as they were, and gives the same answer a second time"""
    def call(X: np.ndarray, K: np.ndarray) -> Any:
        return asked(submission, X, K, padding, stride)
    unchanged(submission, call, X, K)
    if times > 1:
        repeatable(submission, call, X, K)
