"""Scoring: judges the properties of one submission and makes the report."""
from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from .course import manifest
from .course.manifest import Exercise
from .diagnosis.diagnose import diagnose as diagnose_finding
from .diagnosis.diagnose import forget
from .judging import judge
from .judging.judge import Finding, Property
from .language.i18n import _, language
from .render import terminal
from .report.record import ExerciseResult, Misconception, Report, property_result
from .sandbox.zygote import Isolation, Sandbox, best_isolation, unavailable
from .submission.files import Folder
from .submission.submission import Isolated, Submission
from .training import check, images
from .training.devices import find_device

Told = Callable[[ExerciseResult], None]
Diagnose = Callable[[Exercise, Finding], Misconception | None]
Judged = Callable[[Exercise, Sequence[Property], Submission, Report], None]


@contextlib.contextmanager
def sandbox(isolation: Isolation | None = None) -> Iterator[Sandbox]:
    """A started sandbox, the best that this machine has."""
    with Sandbox(isolation or best_isolation(), manifest.load().limits) as box:
        yield box


def score(folder: Folder, box: Sandbox, seed: int, exercises: Sequence[Exercise] | None = None,
          told: Told | None = None, diagnose: Diagnose | None = diagnose_finding, hidden: Sequence[Path] = (),
          judged: Judged | None = None) -> Report:
    """Judges every property of the named exercises (of all, without names), in order. `told` hears of each exercise
    when it is done, `judged` while its functions can still be called. The training check is not part of it."""
    submission = Submission(transport := Isolated(folder, box))
    report = Report(folder.name, seed, box.isolation, [], {})
    try:
        for exercise in exercises if exercises is not None else manifest.load().exercises:
            props = with_hidden(exercise, hidden)
            results = judge_exercise(exercise, props, submission, seed, diagnose, report.findings)
            report.exercises.append(results)
            if judged:
                judged(exercise, props, submission, report)
            transport.finish(exercise)
            if told:
                told(results)
    finally:
        transport.close()
    return report


def with_hidden(exercise: Exercise, hidden: Sequence[Path]) -> tuple[Property, ...]:
    """The kit's properties of an exercise, then a teacher's own."""
    return (*judge.of(exercise),
            *(p for path in hidden if path.name == exercise.tests.name for p in judge.collect(path)))


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
        own = {p.name for p in judge.of(known[path.name])}
        try:
            props = judge.collect(path)
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
        found.append(judge.judge(prop, submission, seed))
    forbidden = next((f for f in found if f.status == "forbidden"), None)
    if forbidden is not None:
        found = [f if f.status == "forbidden" else Finding("forbidden", forbidden.message) for f in found]
    results = []
    for prop, finding in zip(props, found, strict=True):
        misconception = diagnose(exercise, finding) if diagnose and finding.status in ("failed", "error") else None
        findings[exercise.name, prop.name] = forget(finding)
        results.append(property_result(prop, _(prop.title), finding, misconception, hidden=prop.path != exercise.tests))
    return ExerciseResult(exercise.name, exercise.title[language()], results)


def skipped_training() -> dict[str, Any]:
    """The report's part "training" where none was asked for."""
    return check.skipped(_("not asked for"))


def training_part(folder: Folder, seed: int, isolation: Isolation | None = None,
                  told: Callable[[check.Progress], None] = lambda progress: None) -> dict[str, Any]:
    """The report's part "training": the quick networks, on the best device."""
    device = find_device("auto")
    with check.sandbox(isolation or best_isolation(), "quick", device.name) as box:
        worker = check.Isolated(folder, box, check.limits("quick", device.name))
        return check.run_training(worker, images.digits(seed), device, seed, told=told)


class Unsandboxed(click.ClickException):
    """Another's code, and no sandbox."""


def warn_unsandboxed(folder: Folder, allowed: bool) -> None:
    """Where there is no sandbox, says so; refuses another's code unless that is allowed."""
    why = unavailable()
    if why is None:
        return
    own = folder.path is not None and manifest.ROOT in (folder.path, *folder.path.parents)
    if not (own or allowed):
        raise Unsandboxed(f"no sandbox here ({why}); --allow-unsandboxed grades others' code all the same")
    print(f"convkata: warning: the submission runs without a sandbox: {why}", file=sys.stderr)


def score_and_show(folder: Folder, seed: int, exercises: Sequence[Exercise], training: bool = True,
                   allow_unsandboxed: bool = False, plot: Path | None = None, plot_format: str = "png",
                   hidden: Sequence[Path] = (), teacher: bool = False) -> Report:
    """Scores one submission with progress, table and messages in the terminal."""
    out = terminal.console()
    warn_unsandboxed(folder, allow_unsandboxed)
    with sandbox() as box:
        report = score(folder, box, seed, exercises, told=lambda result: terminal.exercise_line(out, result),
                       hidden=hidden)
        if box.builtins_unavailable:
            print("convkata: " + _("warning: answers from built-ins go unnoticed here: {}").format(
                box.builtins_unavailable), file=sys.stderr)
    report.training = skipped_training()
    if training:
        with terminal.training_progress(out) as told_training:
            report.training = training_part(folder, seed, told=told_training)
        for network in report.training["networks"]:
            terminal.network_line(out, network)
        if plot is not None:
            check.plot(report.training, plot, plot_format)
    props = {(e.name, p.name): p for e in exercises for p in with_hidden(e, hidden)}
    terminal.failures(out, report, props, teacher)
    terminal.table(out, report)
    return report
