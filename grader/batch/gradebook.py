"""The gradebook: the reports of a class, in SQLite or any database that SQLAlchemy speaks to.

For readers (exports, feedback pages, the class report):

    with Gradebook.open(out) as book:       # or Gradebook(url); NoGradebook where there is none
        for row in book.rows():             # one a student, ordered by section, name and id
            row.student.id, row.status, row.points, row.report, ...

A `Row` is what counts of a student. `status`: «graded» (report, points and max_points are there), «missing» (in the
roster, nothing handed in), «refused» (`reason` says why the files were not taken), «internal» (the grader's own fault:
no points, grade again), «waiting» (handed in and not graded yet: the batch was interrupted). `points` are the report's;
`corrected` the teacher's, with `correction_reason`; `final` is the one that counts. `report` is the JSON report as
`score --json` writes it. `signatures` maps «exercise/property» to a digest of the student's answers on the first
examples, the same examples for everybody: equal digests are the same mistake.

How it is written. Five tables, natural keys, no times in what is compared (they are in columns of their own):
`students`, `attempts` (what was handed in: the content's digest, or why it was refused), `reports`, `corrections`,
`settings` (of the last batch). A report is one transaction, written when it is finished; its key is the student, the
digest of the files, the version of the properties, the seed and whether training was checked. A kill at any moment
leaves whole reports only, and the next run goes on with those that are not there.
"""
from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..errors import KitError
from ..language.harmless import clean
from ..language.i18n import _
from ..report import student as graded
from ..report.record import Report
from .tables import TIMES, AttemptRecord, Base, CorrectionRecord, ReportRecord, SettingRecord, StudentRecord

Status = Literal["graded", "missing", "refused", "internal", "waiting"]
FILE = "gradebook.sqlite"


class NoGradebook(KitError):
    """There is no gradebook, or it cannot be used; the message is one line for the caller."""


# What readers get -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Student:
    """Who handed in. `listed`: in the roster, or no roster was given. `lms`: the learning platform's own number."""
    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    listed: bool = True
    lms: str = ""


@dataclass(frozen=True)
class Row:
    """What counts of one student."""
    student: Student
    status: Status
    report: dict[str, Any] | None = None
    points: float | None = None
    max_points: float | None = None
    corrected: float | None = None
    correction_reason: str = ""
    correction_outdated: bool = False  # the report's points are no longer those that the correction was made for
    reason: str = ""                   # of a refusal, or what went wrong with the grader
    late: bool = False                 # the platform marked it as late, or late_seconds says so
    late_seconds: int | None = None
    submitted_at: datetime | None = None  # the platform's clock, without a zone; None where nothing trustworthy says it
    attempt: int | None = None         # 1 is the first
    attempts: int = 0                  # how many there are
    label: str = ""                    # where it was found: a path below the batch's folder
    signatures: dict[str, str] = field(default_factory=dict)

    @property
    def final(self) -> float | None:
        """The points that count, before any rule for late work."""
        return self.points if self.corrected is None else self.corrected


