"""Strength, measured by mutation: small edits of right answers must fail (diagnosis/edits.py), the answers must pass.

An edit that no example shows may leave the answer right. It is set aside where a wide check, the same properties under
many more seeds, cannot tell it from right either; where that can, the edit survives.
"""
from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..course.manifest import Exercise
from ..diagnosis import library
from ..diagnosis.edits import Edit, Edits
from ..judging.attempt import attempt
from ..judging.examples import draw
from ..judging.property import Property
from ..submission.files import Folder
from ..submission.isolated import Isolated, own_box
from ..submission.submission import Submission
from .measure import equivalents

WIDE = 10          # seeds of the wide check
CALL_SECONDS = 2   # an edit that makes a loop endless is caught sooner than a student's would be


@dataclass(frozen=True)
class Judged:
    """One edit, and what became of it: `caught`, `survives`, or `alike` where nothing tells it from right."""
    exercise: str
    file: str
    edit: Edit
    verdict: str
    by: str = ""                      # the property that caught it
    seen: tuple[int, ...] = ()        # the seeds of the wide check under which a survivor fails


@dataclass
class Strength:
    """What was measured of one exercise: how many edits there are, and those that were judged."""
    exercise: str
    files: int
    edits: int
    judged: list[Judged] = field(default_factory=list)

    def count(self, verdict: str) -> int:
        return sum(judged.verdict == verdict for judged in self.judged)

    @property
    def score(self) -> float:
        """The part of the edits that differ from right that is caught."""
        differ = self.count("caught") + self.count("survives")
        return self.count("caught") / differ if differ else 1.0


class Impatient(Isolated):
    """Calls that do not end are ended soon."""

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        limits = replace(exercise.limits, call_seconds=CALL_SECONDS, later_call_seconds=CALL_SECONDS / 4)
        return super().ask(replace(exercise, limits=limits), op, inputs, zero, function)


def right_answers(exercise: str) -> list[Path]:
    """Every right file of an exercise: the solution and the equivalents, whatever their style."""
    return [library.SOLUTIONS / f"{exercise}.py", *equivalents(exercise)]


def sample(exercise: str, count: int, seed: int) -> tuple[int, int, list[tuple[Path, Edit]]]:
    """How many files there are, how many edits of them by rule, and `count` of these by lot (0: all)."""
    files = {path: edits for path in right_answers(exercise) if (edits := edits_of(path)) is not None}
    places = [(path, number) for path, edits in files.items() for number in range(len(edits.found))]
    random.Random(f"{exercise} {seed}").shuffle(places)
    chosen: dict[tuple[Path, str], Edit] = {}
    for path, number in places:
        if count and len(chosen) == count:
            break
        edit = files[path].edit(number)
        if edit is not None:
            chosen.setdefault((path, edit.source), edit)
    return len(files), len(places), [(path, edit) for (path, _source), edit in chosen.items()]


def edits_of(path: Path) -> Edits | None:
    """The edits of one file; None where its encoding is one that libcst can't read."""
    try:
        return Edits(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def judge(exercise: Exercise, path: Path, edit: Edit, props: Sequence[Property], seed: int, wide: int = WIDE) -> Judged:
    """Judges one edited file under a seed, and where it passes, under those of the wide check."""
    seen, by = [], ""
    for number in range(seed, seed + 1 + wide):
        by = caught_by(exercise, edit.source.encode(), props, number)
        if by and number == seed:
            return Judged(exercise.name, path.name, edit, "caught", by)
        if by:
            seen.append(number)
    return Judged(exercise.name, path.name, edit, "survives" if seen else "alike", "", tuple(seen))


def caught_by(exercise: Exercise, source: bytes, props: Sequence[Property], seed: int) -> str:
    """The first property that a file does not pass, or nothing."""
    return next(failing(exercise, source, props, seed), "")


def failing(exercise: Exercise, source: bytes, props: Sequence[Property], seed: int,
            patient: bool = False) -> Iterator[str]:
    """The properties that a file does not pass. Its neighbours are the solutions. A call that takes long is asked again
    with the exercise's own limits: the machine may be busy."""
    kind = Isolated if patient else Impatient
    transport = kind(Folder("edited", library.solutions() | {exercise.name: source}, {}), own_box())
    submission = Submission(transport)
    try:
        for prop in props:
            statuses = (attempt(prop, submission, case).status for _turn, case in draw(prop, seed))
            status = next((status for status in statuses if status != "passed"), "passed")
            if status == "timeout" and not patient:
                yield from failing(exercise, source, [prop], seed, patient=True)
            elif status != "passed":
                yield prop.name
    finally:
        transport.close()


def refusals(exercise: Exercise, path: Path, props: Sequence[Property],
             seeds: Sequence[int]) -> Iterator[tuple[str, int, str]]:
    """Where a seed's examples refuse a right file: file, seed, property."""
    for seed in seeds:
        for name in failing(exercise, path.read_bytes(), props, seed):
            yield path.name, seed, name


def at_most(refused: int, tried: int) -> float:
    """What part may be refused, with 95 % confidence, where so many of so many were: Clopper's and Pearson's bound."""
    from scipy.stats import beta  # comes with scikit-learn
    return float(beta.ppf(0.95, refused + 1, tried - refused)) if refused < tried else 1.0
