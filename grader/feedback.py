"""What a failure says, in words and small grids."""
from __future__ import annotations

from typing import Any

import numpy as np
from rich.cells import cell_len, set_cell_size

from .i18n import _
from .properties import Finding, Property, differing, number
from .report import Misconception

LARGEST = 8  # rows and columns of a grid; a larger array is cut around the first difference


def plain(prop: Property, found: Finding, misconception: Misconception | None = None) -> str:
    """The whole message as plain text."""
    lines = [_(prop.title), "", *([misconception.message, ""] if misconception else []), found.message]
    if found.trace:
        lines += ["", found.trace.rstrip()]
    if found.case is not None:
        lines += ["", inputs(found)]
    if found.status == "failed" and isinstance(found.expected, np.ndarray):
        lines += ["", *results(found)]
    if prop.law:
        lines += ["", _(prop.law)]
    return "\n".join(lines)


def inputs(found: Finding) -> str:
    """The example, argument by argument."""
    lines = [_("the smallest example found:")]
    for name, value in (found.case or {}).items():
        if isinstance(value, np.ndarray):
            lines += [f"{name} = {shape(value)}", *("    " + row for row in grid(value))]
        else:
            lines.append(f"{name} = {value}")
    return "\n".join(lines)


def results(found: Finding) -> list[str]:
    """Expected and got side by side, differing cells marked with a star."""
    expected, got = found.expected, found.got
    marks = differing(expected, got) if isinstance(got, np.ndarray) and got.shape == expected.shape else None
    first = tuple(np.argwhere(marks)[0]) if marks is not None and marks.any() else None
    left = [_("expected"), *grid(expected, None, first)]
    right = [_("got"), *(grid(got, marks, first) if isinstance(got, np.ndarray) else [str(got)])]
    width = max(map(cell_len, left)) + 4  # columns of a terminal: a Chinese character takes two
    rows = max(len(left), len(right))
    return ["    " + (set_cell_size(left[i] if i < len(left) else "", width) + (right[i] if i < len(right) else "")).rstrip()
            for i in range(rows)]


def shape(array: np.ndarray) -> str:
    return _("an array of shape") + f" {array.shape}"


def grid(array: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None) -> list[str]:
    """A small array as rows of aligned numbers; leading axes one after the other, large ones cut around `around`."""
    if array.ndim == 0 or array.size == 0:
        return [number(array) if array.ndim == 0 else f"(empty, {array.shape})"]
    if array.ndim == 1:
        array, marks = array[None], None if marks is None else marks[None]
        around = None if around is None else (0, *around)
    if array.ndim > 2:
        start = 0 if around is None else min(int(around[0]), max(0, len(array) - 3))
        lines = []
        for i in range(start, min(len(array), start + 3)):
            lines.append(f"[{i}]")
            inner = around[1:] if around is not None else None
            lines += grid(array[i], None if marks is None else marks[i], inner)
        return lines + (["..."] if start + 3 < len(array) else [])
    (top, left), cut = _corner(array.shape, around), slice(LARGEST)
    part = array[top:, left:][cut, cut]
    starred = None if marks is None else marks[top:, left:][cut, cut]
    cells = [[number(v) + ("*" if starred is not None and starred[i, j] else " ") for j, v in enumerate(row)]
             for i, row in enumerate(part)]
    width = max(len(cell) for row in cells for cell in row)
    lines = [" ".join(cell.rjust(width) for cell in row).rstrip() for row in cells]
    if part.shape != array.shape:
        lines.append(_("(rows {0} to {1}, columns {2} to {3} of {4})").format(
            top, top + len(part) - 1, left, left + part.shape[1] - 1, array.shape))
    return lines


def _corner(size: tuple[int, ...], around: tuple[int, ...] | None) -> tuple[int, int]:
    if around is None or len(around) != 2:
        return 0, 0
    return tuple(max(0, min(int(a) - LARGEST // 2, n - LARGEST)) for a, n in zip(around, size, strict=True))  # type: ignore[return-value]


def terminal(value: Any) -> str:
    """Text of a submission, made harmless for a terminal: no control characters but line ends."""
    return "".join(c if c == "\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
