"""The gradebook: the reports of a class, in SQLite or any database that SQLAlchemy speaks to.

For readers (exports, feedback pages, the class report):

    with Gradebook.open(out) as book:       # or Gradebook(url); NoGradebook where there is none
        for row in book.rows():             # one for each student, ordered by section, name and id
            row.student.id, row.status, row.points, row.report, ...

A `Row` (rows.py) is what counts of a student, as counting.py decides. `status`: «graded» (report, points and max_points
are there), «missing» (in the roster, nothing handed in), «refused» (`reason` says why the files were not taken),
«internal» (the grader's own fault: no points, grade again), «waiting» (handed in and not graded yet). `points` are the
report's; `corrected` the teacher's, with `correction_reason`; `final` is the one that counts. `report` is the JSON
report as `score --json` writes it. `signatures` maps «exercise/property» to a digest of the student's answers on the
first examples, the same examples for everybody: equal digests are the same mistake.

How it grows. A batch adds what it finds, and replaces what an earlier batch found in the same folder; whoever is not in
it keeps what they have (merging.py, rejoin.py). A report is written when it is finished, in one transaction. Its key is
the student, the digest of the files, the version of the kit, the seed and whether training was checked. A kill at any
moment leaves whole reports only, and the next run goes on with those that are not there. Until there is a new report,
the earlier one counts, and `Row.again` says so.
"""
from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..errors import KitError
from ..language import said
from ..language.harmless import clean
from ..language.i18n import _
from ..report import student as graded
from . import rejoin, tables
from .counting import choice, corrected, counts, scope
from .merging import merge
from .rows import Attempt, Key, Row, Student, Which, student_of
from .tables import (
    TIMES,
    AttemptRecord,
    Base,
    CommentRecord,
    MarkRecord,
    ReportRecord,
    SettingRecord,
    StudentRecord,
    attempt_columns,
    columns_of,
    student_in,
)

FILE = "gradebook.sqlite"
ADDRESS = "gradebook.url"


class NoGradebook(KitError):
    """The gradebook is missing or cannot be used; the message is one line for the caller."""


class BadPoints(KitError):
    """Points that nobody can have; the message is one line for the caller."""


class TooMany(BadPoints):
    """More points than there are, and nobody said that this is meant."""


def address(out: Path) -> str | None:
    """The address of the database that a batch's folder belongs to, without its password (once «***» stood for it);
    None where the gradebook is a file in the folder."""
    try:
        return (out / ADDRESS).read_text("utf-8").strip().replace(":***@", "@")
    except FileNotFoundError:
        return None



