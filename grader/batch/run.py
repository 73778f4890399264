"""A batch: who handed in what, what of it is not graded yet, and one row of the gradebook after the other.

The coordinator holds a few submissions at a time. It alone writes the gradebook, a finished report in one transaction,
so that a kill at any moment loses what was under way and nothing else.
"""
from __future__ import annotations

import contextlib
import difflib
import fcntl
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from .. import scoring
from ..course import manifest
from ..diagnosis import library
from ..errors import KitError
from ..language import harmless
from ..language.i18n import _
from ..language.said import Said, joined
from ..people.identity import Index, Signs
from ..report.numbers import duration, points
from ..report.record import Report
from . import roster
from . import version as _version
from .gradebook import ADDRESS, FILE, Gradebook, NoGradebook, address
from .grading import Graded, Job
from .intake import layouts
from .intake.attempt import Entry, Taken, content_of
from .intake.items import Refused
from .intake.layouts import Intake
from .intake.reading import Reader
from .parts import parts
from .pools import Cluster, Local, Pool, PoolOf, work
from .roster import Member, Person
from .rows import Attempt, Key, Student, Which, student_of

Keyed = Callable[[str], Key]  # the key of a report on files of that digest


class Busy(KitError):
    """Another batch writes to the same folder."""


class Unknown(KitError):
    """No student of that name is in the class."""


@dataclass(frozen=True)
class Batch:
    """What was asked for. `exercises` None: all. `seed` None: the gradebook's own, drawn when it is made."""
    path: Path
    out: Path
    seed: int | None = None
    roster: Path | None = None
    jobs: int = 1
    dask: str | None = None
    url: str | None = None
    attempt: Which = "last"
    regrade: tuple[str, ...] = ()
    train: bool = True
    hidden: Sequence[Path] = ()
    allow_unsandboxed: bool = False
    exercises: tuple[str, ...] | None = None
    only: bool = False  # whoever is not in `path` is left out of what is shown
    students: tuple[str, ...] | None = None  # the ids of those who are graded now; None: all


@dataclass
class Summary:
    """How a batch ended. `trouble`: a line for each row without a report. `notes`: what else to look at. `kept`: how
    many have their grade from another folder. `again`: how many count by an earlier report. `seed`: of the examples."""
    seed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    graded_now: int = 0
    trouble: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: int = 0
    again: int = 0


@dataclass(frozen=True)
class Todo:
    """An attempt that is not graded yet."""
    student: str
    entry: Entry
    content: str


@dataclass(frozen=True)
class Class:
    """A class and what it handed in. `listed`: there is a roster."""
    found: Intake
    members: list[Member]
    reader: Reader
    listed: bool


@contextlib.contextmanager
def class_in(batch: Batch) -> Iterator[Class]:
    """Finds the class of a batch, by its roster or the one of an earlier batch. NotAClass, BadRoster."""
    people = roster.read(batch.roster) if batch.roster else remembered(batch)
    with layouts.read(batch.path, roster.roll(people), batch.out) as found:
        members = roster.members(found.entries, people)
        with Reader([entry for member in members for entry in member.entries]) as reader:
            yield Class(found, members, reader, people is not None)


@contextlib.contextmanager
def pooled(batch: Batch, count: int, pool_of: PoolOf | None) -> Iterator[Pool]:
    """The workers that grade so many submissions. Where something goes wrong, they are not waited for. NoCluster."""
    if pool_of is not None:
        pool = pool_of(count)
    else:
        pool = Cluster(batch.dask) if batch.dask else Local(min(batch.jobs, count))
    try:
        yield pool
    except BaseException:
        pool.close(now=True)
        raise
    pool.close()


