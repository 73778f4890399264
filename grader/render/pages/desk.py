"""The pages of the desk: the class to choose from, and a student's feedback with what a teacher may do about it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from ...report.student import Student
from . import write
from .view import Trace, as_it_is

SCRIPT = write.TEMPLATES / "desk.js"
STYLE = write.TEMPLATES / "desk.css"


@dataclass(frozen=True)
class Place:
    """Where a teacher is, and what can be done there. `seen`: a digest of what the page shows of the student; whoever
    changes something says which state they saw. `typed`: what was sent and not taken, and `said` why; `done`: what
    has come of what was sent. `most`: the points that there are."""
    number: int
    of: int
    seen: str
    before: Student | None = None
    after: Student | None = None
    judges: bool = False  # the files are at hand, so that judging again happens now
    busy: bool = False
    said: str = ""
    done: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    most: float | None = None


def href(student: Student) -> str:
    return f"{quote(student.file)}.html"


def class_page(students: Sequence[Student], busy: str = "") -> str:
    """The class table. `busy`: the id of who is being judged again."""
    return write.render("desk_class.html", {
        **write.table_of(students, "student"), "students": students, "desk": True, "busy": busy,
        **write.scripts((write.TEMPLATES / "sort.js").read_text("utf-8") + SCRIPT.read_text("utf-8"))}, STYLE)


def report(students: Sequence[Student], trace: Trace = as_it_is) -> str:
    """The class report, with a way back to the class."""
    return write.class_report(students, "student", trace, SCRIPT.read_text("utf-8"))


def student_page(student: Student, place: Place, trace: Trace = as_it_is) -> str:
    """A student's feedback, as a teacher sees it, below what can be done about it."""
    return write.render("desk_student.html", {
        **write.about(student, student.max_score or place.most, True, SCRIPT.read_text("utf-8"), trace), "desk": True,
        "place": place, "href": href}, STYLE)
