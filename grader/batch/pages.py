"""The pages of a class: everybody's feedback, and the teacher's report."""
from __future__ import annotations

from pathlib import Path

from ..files import write
from ..language import i18n
from ..render.pages.write import class_report, write_feedback
from .gradebook import Gradebook, students_of


def write_all(gradebook: Gradebook, out: Path, lang: str) -> None:
    """Writes OUT/feedback/<student>.html and .md for everybody, and OUT/report.html."""
    before = i18n.language()
    i18n.set_language(lang)
    try:
        people = students_of(gradebook)
        write_feedback(people, out / "feedback")
        write(out / "report.html", class_report(people))
    finally:
        i18n.set_language(before)
