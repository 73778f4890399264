"""Diagnosis: which misconception answers as the student does.

A misconception is named when, asked what the student was asked, it gives the student's answers: on the counterexample,
and on everything that was tried with the function that it replaces. It is replayed in this process: it is the kit's own
code. When several agree, the most specific one is named (they stand in that order); when none does, none: a wrong
diagnosis is worse than none. Errors whose cause is typical are known by their type and message.
"""
from __future__ import annotations

from collections.abc import Sequence

from ..course.manifest import Exercise
from ..judging.finding import Evidence, Finding, Trial
from ..report.record import Misconception
from ..report.steps import Steps
from . import library
from .errors import known_error
from .library import Wrong
from .replay import Replay, functions
from .steps import recorded


class Diagnosis:
    """Names the mistakes of one submission in one exercise."""

    def __init__(self, exercise: Exercise, evidence: Evidence) -> None:
        self.suspects = [Suspect(wrong, evidence.trials) for wrong in library.of(exercise.name)]

    def of(self, found: Finding) -> Misconception | None:
        """The misconception that explains a failed property, judging by what has been tried so far."""
        if found.status not in ("failed", "error") or not found.log:
            return None
        for suspect in self.suspects:
            if suspect.possible() and suspect.explains(found.log) and suspect.agrees():
                return Misconception(suspect.wrong.name, suspect.wrong.texts)
        return known_error(found) if found.status == "error" else None

    def steps(self, found: Finding, named: Misconception | None) -> Steps | None:
        """What the named misconception's code computes on the counterexample."""
        wrong = next((s.wrong for s in self.suspects if named is not None and s.wrong.name == named.name), None)
        return recorded(wrong, found) if wrong is not None else None


class Suspect:
    """One misconception beside the evidence of one submission."""

    def __init__(self, wrong: Wrong, trials: Sequence[Trial]) -> None:
        self.wrong, self.trials = wrong, trials
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
            if any(name == self.wrong.target for name in functions(trial)):
                at_most -= 1
                if not Replay(self.wrong).agrees(trial, self.wrong.target):
                    self.cleared = True
                    break
            self.checked += 1
        return not self.cleared

    def explains(self, counterexample: Trial) -> bool:
        """The same answers on the counterexample, whichever functions it calls."""
        return Replay(self.wrong).agrees(counterexample)
