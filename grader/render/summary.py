"""What pytest ends with: a line for each exercise, with its points and what is to be done."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from ..language.i18n import _
from ..language.wrapping import wrapped
from ..report.statuses import QUIET, UNDONE


@dataclass(frozen=True)
class Judged:
    """One property, judged by pytest. `function`: what is still to do, or was called last."""
    exercise: str
    title: str
    status: str
    points: int
    of: int
    function: str = ""
    again: str = ""  # the command that runs its example alone

    def as_property(self) -> tuple[str, Any]:
        """A result as a value of pytest's `user_properties`, which travel between processes."""
        return "convkata", list(astuple(self))


def judged_in(reports: Sequence[Any]) -> list[Judged]:
    """What pytest's reports say of properties."""
    return [Judged(*value) for report in reports for name, value in report.user_properties if name == "convkata"]


def lines(judged: Sequence[Judged], width: int) -> Iterator[str]:
    """A paragraph for each exercise."""
    exercises: dict[str, list[Judged]] = {}
    for one in judged:
        exercises.setdefault(one.exercise, []).append(one)
    column = max(map(len, exercises), default=0) + 2
    for name, found in exercises.items():
        yield from paragraph(name, said(found), column, width)
        first = next((one for one in found if one.status not in QUIET), None)
        if first is not None and first.again:
            yield " " * column + first.again


def said(found: Sequence[Judged]) -> str:
    """An exercise: its points, then what is to be done."""
    points = 0 if any(one.status == "forbidden" for one in found) else sum(one.points for one in found)
    text = _("{0} of {1} points").format(points, sum(one.of for one in found))
    failed = [one for one in found if one.status not in QUIET]
    todo = list(dict.fromkeys(one.function for one in found if one.status in UNDONE and one.function))
    if failed:
        passed = sum(one.status == "passed" for one in found)
        text += _(": {0} passed, {1} failed, the first: {2}").format(passed, len(failed), _(failed[0].title))
    if todo:
        text += _("; to do: {0}").format(", ".join(todo))
    return text


def paragraph(name: str, text: str, column: int, width: int) -> Iterator[str]:
    for number, line in enumerate(wrapped(text, max(20, width - column))):
        yield (name if number == 0 else "").ljust(column) + line
