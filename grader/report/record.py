"""The report: what one grading of one submission found. One record; whatever shows it takes it as it is.

It knows no language: titles and messages are said when they are shown (language/i18n.py), so that a report that was
made once is read in any language. `as_json` is what --json writes, in the chosen language; beside the texts it keeps,
as "neutral", what `from_json` needs to say them in another one.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..language import said
from ..language.i18n import _, language
from .numbers import differing
from .sizes import TOLD, described, weight
from .statuses import worst
from .steps import Traced
from .training import TrainingResult

SCHEMA = 1
MAX_CELLS = 400  # of an array in JSON: a counterexample is for reading
MAX_SHOWN = 1 << 17  # numbers of an array that is shown in part; a ResNet's gradients have half as many


@dataclass(frozen=True)
class Code:
    """A value that is not an array: as Python writes it, and as JSON has it."""
    text: str
    plain: Any = None


Value = np.ndarray | Code


@dataclass(frozen=True)
class Example:
    """An example that failed: what the function was given, what was expected, and what it returned."""
    case: Mapping[str, Value]
    expected: Value | None = None
    got: Value | None = None

    @classmethod
    def of(cls, case: Mapping[str, Any], **results: Any) -> Example:
        """`results`: expected and got, where the example has them."""
        return cls({name: value_of(value) for name, value in case.items()},
                   **{name: answer_of(value) for name, value in results.items()})

    @property
    def plain(self) -> dict[str, Any]:
        """What the function was given: arrays, and what Python code stands for."""
        return {name: value.plain if isinstance(value, Code) else value for name, value in self.case.items()}

    @property
    def marks(self) -> np.ndarray | None:
        """Where the returned array differs from the expected one; None where they are not two arrays of one shape."""
        expected, got = self.expected, self.got
        if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray) and got.shape == expected.shape:
            return differing(expected, got)
        return None

    def values(self) -> dict[str, Value]:
        """All of it, by name."""
        results = {"expected": self.expected, "got": self.got}
        return dict(self.case) | {name: value for name, value in results.items() if value is not None}


ELSEWHERE = "begins_elsewhere"  # in place of a misconception: the mistake is in a function that this one uses


@dataclass(frozen=True)
class Misconception:
    """A mistake that has a name, and its explanation in each language."""
    name: str
    texts: Mapping[str, str]

    @property
    def message(self) -> str:
        return self.texts.get(language(), self.texts["en"])


@dataclass(frozen=True)
class Points:
    """The points of properties that are not shown, and as much of their status as the exercise's own status tells."""
    score: float
    max_score: int
    status: str = "passed"


