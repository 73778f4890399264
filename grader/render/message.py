"""What a failure says, in words and small grids: one structure, written as plain text or in colour.

In this order: what the property asks for; the misconception, where one is recognised; the smallest counterexample, with
expected and got side by side; what the example's call printed; what the law means; where to read. It fits a screen.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len
from rich.text import Text

from ..language.harmless import terminal
from ..language.i18n import _
from ..language.wrapping import cut, wrapped
from ..report.record import Code, Example, PropertyResult
from .grids import LARGEST, LEADING, NOTE, WIDTH, Line, beside, blocks, fitting, length, pad, shape

HEIGHT = 28   # lines
PRINTED = 6   # lines of what was printed


def plain(result: PropertyResult, width: int = WIDTH) -> str:
    """The whole message as plain text."""
    return "\n".join(text_of(line) for line in lines(result, width))


def coloured(result: PropertyResult, width: int = WIDTH, height: int = HEIGHT) -> Text:
    """The whole message for a terminal; rich leaves the colours out where NO_COLOR or the terminal says so."""
    shown = Text()
    for i, line in enumerate(lines(result, width, height)):
        shown.append("\n" if i else "")
        for text, style in line if line and line[-1][0].strip() else line[:-1]:  # no blanks at the end
            shown.append(terminal(text), style)
    return shown


@dataclass(frozen=True)
class Size:
    """How much a message says: rows of an array, its maps (0: the shape only), blank lines, what the law means."""
    rows: int
    maps: int
    blank: bool = False
    law: bool = True


SIZES = (Size(LARGEST, LEADING, blank=True), Size(LARGEST, LEADING), Size(6, 4), Size(4, 2),
         Size(LARGEST, LEADING, law=False), Size(6, 4, law=False), Size(4, 2, law=False), Size(3, 1, law=False),
         Size(2, 1, law=False), Size(2, 0, law=False))


def lines(result: PropertyResult, width: int = WIDTH, height: int = HEIGHT) -> list[Line]:
    """The message: the fullest that is no higher than `height`."""
    for size in SIZES:
        shown = list(_message(result, width, size))
        if not size.blank:
            shown = list(_closer(shown, height))
        if len(shown) <= height:
            break
    return shown


def _closer(whole: list[Line], height: int) -> Iterator[Line]:
    """Leaves out blank lines, the last ones first, until it is no higher than `height`."""
    spare = height - sum(map(bool, whole))
    for line in whole:
        if line or spare > 0:
            yield line
        spare -= not line


def _message(result: PropertyResult, width: int, size: Size) -> Iterator[Line]:
    if not result.unread:  # else it is no matter of this property
        yield from paragraph(_(result.title), "bold", width)
        yield ()
    if result.misconception:
        yield from paragraph(result.misconception.message, "bold magenta", width)
        yield ()
    trace = result.trace.rstrip().splitlines()
    trace = trace[1:] if result.unread else trace[-max(size.rows, 3):]  # of what is unread, the line is said already
    place: list[Line] = [((cut(line, width), "dim"),) for line in trace]
    said = list(paragraph(_(result.message), "red", width))
    yield from [*place, *said] if result.line_first else [*said, *place]
    if result.example:
        yield ()
        yield from case_lines(result.example, width, size.rows, size.maps)
        if isinstance(result.example.expected, np.ndarray):
            yield ()
            yield from side_by_side(result.example, width, size.rows)
    if result.printed:
        yield ()
        yield ((_("printed by this call:"), ""),)
        for line in result.printed.rstrip().splitlines()[-(PRINTED if size.law else 3):]:
            yield ((cut("    " + line, width), "dim"),)
    if result.law and size.law:
        yield ()
        yield from paragraph(_(result.law), "", width)
    if result.section and size.law:
        yield ()
        yield from paragraph(_("To read: section {0} of the book.").format(result.section), "dim", width)


def paragraph(text: str, style: str, width: int) -> Iterator[Line]:
    """Text in lines that fit the screen; what is endless is cut after four of them."""
    for part in text.splitlines():
        yield from (((line, style),) for line in wrapped(cut(part, 40 * width), width) if line)


def text_of(line: Line) -> str:
    return "".join(text for text, _style in line).rstrip()


def inputs(example: Example) -> str:
    """The example, argument by argument."""
    return "\n".join(map(text_of, case_lines(example)))


def results(example: Example) -> list[str]:
    """Expected and got side by side, differing cells marked with a star."""
    return list(map(text_of, side_by_side(example)))


def whole(example: Example) -> str:
    """The example, and what came of it where an array was expected."""
    came = ["", *results(example)] if isinstance(example.expected, np.ndarray) else []
    return "\n".join([inputs(example), *came])


# Arrays -------------------------------------------------------------------------------------------------------------
def case_lines(example: Example, width: int = WIDTH, rows: int = LARGEST, maps: int = LEADING) -> Iterator[Line]:
    """The counterexample: what is small in one line, arrays in `rows` rows and so many maps (0: their shape only)."""
    yield ((_("the smallest example found:"), ""),)
    words, arrays = [], []
    for name, value in example.case.items():
        if isinstance(value, Code):
            words.append(f"{name} = {cut(value.text, width - 20)}")
            continue
        drawn = blocks(value, rows=rows, room=width - 4, at_most=maps) if maps else []
        arrays.append([((f"{name} = ", ""), (shape(value), "dim")), *beside(drawn, width - 4, "    ")])
    yield from beside(arrays, width)
    line = ""
    for word in words:
        if line and cell_len(line) + 3 + cell_len(word) > width:
            yield ((line, ""),)
            line = ""
        line += ("   " if line else "") + word
    if line:
        yield ((line, ""),)


def side_by_side(example: Example, width: int = WIDTH, rows: int = LARGEST) -> Iterator[Line]:
    """Expected and got, each differing cell with a star."""
    expected, got = example.expected, example.got
    assert isinstance(expected, np.ndarray)
    marks = example.marks
    first = tuple(int(i) for i in np.argwhere(marks)[0]) if marks is not None and marks.any() else None
    room = width // 2 - 4
    left: list[Line] = [((_("expected"), "bold"),)]
    right: list[Line] = [((_("got"), "bold"),)]
    if isinstance(got, np.ndarray) and got.shape != expected.shape:
        left[0] += ((f" {expected.shape}", "dim"),)
        right[0] += ((f" {got.shape}", "dim"),)
    at_most = 3 if max(expected.shape[-2:], default=0) <= 3 and rows > 2 else 1
    shown = [blocks(expected, marks, first, rows, room, "green", star=False, at_most=at_most)]
    if isinstance(got, np.ndarray):
        shown.append(blocks(got, marks, first, rows, room, "bold red", at_most=at_most))
    else:
        right.append(((cut("None" if got is None else got.text, room), "red"),))
    notes = [block.pop() for side in shown for block in side if block[-1] and block[-1][-1][1] == NOTE]
    in_a_row = min(len(fitting(parts, room)) for parts in shown)  # the same places of both beside each other
    for side, parts in zip((left, right), shown, strict=False):
        count = in_a_row if marks is not None else len(parts)  # other shapes have other places
        for start in range(0, len(parts), count):
            side += beside(parts[start: start + count], room)
    column = max(map(length, left)) + 4
    for i in range(max(len(left), len(right))):
        yield ("    ", ""), *pad(left[i] if i < len(left) else (), column), *(right[i] if i < len(right) else ())
    for note in dict.fromkeys(notes):  # one line below both, where they are cut alike
        yield ("    ", ""), *note
