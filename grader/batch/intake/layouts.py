"""Intake: finds who handed in what, in a folder or in the zip that a learning platform gives for all submissions.

Layouts, told by the names:
- *Moodle*, «download all submissions»: `Full Name_1234567_assignsubmission_file_/…` (newer versions without the last
  underscore, or with the user name in front), or, not «in folders», `Full Name_1234567_assignsubmission_file_work.zip`.
- *Canvas*, «download submissions»: flat files `lastnamefirst[_LATE]_<user id>_<upload id>_work.zip`. A file that was
  handed in again is called `work-1.zip`, `work-2.zip`, ..., from the eighth on with a UUID; upload ids only grow.
- *Autolab*: `e-mail_<version>_work.zip`. *Blackboard*: `HW1_<account>_attempt_<time>_corr2d.py`. *Brightspace*:
  `<user>-<item> - Full Name - Nov 1, 2026 1230 PM`, a folder or a file. Versions and times put the attempts in order.
- *Folders*: a folder or a zip a student, named after the student; `name-1`, `name (1)` beside `name`, or
  `name_attempt_2`, are further attempts, unless that is somebody's own id.

What the names say of a student are an entry's signs; whom they mean, the roster says (batch/roster.py).

What is taken of a student: the Python files of the one folder that holds the exercises' files, and notebooks that
define an exercise's functions. What a zip can be dangerous by (its size unpacked, paths out of it, links, names that
are there twice, passwords) is a reason to refuse this student's files; nothing is ever unpacked to disk. Files are
found first and read when they are graded, so that a large class needs no more memory than a small one.
"""
from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from ...course import manifest
from ...errors import KitError
from ...language.said import Said
from ...people import dates
from ...people.identity import Signs
from .archives import in_zip, on_disk
from .attempt import DEPTH, Entry
from .items import Item, Part
from .names import AGAIN, ATTEMPT, _stem, again, dotted, ignored, is_zip, notebook_like, version

Layout = Literal["moodle", "canvas", "autolab", "blackboard", "brightspace", "folders"]
Known = Callable[[str], bool]  # whether the roster has somebody of exactly this id, account, address or name
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?$", re.S)
CANVAS = re.compile(r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
                    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)$", re.S)
STAMPED: dict[Layout, re.Pattern[str]] = {  # who, when or which attempt, and the file, in one name
    "autolab": re.compile(r"(?P<email>[^@\s]+@[^@\s_]+)_(?P<number>\d+)_(?P<file>.+)$", re.S),
    "brightspace": re.compile(r"(?P<user>\d+)-\d+ ?- ?(?P<name>.+?) ?- ?"
                              r"(?P<when>[^\W\d]+\.? \d+, \d{4} \d{3,4} ?[AP]M)(?: ?- ?(?P<file>.+))?$", re.S),
    "blackboard": re.compile(r"(?P<work>.+)_(?P<account>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
                             r"(?:_(?P<file>.+))?(?:\.txt)?$", re.S)}


class NotAClass(KitError):
    """The path holds no class; the message is one line for the caller."""


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
def read(path: Path, known: Known = lambda text: False, out: Path | None = None) -> Intake:
    """Finds the class in a folder or a zip. NotAClass. `out`: a batch's own folder, which is nobody's."""
    archive: zipfile.ZipFile | None = None
    strays: list[str] = []
    if path.is_dir():
        items = list(on_disk(path, DEPTH + 3, out=out.resolve() if out is not None else None))
    elif not path.exists():
        raise NotAClass(f"{path}: there is no such folder or zip")
    else:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise NotAClass(f"{path} is neither a folder nor a zip that can be read: {error}") from None
        items = []
        for item in in_zip(archive):
            if item.path[0] in ("..", "/"):  # nobody's
                strays.append(item.problem)
            else:
                items.append(item)
    try:
        found = layout(items, str(path), strays, known)
    except NotAClass:
        if archive is not None:
            archive.close()
        raise
    found.archive = archive
    return found