# The book -------------------------------------------------------------------------------------------------------------
class Gradebook:
    """An open gradebook; a context manager."""

    def __init__(self, url: str, create: bool = False) -> None:
        try:
            self.engine = sa.create_engine(url)
            if self.engine.dialect.name == "sqlite":
                sa.event.listen(self.engine, "connect", lambda connection, _: connection.execute(
                    "PRAGMA foreign_keys = ON"))
            if not create and not sa.inspect(self.engine).has_table(ReportRecord.__tablename__):
                raise NoGradebook(_("{0} holds no gradebook: `batch` makes one").format(
                    self.engine.url.render_as_string()))
            tables.prepare(self.engine)
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise NoGradebook(f"{url.partition('://')[0]}://…: {_line(error)}") from None
        except sa.exc.DBAPIError as error:
            raise NoGradebook(f"{sa.make_url(url).render_as_string()}: {_line(error.orig or error)}") from None

    @classmethod
    def open(cls, out: Path, url: str | None = None) -> Gradebook:
        """Opens the gradebook of a batch's output folder, wherever the batch put it. NoGradebook."""
        url = url or address(out)
        if url is None:
            file = out if out.is_file() else out / FILE
            if not file.is_file():
                raise NoGradebook(_("{0}: there is no {1} here; `batch … --out {0}` makes one").format(out, FILE))
            url = f"sqlite:///{file.resolve()}"
        return cls(url)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    # Reading ----------------------------------------------------------------------------------------------------------
    def rows(self) -> list[Row]:
        """What counts of every student, in order."""
        return list(self.each())

    def each(self) -> Iterator[Row]:
        """What rows() gives, with one student's reports in memory at a time."""
        settings = self.settings()
        with Session(self.engine) as session:
            for record in _ordered(session):
                yield self._row(session, record, settings)
                session.expunge_all()

    def tries(self, which: Which) -> dict[str, list[Row]]:
        """Gives by each student's id the attempts that `which` chooses from, each as the row that it gives if it is the
        only one; without a teacher's own points and comment."""
        settings = self.settings()
        found: dict[str, list[Row]] = {}
        with Session(self.engine) as session:
            for record in _ordered(session):
                attempts, reports = _handed_in(session, record.id)
                found[record.id] = [counts(student_in(record), [attempt], reports, settings)
                                    for attempt in choice(attempts, which)]
                session.expunge_all()
        return found

    def row(self, student: str) -> Row | None:
        """One student's row, by id; None where there is no such student."""
        with Session(self.engine) as session:
            record = session.get(StudentRecord, student)
            return self._row(session, record, self.settings()) if record else None

    def in_order(self) -> list[Student]:
        """Everybody who is shown, in the order of the rows."""
        with Session(self.engine) as session:
            return [student_in(record) for record in _ordered(session)]

    def students(self) -> list[Student]:
        """Everybody who is shown, by id."""
        with Session(self.engine) as session:
            return [student_in(s) for s in session.scalars(
                sa.select(StudentRecord).where(StudentRecord.present).order_by(StudentRecord.id))]

    def _row(self, session: Session, record: StudentRecord, settings: Mapping[str, Any]) -> Row:
        student = student_in(record)
        attempts, reports = _handed_in(session, record.id)
        row = counts(student, attempts, reports, settings) if attempts else Row(student, "missing")
        marks = list(session.scalars(sa.select(MarkRecord).where(MarkRecord.student == record.id)))
        row = corrected(row, marks, settings) if marks else row
        comment = session.get(CommentRecord, record.id)
        return row if comment is None else replace(row, comment=comment.text)

    def settings(self) -> dict[str, Any]:
        """The last batch's: version, seed, trained, attempt, source, exercises, roster."""
        with Session(self.engine) as session:
            return {s.name: json.loads(s.value) for s in session.scalars(sa.select(SettingRecord))}

    def counting(self, students: Iterable[str]) -> dict[str, set[str]]:
        """The digests of the files whose reports count, by student: those of the last attempt, or of all where the best
        one counts."""
        best = self.settings().get("attempt") == "best"
        found: dict[str, set[str]] = {student: set() for student in students}
        with Session(self.engine) as session:
            for attempt in session.scalars(sa.select(AttemptRecord).where(AttemptRecord.content != "")
                                           .order_by(AttemptRecord.student, AttemptRecord.number)):
                if attempt.student in found:
                    found[attempt.student] = {attempt.content} | (found[attempt.student] if best else set())
        return found

    def is_graded(self, student: str, key: Key) -> bool:
        """Whether there is a report with that key that need not be made again."""
        with Session(self.engine) as session:
            report = session.get(ReportRecord, (student, key.content, key.version, key.seed, key.trained))
            return report is not None and report.status == "graded" and not report.stale

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Everything but the times, in a fixed order: two runs are compared by it."""
        found = {}
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                columns = [c for c in table.columns if c.name not in TIMES]
                rows = [dict(row) for row in connection.execute(sa.select(*columns)).mappings()]
                found[table.name] = sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))
        return found

    # Writing ----------------------------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Session]:
        """All or nothing; NoGradebook where the database cannot be written (gone, full, read-only)."""
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except sa.exc.OperationalError as error:
            raise NoGradebook(_("the gradebook {0} cannot be written: {1}; what is in it stays, and the same command"
                                " continues from there").format(self.engine.url.render_as_string(),
                                                  _line(error.orig or error))) from None

    def begin(self, students: Iterable[tuple[Student, Iterable[Attempt]]], settings: Mapping[str, Any],
              only: bool = False) -> None:
        """Writes down the class, what was handed in, and the settings of a batch, in one transaction. An attempt takes
        the place of those from the same source. Whoever is not in this batch keeps what they have; with `only` they
        are shown nowhere."""
        source = str(settings.get("source", ""))
        here = [(_clean(student), list(attempts)) for student, attempts in students]
        with self._transaction() as session:
            rejoin.rejoin(session, here)
            rejoin.give_back(session, here, source)
            ids = {student.id for student, _attempts in here}
            for record in session.scalars(sa.select(StudentRecord)):
                if record.id not in ids:
                    _absent(session, record, only, bool(settings.get("roster")))
            session.flush()
            session.expunge_all()
            for student, attempts in here:
                self._present(session, student, attempts, source)
            for name, value in settings.items():
                session.merge(SettingRecord(name=name, value=json.dumps(value)))

    @staticmethod
    def _present(session: Session, student: Student, attempts: Sequence[Attempt], source: str) -> None:
        session.merge(StudentRecord(
            id=student.id, name=student.name, email=student.email, section=student.section, listed=student.listed,
            lms=student.lms, account=student.account, present=True,
            remarks=json.dumps(list(map(said.as_json, student.remarks)))))
        session.flush()
        before = list(session.scalars(sa.select(AttemptRecord).where(AttemptRecord.student == student.id)
                                      .order_by(AttemptRecord.number)))
        after = [attempt_columns(student.id, attempt, source) for attempt in attempts]
        if after:
            merged = merge(list(map(columns_of, before)), after)
            session.execute(sa.delete(AttemptRecord).where(AttemptRecord.student == student.id))
            session.expunge_all()
            session.add_all(AttemptRecord(**columns | {"number": number}) for number, columns in enumerate(merged, 1))
            session.flush()
        session.expunge_all()  # a class of a thousand is not held in memory

    def write(self, student: str, key: Key, status: Literal["graded", "internal"], report: dict[str, Any] | None = None,
              signatures: dict[str, str] | None = None, reason: str = "", seconds: float | None = None) -> None:
        """Writes down a finished report, in one transaction."""
        with self._transaction() as session:
            session.merge(ReportRecord(
                student=student, content=key.content, version=key.version, seed=key.seed, trained=key.trained,
                status=status, reason=said.dumps(clean(reason)),
                report=json.dumps(report, sort_keys=True) if report else "",
                points=report["score"] if report else None, max_points=report["max_score"] if report else None,
                signatures=json.dumps(signatures or {}, sort_keys=True), stale=False,
                graded_at=datetime.now(), seconds=seconds))

    def regrade(self, students: Iterable[str] | None) -> int:
        """Marks the reports of these students (None: of all) as to be made again; returns how many there are."""
        update = sa.update(ReportRecord).values(stale=True)
        if students is not None:
            update = update.where(ReportRecord.student.in_(list(students)))
        with self._transaction() as session:
            return int(session.execute(update).rowcount)  # type: ignore[attr-defined]

    def correct(self, student: str, points: float | None, reason: str = "", bonus: bool = False) -> Row:
        """Sets a teacher's own points in place of the report's; they stay when the student is graded again. None takes
        them back. Returns the row as it is then. `bonus` allows more points than there are. KeyError for an unknown
        student, BadPoints for points that nobody can have."""
        before = self.row(student)
        if before is None:
            raise KeyError(student)
        settings = self.settings()
        most = before.max_points if before.max_points is not None else self.most(settings)
        if points is not None:
            if not math.isfinite(points) or points < 0:
                raise BadPoints(_("points are a number from 0 on, not {}").format(points))
            if most is not None and points > most and not bonus:
                raise TooMany(_("{0:g} points are more than the {1:g} that there are").format(points, most))
        exercises = scope(before, settings)
        with self._transaction() as session:
            if points is None:
                session.execute(sa.delete(MarkRecord).where(MarkRecord.student == student,
                                                            MarkRecord.exercises.in_([exercises, ""])))
            else:
                session.merge(MarkRecord(student=student, exercises=exercises, points=points, reason=clean(reason),
                                         instead_of=before.points, max_points=most, made_at=datetime.now()))
        after = self.row(student)
        assert after is not None
        return after

    def comment(self, student: str, text: str) -> Row:
        """Keeps what a teacher says to a student, beside the points; an empty text takes it back. Returns the row as it
        is then. KeyError for an unknown student."""
        if self.row(student) is None:
            raise KeyError(student)
        text = clean(" ".join(text.split()))
        with self._transaction() as session:
            if text:
                session.merge(CommentRecord(student=student, text=text, made_at=datetime.now()))
            else:
                session.execute(sa.delete(CommentRecord).where(CommentRecord.student == student))
        after = self.row(student)
        assert after is not None
        return after

    def most(self, settings: Mapping[str, Any] | None = None) -> float | None:
        """The points that there are, by the reports of the last batch."""
        settings = self.settings() if settings is None else settings
        with Session(self.engine) as session:
            return session.scalar(sa.select(sa.func.max(ReportRecord.max_points)).where(
                ReportRecord.version == settings.get("version", ""), ReportRecord.status == "graded"))


def _handed_in(session: Session, student: str) -> tuple[list[AttemptRecord], list[ReportRecord]]:
    """A student's attempts, oldest first, and their reports."""
    attempts = sa.select(AttemptRecord).where(AttemptRecord.student == student).order_by(AttemptRecord.number)
    reports = sa.select(ReportRecord).where(ReportRecord.student == student)
    return list(session.scalars(attempts)), list(session.scalars(reports))


