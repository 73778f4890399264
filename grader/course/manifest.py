"""The manifest: which exercises there are, in which order, and what a submission may use."""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What one submission may use; every limit that is hit is told by its name and value."""
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
                raise ValueError(f"manifest: [late] {name} = {rule!r} is neither points nor «10%»")
        if not isinstance(self.due, datetime | None):
            raise ValueError(f"manifest: [late] due = {self.due} has no time of day")


@dataclass(frozen=True)
class Manifest:
    seed: int
    exercises: tuple[Exercise, ...]
    limits: Limits
    training_points: int
    training_title: Mapping[str, str]
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


@cache
def load() -> Manifest:
    """The kit's own manifest."""
    raw = tomllib.loads((ROOT / "grader" / "manifest.toml").read_text("utf-8"))
    limits = Limits(**raw["limits"])

    def own_limits(entry: dict[str, Any]) -> Limits:
        return replace(limits, **{k: entry[k] for k in Limits.__dataclass_fields__ if k in entry})

    exercises = tuple(
        Exercise(e["name"], e["title"], e["section"], e["points"], tuple(e["functions"]), own_limits(e),
                 e.get("forbid_builtins", False))
        for e in raw["exercise"])
    training = raw["training"]
    return Manifest(raw["seed"], exercises, limits, training["points"], training["title"], own_limits(training),
                    Late(**raw.get("late", {})))
