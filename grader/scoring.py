"""Scoring: judges the properties of one submission and makes the report. It shows nothing; callers are told."""
from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .course import manifest
from .course.manifest import Exercise
from .diagnosis.diagnose import Diagnosis, Further, Known
from .diagnosis.search import large
from .errors import KitError
from .judging.finding import Evidence, Finding, Trial
from .judging.judge import COUNTED, from_builtin, judge
from .judging.property import Property, collect, properties_of
from .judging.telling import Fitting
from .language.i18n import _
from .report.causes import ALONE, causes
from .report.record import Example, ExerciseResult, Misconception, PropertyResult, Report
from .report.training import TrainingResult
from .sandbox.ends import SandboxError
from .sandbox.support import best_isolation
from .sandbox.zygote import Sandbox
from .submission import reading
from .submission.earlier import mended, unknown
from .submission.files import Folder
from .submission.isolated import Isolated
from .submission.submission import Submission

if TYPE_CHECKING:
    from .training.progress import Progress

Told = Callable[[ExerciseResult], None]  # of an exercise that is done
Judged = Callable[[Exercise, Sequence[Property], Submission, ExerciseResult], None]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Listener:
    """Who hears of each property while an exercise is judged: `fails` of its first failure, before a counterexample is
    looked for; `judged` of its result, while its mistake has no name yet."""
    fails: Callable[[Property, Finding], None] = lambda prop, found: None
    judged: Callable[[Property, PropertyResult], None] = lambda prop, result: None


NOBODY = Listener()


class BadTests(KitError):
    """A teacher's own properties cannot be used."""


def sandbox() -> Sandbox:
    """The best sandbox that this machine has; it starts where it is entered."""
    return Sandbox(best_isolation(), manifest.load().limits)


def score(folder: Folder, box: Sandbox, seed: int, exercises: Sequence[Exercise] | None = None,
          told: Told | None = None, hidden: Sequence[Path] = (), judged: Judged | None = None,
          diagnose: bool = True, only: Collection[str] | None = None) -> Report:
    """Judges every property of the named exercises (of all, without names), in order; then a teacher's hidden ones, in
    processes of their own: what code has seen of these comes after all that is shown. `told` hears of each exercise
    when it is done, `judged` while its functions can still be called. `only`: these properties, «exercise/name». The
    training check is not part of it."""
    submission = Submission(transport := Isolated(folder, box))
    asked = tuple(exercises if exercises is not None else manifest.load().exercises)

    def some(exercise: Exercise, props: Sequence[Property]) -> Sequence[Property]:
        return [p for p in props if only is None or f"{exercise.name}/{p.name}" in only]

    own = {e.name: some(e, hidden_of(e, hidden)) for e in asked}
    report = Report(folder.name, seed, box.isolation, [])

    def judged_part(exercise: Exercise, props: Sequence[Property]) -> ExerciseResult:
        result = judge_fairly(exercise, props, submission, transport, seed, diagnose=diagnose)
        if judged:
            judged(exercise, props, submission, result)
        transport.forget(exercise)
        return result
    try:
        for exercise in asked:
            report.exercises.append(result := judged_part(exercise, some(exercise, properties_of(exercise))))
            if told and not own[exercise.name]:
                told(result)
        for exercise, result in zip(asked, report.exercises, strict=True):
            if own[exercise.name]:
                add_hidden(result, judged_part(exercise, own[exercise.name]))
                if told:
                    told(result)
    finally:
        transport.close()
        if any(own.values()):
            box.close()  # numbers of files and processes would tell the next one what hidden properties asked
    return report


def add_hidden(result: ExerciseResult, hidden: ExerciseResult) -> None:
    """Adds a teacher's own properties to the kit's. One answer from a built-in costs the whole exercise; the student is
    told no more of it, as the submission's process has had a say in the message."""
    if result.status == "forbidden" or hidden.status == "forbidden":
        message = next((p.message for p in result.properties if p.status == "forbidden"), from_builtin())
        for prop in (*result.properties, *hidden.properties):
            if prop.status != "forbidden":
                prop.status, prop.score, prop.message, prop.trace = "forbidden", 0, message, ""
                prop.example = prop.misconception = None
    result.properties += hidden.properties


