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
    changes something says which state they saw. `typed`: what was sent and not taken, and `said` why."""
    number: int
    of: int
    seen: str
    before: Student | None = None
    after: Student | None = None
    judges: bool = False  # the files are at hand, so that judging again happens now
    busy: bool = False
    said: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def href(student: Student) -> str:
    return f"{quote(student.file)}.html"


def class_page(students: Sequence[Student], busy: str = "") -> str:
    """The class table. `busy`: the id of who is being judged again."""
    return write.render("desk_class.html", {
        **write.table_of(students, "student"), "students": students, "desk": True, "busy": busy,
        **write.scripts((write.TEMPLATES / "sort.js").read_text("utf-8") + SCRIPT.read_text("utf-8"))}, STYLE)


def student_page(student: Student, place: Place, trace: Trace = as_it_is) -> str:
    """A student's feedback, as a teacher sees it, below what can be done about it."""
    return write.render("desk_student.html", {
        **write.about(student, None, True, SCRIPT.read_text("utf-8"), trace), "desk": True, "place": place,
        "href": href}, STYLE)
