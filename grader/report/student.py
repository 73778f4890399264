"""A student of the gradebook, as the exports and the pages see one."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..export import cells

if TYPE_CHECKING:
    from ..batch.gradebook import Gradebook


@dataclass(frozen=True)
class Student:
    """One student: who they are, and the report that counts. Without a report, `trouble` says why there is none."""
    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    report: Mapping[str, Any] | None = None  # hidden properties included
    corrected: float | None = None
    reason: str = ""  # of the correction
    trouble: str = ""
    missing: bool = False    # nothing was handed in
    own_fault: bool = False  # the trouble is the grader's: nothing for students
    lms: str = ""          # the learning platform's own number
    submitted: datetime | None = None
    late: bool = False
    late_by: timedelta | None = None  # as the platform has it
    penalty: float = 0.0
    signatures: Mapping[str, str] = field(default_factory=dict)  # by «exercise/property»: of the answers
    where: str = ""  # below the batch's folder
    attempt: int | None = None

    @property
    def graded(self) -> bool:
        return self.report is not None or self.corrected is not None

    @property
    def earned(self) -> float:
        """Before late work's penalty."""
        if self.corrected is not None:
            return self.corrected
        return float(self.report["score"]) if self.report else 0.0

    @property
    def score(self) -> float:
        return max(self.earned - self.penalty, 0.0)

    @property
    def max_score(self) -> float:
        return float(self.report["max_score"]) if self.report else 0.0

    @property
    def called(self) -> str:
        return self.name or self.id

    @property
    def file(self) -> str:
        """The name of this student's files: the id where it is harmless, made so and made unique where it is not."""
        safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in self.id)[:80].lstrip(".")
        device = safe.partition(".")[0].lower() in {"con", "prn", "aux", "nul", "index"}
        if safe == self.id and safe and not device:
            return safe
        return f"{safe or 'student'}-{hashlib.sha256(self.id.encode()).hexdigest()[:8]}"


def of(gradebook: Gradebook) -> list[Student]:
    """Everybody in the gradebook, in its order."""
    return [Student(
        row.student.id, row.student.name, row.student.email, row.student.section, row.report, row.corrected,
        row.correction_reason, row.reason or ("" if row.status == "graded" else row.status),
        missing=row.status == "missing", own_fault=row.status in ("internal", "waiting"), lms=row.student.lms,
        submitted=row.submitted_at, late=row.late,
        late_by=None if row.late_seconds is None else timedelta(seconds=row.late_seconds), signatures=row.signatures,
        where=row.label, attempt=row.attempt) for row in gradebook.each()]


def match(table: cells.Table, rows: Iterable[int], columns: Mapping[str, int],
          students: Iterable[Student]) -> tuple[dict[int, Student], list[str]]:
    """Finds each student's row. `columns`: the identifying columns by kind (id, email, name). An id decides, then an
    email address, then a name that only one row and one student have. Also says who was not found or fits twice."""
    rows, students = list(rows), list(students)
    index: dict[tuple[str, str], set[int]] = {}
    for kind, column in columns.items():
        for row in rows:
            text = table.at(row, column)
            if text:
                index.setdefault((kind.partition(":")[0], normal(text)), set()).add(row)
    names: dict[str, int] = {}
    for student in students:
        names[normal(student.name)] = names.get(normal(student.name), 0) + 1
    taken: dict[int, Student] = {}
    notes: list[str] = []
    for student in students:
        keys = [*(("id", text) for text in (student.id, student.lms, student.email)),
                *(("email", text) for text in (student.email, student.id))]
        if names[normal(student.name)] == 1:
            keys += [("name", student.name)]
        found: set[int] = set()
        for kind, text in keys:
            found = found or (index.get((kind, normal(text)), set()) if text else set())
        if not found:
            if student.graded:
                notes.append(f"{student.called} ({student.id}): no row of the template fits")
        elif len(found) > 1:
            notes.append(f"{student.called} ({student.id}): several rows of the template fit; left as they were")
        elif (row := found.pop()) in taken:
            notes.append(f"{student.called} ({student.id}) and {taken[row].id} fit the same row; the first is written")
        else:
            taken[row] = student
    return taken, notes


def normal(text: str) -> str:
    """An id, address or name for comparison."""
    return re.sub(r"^(participant |参与人|参与者)\s*(?=\d+$)", "", " ".join(text.split()).casefold())