def layout(items: list[Item], where: str, strays: list[str], known: Known) -> Intake:
    """Tells the layout by the names, and who handed in what."""
    shown = [item for item in items if not ignored(item.path)]
    exercises = {f"{name}.py" for name in manifest.load().names}
    around = len(shown[0].path) if shown else 0
    inside = unwrapped(shown)
    around -= len(inside[0].path) if inside else 0
    strays += [Said("«{}» begins with a dot, and was not read: give the folder another name", name)
               for name in sorted({item.path[around] for item in items
                                   if len(item.path) > around + 1 and dotted(item.path[around])})]
    items = inside
    if any(len(item.path) == 1 and item.name in exercises for item in items):
        raise NotAClass(f"{where} is one submission; name the folder that holds a folder or a zip a student "
                        "(`score` grades one)")
    if not items:
        raise NotAClass(f"{where} is empty" + (f": {strays[0]}" if strays else ""))
    tops = sorted({item.path[0] for item in items})
    if any(MOODLE.match(top) for top in tops):
        kind: Layout = "moodle"
        entries = list(moodle(items, strays))
    elif 2 * sum(bool(CANVAS.match(top)) for top in tops) >= len(tops):
        kind = "canvas"
        entries = list(canvas(items, strays))
    elif stamp := next((name for name, pattern in STAMPED.items()
                        if 2 * sum(bool(pattern.match(top)) for top in tops) >= len(tops)), None):
        kind = stamp
        entries = list(stamped(items, STAMPED[stamp], strays))
    else:
        kind = "folders"
        entries = list(folders(items, strays, known))
    if not entries:
        raise NotAClass(f"{where} holds neither a folder nor a zip of a student")
    return Intake(kind, sorted(entries, key=lambda e: (e.student, e.attempt)), strays)


def unwrapped(items: list[Item]) -> list[Item]:
    """The items without the folders around the whole class, as zips often have one: below a single folder that is
    not a student's own, several students' folders or zips lie."""
    files = {f"{name}.py" for name in manifest.load().names}
    inside = items
    while (len(tops := {item.path[0] for item in inside}) == 1 and all(len(item.path) > 1 for item in inside)
           and not any(map(MOODLE.match, tops))):
        inside = [item.below(1) for item in inside]
        below = {item.path[0]: item for item in inside}
        students = {again(name) for name, item in below.items() if len(item.path) > 1 or is_zip(item)}
        if any(MOODLE.match(name) or CANVAS.match(name) for name in below) or (
                len(students) > 1 and "exercises" not in students and not files & below.keys()
                and not any(ATTEMPT.match(name) for name in students)):
            return inside
    return items