def run(batch: Batch, out: Console, pool_of: PoolOf | None = None) -> Summary:
    """Grades what is not graded yet. NotAClass, BadRoster, BadTests, NoGradebook, NoCluster, Busy, Unknown."""
    hidden = {path.name: path.read_bytes() for path in batch.hidden}
    version = _version.version(batch.train, hidden, batch.exercises)
    with contextlib.ExitStack() as stack:
        class_ = stack.enter_context(class_in(batch))
        batch.out.mkdir(parents=True, exist_ok=True)
        stack.enter_context(locked(batch.out))
        book = stack.enter_context(opened(batch))
        key = partial(Key, version=version, seed=seed_of(batch, book), trained=batch.train)
        if hidden and not tried_before(book, key("")):
            with pooled(batch, 1, pool_of) as pool:
                try_hidden(batch, key("").seed, hidden, pool)
        todo, before = prepare(batch, class_, book, key)
        with Shown(out, len(todo), before) as shown:
            if todo:
                with pooled(batch, len(todo), pool_of) as pool:
                    for graded in work(jobs(batch, todo, key, hidden, book, class_.reader), pool, shown.started):
                        if graded is not None:
                            write(book, key, graded)
                            shown.done(graded)
                        else:
                            shown.waiting()
        summary = summarize(book, class_.found.strays, batch.path.name)
        summary.seed = key("").seed
        summary.graded_now = shown.count
        return summary


def tried_before(book: Gradebook, key: Key) -> bool:
    """Whether a batch has begun with the same properties and examples: it has tried them."""
    settings = book.settings()
    return (settings.get("version"), settings.get("seed")) == (key.version, key.seed)


def try_hidden(batch: Batch, seed: int, hidden: Mapping[str, bytes], pool: Pool) -> None:
    """Has the kit's own solutions judged by a teacher's properties, before anything is graded by them. BadTests where
    one raises an error of its own, or the solution does not pass it."""
    props = {f"{e.name}/{p.name}": e for e in manifest.load().exercises for p in scoring.hidden_of(e, batch.hidden)}
    names = tuple(e.name for e in manifest.load().exercises if e in props.values())
    sources = library.solutions()
    if not set(names) <= sources.keys():
        return  # the kit was handed out without them
    job = Job("solutions", "", sources, {}, seed, False, _version.version(False, dict(hidden), names), names, hidden,
              batch.allow_unsandboxed, frozenset(props))
    graded = next(filter(None, work(iter([job]), pool)))
    if graded.report is None:
        raise scoring.BadTests(_("--hidden: tried with the kit's own solution, it ends with {0}").format(
            _(graded.reason)))
    for exercise, prop in Report.from_json(graded.report).properties():
        if (name := f"{exercise.name}/{prop.name}") in props and prop.status != "passed":
            raise scoring.BadTests(_("--hidden: the kit's own solution does not pass {0}: {1}").format(
                name, _(prop.message)))


@dataclass(frozen=True)
class Planned:
    """What a batch would do with one student's files. `signs`: by which it knows whose they are."""
    student: str
    signs: str
    attempts: int
    label: str
    trouble: str


def plan(batch: Batch) -> tuple[str, list[Planned], list[str]]:
    """What was recognised as what, before anything is graded: the layout, a line for each student, and the files that
    belong to nobody. Nothing is written. NotAClass, BadRoster."""
    with class_in(batch) as class_:
        return (class_.found.layout, [planned(member, class_.reader) for member in class_.members],
                [_(stray) for stray in class_.found.strays])


def planned(member: Member, reader: Reader) -> Planned:
    """What a batch would do with one student's files."""
    trouble = member.unclear or joined(member.remarks)
    if member.entries and not member.unclear:
        try:
            trouble = joined([trouble, *reader.read(member.entries[-1]).remarks])
        except Refused as refused:
            trouble = refused.said
    label = member.entries[-1].label if member.entries else ""
    return Planned(roster.called(member.student), ", ".join(dict.fromkeys(member.signs)), len(member.entries), label,
                   _(trouble))


def remembered(batch: Batch) -> list[Person] | None:
    """The roster of an earlier batch, where this one has none; None where there was none either."""
    try:
        with Gradebook.open(batch.out, batch.url) as book:
            return roster.remembered(book)
    except NoGradebook:
        return None


def seed_of(batch: Batch, book: Gradebook) -> int:
    """The seed of a gradebook's examples: the given one, the one of the batches before, or one drawn now, which nobody
    can have prepared answers for."""
    if batch.seed is not None:
        return batch.seed
    return int(book.settings().get("seed", secrets.randbelow(1 << 32)))