@dataclass
class PropertyResult:
    """What judging one property found. `title`, `law` and `message` are English; `_` says them."""
    name: str
    title: str
    status: str
    score: float
    max_score: int
    message: str = ""
    trace: str = ""    # the student's own traceback
    law: str = ""      # what the property means
    section: str = ""  # of the book
    example: Example | None = None
    misconception: Misconception | None = None
    printed: str = ""  # the last lines that the example's call printed
    hidden: bool = False  # a teacher's own property: scored, and never shown to students
    unread: bool = False  # Python cannot read the file: nothing was tried
    fits: int = 0         # known mistakes that give the example's answers, where they were counted
    traced: Traced | None = None  # where somebody steps through the example: not kept in JSON

    @property
    def line_first(self) -> bool:
        """Whether the student's own line is shown before what was said about it, as Python does with an error. Of a
        file that cannot be read, what is wrong comes first."""
        return self.status == "error" and not self.unread

    def as_json(self) -> dict[str, Any]:
        """`hidden` is written where it is true only, `neutral` where a property did not pass."""
        message = _(self.message) + ("\n" + self.trace.rstrip() if self.trace else "")
        plain: dict[str, Any] = {
            "name": self.name, "title": _(self.title), "status": self.status, "score": self.score,
            "max_score": self.max_score, "message": message,
            "counterexample": None if self.example is None else {
                name: value.plain if isinstance(value, Code) else _plain(value)
                for name, value in self.example.values().items()},
            "misconception": None if self.misconception is None else {
                "name": self.misconception.name, "message": self.misconception.message}}
        if self.hidden:
            plain["hidden"] = True
        neutral: dict[str, Any] = {"title": self.title} if _(self.title) != self.title else {}
        if self.status != "passed":
            neutral |= {"message": said.as_json(self.message), "trace": self.trace, "law": self.law,
                        "section": self.section, "printed": self.printed}
            if self.example is not None:
                neutral["code"] = {name: value.text for name, value in self.example.values().items()
                                   if isinstance(value, Code)}
            if self.misconception is not None:
                neutral["misconception"] = dict(self.misconception.texts)
            neutral |= {name: value for name, value in (("unread", self.unread), ("fits", self.fits)) if value}
        return plain | ({"neutral": neutral} if neutral else {})

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> PropertyResult:
        neutral = given.get("neutral", {})
        wrong = given["misconception"]
        return cls(
            given["name"], neutral.get("title", given["title"]), given["status"], given["score"], given["max_score"],
            said.from_json(neutral.get("message", given["message"])), neutral.get("trace", ""),
            neutral.get("law", ""), neutral.get("section", ""),
            _example(given["status"], given["counterexample"], neutral.get("code")),
            None if wrong is None else Misconception(
                wrong["name"], neutral.get("misconception", {"en": wrong["message"]})),
            neutral.get("printed", ""), given.get("hidden", False), neutral.get("unread", False),
            neutral.get("fits", 0))


@dataclass
class ExerciseResult:
    """What judging one exercise found. `hidden`: of what a student's copy leaves out, the points. `remarks`: what was
    left out of its file, and which right answers stood in for earlier ones."""
    name: str
    titles: Mapping[str, str]
    properties: list[PropertyResult]
    hidden: Points | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.titles.get(language(), self.titles["en"])

    @property
    def status(self) -> str:
        """`passed` only when all properties passed; otherwise the worst property's. Of hidden ones it tells
        no more than that one failed, or could not be judged."""
        hidden = [p.status for p in self.properties if p.hidden] + ([self.hidden.status] if self.hidden else [])
        status = worst([p.status for p in self.properties if not p.hidden] + [s for s in hidden if s == "internal"])
        return "failed" if status == "passed" and any(s != "passed" for s in hidden) else status

    @property
    def score(self) -> float:
        return sum(p.score for p in self.properties) + (self.hidden.score if self.hidden else 0)

    @property
    def max_score(self) -> int:
        return sum(p.max_score for p in self.properties) + (self.hidden.max_score if self.hidden else 0)

    def for_student(self) -> ExerciseResult:
        """A copy without the hidden properties; their points stay."""
        hidden = [p for p in self.properties if p.hidden]
        if not hidden:
            return self
        points = Points(sum(p.score for p in hidden), sum(p.max_score for p in hidden), worst(p.status for p in hidden))
        return replace(self, properties=[p for p in self.properties if not p.hidden], hidden=points)

    def as_json(self) -> dict[str, Any]:
        neutral: dict[str, Any] = {"title": dict(self.titles)}
        plain = {"name": self.name, "title": self.title, "status": self.status, "score": self.score,
                 "max_score": self.max_score, "properties": [p.as_json() for p in self.properties], "neutral": neutral}
        if self.remarks:
            plain["remarks"] = [_(remark) for remark in self.remarks]
            neutral["remarks"] = [said.as_json(remark) for remark in self.remarks]
        if self.hidden:
            plain["hidden"] = {"score": self.hidden.score, "max_score": self.hidden.max_score}
        return plain

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> ExerciseResult:
        properties = [PropertyResult.from_json(p) for p in given["properties"]]
        neutral = given.get("neutral", {})
        result = cls(given["name"], neutral.get("title", {"en": given["title"]}), properties,
                     remarks=[said.from_json(remark) for remark in neutral.get("remarks", given.get("remarks", []))])
        if (hidden := given.get("hidden")) is not None:
            status = given["status"] if given["status"] != result.status else "passed"
            result.hidden = Points(hidden["score"], hidden["max_score"], status)
        return result


