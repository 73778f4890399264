"""Scoring: judges the properties of one submission and makes the report."""
from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from . import manifest, properties, terminal
from .folder import Folder
from .i18n import _, language
from .manifest import Exercise
from .properties import Finding, Property
from .report import ExerciseResult, Misconception, Report, property_result
from .sandbox import Isolation, Sandbox, best_isolation, unavailable
from .submission import Isolated, Submission

Told = Callable[[ExerciseResult], None]
Diagnose = Callable[[Exercise, Finding], Misconception | None]


@contextlib.contextmanager
def sandbox(isolation: Isolation | None = None) -> Iterator[Sandbox]:
    """A started sandbox, the best that this machine has."""
    with Sandbox(isolation or best_isolation(), manifest.load().limits) as box:
        yield box


def score(folder: Folder, box: Sandbox, seed: int, exercises: Sequence[Exercise] | None = None,
          told: Told | None = None, diagnose: Diagnose | None = None, hidden: Sequence[Path] = ()) -> Report:
    """Judges every property of the named exercises (of all, without names), in order. `told` hears of each exercise
    when it is done. The training check is not part of it."""
    submission = Submission(transport := Isolated(folder, box))
    report = Report(folder.name, seed, box.isolation, [], {})
    try:
        for exercise in exercises if exercises is not None else manifest.load().exercises:
            props = (*properties.of(exercise), *(p for path in hidden if path.name == exercise.tests.name
                                                 for p in properties.collect(path)))
            results = judge_exercise(exercise, props, submission, seed, diagnose, report.findings)
            report.exercises.append(results)
            transport.finish(exercise)
            if told:
                told(results)
    finally:
        transport.close()
    return report


def hidden_tests(folder: Path) -> tuple[Path, ...]:
    """The test files of a teacher's folder, `test_<exercise>.py` each; a ClickException where it holds none, or one
    that belongs to no exercise, or a name that the kit's own properties have already."""
    known = {e.tests.name: e for e in manifest.load().exercises}
    paths = tuple(sorted(folder.resolve().glob("test_*.py")))
    if not paths:
        raise click.ClickException(f"--hidden: {folder} holds no test_<exercise>.py")
    for path in paths:
        if path.name not in known:
            raise click.ClickException(f"--hidden: {path.name} belongs to no exercise (there are {', '.join(known)})")
        own = {p.name for p in properties.of(known[path.name])}
        try:
            props = properties.collect(path)
        except Exception as error:
            raise click.ClickException(f"--hidden: {path}: {type(error).__name__}: {error}") from None
        if not props:
            raise click.ClickException(f"--hidden: {path.name} has no @graded property")
        for prop in props:
            if prop.name in own:
                raise click.ClickException(f"--hidden: {path.name}: the kit has a property {prop.name} already")
    return paths


def judge_exercise(exercise: Exercise, props: Sequence[Property], submission: Submission, seed: int,
                   diagnose: Diagnose | None, findings: dict[tuple[str, str], Finding]) -> ExerciseResult:
    """All properties of one exercise. One answer from a built-in costs the whole exercise."""
    found: list[Finding] = []
    for prop in props:
        found.append(properties.judge(prop, submission, seed))
    forbidden = next((f for f in found if f.status == "forbidden"), None)
    if forbidden is not None:
        found = [f if f.status == "forbidden" else Finding("forbidden", forbidden.message) for f in found]
    results = []
    for prop, finding in zip(props, found, strict=True):
        misconception = diagnose(exercise, finding) if diagnose and finding.status in ("failed", "error") else None
        findings[exercise.name, prop.name] = finding
        results.append(property_result(prop, _(prop.title), finding, misconception, hidden=prop.path != exercise.tests))
    return ExerciseResult(exercise.name, exercise.title[language()], results)


def skipped_training() -> dict[str, Any]:
    return {"status": "skipped", "device": None, "reason": "not asked for", "score": 0, "max_score": 0, "networks": []}




class Unsandboxed(click.ClickException):
    """Another's code, and no sandbox."""


def score_and_show(folder: Folder, seed: int, exercises: Sequence[Exercise], train: bool = True,
                   allow_unsandboxed: bool = False, plot: Path | None = None) -> Report:
    """Scores one submission with progress, table and messages in the terminal."""
    out = terminal.console()
    why = unavailable()
    if why is not None:
        own = folder.path is not None and manifest.ROOT in (folder.path, *folder.path.parents)
        if not (own or allow_unsandboxed):
            raise Unsandboxed(f"no sandbox here ({why}); --allow-unsandboxed grades others' code all the same")
        print(f"convkata: warning: the submission runs without a sandbox: {why}", file=sys.stderr)
    with sandbox() as box:
        report = score(folder, box, seed, exercises, told=lambda result: terminal.exercise_line(out, result),
                       diagnose=None)
        report.training = skipped_training()
        if train:
            report.training = skipped_training()
    props = {(e.name, p.name): p for e in exercises for p in properties.of(e)}
    terminal.failures(out, report, props)
    terminal.table(out, report)
    return report
