"""Our own CSV: one row for each student; the row below the header has the points possible."""
from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from ..language.i18n import _
from ..report.numbers import points
from ..report.student import Student
from .cells import BOM, harmless


def write(students: Sequence[Student]) -> bytes:
    """UTF-8 with a byte-order mark, as Excel needs it for names in Chinese."""
    exercises: dict[str, float] = {}
    training = most = 0.0
    for student in students:
        if student.report is not None:
            for e in student.report.exercises:
                exercises[e.name] = max(exercises.get(e.name, 0), e.max_score)
            training = max(training, student.report.training.max_score)
            most = max(most, student.max_score)
    header = ["student", "name", "email", "section", "submitted", *exercises, "training", "late penalty", "score",
              "remark"]
    possible: list[str] = ["Points Possible", "", "", "", "", *map(points, exercises.values()), points(training), "",
                           points(most), ""]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerow(possible)
    for student in students:
        got = {e.name: e.score for e in student.report.exercises} if student.report else {}
        trained = student.report.training.score if student.report else None
        remark = "; ".join(filter(None, [_(student.trouble), *student.told()]))
        writer.writerow([
            *map(harmless, (student.id, student.name, student.email, student.section)),
            student.submitted.isoformat(" ", "seconds") if student.submitted else "",
            *(points(got[name]) if name in got else "" for name in exercises),
            "" if trained is None else points(trained),
            points(student.penalty) if student.penalty else "",
            points(student.score) if student.graded else "",
            harmless(" ".join(remark.split()))])
    return BOM + out.getvalue().encode()
