"""Arrays as small grids of text."""
from __future__ import annotations

import math

import numpy as np
from rich.cells import cell_len

from ..language.i18n import _
from ..report.numbers import number

WIDTH = 80    # columns of a message; a Chinese character takes two
LARGEST = 8   # rows and columns of a grid; a larger array is cut around the first difference
DIGITS = 4    # of a fraction
LEADING = 6   # maps of an array of more than two axes that are shown
NOTE = "dim italic"

Span = tuple[str, str]   # text and its style
Line = tuple[Span, ...]


def pad(line: Line, width: int) -> Line:
    return *line, (" " * max(0, width - length(line)), "")


def length(line: Line) -> int:
    return sum(cell_len(text) for text, _style in line)


def shape(array: np.ndarray) -> str:
    return _("an array of shape") + f" {array.shape}"


def empty(array: np.ndarray) -> str:
    """What stands for an array without elements."""
    return _("(empty, {})").format(array.shape)


def blocks(array: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
           rows: int = LARGEST, room: int = WIDTH - 4, style: str = "", star: bool = True,
           at_most: int = LEADING) -> list[list[Line]]:
    """Makes grids of an array, one for each index of its leading axes, from the first difference on."""
    if array.ndim == 0 or array.size == 0:
        return [[((number(array) if array.ndim == 0 else empty(array), ""),)]]
    if array.ndim <= 2:
        return [grid(array, marks, around, rows, room, style, star)]
    shown: list[list[Line]] = []
    places, more = leading(array.shape, around, at_most)
    for place in places:
        inner = around[-2:] if around is not None else None
        head: Line = (("".join(f"[{i}]" for i in place), "dim"),)
        off = None if marks is None else marks[place]
        shown.append([head, *grid(array[place], off, inner, rows, room, style, star)])
    if more:
        shown.append([(("...", "dim"),)])
    return shown


def leading(size: tuple[int, ...], around: tuple[int, ...] | None, at_most: int) -> tuple[list[tuple[int, ...]], bool]:
    """The indices of the leading axes of which something is shown, and whether there are more behind them."""
    maps, count = size[:-2], math.prod(size[:-2])
    first = 0 if around is None or not maps else int(np.ravel_multi_index(around[:-2], maps))
    start = min(first, max(0, count - at_most))
    end = min(start + at_most, count)
    return [tuple(int(i) for i in np.unravel_index(n, maps)) for n in range(start, end)], end < count


def grid(array: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
         rows: int = LARGEST, room: int = WIDTH - 4, style: str = "", star: bool = True) -> list[Line]:
    """Makes rows of aligned numbers of an array of one or two axes, cut around `around`."""
    if array.ndim == 1:
        array, marks = array[None], None if marks is None else marks[None]
        around = None if around is None else (0, *around)
    text = [[number(v, DIGITS) for v in row] for row in array[:64, :64]] if array.size <= 4096 else None
    widest = max((len(c) for row in text for c in row), default=1) if text else 9
    columns = max(1, min(LARGEST, (room + 1) // (widest + 2)))
    top, left = corner(array.shape, around, (rows, columns))
    part = array[top: top + rows, left: left + columns]
    off = None if marks is None else marks[top: top + rows, left: left + columns]
    cells = [[number(v, DIGITS) + ("*" if star and off is not None and off[i, j] else " ") for j, v in enumerate(row)]
             for i, row in enumerate(part)]
    width = max(len(cell) for row in cells for cell in row)
    shown: list[Line] = []
    for i, row in enumerate(cells):
        line: list[Span] = []
        for j, cell in enumerate(row):
            line += [(" ", "")] if j else []
            line.append((cell.rjust(width), style if off is not None and off[i, j] else ""))
        shown.append(tuple(line))
    if part.shape != array.shape:
        shown.append(((_("(rows {0} to {1}, columns {2} to {3} of {4})").format(
            top, top + len(part) - 1, left, left + part.shape[1] - 1, array.shape), NOTE),))
    return shown


def beside(shown: list[list[Line]], room: int = WIDTH - 4, indent: str = "") -> list[Line]:
    """Puts grids beside each other, in as many rows as are needed."""
    out: list[Line] = []
    while shown:
        row = fitting(shown, room)
        shown = shown[len(row):]
        widths = [max(map(length, block)) + 3 for block in row]
        for i in range(max(map(len, row))):
            line: Line = ((indent, ""),) if indent else ()
            for block, width in zip(row, widths, strict=True):
                part: Line = block[i] if i < len(block) else ()
                line += part if block is row[-1] else pad(part, width)
            out.append(line)
    return out


def fitting(shown: list[list[Line]], room: int) -> list[list[Line]]:
    """Takes as many of the grids as fit beside each other, but at least one."""
    used = 0
    for count, block in enumerate(shown):
        used += max(map(length, block)) + 3
        if count and used - 3 > room:
            return shown[:count]
    return shown


def corner(size: tuple[int, ...], around: tuple[int, ...] | None,
            shown: tuple[int, int] = (LARGEST, LARGEST)) -> tuple[int, int]:
    if around is None or len(around) != 2:
        return 0, 0
    top, left = (max(0, min(int(a) - m // 2, n - m)) for a, n, m in zip(around, size, shown, strict=True))
    return top, left
