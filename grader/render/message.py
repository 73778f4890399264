"""What a failure says, in words and small grids: one structure, written as plain text or in colour.

In this order: what the property asks for; the misconception, where one is recognised; the smallest counterexample, with
expected and got side by side; what the law means; where to read. It fits a screen.
"""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from ..course import manifest
from ..judging.judge import Finding, Property, differing, number
from ..language.i18n import _
from ..report.record import Misconception

LARGEST = 8   # rows and columns of a grid; a larger array is cut around the first difference
WIDTH = 80    # columns of a terminal; a Chinese character takes two
HEIGHT = 28   # lines
LEADING = 6   # maps of an array of more than two axes that are shown
NOTE = "dim italic"
NO_LINE_START = "，。；：、！？）》”,.;:!?)"  # punctuation that stays on its line
Span = tuple[str, str]   # text and its style
Line = tuple[Span, ...]


def plain(prop: Property, found: Finding, misconception: Misconception | None = None) -> str:
    """The whole message as plain text."""
    return "\n".join(text_of(line) for line in lines(prop, found, misconception))


def coloured(prop: Property, found: Finding, misconception: Misconception | None = None) -> Text:
    """The whole message for a terminal; rich leaves the colours out where NO_COLOR or the terminal says so."""
    shown = Text()
    for i, line in enumerate(lines(prop, found, misconception)):
        shown.append("\n" if i else "")
        for text, style in line:
            shown.append(terminal(text), style)
    return shown


def lines(prop: Property, found: Finding, misconception: Misconception | None = None) -> list[Line]:
    """The message: with smaller grids where it would not fit a screen."""
    for rows, maps in ((LARGEST, LEADING), (6, 4), (4, 2), (3, 1), (2, 1), (2, 0)):
        shown = list(_message(prop, found, misconception, rows, maps))
        if len(shown) <= HEIGHT:
            break
    return shown


def _message(prop: Property, found: Finding, misconception: Misconception | None, rows: int,
             maps: int) -> Iterator[Line]:
    yield from paragraph(_(prop.title), "bold")
    if misconception:
        yield ()
        yield from paragraph(misconception.message, "yellow")
    yield ()
    yield from paragraph(found.message, "red")
    if found.trace:
        for line in found.trace.rstrip().splitlines()[-(rows if rows > 2 else 3):]:
            yield ((cut(line, WIDTH), "dim"),)
    if found.case:
        yield ()
        yield from case_lines(found, rows, maps)
    if found.status == "failed" and isinstance(found.expected, np.ndarray):
        yield ()
        yield from side_by_side(found, rows)
    if prop.law:
        yield ()
        yield from paragraph(_(prop.law))
    section = next((e.section for e in manifest.load().exercises if e.tests.name == prop.path.name), None)
    if section:
        yield ()
        yield from paragraph(_("To read: section {0} of the book.").format(section), "dim")


def text_of(line: Line) -> str:
    return "".join(text for text, _style in line).rstrip()


def inputs(found: Finding) -> str:
    """The example, argument by argument."""
    return "\n".join(map(text_of, case_lines(found)))


def results(found: Finding) -> list[str]:
    """Expected and got side by side, differing cells marked with a star."""
    return list(map(text_of, side_by_side(found)))


# Text ---------------------------------------------------------------------------------------------------------------
def paragraph(text: str, style: str = "") -> Iterator[Line]:
    """Text in lines that fit the screen: cut between words, Chinese between any two characters."""
    for part in text.splitlines():
        line, word = "", ""
        for c in part + " ":
            if c == " " or cell_len(c) > 1 or (word and cell_len(word[-1]) > 1):
                if c in NO_LINE_START:
                    word += c
                    continue
                if line and cell_len(line) + cell_len(word.rstrip()) > WIDTH:
                    yield ((line.rstrip(), style),)
                    line, word = "", word.lstrip()
                line, word = line + word, c if c != " " or line + word else ""
            else:
                word += c
        if (line + word).strip():
            yield ((cut((line + word).rstrip(), 4 * WIDTH), style),)


def cut(text: str, width: int) -> str:
    """A line of at most so many columns."""
    if cell_len(text) <= width:
        return text
    while cell_len(text) > width - 3:
        text = text[:-1]
    return text + "..."


def pad(line: Line, width: int) -> Line:
    return *line, (" " * max(0, width - length(line)), "")


def length(line: Line) -> int:
    return sum(cell_len(text) for text, _style in line)


# Arrays -------------------------------------------------------------------------------------------------------------
def case_lines(found: Finding, rows: int = LARGEST, maps: int = LEADING) -> Iterator[Line]:
    """The counterexample: what is small in one line, arrays in `rows` rows and so many maps (0: their shape only)."""
    yield ((_("the smallest example found:"), ""),)
    arrays = {name: value for name, value in (found.case or {}).items() if isinstance(value, np.ndarray)}
    words = [f"{name} = {cut(repr(value), WIDTH - 20)}" for name, value in (found.case or {}).items()
             if name not in arrays]
    for name, value in arrays.items():
        yield (f"{name} = ", ""), (shape(value), "dim")
        yield from beside(blocks(value, rows=rows, at_most=maps) if maps else [], indent="    ")
    line = ""
    for word in words:
        if line and cell_len(line) + 3 + cell_len(word) > WIDTH:
            yield ((line, ""),)
            line = ""
        line += ("   " if line else "") + word
    if line:
        yield ((line, ""),)


