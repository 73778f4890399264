"""`batch --what-if`: who would have other points, and by how much, before anything is written.

What counts of each student stays where it cannot have changed; what a change can touch is judged again: one property,
where one property has changed; nothing, where only points or the rule for late work have. A gradebook remembers for
that the parts that its version is made of (parts.py).
"""
from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from .. import scoring
from ..course import manifest
from ..course.manifest import Exercise, Late
from ..export.late import Lateness
from ..judging.property import Property, properties_of
from ..language.i18n import _
from ..report.numbers import points as points_of
from ..report.record import ExerciseResult, PropertyResult, Report
from ..report.statuses import ENDED
from ..report.student import Student
from ..submission.files import Folder
from . import roster, run
from . import version as _version
from .gradebook import Gradebook, NoGradebook
from .grading import Graded, Job
from .intake.attempt import Entry, content_of
from .intake.items import Refused
from .intake.reading import Reader
from .parts import parts
from .pools import PoolOf, work
from .rows import Row, student_of


@dataclass(frozen=True)
class Change:
    """One student whose points would be others. `why`: the properties, or what else."""
    student: Student
    before: float
    after: float
    why: tuple[str, ...]


@dataclass
class Preview:
    """`asked` of `of` results were judged anew. `notes`: what else a teacher should know."""
    changes: list[Change] = field(default_factory=list)
    students: int = 0
    asked: int = 0
    of: int = 0
    before: float = 0.0
    after: float = 0.0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Then:
    """What the gradebook's reports were made with."""
    parts: Mapping[str, str]
    seed: int
    trained: bool


@dataclass(frozen=True)
class Case:
    """An attempt that may count: its row, the report that still says something, the properties to judge again by the
    exercise's name, and whether to train."""
    row: Row
    old: Report | None
    asked: Mapping[str, set[str]]
    trains: bool

    @property
    def again(self) -> bool:
        """Whether anything of it is judged again."""
        return bool(self.asked) or self.trains


@dataclass(frozen=True)
class End:
    """An attempt, and the report that it would have."""
    row: Row
    report: Report


class Now:
    """What a batch would judge with, and what of an old report that leaves as it is."""

    def __init__(self, batch: run.Batch, then: Then) -> None:
        self.batch, self.then = batch, then
        self.parts = parts(batch.hidden)
        names = batch.exercises or manifest.load().names
        self.exercises = [manifest.load().exercise(name) for name in names]
        self.seed = then.seed if batch.seed is None else batch.seed
        self.all = self.seed != then.seed or self.changed("core")
        self.hidden = {path.name: path.read_bytes() for path in batch.hidden}

    def changed(self, part: str) -> bool:
        return self.parts.get(part) != self.then.parts.get(part)

    def properties(self, exercise: Exercise) -> tuple[Property, ...]:
        """The exercise's properties, hidden ones included."""
        return (*properties_of(exercise), *scoring.hidden_of(exercise, self.batch.hidden))

    def again(self, exercise: Exercise, old: ExerciseResult | None) -> set[str]:
        """The properties of an exercise that a student's files must be judged by again."""
        every = {prop.name for prop in self.properties(exercise)}
        name = exercise.name
        if self.all or old is None or any(map(self.changed, (
                f"around {name}", f"around {name} hidden", f"asked {name}"))) or self.limits_touch(name, old):
            return every
        known = {p.name for p in old.properties}
        some = {prop for prop in every if prop not in known or self.changed(f"{name}/{prop}")}
        return every if some and old.status == "forbidden" else some  # the one costs the others

    def limits_touch(self, name: str, old: ExerciseResult) -> bool:
        """Whether other limits can change this result: lower ones any, higher ones only one that had met a limit."""
        if not self.changed(f"limits {name}"):
            return False
        before = json.loads(self.then.parts.get(f"limits {name}", "{}"))
        after = json.loads(self.parts[f"limits {name}"])
        higher = all(after[key] >= before.get(key, after[key]) for key in after)
        return not higher or old.status in ENDED  # higher limits may change these

    def trains(self, old: Report | None) -> bool:
        """Whether the training check must run again."""
        return self.batch.train and (old is None or self.all or not self.then.trained or self.changed("training"))

    def job(self, case: Case, files: Folder) -> Job:
        """The job that judges what must be judged again."""
        names = tuple(case.asked)
        return Job(case.row.student.id, case.row.content, files.sources, files.problems, self.seed, case.trains,
                   _version.version(case.trains, self.hidden, names), names, self.hidden, self.batch.allow_unsandboxed,
                   frozenset(f"{name}/{prop}" for name, props in case.asked.items() for prop in props))

    def together(self, old: Report | None, new: Report | None) -> Report:
        """The report that a batch would make: what was judged again, and the rest with the points of today."""
        before = {e.name: e for e in old.exercises} if old else {}
        judged = {e.name: e for e in new.exercises} if new else {}
        results = []
        for exercise in self.exercises:
            fresh = {p.name: p for p in judged[exercise.name].properties} if exercise.name in judged else {}
            kept = {p.name: p for p in before[exercise.name].properties} if exercise.name in before else {}
            found = [repriced(fresh.get(p.name) or kept[p.name], p) for p in self.properties(exercise)]
            if any(p.status == "forbidden" for p in found):
                found = [replace(p, score=0, status="forbidden") for p in found]
            results.append(ExerciseResult(exercise.name, exercise.title, found))
        report = Report("", self.seed, "", results)
        if self.batch.train:
            trained = new if new and not new.training.skipped else old
            if trained is not None:
                report.training = trained.training
        return report


