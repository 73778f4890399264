"""Runs the example of a failed property once more, for somebody who steps through it.

It is the kit's own code that runs, in this process: the misconception's where one is named, else the right answer.
Judging does none of this: who draws an example asks for it. A class makes the same mistakes on the same examples, so
what was found is kept.
"""
from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np

from .course import manifest
from .course.manifest import Exercise
from .diagnosis import library, search
from .diagnosis.layers import compared
from .diagnosis.library import Wrong
from .diagnosis.same import same
from .diagnosis.steps import recorded
from .judging.attempt import attempt
from .judging.finding import Finding, freeze
from .judging.property import Property, properties_of
from .language.i18n import language
from .report.record import Code, Example, PropertyResult, Value
from .report.steps import Traced
from .snippet import case_of, snippet
from .submission.asking import Transport
from .submission.files import Folder
from .submission.in_process import OwnCode
from .submission.submission import Submission

PASTED = "exercises"  # the package that the code imports from, wherever it is pasted
KEPT = 2000
_kept: OrderedDict[Any, Traced] = OrderedDict()
_one = threading.Lock()  # a page may be drawn in a server's thread


def traced(name: str, result: PropertyResult, own: Transport | None = None) -> PropertyResult:
    """The result, with what is to be shown to somebody who steps through its example. `own`: the student's code, for
    the layers of a network; elsewhere the misconception's code, which answers as theirs does, stands for it."""
    if result.status != "failed" or result.example is None or result.traced is not None or not library.solutions():
        return result
    exercise = manifest.load().exercise(name)
    prop = next((p for p in properties_of(exercise) if p.name == result.name), None)
    if prop is None:  # a teacher's own
        return result
    named = result.misconception.name if result.misconception else ""
    wrong = search.called(name, named)
    values = {each: value.text if isinstance(value, Code) else value for each, value in result.example.values().items()}
    key = name, prop.name, named, language(), freeze(values)
    if own is not None and not exercise.forbid_builtins:
        return replace(result, traced=_traced(exercise, prop, wrong, result, result.example, own))
    with _one:
        if key not in _kept:
            _kept[key] = _traced(exercise, prop, wrong, result, result.example)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return replace(result, traced=_kept[key])


def _traced(exercise: Exercise, prop: Property, wrong: Wrong | None, result: PropertyResult, example: Example,
            own: Transport | None = None) -> Traced:
    try:
        case = {name: _as_drawn(value) for name, value in case_of(example).items()}
    except (ValueError, SyntaxError):  # a value that was too large for the report
        return Traced()
    right = OwnCode(Folder(PASTED, library.solutions(), {}))
    kits = OwnCode(wrong.folder()) if wrong else right
    try:
        found = attempt(prop, Submission(kits), case)
        compares = own or (kits if wrong else None)
        layers = compared(compares, right, exercise, found.log) if compares and not exercise.forbid_builtins else None
    finally:
        for transport in {kits, right}:
            transport.sources.close()
    shown = Finding(result.status, result.message, case=case, expected=_plain(example.expected), log=found.log)
    code = snippet(exercise, prop, shown, kits.folder, PASTED)
    steps = recorded(wrong, found) if wrong and same(found.got, _plain(example.got), 1e-5) else None
    return Traced(steps, "" if code.arrays else code.source, layers)


def _as_drawn(value: Any) -> Any:
    """A value of an example that a gradebook kept: properties draw arrays of float32."""
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == np.float64 else value


def _plain(value: Value | None) -> Any:
    return value.plain if isinstance(value, Code) else value
