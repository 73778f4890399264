"""The counterexample that is shown: the most telling one, and small.

Of the examples on which an answer is wrong, that one is shown which the fewest known mistakes explain. Its arrays are
filled with 1, 2, 3, ... where that fails as well: numbers that can be told apart, and never zeros. They are made
smaller, row by row, until there are few enough. Whatever is made has to be an example still: the solution passes it.
The smallest that tells as much is shown.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..report.statuses import ENDED
from ..submission.submission import Submission
from .attempt import attempt, solution
from .design import Case
from .finding import Finding, Trial, alike
from .property import Property

Fitting = Callable[[Trial, int], int]  # how many known mistakes answer so; not counted beyond a limit
FEW = 12          # numbers in an example's arrays: it can be done by hand
LARGE = 99        # of the numbers that can be done by hand
CANDIDATES = 40   # examples that may be tried to make one smaller
COMPARED = 3      # failing examples that are compared: replaying mistakes is most of what a diagnosis costs
UNLIMITED = 1 << 30


def most_telling(failing: Sequence[Finding], fitting: Fitting) -> tuple[int, Finding]:
    """Chooses the failed finding that the fewest known mistakes explain, and how many do; the smallest of those.
    One explanation is the truth, as far as it is known."""
    best, fewest = failing[0], UNLIMITED
    for found in sorted(failing, key=lambda found: numbers(found.case or {}))[:COMPARED]:
        count = fitting(found.log, fewest)
        if count < fewest:
            best, fewest = found, count
        if fewest <= 1:
            break
    return fewest, best


def smaller(prop: Property, submission: Submission, found: Finding, fitting: Fitting, fits: int, calls: int) -> Finding:
    """The smallest example that tells as much, with at most `calls` further calls."""
    right = solution()
    if right is None:
        return found
    left = min(calls, CANDIDATES)
    steps = [found]

    def fails(case: Case) -> bool:
        nonlocal left
        if left <= 0:
            return False
        left -= 1
        try:
            tried = attempt(prop, submission, case)
            if tried.status in ENDED:
                left = 0  # never run into the same limit twice
            if not alike(tried, found) or attempt(prop, right, case).status != "passed":
                return False
        except Exception:  # the property is not made for it
            return False
        finally:
            right.forget()
        steps.append(tried)
        return True

    case = dict(found.case or {})
    chosen: Callable[[Case], Case] | None = None
    for numbering in numberings(case):
        if fails(numbering(case)):
            chosen = chosen or numbering
            if fitting(steps[-1].log, fits + 1) <= fits:
                chosen = numbering
                break
    case, again = chosen(case) if chosen else case, True
    while again and left > 0 and numbers(case) > FEW:
        again = False
        for cut in cuts(case):
            if fails(chosen(cut) if chosen else cut) or (chosen and fails(cut)):
                case, again = dict(steps[-1].case or {}), True
                break
    for step in reversed(steps[1:]):
        if fitting(step.log, fits + 1) <= fits:
            return step
    return steps[-1] if not by_hand(found.case or {}) else found  # what nobody can do by hand tells nobody more


def by_hand(case: Case) -> bool:
    """Whether an example's arrays hold small whole numbers only."""
    return all(bool(np.all((np.abs(case[name]) <= LARGE) & (case[name] == np.round(case[name]))))
               for name in floats(case))


def numbers(case: Any) -> int:
    """How many numbers the arrays of an example have."""
    if isinstance(case, np.ndarray):
        return case.size
    if isinstance(case, dict):
        return sum(map(numbers, case.values()))
    return sum(map(numbers, case)) if isinstance(case, (list, tuple)) else 0


def floats(case: Case) -> list[str]:
    return [name for name, value in case.items() if isinstance(value, np.ndarray) and value.dtype.kind == "f"
            and value.size]


def numberings(case: Case) -> Iterator[Callable[[Case], Case]]:
    """Ways to fill an example's arrays with 1, 2, 3, ...: all, or one after the other; also below zero, also mixed up,
    where the first or the last number of a window would be the largest."""
    names = floats(case)
    for mixed in (False, True):
        for chosen in [names, *([name] for name in names if len(names) > 1)]:
            for sign in (1, -1) if chosen else ():
                yield partial(numbered, chosen, sign, mixed)


def numbered(chosen: Sequence[str], sign: int, mixed: bool, case: Case) -> Case:
    def filled(array: np.ndarray, sign: int) -> np.ndarray:
        values = sign * np.arange(1, array.size + 1)
        if mixed:
            values = np.random.default_rng(array.size).permutation(values)
        return values.reshape(array.shape).astype(array.dtype)
    return case | {name: filled(case[name], sign if name == chosen[0] else 1) for name in chosen}


def cuts(case: Case) -> Iterator[Case]:
    """The example with one row, column or map less: of all arrays that have as many, or of one."""
    names = floats(case)
    arrays = {name: case[name] for name in names}
    for name in sorted(names, key=lambda name: -arrays[name].size):
        for axis in range(arrays[name].ndim):
            size = arrays[name].shape[axis]
            if size < 2:
                continue
            for end in (slice(0, size - 1), slice(1, size)):
                yield case | {name: _cut(arrays[name], axis, end)}
            same = [other for other in names if other != name and arrays[other].ndim == arrays[name].ndim
                    and arrays[other].shape[axis] == size]
            if same:
                yield case | {each: _cut(arrays[each], axis, slice(0, size - 1)) for each in (name, *same)}
            if axis == 0 and arrays[name].ndim >= 3:  # the maps of X, where another array has as many per output
                inner = [other for other in names if other != name and arrays[other].ndim == arrays[name].ndim + 1
                         and arrays[other].shape[1] == size]
                if inner:
                    yield case | {name: _cut(arrays[name], 0, slice(0, size - 1))} | {
                        each: _cut(arrays[each], 1, slice(0, size - 1)) for each in inner}


def _cut(array: np.ndarray, axis: int, part: slice) -> np.ndarray:
    return np.ascontiguousarray(array[(slice(None),) * axis + (part,)])