@dataclass
class Report:
    """`score` and `max_score` are sums of the parts."""
    submission: str
    seed: int
    isolation: str
    exercises: list[ExerciseResult]
    training: TrainingResult = field(default_factory=TrainingResult)

    @property
    def score(self) -> float:
        return sum(e.score for e in self.exercises) + self.training.score

    @property
    def max_score(self) -> int:
        return sum(e.max_score for e in self.exercises) + self.training.max_score

    def properties(self) -> Iterator[tuple[ExerciseResult, PropertyResult]]:
        """Every property's result, with its exercise's."""
        return ((exercise, result) for exercise in self.exercises for result in exercise.properties)

    def for_student(self) -> Report:
        """A copy without the hidden properties."""
        return replace(self, exercises=[e.for_student() for e in self.exercises])

    def as_json(self) -> dict[str, Any]:
        """The report as docs and --json have it, in the chosen language."""
        return {"schema": SCHEMA, "submission": self.submission, "score": self.score, "max_score": self.max_score,
                "seed": self.seed, "isolation": self.isolation, "exercises": [e.as_json() for e in self.exercises],
                "training": self.training.as_json()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Report:
        """The report that `as_json` wrote, in whatever language, by this version or an earlier one."""
        return cls(given["submission"], given["seed"], given["isolation"],
                   [ExerciseResult.from_json(e) for e in given["exercises"]],
                   TrainingResult.from_json(given["training"]))


# Values of an example ------------------------------------------------------------------------------------------------
def value_of(value: Any) -> Value:
    """A value as a report keeps it: an array of numbers stays one."""
    return value if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" else Code(repr(value), _plain(value))


def answer_of(value: Any) -> Value:
    """A submission's answer as a report keeps it: of a large one, what it was."""
    large = value.size > MAX_SHOWN if isinstance(value, np.ndarray) else weight(value) > TOLD
    return Code(described(value), described(value)) if large else value_of(value)


def _plain(value: Any) -> Any:
    """A large array is described by its shape; what is not finite becomes text."""
    if isinstance(value, np.ndarray):
        if value.size > MAX_CELLS:
            return f"an array of shape {value.shape}"
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, float):
        return (int(value) if value.is_integer() else value) if np.isfinite(value) else str(value)
    return value if isinstance(value, (int, str, bool)) or value is None else str(value)


def _example(status: str, given: Mapping[str, Any] | None, code: Mapping[str, str] | None) -> Example | None:
    """An example from JSON. `code` names the values that are not arrays; a report of an earlier version has none."""
    if given is None:
        return None

    def value(name: str) -> Value:
        plain = given[name]
        if code is not None and name in code:
            return Code(code[name], plain)
        values = _array(plain, anything=code is not None)
        return Code(str(plain), plain) if values is None else values
    results = {name: value(name) for name in ("expected", "got") if status == "failed" and name in given}
    return Example({name: value(name) for name in given if name not in results}, **results)


def _array(value: Any, anything: bool) -> np.ndarray | None:
    """A nested list of numbers as an array again; None for anything else. Without `anything`, a flat list of whole
    numbers is none either: it is a shape or a size."""
    depth, inner = 0, value
    while isinstance(inner, list) and inner:
        depth, inner = depth + 1, inner[0]
    if not anything and depth < 2 and not (depth == 1 and isinstance(inner, float)):
        return None
    try:
        return None if isinstance(value, str) else np.array(value, dtype=np.float64)
    except (ValueError, TypeError):
        return None
