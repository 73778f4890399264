"""JPlag: one folder for each student below `submissions`, and the stubs, which all have in common, below `base`."""
from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..course import manifest, stubs
from ..errors import KitError
from ..files import write as write_file
from ..language.i18n import _
from ..report.student import Student

README = """\
java -jar jplag.jar -l python3 -bc base submissions

Each folder of submissions/ is named as the gradebook names the student; base/ holds the stubs, which JPlag leaves out
of the comparison.
"""


class NotOurs(KitError):
    """Something is there that must not be replaced; the message is one line for the caller."""


def write(students: Sequence[Student], to: Path, files: Mapping[str, Mapping[str, bytes]]) -> int:
    """Lays the submissions out; what an earlier export left goes. Says how many students have files."""
    ours = (to / "README.txt").exists() and (to / "README.txt").read_text("utf-8", "replace") == README
    if not ours and any((to / name).exists() for name in ("submissions", "base", "README.txt")):
        raise NotOurs(_("{0} holds submissions/, base/ or README.txt that this command did not make").format(to))
    to.mkdir(parents=True, exist_ok=True)
    write_file(to / "README.txt", README)
    for folder in (to / "submissions", to / "base"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name in manifest.load().names:
        write_file(to / "base" / f"{name}.py", stubs.content(name))
    count = 0
    for student in students:
        sources = files.get(student.id)
        if sources:
            folder = to / "submissions" / student.file
            folder.mkdir()
            for stem, content in sources.items():
                write_file(folder / f"{stem}.py", content)
            count += 1
    return count
