"""What the pages show, made from reports."""
from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ...language import harmless
from ...language.i18n import _
from ...report.causes import causes, unread
from ...report.numbers import number
from ...report.record import Code, Points, PropertyResult, Value
from ...report.statuses import QUIET
from ...report.student import Student
from .. import message as feedback
from ..grids import LARGEST, corner, empty, leading
from ..stepping.scene import scene

Trace = Callable[[str, PropertyResult], PropertyResult]  # adds to a result what is shown when its example is stepped
MAPS = 3  # tables of an array
DETAILED = ("failed", "error")  # statuses with an example; for the others, one message is enough


@dataclass(frozen=True)
class Square:
    """One cell of a grid: the number as text, a class for its colour, and what it should be, where it is wrong."""
    text: str
    colour: str
    wanted: str | None = None

    @property
    def differs(self) -> bool:
        return self.wanted is not None


@dataclass(frozen=True)
class Grid:
    """An array as tables: one for each index of the leading axes that is shown. `top`, `left`: where they begin."""
    shape: tuple[int, ...]
    tables: list[tuple[str, list[list[Square]]]]
    note: str = ""
    top: int = 0
    left: int = 0

    @property
    def wide(self) -> bool:
        """Whether it may have to be scrolled on a phone."""
        return max(sum(max(len(cell.text) + 2, 4) for cell in row) for _label, rows in self.tables for row in rows) > 36


@dataclass(frozen=True)
class Told:
    """A property's result, as a page tells it."""
    name: str
    title: str
    law: str
    status: str
    score: float
    max_score: float
    message: str = ""
    misconception: str = ""
    hidden: bool = False
    inputs: list[tuple[str, Grid | str]] = field(default_factory=list)
    expected: Grid | str | None = None
    got: Grid | str | None = None
    text: str = ""  # the example and the results, as a terminal has them
    printed: str = ""  # by the example's call
    scene: str = ""    # the example to step through, as JSON
    also: Sequence[Told] = ()  # what fails for the same cause

    @property
    def mark(self) -> str:
        return "✓" if self.status == "passed" else "·" if self.status in QUIET else "✗"


@dataclass(frozen=True)
class Exercise:
    name: str
    title: str
    status: str
    score: float
    max_score: float
    properties: list[Told]
    hidden: Points | None = None  # the points of what is not shown
    remarks: Sequence[str] = ()


def as_it_is(exercise: str, result: PropertyResult) -> PropertyResult:
    """Adds nothing."""
    return result


def exercises(student: Student, teacher: bool, trace: Trace = as_it_is) -> list[Exercise]:
    """The exercises of a student's report, as the student may see them or in full."""
    if student.report is None:
        return []
    report = student.report if teacher else student.report.for_student()
    return [Exercise(e.name, e.title, e.status, e.score, e.max_score, list(tell(e.name, e.properties, trace)), e.hidden,
                     e.remarks)
            for e in report.exercises]


def tell(exercise: str, results: Sequence[PropertyResult], trace: Trace = as_it_is) -> Iterator[Told]:
    """Tells of each property; of those that fail for the same cause, the first tells it, and holds the others."""
    for group in causes(results):
        if title := unread(exercise, group):  # one fault of the file, not one of each property
            yield replace(told_one(group[0]), title=_(title), score=sum(p.score for p in group),
                          max_score=sum(p.max_score for p in group))
            continue
        first, *others = (told_one(result) for result in (trace(exercise, group[0]), *group[1:]))
        yield replace(first, also=[_shortened(other, first) for other in others])


def _shortened(told: Told, first: Told) -> Told:
    """Leaves out what was said before. The same error again has nothing to show."""
    if told.message == first.message:
        told = replace(told, message="", law="", inputs=[], expected=None, got=None, text="", scene="")
    return replace(told, misconception="")


def told_one(result: PropertyResult) -> Told:
    """A property's result with its example as grids."""
    parts = [] if result.status in QUIET else [_(result.message), *([result.trace.rstrip()] if result.trace else [])]
    message = "\n".join(reversed(parts) if result.line_first else parts)
    wrong = result.misconception
    told = Told(result.name, _(result.title), _(result.law) if result.status in DETAILED and result.law else "",
                result.status, result.score, result.max_score, harmless.terminal(message),
                wrong.message if wrong else "", result.hidden,
                printed=harmless.terminal(result.printed))
    example = result.example
    if example is None:
        return told
    asked, came, marks = example.expected, example.got, example.marks
    alike = isinstance(asked, Code) and (asked.plain is None or (
        isinstance(came, Code) and asked.text == came.text))  # what is wrong is not the answer
    around, drawn = first(marks), scene(result)
    wanted = asked if marks is not None else None
    return replace(told, scene=json.dumps(drawn, ensure_ascii=False) if drawn else "",
                   text=harmless.terminal(feedback.whole(example)),
                   inputs=[(name, shown(value)) for name, value in example.case.items()],
                   expected=None if asked is None or alike else shown(asked, around=around),
                   got=None if came is None or alike else shown(came, marks, around, wanted))


def first(marks: np.ndarray | None) -> tuple[int, ...] | None:
    return tuple(int(i) for i in np.argwhere(marks)[0]) if marks is not None and marks.any() else None


def shown(value: Value, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
          wanted: Value | None = None) -> Grid | str:
    """Shows a value of an example: an array as a grid, cut as in a terminal; anything else as Python writes it."""
    if isinstance(value, Code):
        return harmless.terminal(value.text)
    if value.size == 0:
        return empty(value)
    return grid(value, marks, around, wanted if isinstance(wanted, np.ndarray) else None)


def grid(values: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None,
         wanted: np.ndarray | None = None) -> Grid:
    """An array as tables of at most LARGEST rows and columns, MAPS of them, around the first difference. `marks`:
    which cells are wrong, and `wanted`: what they should be."""
    size = values.shape
    wanted = values if wanted is None else wanted
    if values.ndim < 2:
        values, wanted = values.reshape(1, -1), wanted.reshape(1, -1)
        marks = None if marks is None else marks.reshape(1, -1)
        around = None if around is None else (0, *around)[-2:]
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=1.0))
    places, _more = leading(values.shape, around, MAPS)
    tables, cut = [], math.prod(values.shape[:-2]) > MAPS
    top, left = corner(values.shape[-2:], None if around is None else around[-2:])
    for place in places:
        part, asked, wrong = values[place], wanted[place], None if marks is None else marks[place]
        rows = []
        for i in range(top, min(top + LARGEST, part.shape[0])):
            rows.append([Square(number(part[i, j]), colour(part[i, j], largest),
                                number(asked[i, j]) if wrong is not None and wrong[i, j] else None)
                         for j in range(left, min(left + LARGEST, part.shape[1]))])
        cut = cut or part.shape[0] > LARGEST or part.shape[1] > LARGEST
        tables.append(("".join(f"[{i}]" for i in place), rows))
    return Grid(size, tables, _("a part of {0}").format(size) if cut else "", top, left)


def colour(value: float, largest: float) -> str:
    """Orange for positive, blue for negative, the stronger the larger; white for zero."""
    if not np.isfinite(value) or value == 0:
        return "zero"
    return ("pos" if value > 0 else "neg") + str(min(4, 1 + int(3.999 * abs(value) / largest)))
