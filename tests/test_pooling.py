"""Exercise 6, pooling.py: pooling (book section 5.4)."""
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
    LOW,
    NEGATIVE,
    ONE,
    REPEATS,
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

from grader.properties import Classes, Design, Disagreement, Expected, Submission, agree, an_array, graded


@st.composite
def inputs(draw: st.DrawFn, input: str, window: str, values: str, mode: str, padding: str = "none",
           stride: str = "one", channels: str = "") -> Case:
    """X and a window that fits, a mode, and a padding smaller than the window and a stride where they are asked for."""
    size = draw(sides(input, 3, 3 if channels == "many" else 4, window if stride == "one" else ""))
    pool_size = draw(windows(size, window))
    shape = size if not channels else ({"one": 1, "some": draw(st.integers(2, 3)), "many": 4}[channels], *size)
    if mode == "avg" and values == NEGATIVE:
        values = LOW  # of sums that are exact: whoever takes differences of them is right, too
    case: Case = {"X": draw(arrays(*shape, values=values)), "pool_size": pool_size, "mode": mode}
    room = tuple(min(2, k - 1) for k in pool_size)
    if padding != "none":
        largest = draw(st.sampled_from([room, (room[0], 0), (0, room[1])] if padding == "one axis" else [room]))
        case["padding"] = largest if padding == "the largest" else {
            "alike": (min(room),) * 2, "one axis": (room[0], 0) if largest[0] else (0, room[1])}[padding]
    if stride != "one":
        apart = draw(pairs(range(1, 4), range(1, 4), APART))
        case["stride"] = {"the window": pool_size, "alike": (2, 2), "apart": apart,
                          "beyond the window": (pool_size[0] + 1, 1) if size[0] > pool_size[0] else
                          (1, pool_size[1] + 1)}[stride]
    return case


def fits(classes: Classes) -> bool:
    """Padding is smaller than the window."""
    return ((classes["input"] != THIN or classes["window"] in (ONE, THIN, WHOLE))
            and (classes.get("padding", "none") == "none" or classes["window"] != ONE)
            and (classes.get("padding") != "alike" or classes["window"] != THIN))


PLAIN = Design("neither", inputs, fits, values=(SMALL, NEGATIVE, FRACTIONS, LARGE),
               window=(APART, SQUARE, ONE, THIN, WHOLE), mode=("max", "avg"), input=(WIDE, TALL, SQUARE, THIN))
MOVED = Design("padding and stride", inputs, fits, values=(SMALL, NEGATIVE, FRACTIONS, REPEATS),
               window=(APART, SQUARE, ONE, THIN), mode=("max", "avg"), input=(WIDE, TALL, SQUARE),
               padding=("none", "the largest", "one axis", "alike"),
               stride=("one", "apart", "alike", "the window", "beyond the window"))


def few_places(classes: Classes) -> bool:
    """Many places in many channels would take long, and say no more."""
    return fits(classes) and (classes["stride"] != "one" or (classes["channels"] != "many"
                                                             and classes["padding"] == "none"))


MAPS = Design("channels", inputs, few_places, values=(SMALL, NEGATIVE, FRACTIONS), window=(APART, SQUARE),
              mode=("max", "avg"), channels=("some", "one", "many"), padding=("none", "the largest"),
              input=(WIDE, TALL), stride=("apart", "the window", "one"))


def without_mode(case: Case) -> Case:
    return {name: value for name, value in case.items() if name != "mode"}


def rows(mode: str, padding: bool) -> Any:
    """Those that pad, or don't; without a mode, where it is always the same one."""
    found = MOVED.where(lambda classes: (classes["padding"] != "none") == padding and mode in ("", classes["mode"])
                        and (classes["padding"], classes["stride"]) != ("none", "one"))
    return tuple(row.mapped(without_mode) for row in found) if mode else found


def plain(mode: str) -> Any:
    return tuple(row.mapped(without_mode) for row in PLAIN.where(lambda classes: classes["mode"] == mode))


@st.composite
def long_window(draw: st.DrawFn) -> Case:
    return {"X": draw(arrays(LONG[0] + 1, LONG[1])), "pool_size": LONG}


@st.composite
def many_channels(draw: st.DrawFn) -> Case:
    return {"X": draw(arrays(11, 2, 2)), "pool_size": (2, 2), "mode": "max"}


def expected(X: np.ndarray, pool_size: Pair, mode: str = "max", padding: Pair | None = None,
             stride: Pair | None = None) -> Expected:
    maps = oracles.pooling(X if X.ndim == 3 else X[None], pool_size, mode, padding or (0, 0), stride or (1, 1))
    return maps if X.ndim == 3 else maps[0]


