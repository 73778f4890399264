"""The gradebook's tables, what goes into them and comes out, and how those of an earlier version become today's.

Natural keys; no times in what is compared (they are in columns of their own).
"""
from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ..language import said
from ..language.harmless import clean
from .rows import Attempt, Student

TIMES = {"graded_at", "seconds", "made_at"}  # columns that differ from run to run


class Base(DeclarativeBase):
    pass


def columns_of(record: Base) -> dict[str, Any]:
    """A record's values, by the names of its table's columns."""
    return {column.key: getattr(record, column.key) for column in record.__table__.columns}


class StudentRecord(Base):
    __tablename__ = "students"
    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text, default="")
    email: Mapped[str] = mapped_column(sa.Text, default="")
    section: Mapped[str] = mapped_column(sa.Text, default="")
    listed: Mapped[bool] = mapped_column(default=True)
    lms: Mapped[str] = mapped_column(sa.Text, default="")
    account: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    remarks: Mapped[str] = mapped_column(sa.Text, default="[]", server_default="[]")  # JSON: what a teacher should know
    present: Mapped[bool] = mapped_column(default=True)  # shown; whoever was left out on request is kept, and not shown


class AttemptRecord(Base):
    __tablename__ = "attempts"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[str] = mapped_column(sa.String(64), default="")  # empty: refused
    refusal: Mapped[str] = mapped_column(sa.Text, default="")
    late: Mapped[bool] = mapped_column(default=False)
    late_seconds: Mapped[int | None]
    submitted_at: Mapped[datetime | None]  # of earlier versions; `submitted` keeps the zone
    submitted: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # ISO 8601, or what nobody can read
    source: Mapped[str] = mapped_column(sa.Text, default="", server_default="")     # the folder or zip it came from
    remarks: Mapped[str] = mapped_column(sa.Text, default="[]", server_default="[]")


class ReportRecord(Base):
    __tablename__ = "reports"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    content: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seed: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    trained: Mapped[bool] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(sa.String(16))  # graded | internal
    points: Mapped[float | None]
    max_points: Mapped[float | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    report: Mapped[str] = mapped_column(sa.Text, default="")  # JSON in ASCII: no database minds a NUL in there
    signatures: Mapped[str] = mapped_column(sa.Text, default="{}")
    stale: Mapped[bool] = mapped_column(default=False)  # to be graded again; shown until it is
    graded_at: Mapped[datetime | None]
    seconds: Mapped[float | None]


class MarkRecord(Base):
    """A teacher's own points. They belong to the exercises, and the maximum, that they were given for."""
    __tablename__ = "marks"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    exercises: Mapped[str] = mapped_column(sa.Text, primary_key=True)  # their names, by spaces; empty: unknown
    points: Mapped[float]
    reason: Mapped[str] = mapped_column(sa.Text)
    instead_of: Mapped[float | None]  # the report's points when it was made
    max_points: Mapped[float | None]
    made_at: Mapped[datetime | None]


class CommentRecord(Base):
    """What a teacher says to a student."""
    __tablename__ = "comments"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime | None]


class SettingRecord(Base):
    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[str] = mapped_column(sa.Text)


def student_in(record: StudentRecord) -> Student:
    """The student of a record."""
    return Student(record.id, record.name, record.email, record.section, record.listed, record.lms, record.account,
                   tuple(map(said.from_json, json.loads(record.remarks))))


def attempt_columns(student: str, attempt: Attempt, source: str) -> dict[str, Any]:
    """An attempt as its table has it. `source`: the folder or zip it came from."""
    when = attempt.submitted_at.isoformat() if attempt.submitted_at else clean(attempt.unread)
    return {"student": student, "label": clean(attempt.label), "content": attempt.content,
            "refusal": said.dumps(clean(attempt.refusal)), "late": attempt.late, "late_seconds": attempt.late_seconds,
            "submitted_at": None, "submitted": when, "source": clean(source),
            "remarks": json.dumps([said.as_json(clean(r)) for r in attempt.remarks])}


def prepare(engine: sa.Engine) -> None:
    """Makes the tables that are not there, and adds to those of an earlier version what they lack."""
    before = sa.inspect(engine)
    old = {table.name: {column["name"] for column in before.get_columns(table.name)}
           for table in Base.metadata.sorted_tables if before.has_table(table.name)}
    corrections = before.has_table("corrections")
    missing = [column for table in Base.metadata.sorted_tables if table.name in old
               for column in table.columns if column.name not in old[table.name]]
    if len(old) == len(Base.metadata.sorted_tables) and not missing and not corrections:
        return
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for column in missing:
            kind = column.type.compile(engine.dialect)
            default = f" DEFAULT '{column.server_default.arg}' NOT NULL" if column.server_default is not None else ""  # type: ignore[attr-defined]
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}{default}")
        if corrections:
            _take_over(connection)
            connection.exec_driver_sql("DROP TABLE corrections")


def _take_over(connection: sa.Connection) -> None:
    """Takes over the corrections of an earlier version, each with the exercises and the maximum of its report."""
    reports = ReportRecord.__table__
    for row in connection.exec_driver_sql(
            "SELECT student, points, reason, instead_of, made_at FROM corrections").mappings().all():
        found = connection.execute(
            sa.select(reports.c.points, reports.c.max_points, reports.c.report)
            .where(reports.c.student == row["student"], reports.c.status == "graded")
            .order_by(reports.c.graded_at.desc())).all()
        best = next((r for r in found if r.points == row["instead_of"]), found[0] if found else None)
        exercises = " ".join(e["name"] for e in json.loads(best.report)["exercises"]) if best is not None else ""
        made = row["made_at"]
        connection.execute(sa.insert(MarkRecord.__table__).values(  # type: ignore[arg-type]
            student=row["student"], exercises=exercises, points=row["points"], reason=row["reason"],
            instead_of=row["instead_of"], max_points=best.max_points if best is not None else None,
            made_at=datetime.fromisoformat(made) if isinstance(made, str) else made))