def repriced(result: PropertyResult, prop: Property) -> PropertyResult:
    """A result with the points that its property has today."""
    return replace(result, max_score=prop.points, score=prop.points if result.status == "passed" else 0)


def preview(batch: run.Batch, pool_of: PoolOf | None = None) -> Preview:
    """Who would change. Nothing is written. NoGradebook, NotAClass, BadRoster, Unknown."""
    found = Preview()
    with Gradebook.open(batch.out, batch.url) as book:
        settings, rows, tries = book.settings(), book.rows(), book.tries(batch.attempt)
    if "seed" not in settings:
        raise NoGradebook(_("{}: nothing is graded here yet").format(batch.out))
    for name in batch.regrade:
        if name != "all":
            run.meant(name, [row.student for row in rows], str(batch.out))
    now = Now(batch, Then(settings.get("parts", {}), settings["seed"], settings["trained"]))
    if not settings.get("parts"):
        found.notes.append(_("an earlier version graded this class, and nothing says with which parts: everything is "
                             "judged"))
    with run.class_in(batch) as class_:
        after = judged(now, tries, class_, found, pool_of)
    rules = [late_of(settings.get("parts", {}).get("late")), manifest.load().late]
    compare(found, rows, after, rules, now)
    return found


def judged(now: Now, tries: Mapping[str, list[Row]], class_: run.Class, found: Preview,
           pool_of: PoolOf | None) -> dict[str, End]:
    """The attempt of each student that would count, with the report that it would have, by the student's id."""
    entries = {member.student.id: member.entries for member in class_.members}
    ends: dict[str, list[End]] = {student: [] for student in tries}
    cases: dict[tuple[str, str], Case] = {}
    jobs: list[Job] = []
    for student, rows in tries.items():
        own = [case_of(now, row) for row in rows]
        files = files_of(entries.get(student, []), {case.row.content for case in own if case.again}, class_.reader)
        for case in own:
            row = case.row
            if not case.again:
                ends[student].append(End(row, now.together(case.old, None)))
            elif row.content in files:
                cases[student, row.content] = case
                jobs.append(now.job(case, files[row.content]))
            else:
                found.notes.append(_("{0}: the files that count are not in {1}: left as it is").format(
                    roster.called(row.student), now.batch.path))
                ends[student] += [End(row, Report.from_json(row.report))] if row.report else []
    found.of = sum(map(len, tries.values())) * sum(len(now.properties(e)) for e in now.exercises)
    found.asked = sum(len(props) for case in cases.values() for props in case.asked.values())
    for done in results(now.batch, jobs, pool_of):
        case = cases[done.job.student, done.job.content]
        if done.report is None:
            found.notes.append(f"{done.job.student}: {_('internal')}: {_(done.reason)}")
        else:
            ends[done.job.student].append(End(case.row, now.together(case.old, Report.from_json(done.report))))
    return {student: max(own, key=lambda end: (end.report.score, end.row.attempt or 0))
            for student, own in ends.items() if own}