def prepare(batch: Batch, class_: Class, book: Gradebook, key: Keyed) -> tuple[list[Todo], int]:
    """Writes down who is there and what was handed in. Returns what is to be graded, in the order of the class, and how
    much is graded already."""
    there = [member.student for member in class_.members]
    again = [meant(name, there, "--regrade") for name in batch.regrade if name != "all"]
    students, todo = [], []
    for member in class_.members:
        attempts = []
        read = class_.reader.read_all(member.entries) if not member.unclear else [
            Refused(member.unclear)] * len(member.entries)
        for entry, taken in zip(member.entries, read, strict=True):
            attempt = handed_in(member, entry, taken)
            attempts.append(attempt)
            if attempt.content:
                todo.append(Todo(member.student.id, entry, attempt.content))
        students.append((replace(member.student, remarks=tuple(member.remarks)), attempts))
    of_all = key("")
    book.begin(students, {
        "version": of_all.version, "seed": of_all.seed, "trained": batch.train, "attempt": batch.attempt,
        "source": batch.path.name, "exercises": list(batch.exercises or manifest.load().names),
        "roster": class_.listed, "parts": parts(batch.hidden)}, batch.only)
    if batch.regrade:
        book.regrade(None if "all" in batch.regrade else again)
    counting = book.counting([t.student for t in todo])
    todo = list({(t.student, t.content): t for t in todo if t.content in counting[t.student]}.values())
    if batch.students is not None:
        todo = [t for t in todo if t.student in batch.students]
    left = [t for t in todo if not book.is_graded(t.student, key(t.content))]
    return left, len(todo) - len(left)


def handed_in(member: Member, entry: Entry, taken: Taken | Refused) -> Attempt:
    """What a student handed in once, as the gradebook keeps it."""
    content, refusal, remarks = "", "", tuple[str, ...]()
    if isinstance(taken, Refused):
        refusal = taken.said
    else:
        content, remarks = content_of(taken.folder), taken.remarks
    last = entry is member.entries[-1]  # a roster's time is that of the last one
    when = entry.when or (member.submitted_at if last else None)
    return Attempt(
        entry.label, content, refusal, entry.late or bool(member.late_seconds), member.late_seconds, when,
        "" if when else entry.unread or (member.unread if last else ""), owner=entry.student, remarks=remarks)


def meant(name: str, students: Sequence[Student], where: str) -> str:
    """The id of the student of this id, name or address. Unknown, with who may be meant."""
    if any(student.id == name for student in students):
        return name
    found = Index([student.signs for student in students]).find(Signs(label=name))
    if found.person is not None:
        return students[found.person].id
    near = [roster.called(students[n]) for n in sorted(found.candidates)] or difflib.get_close_matches(
        name, [text for student in students for text in (student.id, student.name)], 3)
    raise Unknown(_("{0}: there is no student {1!r}").format(where, name) + (
        _("; is it one of these? {}").format(", ".join(near)) if near else ""))


def jobs(batch: Batch, todo: list[Todo], key: Keyed, hidden: dict[str, bytes], book: Gradebook, reader: Reader
         ) -> Iterator[Job]:
    """The jobs, in order; a student's files are read when their turn has come."""
    for t in todo:
        own = key(t.content)
        try:
            submitted = reader.read(t.entry).folder
            if content_of(submitted) != t.content:
                raise Refused(Said("the files were changed while the batch ran; run it again"))
        except Refused as refused:
            book.write(t.student, own, "internal", reason=refused.said)
            continue
        yield Job(t.student, t.content, submitted.sources, submitted.problems, own.seed, own.trained,
                  own.version, batch.exercises, hidden, batch.allow_unsandboxed)


def write(book: Gradebook, keyed: Keyed, graded: Graded) -> None:
    """Writes down how a job ended, in one transaction. Where the grader itself was at fault, there are no points."""
    key = keyed(graded.job.content)
    reason = graded.reason
    if graded.report is not None:
        reason = "; ".join(own_faults(graded.report))[:500]
    if reason or graded.report is None:
        book.write(graded.job.student, key, "internal", reason=reason, seconds=graded.seconds)
    else:
        book.write(graded.job.student, key, "graded", graded.report, graded.signatures, seconds=graded.seconds)


def own_faults(report: Mapping[str, Any]) -> Iterator[str]:
    """What the grader itself did wrong, and where."""
    for result in (p for e in report["exercises"] for p in e["properties"]):
        if result["status"] == "internal":
            yield f"{result['name']}: {result['message']}"
    for network in report["training"].get("networks", ()):
        if network["status"] == "internal":
            yield f"training: {network['name']}: {network['message']}"