def asked(submission: Submission, X: np.ndarray, pool_size: Pair, mode: str = "max", padding: Pair | None = None,
          stride: Pair | None = None) -> Any:
    """The answer for one feature map, or several. Arguments are given by name where one of padding and stride is left
    out (the window, too, where it is the stride), and by their position where none is."""
    function = submission.pool2d if X.ndim == 2 else submission.pool2d_multi_channel
    if padding is not None and stride is not None:
        return function(X, pool_size, mode, padding, stride)
    if padding is not None:
        return function(X, pool_size=pool_size, mode=mode, padding=padding)
    if stride is not None:
        return function(X, pool_size, mode=mode, stride=stride)
    return function(X, pool_size) if mode == "max" else function(X, pool_size, mode)


@graded(2, *plain("max"), long_window())
def test_max(submission: Submission, X: np.ndarray, pool_size: Pair) -> None:
    """Max pooling gives the largest element of each window

    The window moves by one row and one column unless a stride is given; max is the default mode."""
    agree(asked(submission, X, pool_size), expected(X, pool_size))


@graded(2, *plain("avg"), long_window())
def test_avg(submission: Submission, X: np.ndarray, pool_size: Pair) -> None:
    """Average pooling gives the mean of each window"""
    agree(asked(submission, X, pool_size, "avg"), expected(X, pool_size, "avg"))


@graded(2, *rows("", False))
def test_stride(submission: Submission, X: np.ndarray, pool_size: Pair, mode: str, stride: Pair) -> None:
    """The stride moves the window, and sizes round down

    A window that would reach over the edge gives no output."""
    agree(asked(submission, X, pool_size, mode, stride=stride), expected(X, pool_size, mode, stride=stride))


@graded(2, *rows("max", True))
def test_max_padding(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair,
                     stride: Pair | None = None) -> None:
    """A maximum never comes from the padding

    Where all elements are negative, padded zeros would win: they must not count."""
    agree(asked(submission, X, pool_size, "max", padding, stride), expected(X, pool_size, "max", padding, stride))


@graded(2, *rows("avg", True))
def test_avg_padding(submission: Submission, X: np.ndarray, pool_size: Pair, padding: Pair,
                     stride: Pair | None = None) -> None:
    """An average counts the padded zeros

    Each window's sum is divided by the window's full size, as MXNet does by default."""
    agree(asked(submission, X, pool_size, "avg", padding, stride), expected(X, pool_size, "avg", padding, stride))


@graded(3, *MAPS, many_channels())
def test_channels(submission: Submission, X: np.ndarray, pool_size: Pair, mode: str, padding: Pair | None = None,
                  stride: Pair | None = None) -> None:
    """Each channel is pooled on its own

    As many channels come out as went in; pooling never mixes them."""
    agree(asked(submission, X, pool_size, mode, padding, stride), expected(X, pool_size, mode, padding, stride))


@st.composite
def defaults(draw: st.DrawFn, given: str) -> Case:
    """X of one channel and a window, with one argument or none by name."""
    case = draw(inputs(WIDE, APART, NEGATIVE, "avg" if given == "mode" else "max", channels="one"))
    return {**without_mode(case), "given": {"nothing": {}, "mode": {"mode": "avg"}, "padding": {"padding": (1, 1)},
                                            "stride": {"stride": (2, 1)}}[given]}


DEFAULTS = Design("defaults", defaults, given=("nothing", "mode", "padding", "stride"))


@graded(1, *DEFAULTS)
def test_channel_defaults(submission: Submission, X: np.ndarray, pool_size: Pair, given: dict[str, Any]) -> None:
    """pool2d_multi_channel has the defaults of pool2d"""
    agree(submission.pool2d_multi_channel(X, pool_size, **given), expected(X, pool_size, **given))


@graded(1, *MOVED, *MAPS, *(row.also(times=2) for row in (MOVED.rows[0], MAPS.rows[0])))
def test_arguments_unchanged(submission: Submission, X: np.ndarray, pool_size: Pair, mode: str,
                             padding: Pair | None = None, stride: Pair | None = None, times: int = 1) -> None:
    """Both functions leave their arguments as they were, and give the same answer a second time"""
    def call(X: np.ndarray) -> Any:
        return asked(submission, X, pool_size, mode, padding, stride)
    unchanged(submission, call, X)
    if times > 1:
        repeatable(submission, call, X)
        counted = np.arange(1, X.size + 1, dtype=np.float32).reshape(X.shape)
        largest, mean = (asked(submission, counted, pool_size, m, padding, stride) for m in ("max", "avg"))
        if np.array_equal(an_array(largest), an_array(mean)):
            raise Disagreement("the answer does not change when an argument does: it isn't computed from it")
