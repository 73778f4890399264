"""The manifest: which exercises there are, in which order, and what a submission may use."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from . import data
from .data import ROOT as ROOT

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """What one submission may use. The message about a limit that was hit names the limit and its value."""
    call_seconds: float
    later_call_seconds: float
    import_seconds: float
    exercise_seconds: float
    cpu_seconds: int
    memory_mb: int
    threads: int
    file_mb: int
    scratch_mb: int
    scratch_files: int
    output_kb: int
    output_mb: int
    array_mb: int
    source_kb: int


@dataclass(frozen=True)
class Exercise:
    """One file of a submission."""
    name: str
    title: Mapping[str, str]
    section: str
    points: int
    functions: tuple[str, ...]
    limits: Limits
    forbid_builtins: bool = False
    special_case_of: tuple[str, ...] = ()  # earlier functions: they do all that this exercise asks for
    explanations: int = 0  # how many are tried where no misconception explains an answer
    repairs: int = 0       # how many changes of the submission's own file

    @property
    def tests(self) -> Path:
        return ROOT / "tests" / f"test_{self.name}.py"

    @property
    def solution(self) -> Path:
        return ROOT / "solutions" / f"{self.name}.py"


@dataclass(frozen=True)
class Late:
    """What late work costs: points, or «10%» of the points there are."""
    per_day: float | str = "10%"
    at_most: float | str = "100%"
    grace_minutes: float = 0
    due: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("per_day", "at_most"):
            rule = getattr(self, name)
            if isinstance(rule, str) and not (rule.endswith("%") and rule[:-1].strip().replace(".", "", 1).isdigit()):
                raise data.CourseError(f"course/course.toml: [late] {name} = {rule!r} is neither points nor «10%»")
        if not isinstance(self.due, datetime | None):
            raise data.CourseError(f"course/course.toml: [late] due = {self.due} has no time of day")


@dataclass(frozen=True)
class Manifest:
    seed: int
    exercises: tuple[Exercise, ...]
    limits: Limits
    training_points: int
    training_limits: Limits
    late: Late = Late()

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; KeyError where there is none."""
        return {e.name: e for e in self.exercises}[name]

    @property
    def names(self) -> list[str]:
        return [e.name for e in self.exercises]

    def owner(self, function: str) -> Exercise:
        """The exercise that asks for this function or class."""
        for exercise in self.exercises:
            if function in exercise.functions:
                return exercise
        raise AttributeError(f"no exercise asks for {function!r}")


def _made(kind: type[T], name: str, table: dict[str, Any]) -> T:
    """Makes a record of a table in course.toml."""
    try:
        return kind(**table)
    except TypeError as error:  # a name that is unknown, or one that is missing
        raise data.CourseError(f"course/course.toml: [{name}]: {str(error).partition('() ')[2]}") from None


@cache
def load() -> Manifest:
    """The kit's own manifest."""
    course = data.course()
    limits = _made(Limits, "limits", data.require("course", course, "limits", dict))

    def own_limits(entry: dict[str, Any]) -> Limits:
        return replace(limits, **{k: entry[k] for k in Limits.__dataclass_fields__ if k in entry})

    def exercise(name: str) -> Exercise:
        entry = data.exercise(name)
        title, section, points, functions = (data.require(name, entry, key, kind) for key, kind in (
            ("title", dict), ("section", str), ("points", int), ("functions", list)))
        return Exercise(name, title, section, points, tuple(functions), own_limits(entry),
                        entry.get("forbid_builtins", False), tuple(entry.get("special_case_of", ())), *(int((course | entry).get(key, 0))
                                                               for key in ("explanations", "repairs")))

    training = data.require("course", course, "training", dict)
    return Manifest(data.require("course", course, "seed", int), tuple(map(exercise, data.names())), limits,
                    training["points"], own_limits(training), _made(Late, "late", course.get("late", {})))


def verdict() -> bytes:
    """What verdicts depend on in course/: the seed, points, functions, limits and misconceptions with what they say. A
    comment, a title, a hint or a due date changes nothing of it."""
    known = load()
    exercises = [{"name": e.name, "points": e.points, "functions": e.functions, "limits": asdict(e.limits),
                  "forbid_builtins": e.forbid_builtins, "special_case_of": e.special_case_of,
                  "explanations": e.explanations, "repairs": e.repairs,
                  "base": data.exercise(e.name).get("base", {}),
                  "misconceptions": [entry | data.both(entry) for entry in data.misconceptions(e.name)]}
                 for e in known.exercises]
    return json.dumps({"seed": known.seed, "exercises": exercises, "training": known.training_points,
                       "training_limits": asdict(known.training_limits)}, sort_keys=True).encode()
