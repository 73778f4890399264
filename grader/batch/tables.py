"""The tables of the gradebook."""
from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


# Tables ---------------------------------------------------------------------------------------------------------------
class Base(DeclarativeBase):
    pass


class StudentRecord(Base):
    __tablename__ = "students"
    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text, default="")
    email: Mapped[str] = mapped_column(sa.Text, default="")
    section: Mapped[str] = mapped_column(sa.Text, default="")
    listed: Mapped[bool] = mapped_column(default=True)
    lms: Mapped[str] = mapped_column(sa.Text, default="")
    present: Mapped[bool] = mapped_column(default=True)  # in the last batch; others are kept, and not shown


class AttemptRecord(Base):
    __tablename__ = "attempts"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[str] = mapped_column(sa.String(64), default="")  # empty: refused
    refusal: Mapped[str] = mapped_column(sa.Text, default="")
    late: Mapped[bool] = mapped_column(default=False)
    late_seconds: Mapped[int | None]
    submitted_at: Mapped[datetime | None]


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


class CorrectionRecord(Base):
    __tablename__ = "corrections"
    student: Mapped[str] = mapped_column(sa.ForeignKey("students.id"), primary_key=True)
    points: Mapped[float]
    reason: Mapped[str] = mapped_column(sa.Text)
    instead_of: Mapped[float | None]  # the report's points when it was made
    made_at: Mapped[datetime | None]


class SettingRecord(Base):
    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[str] = mapped_column(sa.Text)


TIMES = {"graded_at", "seconds", "made_at"}  # columns that differ from run to run
