"""A curve in a terminal, of braille dots: two across and four down in each character."""
from __future__ import annotations

from collections.abc import Sequence

from ..language.i18n import _

DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def curve(values: Sequence[float], width: int, height: int) -> list[str]:
    """`height` lines of `width` characters. The first value stands left, the largest on top; 0 is the floor, so that
    two curves beside each other can be compared."""
    if not values or width < 1 or height < 1:
        return []
    top = max(max(values), 1e-12)
    cells = [[0x2800] * width for _ in range(height)]

    def row(value: float) -> int:
        return round((1 - min(max(value / top, 0.0), 1.0)) * (4 * height - 1))

    before = None
    for x in range(2 * width):
        at = x * (len(values) - 1) / max(2 * width - 1, 1)
        low = int(at)
        high = min(low + 1, len(values) - 1)
        y = row(values[low] + (at - low) * (values[high] - values[low]))
        first, last = (y, y) if before is None else sorted((y, before + (y > before) - (y < before)))
        for dot in range(first, last + 1):  # a steep curve stays one line
            cells[dot // 4][x // 2] |= DOTS[x % 2][dot % 4]
        before = y
    return ["".join(map(chr, line)) for line in cells]


def with_axes(losses: Sequence[float], batches: int, width: int, height: int, done: float = 1.0) -> list[str]:
    """A loss curve in `height` lines, with the loss at its left and the batches below; a low one without them. `done`:
    the share of all batches that it has reached, from left to right."""
    reached = max(1, round(width * done))
    if height < 4:
        return ["  " + row for row in curve(losses, reached, height)]
    rows = height - 2
    left = [f"{max(losses):5.2f}", *["     "] * (rows - 2), " 0.00"]
    return [*(f"  {label} ┤{row}" for label, row in zip(left, curve(losses, reached, rows), strict=True)),
            f"  {'':5} └{'─' * width}", f"  {'':7}1{batches:>{width - 1}} " + _("batches")]
