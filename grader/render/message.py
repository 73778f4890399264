"""What a failure says, in words and small grids: one structure, written as plain text or in colour.

In this order: what the property asks for; the misconception, where one is recognised; the smallest counterexample, with
expected and got side by side; what the law means; where to read. It fits a screen.
"""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from ..course import manifest
from ..judging.finding import Finding
from ..judging.property import Property
from ..language import wrapping
from ..language.i18n import _
from ..language.wrapping import Line, cut, paragraph, terminal
from ..report.numbers import differing
from ..report.record import Misconception
from .grids import LARGEST, LEADING, NOTE, beside, blocks, fitting, length, pad, shape

HEIGHT = 28   # lines


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
            yield ((cut(line, wrapping.WIDTH), "dim"),)
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


# Arrays -------------------------------------------------------------------------------------------------------------
def case_lines(found: Finding, rows: int = LARGEST, maps: int = LEADING) -> Iterator[Line]:
    """The counterexample: what is small in one line, arrays in `rows` rows and so many maps (0: their shape only)."""
    yield ((_("the smallest example found:"), ""),)
    arrays = {name: value for name, value in (found.case or {}).items() if isinstance(value, np.ndarray)}
    words = [f"{name} = {cut(repr(value), wrapping.WIDTH - 20)}" for name, value in (found.case or {}).items()
             if name not in arrays]
    for name, value in arrays.items():
        yield (f"{name} = ", ""), (shape(value), "dim")
        yield from beside(blocks(value, rows=rows, at_most=maps) if maps else [], indent="    ")
    line = ""
    for word in words:
        if line and cell_len(line) + 3 + cell_len(word) > wrapping.WIDTH:
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
    room = wrapping.WIDTH // 2 - 4
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
