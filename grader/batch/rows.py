"""What is written into a gradebook, and the row that is read from it."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from ..people.identity import Signs, signs_of
from ..report import student as graded
from ..report.record import Report

Status = Literal["graded", "missing", "refused", "internal", "waiting"]
Again = Literal["", "again", "earlier"]
Which = Literal["last", "best"]  # the attempt of a student that counts


@dataclass(frozen=True)
class Student:
    """Who handed in. `listed`: in the roster, or no roster was given. `lms`: the learning platform's own number."""
    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    listed: bool = True
    lms: str = ""
    account: str = ""
    remarks: tuple[str, ...] = ()  # what a teacher should know of them

    @property
    def signs(self) -> Signs:
        """Who they are."""
        return signs_of(self.id, self.name, self.email, self.lms, self.account)


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
    comment: str = ""                  # what the teacher says to the student
    corrected_elsewhere: str = ""      # a correction for other exercises, or another maximum: it does not count
    again: Again = ""                  # an earlier report counts: «again», a new one is to come; «earlier», none is
    reason: str = ""                   # of a refusal, or what went wrong with the grader
    late: bool = False                 # the platform marked it as late, or late_seconds says so
    late_seconds: int | None = None
    submitted_at: datetime | None = None  # the platform's clock; None where nothing trustworthy says it
    unread: str = ""                   # a time that nobody could read
    attempt: int | None = None         # 1 is the first
    attempts: int = 0                  # how many there are
    label: str = ""                    # where it was found: a path below the batch's folder
    content: str = ""                  # the digest of its files
    source: str = ""                   # the folder or zip it came from
    remarks: tuple[str, ...] = ()      # on the files, and on which attempt counts
    signatures: dict[str, str] = field(default_factory=dict)
    history: tuple[graded.Attempt, ...] = ()  # the attempts that are graded, in order

    @property
    def final(self) -> float | None:
        """The points that count, before any rule for late work."""
        return self.points if self.corrected is None else self.corrected


@dataclass(frozen=True)
class Key:
    """What a report depends on, apart from the student."""
    content: str
    version: str
    seed: int
    trained: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was handed in once: the digest of the files, or why they were refused. `submitted_at`: when; `unread`: the
    text in its place, where nobody can read it as a time. `owner`: what the layout knows the student by."""
    label: str
    content: str = ""
    refusal: str = ""
    late: bool = False
    late_seconds: int | None = None
    submitted_at: datetime | None = None
    unread: str = ""
    owner: str = ""
    remarks: tuple[str, ...] = ()


def student_of(row: Row) -> graded.Student:
    """The student of a row, as exports and pages see them."""
    return graded.Student(
        row.student.id, row.student.name, row.student.email, row.student.section,
        Report.from_json(row.report) if row.report else None, row.corrected, row.correction_reason,
        "" if row.status == "graded" else row.reason or row.status,
        missing=row.status == "missing", own_fault=row.status in ("internal", "waiting"),
        lms=row.student.lms, submitted=row.submitted_at, late=row.late,
        late_by=None if row.late_seconds is None else timedelta(seconds=row.late_seconds), signatures=row.signatures,
        where=row.label, account=row.student.account, listed=row.student.listed,
        content=row.content, outdated=row.correction_outdated, comment=row.comment,
        elsewhere=row.corrected_elsewhere, again=row.again, unread=row.unread, remarks=row.remarks, history=row.history,
        notes=(*row.student.remarks, *([row.reason] if row.again and row.reason else [])))
