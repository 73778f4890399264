"""The report: what one grading of one submission found. One record; renderers elsewhere."""
from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ..judging.finding import Finding
from ..judging.property import Property
from .statuses import SEVERITY

SCHEMA = 1
MAX_CELLS = 400  # of an array in JSON: a counterexample is for reading


@dataclass
class Misconception:
    name: str
    message: str


@dataclass
class PropertyResult:
    name: str
    title: str
    status: str
    score: float
    max_score: int
    message: str = ""
    counterexample: dict[str, Any] | None = None
    misconception: Misconception | None = None
    hidden: bool = False  # a teacher's own property: scored, and never shown to students

    def as_json(self) -> dict[str, Any]:
        """`hidden` is written where it is true only."""
        plain = asdict(self)
        if not self.hidden:
            del plain["hidden"]
        return plain


@dataclass
class ExerciseResult:
    name: str
    title: str
    properties: list[PropertyResult]

    @property
    def status(self) -> str:
        """`passed` only when all properties passed; otherwise the worst property's. Of hidden ones it tells
        no more than that one failed, or could not be judged."""
        shown = [p.status for p in self.properties if not p.hidden or p.status == "internal"]
        status = max(shown, key=SEVERITY.index, default="passed")
        return "failed" if status == "passed" and any(p.status != "passed" for p in self.properties) else status

    @property
    def score(self) -> float:
        return sum(p.score for p in self.properties)

    @property
    def max_score(self) -> int:
        return sum(p.max_score for p in self.properties)


@dataclass
class Report:
    submission: str
    seed: int
    isolation: str
    exercises: list[ExerciseResult]
    training: dict[str, Any]
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict, repr=False)

    @property
    def score(self) -> float:
        return sum(e.score for e in self.exercises) + float(self.training.get("score", 0))

    @property
    def max_score(self) -> int:
        return sum(e.max_score for e in self.exercises) + int(self.training.get("max_score", 0))

    def as_json(self) -> dict[str, Any]:
        """The report as docs and --json have it."""
        return {
            "schema": SCHEMA, "submission": self.submission, "score": self.score, "max_score": self.max_score,
            "seed": self.seed, "isolation": self.isolation,
            "exercises": [{"name": e.name, "title": e.title, "status": e.status, "score": e.score,
                           "max_score": e.max_score, "properties": [p.as_json() for p in e.properties]}
                          for e in self.exercises],
            "training": self.training}


def for_student(report: dict[str, Any]) -> dict[str, Any]:
    """A report (as `as_json` gives it) without its hidden properties: of these, each exercise keeps the points only, as
    `"hidden": {"score": …, "max_score": …}`."""
    exercises = []
    for exercise in report["exercises"]:
        hidden = [p for p in exercise["properties"] if p.get("hidden")]
        if hidden:
            shown = [p for p in exercise["properties"] if not p.get("hidden")]
            points = {key: sum(p[key] for p in hidden) for key in ("score", "max_score")}
            exercise = exercise | {"properties": shown, "hidden": points}
        exercises.append(exercise)
    return report | {"exercises": exercises}


def property_result(prop: Property, title: str, finding: Finding, misconception: Misconception | None,
                    hidden: bool = False) -> PropertyResult:
    passed = finding.status == "passed"
    message = finding.message + ("\n" + finding.trace.rstrip() if finding.trace else "")
    return PropertyResult(prop.name, title, finding.status, prop.points if passed else 0, prop.points,
                          "" if passed else message, counterexample(finding), misconception, hidden)


def counterexample(finding: Finding) -> dict[str, Any] | None:
    """The smallest example that failed, with what was expected and what came; arrays as nested lists."""
    if finding.status not in ("failed", "error") or finding.case is None:
        return None
    shown = dict(finding.case)
    if finding.status == "failed":
        shown |= {"expected": finding.expected, "got": finding.got}
    return {name: plain(value) for name, value in shown.items()}


def plain(value: Any) -> Any:
    """A value as JSON. A large array is described by its shape; what is not finite becomes text."""
    if isinstance(value, np.ndarray):
        if value.size > MAX_CELLS:
            return f"an array of shape {value.shape}"
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, float):
        return (int(value) if value.is_integer() else value) if np.isfinite(value) else str(value)
    return value if isinstance(value, (int, str, bool)) or value is None else str(value)
