"""Results as tests want them, without judging anything."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.report.record import Example, ExerciseResult, Misconception, PropertyResult, Report


def result(status: str = "failed", case: Mapping[str, Any] | None = None, message: str = "wrong", **more: Any,
           ) -> PropertyResult:
    """One property's result; `expected` and `got` go into its example."""
    answers = {name: more.pop(name) for name in ("expected", "got") if name in more}
    example = Example.of(case or {}, **answers) if case is not None or answers else None
    wrong = more.pop("misconception", None)
    return PropertyResult(more.pop("name", "test_x"), more.pop("title", "a title"), status, 0, 1, message,
                          example=example, misconception=wrong and Misconception("name", {"en": wrong}), **more)


def report(score: float, max_score: int) -> Report:
    """A report of one exercise with so many points."""
    one = PropertyResult("test_x", "a title", "failed", score, max_score)
    return Report("someone", 1, "process", [ExerciseResult("corr2d", {"en": "corr2d"}, [one])])