def moodle(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    files: dict[tuple[str, str], list[Item]] = {}
    others: set[tuple[str, str]] = set()
    for item in items:
        found = MOODLE.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
            continue
        who = found["user"] or "", found["name"]
        if found["kind"] != "file":  # a text typed in, a comment
            others.add(who)
        elif len(item.path) > 1:
            files.setdefault(who, []).append(item.below(1))
        else:
            files.setdefault(who, []).append(replace(item, path=(found["file"] or item.name,)))
    for user, name in [*files, *sorted(others - files.keys())]:
        signs = Signs(platform=user, name=name)
        label = f"{name}_{user}" if user else name
        if (user, name) in files:
            for entry in attempts(user or name, name, files[user, name], label):
                yield replace(entry, signs=signs)
        else:
            yield Entry(user or name, name, 1, label, (), signs=signs,
                        refusal=Said("a text was handed in, but no file"))


def stamped(items: list[Item], pattern: re.Pattern[str], strays: list[str]) -> Iterator[Entry]:
    """Attempts that a number or a time puts in order: one, never the order of their letters."""
    tries: dict[Signs, dict[tuple[int, str], list[Item]]] = {}
    for item in items:
        found = pattern.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
            continue
        said = found.groupdict()
        signs = Signs(platform=said.get("user") or "", account=said.get("account") or "",
                      email=said.get("email") or "", name=said.get("name") or "")
        own = tries.setdefault(signs, {}).setdefault((int(said.get("number") or 0), said.get("when") or ""), [])
        if len(item.path) > 1:
            own.append(item.below(1))
        elif said["file"]:
            own.append(replace(item, path=(said["file"],)))
    for signs, stamps in tries.items():
        owner = signs.email or signs.account or f"{signs.platform} {signs.name}".strip()
        times = {stamp: dates.read(stamp[1]) for stamp in stamps}
        known = all(times.values())
        order = sorted(stamps, key=lambda stamp: (times[stamp] or datetime.min, stamp[0]) if known else (
            datetime.min, stamp[0]))
        for number, stamp in enumerate(order, 1):
            label = f"{owner} {stamp[1] or stamp[0]}"
            refusal = "" if known or not stamp[1] or len(stamps) == 1 else Said(
                "the times of the attempts cannot be read: {}", ", ".join(when for _n, when in stamps))
            unread = stamp[1] if stamp[1] and times[stamp] is None else ""
            yield Entry(owner, signs.name or owner, number, label, tuple(parts_of(stamps[stamp], label)),
                        refusal=refusal, signs=signs, when=times[stamp], unread=unread)


def canvas(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    uploads: dict[str, dict[tuple[int, str], list[Item]]] = {}
    names: dict[str, tuple[str, bool]] = {}
    for item in items:
        found = CANVAS.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
            continue
        user = found["user"]
        names[user] = found["name"] or user, bool(found["late"]) or names.get(user, ("", False))[1]
        own = uploads.setdefault(user, {})
        if found["file"]:
            top = found["file"]
            own.setdefault((int(found["upload"]), top), []).append(
                replace(item, path=(top, *item.path[1:])))
    for user, own in uploads.items():
        name, late = names[user]
        signs = Signs(platform=user, name="" if name == user else name)
        if not own:
            yield Entry(user, name, 1, f"{name}_{user}", (), late, signs=signs,
                        refusal=Said("a text was handed in, but no file"))
            continue
        # The same name again, by growing upload ids, is the next attempt at this file.
        versions: dict[str, list[Part]] = {}
        for (_upload, top), found_items in sorted(own.items()):
            base = again(top)
            first = found_items[0]
            if len(first.path) > 1:  # someone has unpacked a zip
                part = Part(top, tuple(i.below(1) for i in found_items))
            elif is_zip(first):
                part = Part(top, (first,), True)
            else:
                part = Part(top, (replace(first, path=(base,)),))
            versions.setdefault(base, []).append(part)
        order = {id(part): key for key, part in enumerate(p for parts in versions.values() for p in parts)}
        uploaded = {top: upload for upload, top in own}
        count = max(map(len, versions.values()))
        for number in range(count):
            parts = [same[min(number, len(same) - 1)] for same in versions.values()]
            parts.sort(key=lambda p: (uploaded[p.label], order[id(p)]))
            label = f"{name}_{user}: {', '.join(p.label for p in parts)}"[:200]
            yield Entry(user, name, number + 1, label, tuple(parts), late, True, signs=signs)


def folders(items: list[Item], strays: list[str], known: Known) -> Iterator[Entry]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) > 1 or is_zip(item) or notebook_like(item):
            found.setdefault(item.path[0], []).append(item)
        else:
            strays.append(f"{item.name}: {item.problem}" if item.problem else item.name)
    stems = {_stem(top) if len(own[0].path) == 1 else top: top for top, own in found.items()}
    students: dict[str, list[tuple[int, str]]] = {}
    for stem, top in stems.items():
        base, number = stem, 0
        if known(stem):
            pass  # «li-1» is somebody's own id, and no second attempt of li
        elif (attempt := ATTEMPT.match(stem)) and attempt["base"]:
            base, number = attempt["base"], int(attempt["number"])
        elif (copy := AGAIN.match(stem)) and copy["base"] in stems and (copy["number"] or copy["copy"]).isdigit():
            base, number = copy["base"], int(copy["number"] or copy["copy"])
        students.setdefault(base, []).append((number, top))
    for top in found.keys() - stems.values():  # alice/ and alice.zip
        students[_stem(top)].append((-1, top))
    for student, tops in students.items():
        number = 0
        for _order, top in sorted(tops):
            own = [item.below(1) if len(item.path) > 1 else item for item in found[top]]
            for entry in attempts(student, student, own, top):
                number += 1
                yield replace(entry, attempt=number, signs=Signs(label=student))


def attempts(student: str, name: str, items: list[Item], label: str) -> Iterator[Entry]:
    """The attempts in one student's folder: one, unless it holds attempt folders or a zip in several versions."""
    tries: dict[int, list[Item]] = {}
    for item in items:
        found = ATTEMPT.match(_stem(item.path[0]) if len(item.path) == 1 else item.path[0])
        tries.setdefault(int(found["number"]) if found else -1, []).append(item)
    if tries.keys() - {-1}:
        for number, (_key, own) in enumerate(sorted((k, v) for k, v in tries.items() if k >= 0), 1):
            inside = [item.below(1) if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{own[0].path[0]}", tuple(parts_of(inside, label)))
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
    loose = []
    for item in items:
        if len(item.path) == 1 and is_zip(item):
            yield Part(item.name, (item,), True)
        else:
            loose.append(item)
    names = {item.name.lower() for item in loose}
    if any(name.endswith((".py", ".ipynb", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")) for name in names):
        yield Part(label, tuple(loose))
