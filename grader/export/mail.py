"""Writes what a mail merge needs (Thunderbird, Word, Outlook): a CSV, and a page for each student beside it to
attach."""
from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from ..files import write as write_file
from ..language.i18n import _
from ..report.numbers import points
from ..report.student import Student
from .cells import BOM, harmless


def write(students: Sequence[Student], to: Path, page: Callable[[Student], str]) -> tuple[int, list[str]]:
    """TO/mail.csv and TO/<student>.html for everybody with a page and an address; how many, and who has none."""
    to.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(["email", "name", "student", "score", "points possible", "attachment"])
    graded = [s for s in students if s.has_page]
    written = [s for s in graded if s.email]
    for student in written:
        attachment = to / f"{student.file}.html"
        write_file(attachment, page(student))
        out.writerow([*map(harmless, (student.email, student.called, student.id)),
                      points(student.score) if student.graded else "",
                      points(student.max_score) if student.report is not None else "", str(attachment.resolve())])
    write_file(to / "mail.csv", BOM + text.getvalue().encode())
    nowhere = [s.called for s in graded if not s.email]
    return len(written), [_("nobody knows an address of these: {}").format(", ".join(nowhere[:10]))] if nowhere else []
