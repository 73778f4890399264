"""What properties draw: small integers in float32 (convolutions of them are exact), in shapes that tell axes apart."""
from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

Case = dict[str, Any]
Pair = tuple[int, int]


@st.composite
def arrays(draw: st.DrawFn, *shape: int, low: int = -4, high: int = 4) -> np.ndarray:
    """A float32 array of small integers."""
    size = int(np.prod(shape))
    values = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
    return np.array(values, np.float32).reshape(shape)


def sides(largest: int = 6) -> st.SearchStrategy[int]:
    return st.integers(1, largest)


@st.composite
def two_sides(draw: st.DrawFn, largest: int = 6) -> tuple[int, int]:
    """Height and width; they differ three times of four."""
    h = draw(sides(largest))
    return h, draw(st.one_of(*3 * [sides(largest).filter(lambda w: w != h)], st.just(h)))


@st.composite
def fitting(draw: st.DrawFn, size: tuple[int, int], largest: int = 4) -> tuple[int, int]:
    """A window's height and width, at most `size`."""
    return draw(st.integers(1, min(largest, size[0]))), draw(st.integers(1, min(largest, size[1])))


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    """Two numbers, vertical and horizontal."""
    return st.tuples(st.integers(low, high), st.integers(low, high))
