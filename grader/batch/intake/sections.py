"""Sections: folders and zips that hold students' folders."""
from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache, partial

from ...language.i18n import _
from ...language.said import Said
from ...people.identity import plain
from .archives import unzip
from .attempt import DEPTH
from .items import Item, NotAClass, Refused
from .names import ATTEMPT, STAMP, exercise_files, ignored, is_zip, notebook_like, python_like, stem_of
from .roll import Roll

SECTIONS = 20   # so many zips at most are looked into, for students' folders
STUDENTS = 500  # folders in a section's zip, at most
OWN = {"exercises", "solutions", "tests", "grader", "course", "src", "code"}  # folders in a student's


def without_sections(items: list[Item], known: Roll, where: str, strays: list[str], depth: int = DEPTH) -> list[Item]:
    """The items with the students' folders uppermost, where some lie in a section's: that is a folder, or a zip, that
    holds several students' folders, or one that the roster knows, and is no student's itself. What a zip holds of
    somebody who has files elsewhere, too, is nobody's."""
    tops: dict[str, list[Item]] = {}
    for item in items:
        tops.setdefault(item.path[0], []).append(item)
    zips = looked_into([own[0] for own in tops.values() if len(own[0].path) == 1], known)
    tops |= zips
    likely = [top for top, own in tops.items() if may_be_section(top, own, known)]
    several = [top for top in likely if alike(tops[top])]
    sections = {top for top in likely if any(known.finds(stem_of(name)) for name in children(tops[top]))}
    if sections:
        sections.update(several)
    elif len(likely) == len(tops) and 2 * len(several) >= len(tops):
        sections.update(likely)
    if not sections:
        return items
    for top in sections:
        below = [item.below() for item in tops[top]]
        deeper = top not in zips and depth > 0
        tops[top] = without_sections(below, known, where, strays, depth - 1) if deeper else below
    names = {top: {item.path[0] for item in own if len(item.path) > 1 or is_zip(item)} for top, own in tops.items()}
    whose = {name: known.who(stem_of(name)) or plain(stem_of(name)) for own in names.values() for name in own}
    places = Counter(who for own in names.values() for who in {whose[name] for name in own})
    for top in sections & zips.keys():  # anybody may have made a zip
        twice = {name for name in names[top] if places[whose[name]] > 1}
        strays += [Said("«{0}» in {1} was not taken: they have files elsewhere, too; batch {1} by itself, with the "
                        "same --out", name, top) for name in sorted(twice)]
        names[top] -= twice
        tops[top] = [item for item in tops[top] if item.path[0] not in twice]
    often = Counter(name for own in names.values() for name in own)
    if again := [name for name, count in often.items() if count > 1]:
        raise NotAClass(_("{0}: {1} is there in several sections; batch one section after the other, with the "
                          "same --out").format(where, again[0]))
    return [item for own in tops.values() for item in own]


def looked_into(items: list[Item], known: Roll) -> dict[str, list[Item]]:
    """The files of those zips that may be sections', by the zip's name."""
    zips = [item for item in items if item.name.lower().endswith(".zip")]
    found = {}
    for item in zips if len(zips) <= SECTIONS else ():
        if not known.finds(stem_of(item.name)):
            with contextlib.suppress(Refused):
                inside = unwrapped_once([
                    replace(each, path=(item.name, *each.path), read=partial(_read_inside, item, n))
                    for n, each in enumerate(unzip(item)) if not ignored(each.path) and len(each.path) <= 2 * DEPTH])
                if len(children(inside)) <= STUDENTS and may_be_section(item.name, inside, known):
                    found[item.name] = inside
    return found


def _read_inside(item: Item, number: int, limit: int) -> bytes:
    """Reads a file of a zip, which is opened for that: the zips of a class are not held in memory."""
    return _opened(item, item.read)[number].read(limit)


@lru_cache(1)
def _opened(item: Item, _read: object) -> tuple[Item, ...]:
    """A section's zip, opened once while its files are read one after the other. Two of one name and size are told
    apart by what reads them."""
    return unzip(item)


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
