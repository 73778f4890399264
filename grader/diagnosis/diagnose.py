"""Diagnosis: which misconception answers as the student does.

A misconception is named when, asked what the student was asked, it gives the student's answers: on the counterexample,
and on everything that was tried with the function that it replaces. It is replayed in this process: it is the kit's own
code. When several agree, the most specific one is named (they stand in that order); when none does, none: a wrong
diagnosis is worse than none. Errors whose cause is typical are known by their type and message.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..course.manifest import Exercise
from ..judging.finding import Finding
from ..report.record import Misconception
from . import library
from .errors import known_error
from .library import Wrong
from .replay import Replay, Trial, functions


def diagnose(exercise: Exercise, found: Finding) -> Misconception | None:
    """The misconception that explains a failed property, as far as was tried until now."""
    if found.status not in ("failed", "error") or not found.log or found.history is None:
        return None
    if found.history.diagnosis is None:
        found.history.diagnosis = {}
    suspects: dict[str, Suspect] = found.history.diagnosis
    for wrong in library.of(exercise.name):
        suspect = suspects.setdefault(wrong.name, Suspect(wrong))
        trials = found.history.trials
        if suspect.possible(trials) and suspect.explains(found.log) and suspect.agrees(trials):
            return Misconception(wrong.name, wrong.message)
    return known_error(found) if found.status == "error" else None


class Suspect:
    """One misconception beside the evidence of one submission."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        self.checked = 0  # so many trials agree
        self.cleared = False  # one does not

    def possible(self, trials: Sequence[Trial]) -> bool:
        """False where a first look at the function's own trials clears it: the cheapest come first."""
        return self._check(trials, at_most=2)

    def agrees(self, trials: Sequence[Trial]) -> bool:
        return self._check(trials, at_most=len(trials))

    def _check(self, trials: Sequence[Trial], at_most: int) -> bool:
        while not self.cleared and self.checked < len(trials) and at_most > 0:
            trial = trials[self.checked]
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


def forget(found: Finding) -> Finding:
    """A finding without its evidence, to keep."""
    return replace(found, log=(), history=None)