def case_of(now: Now, row: Row) -> Case:
    """What of an attempt must be judged again."""
    # An earlier report, of another version, says nothing of the parts of this one.
    old = Report.from_json(row.report) if row.report and not row.again else None
    before = {e.name: e for e in old.exercises} if old else {}
    asked = {e.name: props for e in now.exercises if (props := now.again(e, before.get(e.name)))}
    return Case(row, old, asked, now.trains(old))


def files_of(entries: Sequence[Entry], contents: set[str], reader: Reader) -> dict[str, Folder]:
    """A student's files of these digests, as far as they are there."""
    found: dict[str, Folder] = {}
    for entry in reversed(entries):  # the last attempt is what is mostly asked for
        if contents <= found.keys():
            break
        with contextlib.suppress(Refused):
            folder = reader.read(entry).folder
            found[content_of(folder)] = folder
    return found


def results(batch: run.Batch, jobs: Sequence[Job], pool_of: PoolOf | None) -> Iterator[Graded]:
    """The jobs, each when it is done."""
    if jobs:
        with run.pooled(batch, len(jobs), pool_of) as pool:
            yield from filter(None, work(iter(jobs), pool))


def compare(found: Preview, rows: list[Row], after: Mapping[str, End], rules: list[Late], now: Now) -> None:
    """Fills in the changes; with what late work costs, if that rule has changed."""
    priced = now.then.parts.get("late") is not None and now.changed("late")
    befores, afters = [], []
    most: tuple[float, float] | None = None
    for row in rows:
        end = after.get(row.student.id)
        one = student_of(row)
        if end is None or not one.graded:
            continue
        report, counting = end.report, student_of(end.row)
        other = replace(one, report=report, submitted=counting.submitted, late=counting.late, late_by=counting.late_by)
        points = [student.earned for student in (one, other)]
        most = one.max_score, other.max_score
        if priced:
            points = [student.earned - Lateness(rule, most=student.max_score, unread_on_time=True).penalty(
                student, student.submitted) for student, rule in zip((one, other), rules, strict=True)]
        befores.append(points[0])
        afters.append(points[1])
        why = tuple(differing(one.report, report))
        if points[0] != points[1]:
            found.changes.append(Change(one, points[0], points[1], why or ((_("late work"),) if priced else ())))
        elif why and one.corrected is not None:
            found.notes.append(_("{0}: the report would change ({1}); the points set by hand stay").format(
                one.called, ", ".join(why)))
    found.students = len(befores)
    if befores:
        found.before, found.after = sum(befores) / len(befores), sum(afters) / len(afters)
    if most and most[0] != most[1]:
        found.notes.append(_("the maximum would be {1} points instead of {0}").format(*map(points_of, most)))
    found.changes.sort(key=lambda change: (change.after - change.before, change.student.called))


def differing(old: Report | None, new: Report) -> Iterator[str]:
    """Names the properties whose points differ."""
    before = {(e.name, p.name): p for e, p in old.properties()} if old else {}
    after = {(e.name, p.name): p for e, p in new.properties()}
    for key in dict.fromkeys([*after, *before]):
        one, other = before.get(key), after.get(key)
        if (one.score if one else 0) != (other.score if other else 0):
            yield "/".join(key)
    if old and old.training.score != new.training.score:
        yield "train"


def late_of(text: str | None) -> Late:
    """The rule for late work that a gradebook remembers."""
    kept: dict[str, Any] = json.loads(text) if text else {}
    if kept.get("due"):
        kept["due"] = datetime.fromisoformat(kept["due"])
    return Late(**kept)