def judge_fairly(exercise: Exercise, props: Sequence[Property], submission: Submission, transport: Isolated, seed: int,
                 hears: Listener = NOBODY, diagnose: bool = True) -> ExerciseResult:
    """Judges one exercise, and lets it pay for its own faults only. It is judged again if the machine ended its
    process, and with right answers in place of earlier files that it imports and that are missing or wrong."""
    def once(exercise: Exercise, props: Sequence[Property], hears: Listener, diagnose: bool) -> ExerciseResult:
        try:
            return judge_exercise(exercise, props, submission, seed, hears, diagnose)
        except SandboxError:
            transport.close()
            transport.forget(exercise)
            return judge_exercise(exercise, props, submission, seed, hears, diagnose)

    def right(other: Exercise) -> bool:
        """Whether an exercise that is not judged in this run is right."""
        passed = once(other, properties_of(other), NOBODY, False).status == "passed"
        transport.forget(other)
        return passed

    def fails(prop: Property, found: Finding) -> None:
        if not unknown(exercise, transport):  # else an earlier file may be at fault
            hears.fails(prop, found)

    result = once(exercise, props, Listener(fails, hears.judged), diagnose)
    if result.status != "passed" and mended(exercise, transport, right):
        submission.forget()
        result = once(exercise, props, hears, diagnose)
    transport.right[exercise.name] = result.status == "passed"
    result.remarks = transport.told(exercise)
    if result.status != "passed":
        result.remarks += notes(exercise, submission)
    return result


def hidden_of(exercise: Exercise, hidden: Sequence[Path]) -> tuple[Property, ...]:
    """A teacher's own properties of an exercise."""
    return tuple(p for path in hidden if path.name == exercise.tests.name for p in collect(path))


def hidden_tests(folder: Path) -> tuple[Path, ...]:
    """The test files of a teacher's folder, `test_<exercise>.py` each; BadTests where it holds none, or one that
    belongs to no exercise, or a name that the kit's own properties have already."""
    known = {e.tests.name: e for e in manifest.load().exercises}
    paths = tuple(sorted(folder.resolve().glob("test_*.py")))
    if not paths:
        raise BadTests(_("--hidden: {0} holds no test_<exercise>.py").format(folder))
    for path in paths:
        if path.name not in known:
            raise BadTests(_("--hidden: {0} belongs to no exercise (there are {1})").format(
                path.name, ", ".join(known)))
        own = {p.name for p in properties_of(known[path.name])}
        try:
            props = collect(path)
        except Exception as error:
            raise BadTests(f"--hidden: {path}: {type(error).__name__}: {error}") from None
        if not props:
            raise BadTests(_("--hidden: {0} has no @graded property").format(path.name))
        for prop in props:
            if prop.name in own:
                raise BadTests(_("--hidden: {0}: the kit has a property {1} already").format(path.name, prop.name))
    return paths


def judge_exercise(exercise: Exercise, props: Sequence[Property], submission: Submission, seed: int,
                   hears: Listener = NOBODY, diagnose: bool = True) -> ExerciseResult:
    """Judges all properties of one exercise, then names the mistakes, when all the evidence is there. One answer from a
    built-in costs the whole exercise."""
    evidence = Evidence()
    findings = []
    broken, fitting = unreadable(exercise, submission), fitting_of(exercise)
    for prop in props:
        findings.append(finding := broken or judge(prop, submission, seed, evidence, fitting=fitting,
                                                   fails=partial(hears.fails, prop)))
        hears.judged(prop, property_result(exercise, prop, finding))
    forbidden = next((f for f in findings if f.status == "forbidden"), None)
    if forbidden is not None:
        where = builtin_place(exercise, submission)
        findings = [Finding("forbidden", f.message if f.status == "forbidden" else forbidden.message, where)
                    for f in findings]
    names = diagnosis(exercise, evidence, submission, Further(submission, props, seed)) if diagnose else None
    return ExerciseResult(exercise.name, exercise.title, results(exercise, props, findings, names))