@dataclass(frozen=True)
class Key:
    """What a report depends on, beside the student."""
    content: str
    version: str
    seed: int
    trained: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was handed in once: the digest of the files, or why they were refused."""
    label: str
    content: str = ""
    refusal: str = ""
    late: bool = False
    late_seconds: int | None = None
    submitted_at: datetime | None = None


# The book -------------------------------------------------------------------------------------------------------------
class Gradebook:
    """An open gradebook; a context manager."""

    def __init__(self, url: str, create: bool = False) -> None:
        try:
            self.engine = sa.create_engine(url)
            if self.engine.dialect.name == "sqlite":
                sa.event.listen(self.engine, "connect", lambda connection, _: connection.execute(
                    "PRAGMA foreign_keys = ON"))
            if create:
                Base.metadata.create_all(self.engine)
            elif not sa.inspect(self.engine).has_table(ReportRecord.__tablename__):
                raise NoGradebook(f"{self.engine.url.render_as_string()} holds no gradebook: `batch` makes one")
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise NoGradebook(f"{url.partition('://')[0]}://…: {_line(error)}") from None
        except sa.exc.DBAPIError as error:
            raise NoGradebook(f"{sa.make_url(url).render_as_string()}: {_line(error.orig or error)}") from None

    @classmethod
    def open(cls, out: Path, url: str | None = None) -> Gradebook:
        """The gradebook of a batch's output folder, wherever the batch put it. NoGradebook."""
        elsewhere = out / "gradebook.url"
        if url is None and elsewhere.exists():
            url = elsewhere.read_text("utf-8").strip()
        if url is None:
            file = out if out.is_file() else out / FILE
            if not file.is_file():
                raise NoGradebook(f"{out}: there is no {FILE} here; `batch … --out {out}` makes one")
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
        """As rows(), holding one report at a time."""
        settings = self.settings()
        with Session(self.engine) as session:
            # PostgreSQL and SQLite order texts differently: Python does it.
            students = sorted(session.scalars(sa.select(StudentRecord).where(StudentRecord.present)),
                              key=lambda s: (s.section, s.name, s.id))
            for record in students:
                yield self._row(session, record, settings)
                session.expunge_all()

    def row(self, student: str) -> Row | None:
        """One student's, by id."""
        with Session(self.engine) as session:
            record = session.get(StudentRecord, student)
            return self._row(session, record, self.settings()) if record else None

    def _row(self, session: Session, record: StudentRecord, settings: dict[str, Any]) -> Row:
        student = Student(record.id, record.name, record.email, record.section, record.listed, record.lms)
        attempts = list(session.scalars(sa.select(AttemptRecord).where(AttemptRecord.student == record.id)
                                        .order_by(AttemptRecord.number)))
        correction = session.get(CorrectionRecord, record.id)
        corrected: dict[str, Any] = {}
        if correction is not None:
            corrected = {"corrected": correction.points, "correction_reason": correction.reason}
        if not attempts:
            return Row(student, "missing", **corrected)
        found = [(attempt, self._report(session, attempt, settings)) for attempt in attempts]
        if settings.get("attempt") == "best":  # the last one of the best
            attempt, report = max(found, key=lambda pair: (
                -1.0 if pair[1] is None or pair[1].points is None else pair[1].points, pair[0].number))
        else:
            attempt, report = found[-1]
        common = corrected | {
            "late": attempt.late or bool(attempt.late_seconds), "late_seconds": attempt.late_seconds,
            "submitted_at": attempt.submitted_at, "attempt": attempt.number, "attempts": len(attempts),
            "label": attempt.label}
        if not attempt.content:
            return Row(student, "refused", reason=attempt.refusal, **common)
        if report is None:
            return Row(student, "waiting", **common)
        if report.status == "internal":
            return Row(student, "internal", reason=report.reason, **common)
        if correction is not None:
            common["correction_outdated"] = correction.instead_of != report.points
        return Row(student, "graded", json.loads(report.report), report.points, report.max_points,
                   signatures=json.loads(report.signatures), **common)

    @staticmethod
    def _report(session: Session, attempt: AttemptRecord, settings: dict[str, Any]) -> ReportRecord | None:
        if not attempt.content or "version" not in settings:
            return None
        return session.get(ReportRecord, (attempt.student, attempt.content, settings["version"], settings["seed"],
                                          settings["trained"]))

    def settings(self) -> dict[str, Any]:
        """Of the last batch: version, seed, trained, attempt, source."""
        with Session(self.engine) as session:
            return {s.name: json.loads(s.value) for s in session.scalars(sa.select(SettingRecord))}

    def is_graded(self, student: str, key: Key) -> bool:
        """Whether there is a report with that key, and not to be made again."""
        with Session(self.engine) as session:
            report = session.get(ReportRecord, (student, key.content, key.version, key.seed, key.trained))
            return report is not None and report.status == "graded" and not report.stale

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Everything but the times, in order: what two runs are compared by."""
        tables = {}
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                columns = [c for c in table.columns if c.name not in TIMES]
                rows = [dict(row) for row in connection.execute(sa.select(*columns)).mappings()]
                tables[table.name] = sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))
        return tables

    # Writing ----------------------------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Session]:
        """All or nothing; NoGradebook where the database cannot be written (gone, full, read-only)."""
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except sa.exc.OperationalError as error:
            raise NoGradebook(_("the gradebook {0} cannot be written: {1}; what is in it stays, and the same command "
                                "goes on").format(self.engine.url.render_as_string(),
                                                  _line(error.orig or error))) from None

    def begin(self, students: Iterable[tuple[Student, Iterable[Attempt]]], settings: dict[str, Any]) -> None:
        """The class, what was handed in, and the settings of a batch, in one transaction. Whoever is no longer there
        is kept, and not shown."""
        with self._transaction() as session:
            session.execute(sa.update(StudentRecord).values(present=False))
            for student, attempts in students:
                own = clean(student.id)
                session.merge(StudentRecord(
                    id=own, name=clean(student.name), email=clean(student.email), section=clean(student.section),
                    listed=student.listed, lms=clean(student.lms), present=True))
                session.flush()
                session.execute(sa.delete(AttemptRecord).where(AttemptRecord.student == own))
                session.add_all(AttemptRecord(
                    student=own, number=number, label=clean(attempt.label), content=attempt.content,
                    refusal=clean(attempt.refusal), late=attempt.late, late_seconds=attempt.late_seconds,
                    submitted_at=attempt.submitted_at) for number, attempt in enumerate(attempts, 1))
                session.flush()
                session.expunge_all()  # a class of a thousand is not held in memory
            for name, value in settings.items():
                session.merge(SettingRecord(name=name, value=json.dumps(value)))

    def write(self, student: str, key: Key, status: Literal["graded", "internal"], report: dict[str, Any] | None = None,
              signatures: dict[str, str] | None = None, reason: str = "", seconds: float | None = None) -> None:
        """A finished report, in one transaction."""
        with self._transaction() as session:
            session.merge(ReportRecord(
                student=student, content=key.content, version=key.version, seed=key.seed, trained=key.trained,
                status=status, reason=clean(reason), report=json.dumps(report, sort_keys=True) if report else "",
                points=report["score"] if report else None, max_points=report["max_score"] if report else None,
                signatures=json.dumps(signatures or {}, sort_keys=True), stale=False,
                graded_at=datetime.now(), seconds=seconds))

    def regrade(self, students: Iterable[str] | None) -> int:
        """Marks the reports of these students (None: of all) as to be made again; how many there are."""
        update = sa.update(ReportRecord).values(stale=True)
        if students is not None:
            update = update.where(ReportRecord.student.in_(list(students)))
        with self._transaction() as session:
            return int(session.execute(update).rowcount)  # type: ignore[attr-defined]

    def correct(self, student: str, points: float | None, reason: str = "") -> Row:
        """A teacher's own points in place of the report's, whatever is graded again; None takes them back. The row as
        it is then; KeyError for an unknown student."""
        before = self.row(student)
        if before is None:
            raise KeyError(student)
        with self._transaction() as session:
            if points is None:
                session.execute(sa.delete(CorrectionRecord).where(CorrectionRecord.student == student))
            else:
                session.merge(CorrectionRecord(student=student, points=points, reason=clean(reason),
                                               instead_of=before.points, made_at=datetime.now()))
        after = self.row(student)
        assert after is not None
        return after


def _line(error: object) -> str:
    return " ".join(str(error).split())


def students_of(gradebook: Gradebook) -> list[graded.Student]:
    """Everybody in the gradebook, in its order."""
    return [graded.Student(
        row.student.id, row.student.name, row.student.email, row.student.section,
        Report.from_json(row.report) if row.report else None, row.corrected,
        row.correction_reason, row.reason or ("" if row.status == "graded" else row.status),
        missing=row.status == "missing", own_fault=row.status in ("internal", "waiting"), lms=row.student.lms,
        submitted=row.submitted_at, late=row.late,
        late_by=None if row.late_seconds is None else timedelta(seconds=row.late_seconds), signatures=row.signatures,
        where=row.label, attempt=row.attempt) for row in gradebook.each()]
