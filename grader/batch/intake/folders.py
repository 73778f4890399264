"""Folders, archives and files that are named after the student, and the attempts in them."""
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ...course import manifest
from ...language.said import joined
from ...people.identity import Signs
from .attempt import Entry
from .items import Item, Part
from .names import (
    AGAIN,
    ATTEMPT,
    STAMP,
    again,
    is_closed,
    is_zip,
    notebook_like,
    python_like,
    stamp_time,
    stem_of,
    version,
)
from .roll import Roll

SUBMITTY = {"user_assignment_settings.json", ".submit.timestamp", ".submit.notebook"}
FLAT = re.compile(  # whose, and the file: an exercise's, or the last word with its suffix
    rf"(?P<owner>.+?)[-_ ]+(?P<file>(?:{'|'.join(manifest.load().names)})(?:[-_ (][^/]*)?\.(?:py|ipynb)|"
    r"[^-_ ]+\.py(?:\.txt)?)$", re.I | re.S)


def by_owner(items: list[Item]) -> list[Item]:
    """Sources that lie side by side and say whose they are, `2023001_王小明_corr2d.py`, as if each student had a
    folder; none, where no source is there, or few beside folders."""
    tops = {item.path[0] for item in items}
    loose = sum(len(item.path) == 1 and python_like(item.name) for item in items)
    if not loose or (2 * loose < len(tops) and any(len(item.path) > 1 for item in items)):
        return []
    found = [(item, FLAT.match(item.name) if len(item.path) == 1 else None) for item in items]
    return [replace(item, path=(match["owner"], match["file"])) if match
            else replace(item, path=(item.name.partition(".")[0], item.name))
            if len(item.path) == 1 and python_like(item.name) else item for item, match in found]


def folders(items: list[Item], strays: list[str], known: Roll) -> Iterator[Entry]:
    """Folders, archives and notebooks that are named after the student; those of one student are attempts."""
    found: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) > 1 or is_zip(item) or is_closed(item) or notebook_like(item):
            found.setdefault(item.path[0], []).append(item)
        else:
            strays.append(joined([item.name, item.problem], ": "))
    stems = {stem_of(top) if len(own[0].path) == 1 else top: top for top, own in found.items()}
    students: dict[str, list[tuple[int, str]]] = {}
    for stem, top in stems.items():
        base, number = stem, 0
        if known.has(stem):
            pass  # «li-1» is somebody's own id, and no second attempt of li
        elif (attempt := ATTEMPT.match(stem)) and attempt["base"]:
            base, number = attempt["base"], int(attempt["number"])
        elif (copy := AGAIN.match(stem)) and copy["base"] in stems and (copy["number"] or copy["copy"]).isdigit():
            base, number = copy["base"], int(copy["number"] or copy["copy"])
        students.setdefault(base, []).append((number, top))
    for top in found.keys() - stems.values():  # alice/ and alice.zip
        students[stem_of(top)].append((-1, top))
    believed = times_are_ilias(found.values())
    for student, tops in students.items():
        number = 0
        for _order, top in sorted(tops):
            own = [item.below() if len(item.path) > 1 else item for item in found[top]]
            for entry in attempts(student, student, own, top):
                number += 1
                yield replace(entry, attempt=number, signs=Signs(label=student), when=entry.when if believed else None)


def times_are_ilias(folders_: Collection[list[Item]]) -> bool:
    """Whether ILIAS has put a time in front of what lies in most folders. Where it has not, a time in a name is the
    student's own word."""
    return 2 * sum(all(len(item.path) > 1 and STAMP.match(item.path[1]) for item in own) for own in folders_) > len(
        folders_)


def attempts(student: str, name: str, items: list[Item], label: str) -> Iterator[Entry]:
    """The attempts in one student's folder: one, unless it holds attempt folders or a zip in several versions."""
    attached = [item for item in items if len(item.path) > 1 and "attachment" in item.path[0].lower()]
    if attached and not any(python_like(i.name) or notebook_like(i) or is_zip(i) for i in items if i not in attached):
        items = [item.below() for item in attached]  # Sakai's «Submission attachment(s)»
    numbered = items and all(len(item.path) > 1 and re.fullmatch(r"\d{1,3}", item.path[0]) for item in items if (
        item.name not in SUBMITTY))
    tries: dict[int, list[Item]] = {}
    for item in items:
        if numbered:  # Submitty's user/1, user/2
            if len(item.path) > 1:
                tries.setdefault(int(item.path[0]), []).append(item)
            continue
        found = ATTEMPT.match(stem_of(item.path[0]) if len(item.path) == 1 else item.path[0])
        tries.setdefault(int(found["number"]) if found else -1, []).append(item)
    if tries.keys() - {-1}:
        for number, (_key, own) in enumerate(sorted((k, v) for k, v in tries.items() if k >= 0), 1):
            inside = [item.below() if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{own[0].path[0]}", tuple(parts_of(inside, label)))
        return
    stamps = sorted({found["when"] for item in items if (found := STAMP.match(item.path[0]))})
    if len(stamps) > 0 and all(STAMP.match(item.path[0]) for item in items):  # ILIAS: each time it is all anew
        for number, stamp in enumerate(stamps, 1):
            own = [replace(item, path=(item.path[0][15:], *item.path[1:])) for item in items
                   if item.path[0].startswith(stamp)]
            own = [item.below() if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{stamp}", tuple(parts_of(own, label)),
                        when=stamp_time(stamp))
        return
    zips: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) == 1 and is_zip(item):
            zips.setdefault(again(item.name), []).append(item)
    loose = [item for item in items if not (len(item.path) == 1 and is_zip(item))]
    count = max(map(len, zips.values()), default=1)
    for number in range(count):
        chosen = [sorted(same, key=version)[min(number, len(same) - 1)] for same in zips.values()]
        yield Entry(student, name, number + 1, label, tuple(parts_of([*chosen, *loose], label)))


def parts_of(items: Iterable[Item], label: str) -> Iterator[Part]:
    """An attempt's parts: each archive, and the files beside them. An archive in a folder counts only where there is no
    source and no notebook."""
    loose = []
    items = list(items)
    deep = not any(python_like(item.name) or notebook_like(item) for item in items)  # zips in folders count, too
    for item in items:
        if is_zip(item) and (len(item.path) == 1 or deep):
            yield Part(item.name, (item,), True)
        else:
            loose.append(item)
    if any(python_like(item.name) or notebook_like(item) or is_closed(item) for item in loose) or (
            loose and len(loose) == len(items)):
        yield Part(label, tuple(loose))