def _ordered(session: Session) -> list[StudentRecord]:
    """Who is shown. PostgreSQL and SQLite order texts differently: Python does it."""
    return sorted(session.scalars(sa.select(StudentRecord).where(StudentRecord.present)),
                  key=lambda s: (s.section, s.name, s.id))


def _clean(student: Student) -> Student:
    return replace(student, id=clean(student.id), name=clean(student.name), email=clean(student.email),
                   section=clean(student.section), lms=clean(student.lms), account=clean(student.account),
                   remarks=tuple(clean(r) for r in student.remarks))


def _absent(session: Session, record: StudentRecord, only: bool, roster: bool) -> None:
    """Marks somebody who is not in this batch. With `only` they are not shown; with a roster they are not listed in it,
    and shown only if something of theirs is kept."""
    if only:
        record.present = False
    elif roster or not record.listed:
        if any(session.scalar(sa.select(table).where(table.student == record.id).limit(1))
               for table in (AttemptRecord, MarkRecord, CommentRecord)):
            record.listed = False
        else:
            record.present = False  # nothing was handed in, and no roster has them any more


def _line(error: object) -> str:
    return " ".join(str(error).split())


def students_of(gradebook: Gradebook) -> list[graded.Student]:
    """Everybody in the gradebook, in its order."""
    return [student_of(row) for row in gradebook.each()]