def side_by_side(found: Finding, rows: int = LARGEST) -> Iterator[Line]:
    """Expected and got, each differing cell with a star."""
    expected, got = found.expected, found.got
    marks = differing(expected, got) if isinstance(got, np.ndarray) and got.shape == expected.shape else None
    first = tuple(int(i) for i in np.argwhere(marks)[0]) if marks is not None and marks.any() else None
    room = WIDTH // 2 - 4
    left: list[Line] = [((_("expected"), "bold"),)]
    right: list[Line] = [((_("got"), "bold"),)]
    different_shapes = isinstance(got, np.ndarray) and got.shape != expected.shape
    if different_shapes:
        left[0] += ((f" {expected.shape}", "dim"),)
        right[0] += ((f" {got.shape}", "dim"),)
    at_most = 3 if max(expected.shape[-2:], default=0) <= 3 else 1
    shown = [blocks(expected, marks, first, rows, room, "green", star=False, at_most=at_most)]
    if isinstance(got, np.ndarray):
        shown.append(blocks(got, marks, first, rows, room, "bold red", at_most=at_most))
    else:
        right.append(((cut(str(got), room), "red"),))
    notes = [block.pop() for side in shown for block in side if block[-1] and block[-1][-1][1] == NOTE]
    in_a_row = min(len(fitting(parts, room)) for parts in shown)  # the same places of both beside each other
    for side, parts in zip((left, right), shown, strict=False):
        for start in range(0, len(parts), in_a_row):
            side += beside(parts[start: start + in_a_row], room)
    width = max(map(length, left)) + 4
    for i in range(max(len(left), len(right))):
        yield ("    ", ""), *pad(left[i] if i < len(left) else (), width), *(right[i] if i < len(right) else ())
    for note in dict.fromkeys(notes):  # one line below both, where they are cut alike
        yield ("    ", ""), *note


def shape(array: np.ndarray) -> str:
    return _("an array of shape") + f" {array.shape}"


def blocks(array: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
           rows: int = LARGEST, room: int = WIDTH - 4, style: str = "", star: bool = True,
           at_most: int = LEADING) -> list[list[Line]]:
    """An array as grids: one for each place of its leading axes, as many as are shown, from the first difference on."""
    if array.ndim == 0 or array.size == 0:
        return [[((number(array) if array.ndim == 0 else f"(empty, {array.shape})", ""),)]]
    if array.ndim <= 2:
        return [grid(array, marks, around, rows, room, style, star)]
    places = list(np.ndindex(*array.shape[:-2]))
    start = 0 if around is None else min(places.index(tuple(around[:-2])), max(0, len(places) - at_most))
    shown: list[list[Line]] = []
    for place in places[start: start + at_most]:
        inner = around[-2:] if around is not None else None
        head: Line = (("".join(f"[{i}]" for i in place), "dim"),)
        off = None if marks is None else marks[place]
        shown.append([head, *grid(array[place], off, inner, rows, room, style, star)])
    if start + at_most < len(places):
        shown.append([(("...", "dim"),)])
    return shown


def grid(array: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
         rows: int = LARGEST, room: int = WIDTH - 4, style: str = "", star: bool = True) -> list[Line]:
    """An array of one or two axes as rows of aligned numbers, cut around `around`."""
    if array.ndim == 1:
        array, marks = array[None], None if marks is None else marks[None]
        around = None if around is None else (0, *around)
    text = [[short(v) for v in row] for row in array[:64, :64]] if array.size <= 4096 else None
    widest = max((len(c) for row in text for c in row), default=1) if text else 9
    columns = max(1, min(LARGEST, (room + 1) // (widest + 2)))
    top, left = _corner(array.shape, around, (rows, columns))
    part = array[top: top + rows, left: left + columns]
    off = None if marks is None else marks[top: top + rows, left: left + columns]
    cells = [[short(v) + ("*" if star and off is not None and off[i, j] else " ") for j, v in enumerate(row)]
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


def short(value: Any) -> str:
    """A number in few characters; a whole one as it is."""
    value = float(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e7 else f"{value:.4g}"


def beside(shown: list[list[Line]], room: int = WIDTH - 4, indent: str = "") -> list[Line]:
    """Grids beside each other, in as many rows of them as it takes."""
    out: list[Line] = []
    while shown:
        row = fitting(shown, room)
        shown = shown[len(row):]
        widths = [max(map(length, block)) + 3 for block in row]
        for i in range(max(map(len, row))):
            line: Line = ((indent, ""),) if indent else ()
            for block, width in zip(row, widths, strict=True):
                line += block[i] if len(row) == 1 else pad(block[i] if i < len(block) else (), width)
            out.append(line)
    return out


def fitting(shown: list[list[Line]], room: int) -> list[list[Line]]:
    """As many of the grids as have room beside each other; one at least."""
    used = 0
    for count, block in enumerate(shown):
        used += max(map(length, block)) + 3
        if count and used - 3 > room:
            return shown[:count]
    return shown


def _corner(size: tuple[int, ...], around: tuple[int, ...] | None,
            shown: tuple[int, int] = (LARGEST, LARGEST)) -> tuple[int, int]:
    if around is None or len(around) != 2:
        return 0, 0
    top, left = (max(0, min(int(a) - m // 2, n - m)) for a, n, m in zip(around, size, shown, strict=True))
    return top, left


def terminal(value: Any) -> str:
    """Text of a submission, made harmless for a terminal: no control characters but line ends."""
    return "".join(c if c == "\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
