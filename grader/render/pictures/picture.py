"""What a picture shows: grids, their values and their colours."""
from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

LARGEST = 12  # rows or columns of a grid of numbers; a larger one is drawn in half blocks, without numbers
Pair = tuple[int, int]


@dataclass
class Grid:
    """A matrix with a title. `window`: top, left, height, width of what the kernel covers; `cell`: the output cell;
    `outside`: where there is only padding; `wrong`: where the submission's values differ."""
    title: str
    values: np.ndarray
    window: tuple[int, int, int, int] | None = None
    cell: Pair | None = None
    outside: np.ndarray | None = None
    wrong: np.ndarray | None = None


@dataclass(frozen=True)
class Level:
    """What one output element sees of a feature map: where its elements stand, in input positions from the left, and
    for each the elements of the level below that it sees. None: it stands there, and is not seen."""
    title: str
    at: list[float]
    sees: list[list[int] | None]


@dataclass
class Picture:
    title: str
    rows: list[list[Grid]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    layers: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)  # a network's: name, shape of the output
    levels: list[Level] = field(default_factory=list)  # of a receptive field, the output first

    @property
    def scale(self) -> float:
        """The largest value of all grids: a value has one colour in the whole picture."""
        return max((scale_of(grid) for row in self.rows for grid in row), default=0.0)


# Colours ------------------------------------------------------------------------------------------------------------
def colour(value: float, scale: float) -> tuple[int, int, int]:
    """White for zero, towards orange for positive values, towards blue for negative ones."""
    if not math.isfinite(value):
        return 160, 160, 160
    share = min(1.0, 0.25 + 0.75 * abs(value) / scale) if value and scale else 0.0
    end = (240, 130, 20) if value > 0 else (60, 120, 220)
    return tuple(round(255 + (e - 255) * share) for e in end)  # type: ignore[return-value]


def scale_of(grid: Grid) -> float:
    finite = grid.values[np.isfinite(grid.values)]
    return float(np.abs(finite).max(initial=0.0))
