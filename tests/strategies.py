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


@st.composite
def pairs(draw: st.DrawFn, heights: range, widths: range, apart: bool = False) -> Pair:
    """Two numbers, vertical and horizontal. They differ three times of four; always, with `apart`; where they can."""
    both = [(h, w) for h in heights for w in widths]
    if apart or draw(st.integers(0, 3)):
        both = [(h, w) for h, w in both if h != w] or both
    return draw(st.sampled_from(both))


def two_sides(largest: int = 6, smallest: int = 1, apart: bool = False) -> st.SearchStrategy[Pair]:
    """Height and width."""
    return pairs(range(smallest, largest + 1), range(smallest, largest + 1), apart)


def fitting(size: Pair, largest: int = 4, smallest: int = 1, apart: bool = False) -> st.SearchStrategy[Pair]:
    """A window's height and width, at most `size`."""
    h, w = (range(min(smallest, n), min(largest, n) + 1) for n in size)
    return pairs(h, w, apart)
