"""Scoring: judges the properties of one submission and makes the report."""
from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from .course import manifest
from .course.manifest import Exercise
from .diagnosis.diagnose import diagnose as diagnose_finding
from .diagnosis.diagnose import forget
from .judging import judge, property
from .judging.finding import Finding
from .judging.property import Property, collect
from .language.i18n import _, language
from .report.record import ExerciseResult, Misconception, Report, property_result
from .sandbox.ends import SandboxError
from .sandbox.support import Isolation, best_isolation
from .sandbox.zygote import Sandbox
from .submission.files import Folder
from .submission.isolated import Isolated
from .submission.submission import Submission
from .training import check, images, trainers
from .training.devices import find_device
from .training.plans import limits
from .training.progress import Progress

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
            results = judge_fairly(exercise, props, submission, transport, seed, diagnose, report.findings)
            report.exercises.append(results)
            if judged:
                judged(exercise, props, submission, report)
            transport.finish(exercise)
            if told:
                told(results)
    finally:
        transport.close()
    return report


def judge_fairly(exercise: Exercise, props: Sequence[Property], submission: Submission, transport: Isolated, seed: int,
                 diagnose: Diagnose | None, findings: dict[tuple[str, str], Finding]) -> ExerciseResult:
    """One exercise, without what is not its own fault: it is judged again where the machine ended its process, and with
    right answers in the place of earlier files that it imports and that are missing or wrong."""
    def once(exercise: Exercise, props: Sequence[Property], diagnose: Diagnose | None) -> ExerciseResult:
        try:
            return judge_exercise(exercise, props, submission, seed, diagnose, findings)
        except SandboxError:
            transport.close()
            transport.forget(exercise)
            submission.history.pop(exercise.name, None)
            return judge_exercise(exercise, props, submission, seed, diagnose, findings)

    result = once(exercise, props, diagnose)
    if result.status != "passed" and (unknown := transport.imported(exercise) - transport.right.keys()):
        for other in (e for e in manifest.load().exercises if e.name in unknown):  # not judged in this run
            transport.right[other.name] = once(other, property.properties_of(other), None).status == "passed"
            transport.forget(other)
        if not all(transport.right[name] for name in unknown):
            transport.forget(exercise)
            submission.history.pop(exercise.name, None)
            result = once(exercise, props, diagnose)
    transport.right[exercise.name] = result.status == "passed"
    return result


def with_hidden(exercise: Exercise, hidden: Sequence[Path]) -> tuple[Property, ...]:
    """The kit's properties of an exercise, then a teacher's own."""
    return (*property.properties_of(exercise),
            *(p for path in hidden if path.name == exercise.tests.name for p in collect(path)))


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
        own = {p.name for p in property.properties_of(known[path.name])}
        try:
            props = collect(path)
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
                  told: Callable[[Progress], None] = lambda progress: None) -> dict[str, Any]:
    """The report's part "training": the quick networks, on the best device."""
    device = find_device("auto")
    with trainers.sandbox(isolation or best_isolation(), "quick", device.name) as box:
        worker = trainers.Isolated(folder, box, limits("quick", device.name))
        return check.run_training(worker, images.digits(seed), device, seed, told=told)
