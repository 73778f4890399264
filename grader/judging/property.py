"""A property: one graded test, and how a test file says so."""
from __future__ import annotations

import functools
import importlib.util
import inspect
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ..course.manifest import Exercise
from ..course.outline import split
from ..submission.submission import Submission
from .design import Case, Row

EXAMPLES = 6    # of a property that does not say otherwise and has no more strategies


@dataclass(frozen=True)
class Property:
    """One graded test."""
    name: str
    points: int
    title: str
    law: str
    rows: tuple[Row, ...]
    check: Callable[..., None]
    examples: int
    path: Path


def hide_unless_failed(raised: Any) -> bool:
    """Has pytest show only the student's own frames of an exception. A failed property has none to hide."""
    return bool(raised.typename != "Failed")


def graded(points: int, *cases: st.SearchStrategy[Case] | Row, examples: int | None = None,
           **arguments: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks a test as a property worth `points`. The examples' arguments are drawn from `cases`, strategies of
    dictionaries or rows of a design, which take turns, and from `arguments`, one strategy each. There are as many
    `examples` as cases, and at least EXAMPLES, unless it is said."""
    def mark(check: Callable[..., None]) -> Callable[..., None]:
        title, law = split(inspect.getdoc(check) or check.__name__)
        rows = tuple(case if isinstance(case, Row) else Row(f"{check.__name__} {turn}", {}, case)
                     for turn, case in enumerate(cases or (st.just({}),)))
        if arguments:
            rows = tuple(replace(row, strategy=st.tuples(row.strategy, st.fixed_dictionaries(arguments)).map(
                lambda both: both[0] | both[1])) for row in rows)
        most = len(rows) if any(row.classes for row in rows) else max(EXAMPLES, len(rows))
        prop = Property(check.__name__, points, title, law, rows, check, examples or most, Path(inspect.getfile(check)))

        def test(submission: Submission, judged: Callable[[Property], None]) -> None:
            __tracebackhide__ = hide_unless_failed
            judged(prop)
        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        test.property = prop  # type: ignore[attr-defined]
        return test
    return mark


@functools.cache
def collect(path: Path) -> tuple[Property, ...]:
    """Collects the properties of one test file, in the file's order."""
    name = f"convkata_properties_{path.stem}_{zlib.crc32(str(path).encode()):x}"
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)  # for strategies.py and oracles.py beside it
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = (getattr(value, "property", None) for value in vars(module).values() if inspect.isfunction(value))
    return tuple(prop for prop in found if isinstance(prop, Property))


def properties_of(exercise: Exercise) -> tuple[Property, ...]:
    return collect(exercise.tests)
