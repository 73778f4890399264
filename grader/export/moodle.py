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
from datetime import datetime

from ..language.i18n import _
from ..report.numbers import points
from ..report.student import Student
from . import cells, late
from .canvas import fill_column
from .matching import match

# As Moodle has them in English and in Simplified Chinese; some were called otherwise before.
IDENTIFIER = ("Identifier", "标识符", "编号")
GRADE = ("Grade", "成绩")
MAXIMUM = ("Maximum Grade", "Maximum grade", "最高分")
CHANGEABLE = ("Grade can be changed", "允许更改成绩")
SUBMITTED = ("Last modified (submission)", "上次修改（作业）", "最后修改（学生）")
COMMENTS = ("Feedback comments", "反馈评论", "反馈评语", "反馈意见")
NAMES = ("Full name", "全名", "姓名")
EMAILS = ("Email address", "Email地址", "电子邮件地址", "邮箱地址")
ID_NUMBERS = ("ID number", "Username", "学号", "编号", "用户名")
OWN = re.compile(r"(<p[^>]*>)?[\d.]+ / [\d.]+<br")  # a comment that an earlier export wrote


def fill(template: bytes, students: Sequence[Student], column: str | None = None, scale: bool = False,
         penalise: Callable[[Student, datetime | None], float] | None = None) -> tuple[bytes, list[str]]:
    """The worksheet with grades and short comments, and what the teacher should know. `penalise` gives the points that
    late work costs; the worksheet's own time stamps come before the gradebook's."""
    table = cells.read(template, "the Moodle worksheet")
    header = table.header

    def find(names: Sequence[str]) -> int | None:
        return next((header.index(n) for n in names if n in header), None)

    identifier, grade = find(IDENTIFIER), find([column] if column else GRADE)
    if identifier is None or grade is None:
        raise cells.NotATable("this is not a Moodle grading worksheet: its header has no «Identifier» and "
                              f"«{column or 'Grade'}»")
    columns = {kind: at for kind, at in (("id:1", identifier), *((f"id:{name}", find([name])) for name in ID_NUMBERS),
                                         ("email", find(EMAILS)),
                                         ("name", find(NAMES))) if at is not None}
    rows, notes = match(table, range(1, len(table.rows)), columns, students)
    changeable, submitted, comments = find(CHANGEABLE), find(SUBMITTED), find(COMMENTS)
    for row, student in list(rows.items()):
        if table.at(row, changeable) in ("No", "否"):
            notes.append(f"{student.called} ({student.id}): Moodle has locked this grade; left as it was")
            del rows[row]
        elif penalise is not None:
            when = late.moodle_time(table.at(row, submitted)) or student.submitted
            rows[row] = replace(student, penalty=penalise(student, when))
    maximum = find(MAXIMUM)
    most = next((table.at(row, maximum) for row in rows if table.at(row, maximum)), "")
    data = fill_column(table, rows, notes, grade, cells.value(most), scale, "," in most)
    if comments is None:
        return data
    for row, student in rows.items():
        if student.report is not None and (table.at(row, comments) == "" or OWN.match(table.at(row, comments))):
            table.write(row, comments, comment(student))
    return bytes(table), notes


def comment(student: Student) -> str:
    """A short comment as HTML, which is what Moodle takes: points by exercise, and the mistakes that have a name."""
    assert student.report is not None
    lines = [f"{points(student.score)} / {points(student.max_score)}"]
    if student.penalty:
        lines.append(_("late work: {} points less").format(points(student.penalty)))
    if student.corrected is not None and student.reason:
        lines.append(_("corrected by hand: {}").format(student.reason))
    for exercise in student.report.for_student().exercises:
        lines.append(f"{exercise.name}: {exercise.score:g} / {exercise.max_score:g} ({_(exercise.status)})")
        told = dict.fromkeys(p.misconception.message for p in exercise.properties if p.misconception)
        lines += [f"- {message}" for message in told]
    return "<br>".join(html.escape(" ".join(line.split()), quote=False) for line in lines)
