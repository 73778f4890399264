"""Diagnosis: which misconception answers as the student does.

A misconception is named when, asked what the student was asked, it gives the student's answers: on the counterexample,
and on everything that was tried with the function that it replaces. It is replayed in this process: it is the kit's own
code. When several agree, the most specific one is named (they stand in that order); when none does, none: a wrong
diagnosis is worse than none. Errors are no answers: nothing is named of which they are the whole evidence, unless it is
their message that is typical.

What a function gets wrong, all that call it get wrong, too. A fault is named at the function where it begins; of the
others it is said that they use that one.
"""
from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping

from ..course.manifest import Exercise
from ..judging.finding import Evidence, Finding, Trial
from ..report.record import ELSEWHERE, Misconception
from ..submission import reading
from . import library
from .errors import known_error, raised_at
from .library import Wrong
from .replay import Replay, functions


class Diagnosis:
    """Names the mistakes of one submission in one exercise. `sources`: its files."""

    def __init__(self, exercise: Exercise, evidence: Evidence, sources: Mapping[str, bytes] | None = None) -> None:
        self.exercise, self.evidence, self.sources = exercise, evidence, sources or {}
        self.suspects = [Suspect(wrong, evidence) for wrong in library.of(exercise.name)]
        self.calls = calls(self.sources.get(exercise.name, b""), exercise.functions)
        self.asked = [(set(functions(found.log)), found.status) for found in evidence.findings]

    def of(self, found: Finding) -> Misconception | None:
        """The misconception that explains a failed property."""
        if found.status not in ("failed", "error") or not found.log:
            return None
        if (elsewhere := self.begins_elsewhere(found)) is not None:
            return elsewhere
        for suspect in self.suspects:
            if suspect.possible() and suspect.explains(found) and suspect.agrees() and suspect.seen():
                return Misconception(suspect.wrong.name, suspect.wrong.texts)
        return known_error(found, self.sources) if found.status == "error" else None

    def begins_elsewhere(self, found: Finding) -> Misconception | None:
        """Whether the function that was asked uses another one that is wrong by itself: the fault may be that one's."""
        asked = set(functions(found.log))
        at = raised_at(found) if found.status == "error" else None
        used = {callee for name in asked for callee in self.calls.get(name, ())} - asked
        for callee in (name for name in self.exercise.functions if name in used):
            if any(status in ("failed", "error") and only == {callee} for only, status in self.asked):
                if at is not None and at[2] != callee:
                    continue  # it was raised in a line of its own
                return begin_at(callee)
        return None


def begin_at(name: str) -> Misconception:
    return Misconception(ELSEWHERE, {
        "en": f"This uses your {name}, which is not right yet: begin there.",
        "zh": f"这里用到了你的{name}，而它还不对：请先从那里改起。"})


class Known:
    """The misconceptions of an exercise, to be counted: how many answer as a submission does."""

    def __init__(self, exercise: Exercise) -> None:
        self.wrongs = list(library.of(exercise.name))
        source = library.solutions().get(exercise.name, b"")
        self.calls = calls(source, exercise.functions)

    def fitting(self, trial: Trial, limit: int) -> int:
        """How many give the answers of one example; no more are counted than `limit`. Those that fitted last time are
        tried first: they are the ones to be told apart."""
        asked = set(functions(trial))
        reached = asked.union(*(self.calls.get(name, ()) for name in asked))
        found: list[Wrong] = []
        for wrong in self.wrongs:
            if len(found) >= limit:
                break
            if wrong.target in reached and Replay(wrong).agrees(trial):
                found.append(wrong)
        self.wrongs = [*found, *(wrong for wrong in self.wrongs if wrong not in found)]
        return len(found)


class Suspect:
    """One misconception beside the evidence of one submission."""

    def __init__(self, wrong: Wrong, evidence: Evidence) -> None:
        self.wrong, self.evidence = wrong, evidence
        self.trials = evidence.trials
        self.checked = 0  # how many trials agree
        self.cleared = False  # one does not

    def possible(self) -> bool:
        """A cheap first check: False if one of the first two of the function's own trials rules it out."""
        return self._check(at_most=2)

    def agrees(self) -> bool:
        return self._check(at_most=len(self.trials))

    def _check(self, at_most: int) -> bool:
        while not self.cleared and self.checked < len(self.trials) and at_most > 0:
            trial = self.trials[self.checked]
            if self.wrong.target in functions(trial):
                at_most -= 1
                if not Replay(self.wrong).agrees(trial, self.wrong.target):
                    self.cleared = True
                    break
            self.checked += 1
        return not self.cleared

    def explains(self, found: Finding) -> bool:
        """The same answers on the counterexample, whichever functions it calls; an error says the same, too."""
        return Replay(self.wrong).agrees(found.log, strict=True)

    def seen(self) -> bool:
        """Whether a wrong answer, and not an error only, speaks for it."""
        return any(found.status == "failed" and Replay(self.wrong).agrees(found.log)
                   for found in self.evidence.findings)


# Who calls whom -------------------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=64)
def calls(source: bytes, names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """For each of the functions, those among `names` that it uses, by itself or through helpers of the file."""
    tree = reading.tree(source)
    if tree is None:
        return {}
    uses = {node.name: {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}

    def reached(name: str) -> Iterator[str]:
        seen, left = {name}, [name]
        while left:
            new = (uses.get(left.pop(), set()) & uses.keys()) - seen
            seen |= new
            left += new
            yield from new
    return {name: frozenset(set(reached(name)) & set(names)) for name in names}
