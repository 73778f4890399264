"""Sections: folders and zips that hold students' folders."""
from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import replace

from ...language.i18n import _
from .archives import unpack
from .items import Item, NotAClass, Refused
from .names import ATTEMPT, STAMP, exercise_files, ignored, is_zip, notebook_like, python_like, stem_of
from .roll import Roll

SECTIONS = 20  # so many zips at most are looked into, for students' folders
OWN = {"exercises", "solutions", "tests", "grader", "course", "src", "code"}  # folders in a student's


def without_sections(items: list[Item], known: Roll, where: str) -> list[Item]:
    """The items with the students' folders uppermost, where some lie in a section's: that is a folder, or a zip, that
    holds several students' folders, or one that the roster knows, and is no student's itself."""
    tops: dict[str, list[Item]] = {}
    for item in items:
        tops.setdefault(item.path[0], []).append(item)
    archives = [own[0] for own in tops.values() if len(own[0].path) == 1 and is_zip(own[0])]
    if len(archives) <= SECTIONS:
        for item in archives:
            if not known.finds(stem_of(item.name)):
                with contextlib.suppress(Refused):
                    inside = [replace(i, path=(item.name, *i.path)) for i in unpack(item, 0) if not ignored(i.path)]
                    if may_be_section(item.name, unwrapped_once(inside), known):
                        tops[item.name] = unwrapped_once(inside)
    likely = [top for top, own in tops.items() if may_be_section(top, own, known)]
    named = any(known.finds(stem_of(name)) for top in likely for name in children(tops[top]))
    if not named and not (len(likely) == len(tops) and any(alike(tops[top]) for top in likely)):
        return items
    sections = {top: [item.below() for item in tops[top]] for top in likely}
    students = Counter(item.path[0] for own in sections.values() for item in {i.path[0]: i for i in own}.values())
    students.update(top for top in tops if top not in sections)
    flat = [item for top, own in tops.items() if top not in sections for item in own]
    for own in sections.values():
        for item in without_sections(own, known, where):
            if students[item.path[0]] > 1:  # the same name in two sections
                raise NotAClass(_("{0}: {1} is there in several sections; batch one section after the other, with the "
                                  "same --out").format(where, item.path[0]))
            flat.append(item)
    return flat


def unwrapped_once(own: list[Item]) -> list[Item]:
    """What a section's zip holds, without a folder of the section's own name in it: `A.zip` with `A/ada/…`."""
    top = own[0].path[0] if own else ""
    if own and all(len(item.path) > 2 and item.path[1] == stem_of(top) for item in own):
        return [replace(item, path=(top, *item.path[2:])) for item in own]
    return own


def children(own: list[Item]) -> dict[str, set[str]]:
    """The names of the folders and zips in a folder, with those of the files in each."""
    found: dict[str, set[str]] = {}
    for item in own:
        if len(item.path) > 2 or (len(item.path) == 2 and is_zip(item)):
            found.setdefault(item.path[1], set()).add(item.name)
    return found


def may_be_section(top: str, own: list[Item], known: Roll) -> bool:
    """Whether a folder is no student's by what is in it: no sources, and no folders as one student has them."""
    if known.finds(top) or any(len(item.path) == 2 and (python_like(item.name) or notebook_like(item)) for item in own):
        return False
    return bool(children(own)) and not any(
        ATTEMPT.match(name) or re.fullmatch(r"\d{1,3}", name) or STAMP.match(name) or name.lower() in OWN
        or "attachment" in name.lower() for name in children(own))


def alike(own: list[Item]) -> bool:
    """Whether a folder holds several others, and each has exercises, as students' have."""
    exercises = exercise_files()
    holding = [name for name, files in children(own).items() if stem_of(name) != name or files & exercises]
    return len(holding) > 1 and len(holding) == len(children(own))