def unreadable(exercise: Exercise, submission: Submission) -> Finding | None:
    """What every property of a file finds that Python cannot read: no example needs to be tried."""
    source = submission.transport.folder.sources.get(exercise.name)
    why = None if source is None else reading.unreadable(f"{exercise.name}.py", source)
    return None if why is None else Finding("error", why.message, why.trace, unread=True)


def builtin_place(exercise: Exercise, submission: Submission) -> str:
    """The line that names a built-in, as a traceback has it."""
    source = submission.transport.folder.sources.get(exercise.name, b"")
    return reading.builtin_place(f"{exercise.name}.py", source)


def notes(exercise: Exercise, submission: Submission) -> tuple[str, ...]:
    """What reading a file shows that is not right."""
    return reading.notes(exercise, submission.transport.folder.sources.get(exercise.name, b""))


def diagnosis(exercise: Exercise, evidence: Evidence, submission: Submission, further: Further) -> Diagnosis:
    """What names the mistakes, when all of an exercise has been tried."""
    return Diagnosis(exercise, evidence, submission.transport.folder.sources, further)


def fitting_of(exercise: Exercise) -> Fitting:
    """Counts the known mistakes of an exercise; as many as anybody asks for, where that fails."""
    fitting = Known(exercise).fitting
    return lambda trial, limit: unless_it_fails(partial(fitting, trial, limit), limit)


def unless_it_fails(ask: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What a diagnosis says, or `otherwise`: a fault of its own costs the name of a mistake, and never the verdict."""
    try:
        return ask()
    except KitError:
        raise
    except Exception:
        if os.environ.get("CONVKATA_DEBUG"):
            raise
        return otherwise


def results(exercise: Exercise, props: Sequence[Property], findings: Sequence[Finding],
            names: Diagnosis | None) -> list[PropertyResult]:
    """What a report tells of an exercise's properties, with the names of the mistakes."""
    def name(finding: Finding) -> Misconception | None:
        return unless_it_fails(partial(names.of, finding), None) if names else None

    told = [property_result(exercise, prop, finding, name(finding))
            for prop, finding in zip(props, findings, strict=True)]
    logs = {result.name: finding.log for result, finding in zip(told, findings, strict=True)}
    for group in causes(told):
        if len(group) > 1 and group[0].misconception:
            count(group, logs, fitting_of(exercise))
    return told


def count(group: Sequence[PropertyResult], logs: Mapping[str, Trial], fitting: Fitting) -> None:
    """Counts the known mistakes that explain the examples of one cause, where that was too dear before there was a
    name, until one example is the name's alone."""
    for result in group:
        if result.fits == ALONE:
            return
        if not result.fits and not large(logs[result.name]):
            result.fits = fitting(logs[result.name], COUNTED)


def property_result(exercise: Exercise, prop: Property, found: Finding,
                    misconception: Misconception | None = None) -> PropertyResult:
    """Makes a report's entry of a finding."""
    passed = found.status == "passed"
    example = None
    if found.case is not None and found.status in ("failed", "error"):
        results = {"expected": found.expected, "got": found.got} if found.status == "failed" else {}
        example = Example.of(found.case, **results)
    return PropertyResult(
        prop.name, prop.title, found.status, prop.points if passed else 0, prop.points,
        "" if passed else found.message, found.trace, "" if passed or found.unread else prop.law,
        "" if passed or found.unread else exercise.section, example, misconception, found.printed if example else "",
        hidden=prop.path != exercise.tests, unread=found.unread, fits=found.fits)


def training_part(folder: Folder, seed: int,
                  told: Callable[[Progress], None] = lambda progress: None) -> TrainingResult:
    """The report's part "training": the quick networks, on the best device."""
    from .training import check, images, trainers  # the first property's result comes sooner without
    from .training.devices import find_device
    device = find_device("auto")
    with trainers.workplace(best_isolation(), "quick", device) as place:
        run = check.Run(images.digits(seed), seed, place.engines, told=told)
        return check.run_training(place.submitted(folder), run, device)
