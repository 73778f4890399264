"""Moodle: its offline grading worksheet, filled in.

The file that «Download grading worksheet» gives: Identifier («Participant 123»), Full name, Email address, Status,
Grade, Maximum Grade, Grade can be changed, Last modified (submission), ..., Feedback comments. Moodle refuses grades
that are newer on its side than «Last modified (grade)», so that column stays as it is.
"""
from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..files import zipped
from ..language.i18n import N_, _
from ..people import columns, dates
from ..report.numbers import points
from ..report.student import Student
from . import cells
from .canvas import fill_column
from .late import Lateness
from .matching import match

OWN = re.compile(r"(<p[^>]*>)?(–|[\d.]+) / (–|[\d.]+)<br")  # a comment that an earlier export wrote


def feedback_files(template: bytes, students: Sequence[Student], page: Callable[[Student], str]
                   ) -> tuple[bytes, int, list[str]]:
    """The zip for Moodle's «Upload multiple feedback files in a zip»: a page for each row of the worksheet that is a
    student's; how many, and what the teacher should know. Moodle knows the row by the number in the file's name."""
    table = cells.read(template, N_("the Moodle worksheet"))
    places = columns.find(table.header, [[cell.text for cell in row] for row in table.rows[1:]])
    if "platform" not in places:
        raise cells.NotATable(_("this is not a Moodle grading worksheet: its header has no «Identifier»; there are: {}"
                                ).format(", ".join(table.header)[:200]))
    rows, notes = match(table, range(1, len(table.rows)), places, students)
    pages: dict[str, str] = {}
    for row, student in sorted(rows.items()):
        if student.has_page:
            name = table.at(row, places.get("name")) or student.called
            name = re.sub(r"[_/\\:*?\"<>|\x00-\x1f]", " ", name).strip()
            number = columns.number(table.at(row, places["platform"]))
            pages[f"{name or 'x'}_{number}_assignfeedback_file_feedback.html"] = page(student)
    return zipped(pages), len(pages), notes


def fill(template: bytes, students: Sequence[Student], column: str | None = None, scale: bool = False,
         rule: Lateness | None = None) -> tuple[bytes, list[str]]:
    """The worksheet with grades and short comments, and what the teacher should know. `rule` says what late work
    costs; the worksheet's own time stamps come before the gradebook's."""
    table = cells.read(template, N_("the Moodle worksheet"))
    header = table.header
    places = columns.find(header, [[cell.text for cell in row] for row in table.rows[1:]])
    if column is not None:
        places["grade"] = next((i for i, name in enumerate(header) if name == column), -1)
    if places.get("grade", -1) < 0 or not {"platform", "id", "email"} & places.keys():
        raise cells.NotATable(_("this is not a Moodle grading worksheet: its header has no «Identifier» and «{0}»; "
                                "there are: {1} (--column names the grade's)").format(
                                    column or "Grade", ", ".join(header)[:200]))
    rows, notes = match(table, range(1, len(table.rows)), places, students)
    grade, maximum, comments = places["grade"], places.get("maximum"), places.get("comments")
    times = dict(zip(rows, dates.read_all(table.at(row, places.get("submitted")) for row in rows), strict=True))
    for row, student in list(rows.items()):
        if table.at(row, places.get("changeable")).casefold() in columns.NO:
            notes.append(_("{0} ({1}): Moodle has locked this grade; left as it was").format(
                student.called, student.id))
            del rows[row]
        elif rule is not None:
            text = table.at(row, places.get("submitted"))
            if times[row] is None and not dates.nothing(text) and not rule.unread_on_time:
                notes.append(_("{0}: the time «{1}» cannot be read; nothing is written").format(student.called, text))
                del rows[row]
                continue
            rows[row] = replace(student, penalty=rule.penalty(student, times[row] or student.submitted))
    most = next((table.at(row, maximum) for row in rows if table.at(row, maximum)), "")
    data = fill_column(table, rows, notes, grade, cells.value(most), scale, "," in most)
    if comments is None:
        return data
    for row, student in rows.items():
        if student.has_page and (table.at(row, comments) == "" or OWN.match(table.at(row, comments))):
            table.write(row, comments, comment(student))
    return bytes(table), notes


def comment(student: Student) -> str:
    """A short comment as HTML, which is what Moodle takes: points by exercise, and the mistakes that have a name."""
    lines = [f"{points(student.score)} / {points(student.max_score)}" if student.report is not None else
             "– / –" if student.corrected is None else f"{points(student.score)} / –"]
    if student.report is None:
        lines.append(student.ungraded)
    lines += student.told(teacher=False)
    for exercise in student.report.for_student().exercises if student.report is not None else ():
        lines.append(f"{exercise.name}: {points(exercise.score)} / {points(exercise.max_score)} ({_(exercise.status)})")
        told = dict.fromkeys(p.misconception.message for p in exercise.properties if p.misconception)
        lines += [f"- {message}" for message in told]
    return "<br>".join(html.escape(" ".join(line.split()), quote=False) for line in lines)
