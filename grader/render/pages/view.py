"""What the pages show, made from stored reports: no page looks at the report's JSON itself."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...course import manifest
from ...course.outline import Stated, stated
from ...judging.finding import Finding
from ...language import i18n, wrapping
from ...language.i18n import _
from ...report.numbers import differing, number
from ...report.record import for_student
from ...report.student import Student
from .. import message as feedback
from ..grids import LARGEST, _corner

DETAILED = ("failed", "error")  # statuses with an example; of the others, one message tells all


@dataclass(frozen=True)
class Square:
    """One cell of a grid: the number as text, a class for its colour, whether it differs from what was expected."""
    text: str
    colour: str
    differs: bool = False


@dataclass(frozen=True)
class Grid:
    """An array as tables: one for each index of the leading axes that is shown."""
    shape: tuple[int, ...]
    tables: list[tuple[str, list[list[Square]]]]
    note: str = ""


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
    misconception_name: str = ""
    hidden: bool = False
    inputs: list[tuple[str, Grid | str]] = field(default_factory=list)
    expected: Grid | str | None = None
    got: Grid | str | None = None
    text: str = ""  # the example and the results, as a terminal has them


@dataclass(frozen=True)
class Exercise:
    name: str
    title: str
    status: str
    score: float
    max_score: float
    properties: list[Told]
    hidden: Mapping[str, float] | None = None  # the points of what is not shown


def exercises(student: Student, teacher: bool) -> list[Exercise]:
    """A student's report: as they may see it, or all of it."""
    report = dict(student.report or {"exercises": []})
    kit = {e.name: e for e in manifest.load().exercises}
    shown = []
    for e in (report if teacher else for_student(report))["exercises"]:
        exercise = kit.get(e["name"])
        known = {p.name: p for p in stated(exercise.tests)} if exercise else {}
        title = exercise.title[i18n.language()] if exercise else e["title"]
        shown.append(Exercise(e["name"], title, e["status"], e["score"], e["max_score"],
                              list(tell(e["properties"], known)), e.get("hidden")))
    return shown


def tell(results: Sequence[Mapping[str, Any]], known: Mapping[str, Stated]) -> Iterator[Told]:
    """Property by property; a limit that was hit is told once."""
    told: set[str] = set()
    for result in results:
        one = told_one(result, None if result.get("hidden") else known.get(result["name"]))
        if one.status not in DETAILED and one.message:
            if one.message in told:
                one = Told(one.name, one.title, "", one.status, one.score, one.max_score, hidden=one.hidden)
            told.add(one.message)
        yield one


def told_one(result: Mapping[str, Any], prop: Stated | None) -> Told:
    status, example = result["status"], result.get("counterexample")
    title = _(prop.title) if prop else result["title"]
    wrong = result.get("misconception") or {"name": "", "message": ""}
    message = "" if status in ("passed", "todo", "missing") else wrapping.terminal(result["message"])
    common = {"name": result["name"], "title": title, "status": status, "score": result["score"],
              "max_score": result["max_score"], "message": message, "hidden": bool(result.get("hidden")),
              "misconception": wrong["message"], "misconception_name": wrong["name"],
              "law": _(prop.law) if prop and prop.law and status in DETAILED else ""}
    if status not in DETAILED or not example:
        return Told(**common)
    case = {k: v for k, v in example.items() if status != "failed" or k not in ("expected", "got")}
    order = prop.arguments if prop else ()  # as the property has them
    case = dict(sorted(case.items(), key=lambda kv: order.index(kv[0]) if kv[0] in order else len(order)))
    arrays = {k: array(v) for k, v in example.items()}
    expected, got = arrays.get("expected"), arrays.get("got")
    found = Finding(status, case={k: case[k] if arrays[k] is None else arrays[k] for k in case},
                    expected=expected, got=got if got is not None else example.get("got"))
    text = feedback.inputs(found)
    marks = None
    if status == "failed" and expected is not None:
        text += "\n\n" + "\n".join(feedback.results(found))
        if got is not None and got.shape == expected.shape:
            marks = differing(expected, got)
    around = first(marks)
    return Told(**common, text=wrapping.terminal(text),
                inputs=[(k, shown(v, arrays[k])) for k, v in case.items()],
                expected=shown(example["expected"], expected, around=around) if "expected" in example else None,
                got=shown(example["got"], got, marks, around) if "got" in example else None)


def array(value: Any) -> np.ndarray | None:
    """A nested list of numbers as an array again; None for anything else."""
    depth, inner = 0, value
    while isinstance(inner, list) and inner:
        depth, inner = depth + 1, inner[0]
    if depth < 2 and not (depth == 1 and isinstance(inner, float)):
        return None  # a flat list of whole numbers reads better as it is: it is a shape or a size
    try:
        return np.array(value, dtype=np.float64)
    except (ValueError, TypeError):
        return None


def first(marks: np.ndarray | None) -> tuple[int, ...] | None:
    return tuple(int(i) for i in np.argwhere(marks)[0]) if marks is not None and marks.any() else None


def shown(value: Any, values: np.ndarray | None, marks: np.ndarray | None = None,
          around: tuple[int, ...] | None = None) -> Grid | str:
    """A value of an example: an array as a grid, cut as in a terminal; else as text."""
    if values is None:
        return wrapping.terminal(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return grid(values, marks, around)


def grid(values: np.ndarray, marks: np.ndarray | None = None, around: tuple[int, ...] | None = None) -> Grid:
    """An array as tables of at most LARGEST rows and columns, three of them, around the first difference."""
    size = values.shape
    if values.ndim < 2:
        values = values.reshape(1, -1)
        marks = None if marks is None else marks.reshape(1, -1)
        around = None if around is None else (0, *around)[-2:]
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=1.0))
    lead = values.shape[:-2]
    places = [(place, values[place], None if marks is None else marks[place]) for place in np.ndindex(*lead)]
    start = 0
    if around is not None and lead:
        start = min([p[0] for p in places].index(tuple(around[:-2])), max(0, len(places) - 3))
    tables, cut = [], len(places) > 3
    top, left = _corner(values.shape[-2:], None if around is None else around[-2:])
    for place, part, wrong in places[start:start + 3]:
        rows = []
        for i in range(top, min(top + LARGEST, part.shape[0])):
            rows.append([Square(number(part[i, j]), colour(part[i, j], largest),
                                wrong is not None and bool(wrong[i, j]))
                         for j in range(left, min(left + LARGEST, part.shape[1]))])
        cut = cut or part.shape[0] > LARGEST or part.shape[1] > LARGEST
        tables.append(("".join(f"[{i}]" for i in place), rows))
    return Grid(size, tables, _("a part of {0}").format(size) if cut else "")


def colour(value: float, largest: float) -> str:
    """Orange for positive, blue for negative, the stronger the larger; white for zero."""
    if not np.isfinite(value) or value == 0:
        return "zero"
    return ("pos" if value > 0 else "neg") + str(min(4, 1 + int(3.999 * abs(value) / largest)))
