"""Finds the row of a platform's file that belongs to a student."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..report.student import Student
from . import cells


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