def opened(batch: Batch) -> Gradebook:
    """Opens the gradebook, and makes it where there is none."""
    if batch.url is None:
        return Gradebook(address(batch.out) or f"sqlite:///{(batch.out / FILE).resolve()}", create=True)
    try:
        shown = sa.make_url(batch.url)._replace(password=None)  # which is not written down; set() would keep it
    except sa.exc.ArgumentError:
        raise NoGradebook(_("--gradebook: {0}… is not a database address").format(
            batch.url.partition("://")[0])) from None
    book = Gradebook(batch.url, create=True)
    (batch.out / ADDRESS).write_text(shown.render_as_string() + "\n", "utf-8")
    return book


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """One batch at a time writes to a folder; the lock ends with the process, however that ends."""
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(_("another batch is writing to {}").format(out)) from None
        yield


def summarize(book: Gradebook, strays: list[str], source: str) -> Summary:
    """Sums up what a teacher looks at first."""
    summary = Summary(strays=[_(stray) for stray in strays])
    for row in book.each():
        summary.counts["internal" if row.again and row.reason else row.status] += 1
        who = roster.called(row.student)
        if row.status in ("refused", "internal") or (row.again and row.reason):
            summary.trouble.append(f"{who}: {_(row.status if not row.again else 'internal')}: {_(row.reason)}")
        if not row.student.listed:
            summary.unlisted.append(who)
        summary.again += row.again != ""
        summary.kept += bool(row.source and row.source != source)
        told = [text for text in student_of(replace(row, report=None, comment="")).told()
                if text not in (_("late"), _("not in the roster"))]
        if row.corrected is not None and not row.correction_outdated:
            told = told[1:]
        if told and not (row.again and len(told) == 1):
            summary.notes.append(f"{who}: {'; '.join(told)}")
    return summary


# Progress -------------------------------------------------------------------------------------------------------------
class Shown:
    """Progress: a live line in a terminal, else a plain line for each that is done."""

    def __init__(self, out: Console, total: int, before: int) -> None:
        self.out, self.total, self.before, self.count = out, total, before, 0
        self.running: dict[str, None] = {}
        self.start = time.monotonic()
        self.width = len(str(total))
        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            TextColumn(_("left")), TimeRemainingColumn(), console=out) if out.is_terminal else None
        self.task = self.bar.add_task("", total=total) if self.bar else None

    def __enter__(self) -> Shown:
        if self.before:
            self.out.print(_("{} graded already, {} to grade").format(self.before, self.total))
        if self.bar and self.total:
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()

    def started(self, job: Job) -> None:
        self.running[job.student] = None
        self.waiting()

    def waiting(self) -> None:
        if self.bar is not None and self.task is not None:
            names = ", ".join(harmless.terminal(name) for name in list(self.running)[:3])
            more = "…" if len(self.running) > 3 else ""
            self.bar.update(self.task, description=escape(names[:60]) + more)

    def done(self, graded: Graded) -> None:
        self.running.pop(graded.job.student, None)
        self.count += 1
        who = harmless.terminal(graded.job.student)
        if graded.report is None:
            text, style = f"{_('internal')}: {harmless.terminal(_(graded.reason))}", "red"
        else:
            worst = Counter(e["status"] for e in graded.report["exercises"])
            notable = [s for s in ("timeout", "memory", "output", "crashed", "forbidden") if worst[s]]
            text = f"{points(graded.report['score'])} / {points(graded.report['max_score'])}"
            text += f"  {', '.join(_(s) for s in notable)}" if notable else ""
            style = "yellow" if notable else ""
        if self.bar is not None and self.task is not None:
            self.bar.update(self.task, completed=self.count)
            if style:
                self.bar.console.print(f"[{style}]{escape(who)}: {escape(text)}[/]")
            self.waiting()
            return
        left = ""
        if self.count < self.total:
            seconds = (time.monotonic() - self.start) / self.count * (self.total - self.count)
            left = "  " + _("(about {} left)").format(duration(seconds))
        self.out.print(f"[{self.count:{self.width}}/{self.total}] {who}: {text}{left}", markup=False)
