"""The files that counted, found again in the folder or zip that a batch graded: for an appeal, a plagiarism check, or
comments on the very files that were handed in."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..report.student import Student
from ..submission.files import Folder
from .intake import layouts
from .intake.attempt import Entry, content_of
from .intake.items import Refused
from .intake.reading import Reader
from .intake.roll import Roll


def sources(submissions: Path, people: Sequence[Student], known: Roll) -> Mapping[str, Folder]:
    """The files of each student that counted, by id: those of the same place and the same content. `known`: whom the
    batch's roster had. NotAClass."""
    return {student.id: folder for student, _entry, folder in entries(submissions, people, known) if folder}


def entries(submissions: Path, people: Sequence[Student], known: Roll
            ) -> Iterator[tuple[Student, Entry, Folder | None]]:
    """Each student with the entry of the folder or zip whose files count, and these files; None where they were
    refused. The members of a group have the same. NotAClass."""
    wanted: dict[tuple[str, str], list[Student]] = defaultdict(list)
    for student in people:
        if student.where:
            wanted[student.where, student.content].append(student)
    places = {where for where, _content in wanted}
    with layouts.read(submissions, known) as taken, Reader(taken.entries) as reader:
        for entry in taken.entries:
            if entry.label in places:
                try:
                    submitted = reader.read(entry).folder
                except Refused:
                    submitted = None
                for student in wanted.get((entry.label, content_of(submitted) if submitted else ""), ()):
                    yield student, entry, submitted
