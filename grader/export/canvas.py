"""Canvas: its gradebook's CSV, filled in.

The file that «Export» gives: a header (Student, ID, SIS User ID, SIS Login ID, Section, assignments as «Name (12345)»,
totals), perhaps a row «Manual Posting», the row «    Points Possible», then a student a row.
"""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..files import zipped
from ..language.i18n import N_, _
from ..people import columns
from ..report.numbers import points
from ..report.student import Student
from . import cells
from .matching import match

KEPT = {"EX", "N/A"}  # excused; not assigned


def fill(template: bytes, students: Sequence[Student], column: str | None = None,
         scale: bool = False) -> tuple[bytes, list[str]]:
    """The template with the grades in one assignment's column, and what the teacher should know."""
    table = cells.read(template, N_("the Canvas file"))
    header = table.header
    places = columns.find(header)
    if not {"platform", "id", "account"} & places.keys() or not {"name", "last"} & places.keys():
        raise cells.NotATable(_("this is not a Canvas gradebook: its header has no «Student» and «ID»"))
    at = assignment(header, column)
    possible = next((i for i in range(1, len(table.rows)) if any(
        table.at(i, column).casefold() == "points possible" for column in range(len(table.rows[i])))), None)
    first = 1 if possible is None else possible + 1
    rows, notes = match(table, range(first, len(table.rows)), places, students)
    most = table.at(possible, at) if possible is not None else ""
    return fill_column(table, rows, notes, at, cells.value(most), scale, "," in most)


def comments(names: Iterable[str], owners: Mapping[str, Student], page: Callable[[Student], str],
             text: Callable[[Student], str]) -> tuple[bytes, int, list[str]]:
    """The zip for Canvas's «Upload Submissions»: for each student one of their own files' names, which Canvas knows the
    submission by, with the feedback in it; how many, and who has none. `names`: the files of Canvas's download;
    `owners`: by Canvas's number of the user. The student finds it as a comment, under the name of that file."""
    wanted: dict[str, tuple[int, str]] = {}
    for name in names:
        numbers = [part for part in name.split("_") if part.isdigit()][:2]
        if len(numbers) == 2 and numbers[0] in owners:
            wanted[numbers[0]] = max(wanted.get(numbers[0], (-1, "")), (int(numbers[1]), name))
    made = {name: readable(name, owners[number], page, text) for number, (_upload, name) in sorted(wanted.items())}
    lacking = [student.called for number, student in owners.items() if number not in wanted]
    notes = [_("the download has no file of these: {}").format(", ".join(lacking[:10]))] if lacking else []
    return zipped(made), len(wanted), notes


def readable(name: str, student: Student, page: Callable[[Student], str], text: Callable[[Student], str]) -> bytes:
    """The feedback in the form that a file of this name has, so that it opens."""
    if name.endswith(".zip"):
        return zipped({"feedback.html": page(student)})
    if name.endswith(".ipynb"):
        cell = {"cell_type": "markdown", "metadata": {}, "source": text(student)}
        return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
    if name.endswith((".html", ".htm")):
        return page(student).encode()
    return "".join(f"# {line}".rstrip() + "\n" for line in text(student).splitlines()).encode()


def assignment(header: Sequence[str], wanted: str | None) -> int:
    """The column of the assignment: the one asked for by name or id, or the only one there is."""
    candidates = [i for i, name in enumerate(header) if re.search(r"\(\d+\)$", name)]
    if wanted is not None:
        fits = [i for i in candidates
                if wanted in (header[i], header[i].rpartition(" (")[0], header[i].rpartition("(")[2][:-1])]
    else:
        fits = [i for i in candidates if "convkata" in header[i].casefold()] or candidates
    if len(fits) != 1:
        names = ", ".join(f"«{header[i]}»" for i in (fits or candidates)) or _("none")
        raise cells.NotATable(_("name the assignment's column with --column; there are: {0}").format(names))
    return fits[0]


def fill_column(table: cells.Table, rows: dict[int, Student], notes: list[str], at: int, possible: float | None,
                scale: bool, decimal_comma: bool) -> tuple[bytes, list[str]]:
    """Writes the grades of the students that have one into a column."""
    most = max((s.max_score for s in rows.values() if s.graded), default=0.0)
    if possible is not None and most and possible != most and not scale:
        notes.append(_("the file has {0} points possible, the kit {1}: grades are written as they are (--scale scales "
                       "them)").format(points(possible), points(most)))
    for row, student in rows.items():
        if not student.graded:
            continue
        who = f"{student.called} ({student.id})"
        if student.again or student.outdated or student.elsewhere:
            notes.append(f"{who}: {'; '.join(student.told())}")
        if table.at(row, at) in KEPT:
            notes.append(_("{0}: «{1}» was left as it was").format(who, table.at(row, at)))
            continue
        grade = student.score
        if scale and possible is not None and (student.max_score or most):
            grade *= possible / (student.max_score or most)
        if not table.write(row, at, points(grade, decimal_comma)):
            notes.append(_("{}: the row is too short to have a grade").format(who))
    return bytes(table), notes
