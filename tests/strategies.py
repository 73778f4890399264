"""What properties draw: numbers of a class, in shapes of a class. The classes are those of the tables in the tests."""
from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

Case = dict[str, Any]
Pair = tuple[int, int]

# Classes of values. Sums of a few products of small integers are exact, even in float16.
SMALL, REPEATS, FRACTIONS, LARGE, NEGATIVE = "small integers", "zeros and ones", "fractions", "large", "very negative"
TINY, LOW = "-2 to 2", "negative"
# Classes of shapes.
SQUARE, WIDE, TALL, ROW, COLUMN, ONE = "square", "wide", "tall", "one row", "one column", "one element"
THIN, APART, WHOLE = "one row or column", "not square", "the whole input"
LONG = 9, 13  # a window of many elements, for few places: whoever goes in steps of 2, 4 or 8 has a rest


@cache
def numbers(values: str) -> np.ndarray:
    """What a byte stands for in an array of a class of values: the simplest numbers first, for they are what shrinking
    leads to. Fractions have too many digits for float16, and no whole part is all of them; large numbers are beyond
    what float16 and 16 bits hold; very negative ones are below what a border is carelessly filled with."""
    near = np.array(sorted(range(-4, 5), key=lambda n: (abs(n), n < 0)))
    rng = np.random.default_rng(1)
    found = {SMALL: near, TINY: near[:5], REPEATS: np.array([0, 1]), NEGATIVE: -(10.0 ** np.arange(16)),
             LOW: -(10.0 ** np.arange(6)),
             FRACTIONS: np.concatenate([near, rng.choice([-1, 1], 119) * (2 * rng.integers(0, 8192, 119) + 1) / 4096]),
             LARGE: np.concatenate([near, rng.choice([-1, 1], 119) * (2 * rng.integers(20000, 50000, 119) + 1)])}
    return np.asarray(found[values], np.float32)


def arrays(*shape: int, values: str = SMALL) -> st.SearchStrategy[np.ndarray]:
    """A float32 array. It is drawn as one string of bytes, a byte a number, which Hypothesis draws and shrinks several
    times faster than a list of numbers."""
    size, known = int(np.prod(shape)), numbers(values)
    return st.binary(min_size=size, max_size=size).map(
        lambda drawn: known[np.frombuffer(drawn, np.uint8) % len(known)].reshape(shape))


def pairs(heights: range, widths: range, shape: str = "") -> st.SearchStrategy[Pair]:
    """Two numbers, vertical and horizontal, of a class of shapes where they can be."""
    both = [(h, w) for h in heights for w in widths]
    fits = {SQUARE: [(h, w) for h, w in both if h == w], WIDE: [(h, w) for h, w in both if h < w],
            TALL: [(h, w) for h, w in both if h > w], APART: [(h, w) for h, w in both if h != w],
            ROW: [(h, w) for h, w in both if h == 1 < w], COLUMN: [(h, w) for h, w in both if h > 1 == w],
            THIN: [(h, w) for h, w in both if (h == 1) != (w == 1)], ONE: [(1, 1)]}
    return st.sampled_from(fits.get(shape) or both)


def sides(shape: str, smallest: int = 3, largest: int = 4, window: str = "") -> st.SearchStrategy[Pair]:
    """An input's height and width: small ones for a window of one element, which has a place at each of them."""
    if window == ONE:
        smallest, largest = 2, 2 if shape == SQUARE else 3
    if shape in (ROW, COLUMN, THIN, ONE):
        return pairs(range(1, largest + 1), range(1, largest + 1), shape)
    return pairs(range(smallest, largest + 1), range(smallest, largest + 1), shape)


def windows(size: Pair, shape: str, largest: int = 3) -> st.SearchStrategy[Pair]:
    """The height and width of a window of a class that fits into `size`."""
    if shape == WHOLE:
        return st.just(size)
    smallest = 1 if shape in (ROW, COLUMN, THIN, ONE) else 2
    h, w = (range(min(smallest, n), min(largest, n) + 1) for n in size)
    return pairs(h, w, shape)
