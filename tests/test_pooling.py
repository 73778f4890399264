"""Exercise 6, pooling.py: pooling (book section 5.4)."""
from __future__ import annotations

import numpy as np
import oracles
from hypothesis import strategies as st
from strategies import Case, Pair, arrays, fitting, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.submission.submission import Submission


@st.composite
def inputs(draw: st.DrawFn, padding: bool = False, stride: bool = False, channels: tuple[int, int] | None = None,
           mode: str = "", smallest: int = 1, high: int = 9) -> Case:
    """X, a window that fits, and where asked for a padding smaller than the window, a stride and a mode. `channels`:
    the fewest and the most; `smallest`: the fewest rows and columns, and with more than one all pairs are of different
    numbers; `high`: the largest number."""
    large = smallest > 1
    size = draw(two_sides(4 if channels else 6, smallest, apart=large))
    shape = size if channels is None else (draw(st.integers(*channels)), *size)
    case: Case = {"X": draw(arrays(*shape, low=-9, high=high)),
                  "pool_size": draw(fitting(size, 3 if stride else 4, 1 + large, apart=large))}
    if padding:
        room = [min(2, k - 1) for k in case["pool_size"]]
        both = [(a, b) for a in range(room[0] + 1) for b in range(room[1] + 1)]
        case["padding"] = draw(st.sampled_from([(a, b) for a, b in both if a != b] if large else both))
    if stride:
        case["stride"] = draw(two_sides(3, apart=large))
    return case | ({"mode": mode} if mode else {})


def unpadded(case: Case) -> Case:
    return case | {"padding": (0, 0)}


NEGATIVE = -1  # the largest number where a maximum that starts at 0, or takes a padded zero, must show


def expected(X: np.ndarray, pool_size: Pair, mode: str = "max", padding: Pair = (0, 0),
             stride: Pair = (1, 1)) -> np.ndarray:
    return np.asarray(oracles.pooling(X[None], pool_size, mode, padding, stride)[0])


@graded(2, inputs(), inputs(high=NEGATIVE, smallest=2))
def test_max(submission: Submission, X: np.ndarray, pool_size: Pair) -> None:
    """Max pooling gives the largest element of each window

    The window moves by one row and one column unless a stride is given; max is the default mode."""
    agree(submission.pool2d(X, pool_size), expected(X, pool_size))
    agree(submission.pool2d(X, pool_size, "max"), expected(X, pool_size))


@graded(2, inputs(smallest=2), inputs())
def test_avg(submission: Submission, X: np.ndarray, pool_size: Pair) -> None:
    """Average pooling gives the mean of each window"""
    agree(submission.pool2d(X, pool_size, "avg"), expected(X, pool_size, "avg"))


@graded(2, inputs(stride=True, mode="max", smallest=4), inputs(stride=True, mode="avg", smallest=4),
        inputs(stride=True, mode="max"))
def test_stride(submission: Submission, X: np.ndarray, pool_size: Pair, stride: Pair, mode: str) -> None:
    """The stride moves the window, and sizes round down

    A window that would reach over the edge gives no output."""
    agree(submission.pool2d(X, pool_size, mode=mode, stride=stride), expected(X, pool_size, mode, stride=stride))


@graded(2, inputs(padding=True, high=NEGATIVE, smallest=2), inputs(padding=True))
def test_max_padding(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair) -> None:
    """A maximum never comes from the padding

    Where all elements are negative, padded zeros would win: they must not count."""
    agree(submission.pool2d(X, pool_size, "max", padding), expected(X, pool_size, "max", padding))


@graded(2, inputs(padding=True, stride=True, smallest=3), inputs(padding=True, stride=True))
def test_avg_padding(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair, stride: Pair) -> None:
    """An average counts the padded zeros

    Each window's sum is divided by the window's full size, as MXNet does by default."""
    agree(submission.pool2d(X, pool_size, "avg", padding, stride), expected(X, pool_size, "avg", padding, stride))


@graded(3, inputs(True, True, (2, 3), "max", 2), inputs(True, True, (2, 3), "avg", 2),
        inputs(True, True, (1, 1), "max"), inputs(True, True, (1, 3), "avg"))
def test_channels(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair, stride: Pair,
                  mode: str) -> None:
    """Each channel is pooled on its own

    As many channels come out as went in; pooling never mixes them."""
    agree(submission.pool2d_multi_channel(X, pool_size, mode, padding, stride),
          oracles.pooling(X, pool_size, mode, padding, stride))


@graded(1, inputs(channels=(1, 3)))
def test_channel_defaults(submission: Submission, X: np.ndarray, pool_size: Pair) -> None:
    """pool2d_multi_channel has the defaults of pool2d"""
    agree(submission.pool2d_multi_channel(X, pool_size), oracles.pooling(X, pool_size, "max", (0, 0), (1, 1)))


@graded(1, inputs(False, True, (1, 3), "max", 2).map(unpadded), inputs(True, True, (1, 3), "avg", 2))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair, stride: Pair,
                             mode: str) -> None:
    """Both functions leave their arguments as they were"""
    for function, array in ((submission.pool2d, X[0]), (submission.pool2d_multi_channel, X)):
        got = function(array, pool_size, mode, padding, stride)
        if submission.changed:
            raise Disagreement("an argument was changed in place")
        an_array(got)
