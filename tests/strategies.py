"""What properties draw: small integers in float32 (convolutions of them are exact), in shapes that tell axes apart."""
from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

Case = dict[str, Any]
Pair = tuple[int, int]


def arrays(*shape: int, low: int = -4, high: int = 4) -> st.SearchStrategy[np.ndarray]:
    """A float32 array of small integers. It is drawn as one string of bytes, a byte a number, the simplest first: 0, 1,
    -1, 2, ...; Hypothesis draws and shrinks that several times faster than a list of integers."""
    numbers = np.array(sorted(range(low, high + 1), key=lambda n: (abs(n), n < 0)), np.float32)
    size = int(np.prod(shape))
    return st.binary(min_size=size, max_size=size).map(
        lambda drawn: numbers[np.frombuffer(drawn, np.uint8) % len(numbers)].reshape(shape))


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
