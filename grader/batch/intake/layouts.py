"""Intake: finds who handed in what, in a folder or in the zip that a learning platform gives for all submissions.

Layouts, told by the names:
- *Moodle*, «download all submissions»: `Full Name_1234567_assignsubmission_file_/…` (newer versions without the last
  underscore, or with the user name in front), or, not «in folders», `Full Name_1234567_assignsubmission_file_work.zip`.
- *Canvas*, «download submissions»: flat files `lastnamefirst[_LATE]_<user id>_<upload id>_work.zip`. A file that was
  handed in again is called `work-1.zip`, `work-2.zip`, ..., from the eighth on with a UUID; upload ids only grow.
- *Autolab*: `e-mail_<version>_work.zip`. *PrairieLearn*: `e-mail_1_<question>_1_<number>_corr2d.py`. *Blackboard*:
  `HW1_<account>_attempt_<time>_corr2d.py`. *Brightspace*: `<user>-<item> - Full Name - Nov 1, 2026 1230 PM`, a folder
  or a file. Versions and times put the attempts in order.
- *Gradescope*: folders `submission_111` beside submission_metadata.yml, which says whose they are.
- *Files*: `2023001_王小明_corr2d.py`, side by side.
- *Folders*: a folder or an archive for each student, named after the student; `name-1`, `name (1)` beside `name`, or
  `name_attempt_2`, are further attempts, unless that is somebody's own id. In a student's folder, `1`, `2` (Submitty),
  `20261101123000_work.zip` (ILIAS) and `Submission attachment(s)` (Sakai). A section's folder or zip holds students'.

What the names say of a student are an entry's signs; whom they mean, the roster says (batch/roster.py).

What is taken of a student: the Python files of the one folder that holds the exercises' files, and notebooks that
define an exercise's functions. What a zip can be dangerous by (its size unpacked, paths out of it, links, names that
are there twice, passwords) is a reason to refuse this student's files; nothing is ever unpacked to disk. Files are
found first and read when they are graded, so that a large class needs no more memory than a small one.
"""
from __future__ import annotations

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ...language.i18n import _
from ...language.said import Said, joined
from .archives import in_zip, on_disk
from .attempt import DEPTH, Entry
from .folders import by_owner, folders
from .items import Item, NotAClass
from .names import ATTEMPT, again, dotted, exercise_files, ignored, is_zip
from .platforms import PLATFORMS, Layout
from .roll import Roll
from .sections import without_sections


@dataclass
class Intake:
    """The class that was found. A context manager: a zip stays open while entries are read."""
    layout: Layout
    entries: list[Entry]
    strays: list[str]
    archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        if self.archive is not None:
            self.archive.close()


# Finding --------------------------------------------------------------------------------------------------------------
def read(path: Path, known: Roll | None = None, out: Path | None = None) -> Intake:
    """Finds the class in a folder or a zip. NotAClass. `known`: whom a roster has; `out`: a batch's own folder, which
    is nobody's."""
    archive: zipfile.ZipFile | None = None
    strays: list[str] = []
    if path.is_dir():
        items = list(on_disk(path, DEPTH + 3, out=out.resolve() if out is not None else None))
    elif not path.exists():
        raise NotAClass(_("{0}: there is no such folder or zip").format(path))
    else:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise NotAClass(_("{0} is neither a folder nor a zip that can be read ({1}): unpack it, and name the folder"
                              ).format(path, error)) from None
        items = []
        for item in in_zip(archive):
            if item.path[0] in ("..", "/"):  # nobody's
                strays.append(item.problem)
            else:
                items.append(item)
    try:
        found = layout(items, str(path), strays, known or Roll())
    except NotAClass:
        if archive is not None:
            archive.close()
        raise
    found.archive = archive
    return found


def layout(items: list[Item], where: str, strays: list[str], known: Roll) -> Intake:
    """Tells the layout by the names, and finds who handed in what."""
    shown = [item for item in items if not ignored(item.path)]
    around = len(shown[0].path) if shown else 0
    inside = unwrapped(shown)
    around -= len(inside[0].path) if inside else 0
    strays += [Said("«{}» begins with a dot, and was not read: give the folder another name", name)
               for name in sorted({item.path[around] for item in items
                                   if len(item.path) > around + 1 and dotted(item.path[around])})]
    items = inside
    exercises = exercise_files()
    if any(len(item.path) == 1 and item.name in exercises for item in items):
        raise NotAClass(_("{0} is one submission; name the folder that holds a folder or a zip for each student "
                          "(`score` grades one)").format(where))
    if not items:
        raise NotAClass(_(joined([Said("{0} is empty", where), *strays[:1]], ": ")))
    tops = sorted({item.path[0] for item in items})
    kind = platform(tops)
    if kind is not None:
        found = PLATFORMS[kind].find(items, strays)
    elif flat := by_owner(items):
        kind, found = "files", folders(without_sections(flat, known, where, strays), strays, known)
    else:
        kind, found = "folders", folders(without_sections(items, known, where, strays), strays, known)
    entries = sorted(found, key=lambda e: (e.student, e.attempt))
    if not entries:
        raise NotAClass(_("{0} holds neither a folder nor a zip of a student; there are: {1}").format(
            where, ", ".join(tops[:8]) + ("…" if len(tops) > 8 else "")))
    return Intake(kind, entries, strays)


def platform(names: Collection[str]) -> Layout | None:
    """The platform whose form most names have, at least half of them; of several that fit alike, the first. What a
    student calls a file may look like another platform's, but has this one's in front of it."""
    fits = {kind: sum(bool(one.names.match(name)) for name in names) for kind, one in PLATFORMS.items()
            if one.needs in ("", *names)}
    best = max(fits, key=lambda kind: fits[kind])
    return best if 2 * fits[best] >= len(names) else None


def unwrapped(items: list[Item]) -> list[Item]:
    """The items without the folders around the whole class, as zips often have one: below a single folder that is
    not a student's own, several students' folders or zips lie."""
    inside = items
    while (len(tops := {item.path[0] for item in inside}) == 1 and all(len(item.path) > 1 for item in inside)
           and platform(tops) is None):
        inside = [item.below() for item in inside]
        below = {item.path[0]: item for item in inside}
        students = {again(name) for name, item in below.items() if len(item.path) > 1 or is_zip(item)}
        if platform(below) is not None or (
                len(students) > 1 and "exercises" not in students and not exercise_files() & below.keys()
                and not any(ATTEMPT.match(name) for name in students)):
            return inside
    return items
