"""The pages of a class: everybody's feedback, and the teacher's report."""
from __future__ import annotations

from pathlib import Path

from ..files import write
from ..language import i18n
from ..render.pages.write import class_report, write_feedback
from ..retrace import traced
from .gradebook import Gradebook, students_of


def write_all(gradebook: Gradebook, out: Path, lang: str) -> None:
    """Writes OUT/feedback/<student>.html and .md for everybody, and OUT/report.html."""
    before = i18n.language()
    i18n.set_language(lang)
    try:
        people = students_of(gradebook)
        write_feedback(people, out / "feedback", trace=traced)
        write(out / "report.html", class_report(people, trace=traced))
    finally:
        i18n.set_language(before)
