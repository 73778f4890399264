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
- *Folders*: a folder or an archive a student, named after the student; `name-1`, `name (1)` beside `name`, or
  `name_attempt_2`, are further attempts, unless that is somebody's own id. In a student's folder, `1`, `2` (Submitty),
  `20261101123000_work.zip` (ILIAS) and `Submission attachment(s)` (Sakai). A section's folder or zip holds students'.

What the names say of a student are an entry's signs; whom they mean, the roster says (batch/roster.py).

What is taken of a student: the Python files of the one folder that holds the exercises' files, and notebooks that
define an exercise's functions. What a zip can be dangerous by (its size unpacked, paths out of it, links, names that
are there twice, passwords) is a reason to refuse this student's files; nothing is ever unpacked to disk. Files are
found first and read when they are graded, so that a large class needs no more memory than a small one.
"""
from __future__ import annotations

import contextlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from ...course import manifest
from ...errors import KitError
from ...language.i18n import _
from ...language.said import Said
from ...people import dates
from ...people.identity import Signs
from .archives import in_zip, on_disk, unpack
from .attempt import DEPTH, Entry
from .items import Item, Part, Refused
from .names import (
    AGAIN,
    ATTEMPT,
    STAMP,
    _stem,
    again,
    dotted,
    ignored,
    is_closed,
    is_zip,
    notebook_like,
    python_like,
    version,
)

Layout = Literal["moodle", "canvas", "autolab", "blackboard", "brightspace", "prairielearn", "gradescope", "files",
                 "folders"]


class Roll:
    """Whom a roster has, as far as a layout asks; here, where there is no roster, nobody."""

    def has(self, text: str) -> bool:
        """Whether this is exactly somebody's id, account, address or name."""
        return False

    def finds(self, label: str) -> bool:
        """Whether this, which somebody typed, means anybody."""
        return False


NO_ROLL = Roll()
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?$", re.S)
CANVAS = re.compile(r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
                    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)$", re.S)
STAMPED: dict[Layout, re.Pattern[str]] = {  # who, when or which attempt, and the file, in one name
    "prairielearn": re.compile(r"(?P<email>[^@\s]+@[^@\s_]+)_\d+_.+_\d+_(?P<number>\d+)_(?P<file>[^_\d].*)$", re.S),
    "autolab": re.compile(r"(?P<email>[^@\s]+@[^@\s_]+)_(?P<number>\d+)_(?P<file>.+)$", re.S),
    "brightspace": re.compile(r"(?P<user>\d+)-\d+ ?- ?(?P<name>.+?) ?- ?"
                              r"(?P<when>[^\W\d]+\.? \d+, \d{4} \d{3,4} ?[AP]M)(?: ?- ?(?P<file>.+))?$", re.S),
    "blackboard": re.compile(r"(?P<work>.+)_(?P<account>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
                             r"(?:_(?P<file>.+))?(?:\.txt)?$", re.S)}


METADATA = "submission_metadata.yml"
MAX_METADATA = 16 << 20
SECTIONS = 20  # so many zips at most are looked into, for students' folders
OWN = {"exercises", "solutions", "tests", "grader", "course", "src", "code"}  # folders in a student's
SUBMITTY = {"user_assignment_settings.json", ".submit.timestamp", ".submit.notebook"}
FLAT = re.compile(  # whose, and the file: an exercise's, or the last word with its suffix
    rf"(?P<owner>.+?)[-_ ]+(?P<file>(?:{'|'.join(manifest.load().names)})(?:[-_ (][^/]*)?\.(?:py|ipynb)|"
    r"[^-_ ]+\.py(?:\.txt)?)$", re.I | re.S)


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
def read(path: Path, known: Roll = NO_ROLL, out: Path | None = None) -> Intake:
    """Finds the class in a folder or a zip. NotAClass. `out`: a batch's own folder, which is nobody's."""
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
        found = layout(items, str(path), strays, known)
    except NotAClass:
        if archive is not None:
            archive.close()
        raise
    found.archive = archive
    return found


def layout(items: list[Item], where: str, strays: list[str], known: Roll) -> Intake:
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
        raise NotAClass(_("{0} is one submission; name the folder that holds a folder or a zip for each student "
                          "(`score` grades one)").format(where))
    if not items:
        raise NotAClass(f"{where} is empty" + (f": {strays[0]}" if strays else ""))
    tops = sorted({item.path[0] for item in items})
    if any(MOODLE.match(top) for top in tops):
        kind: Layout = "moodle"
        entries = list(moodle(items, strays))
    elif METADATA in tops:
        kind = "gradescope"
        entries = list(gradescope(items, strays))
    elif 2 * sum(bool(CANVAS.match(top)) for top in tops) >= len(tops):
        kind = "canvas"
        entries = list(canvas(items, strays))
    elif stamp := next((name for name, pattern in STAMPED.items()
                        if 2 * sum(bool(pattern.match(top)) for top in tops) >= len(tops)), None):
        kind = stamp
        entries = list(stamped(items, STAMPED[stamp], strays))
    elif all(len(item.path) == 1 for item in items) and (flat := by_owner(items)):
        kind = "files"
        entries = list(folders(flat, strays, known))
    else:
        kind = "folders"
        entries = list(folders(without_sections(items, known, where), strays, known))
    if not entries:
        raise NotAClass(_("{0} holds neither a folder nor a zip of a student; there are: {1}").format(
            where, ", ".join(tops[:8]) + ("…" if len(tops) > 8 else "")))
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


def by_owner(items: list[Item]) -> list[Item]:
    """Sources that lie side by side and say whose they are, `2023001_王小明_corr2d.py`, as if each student had a
    folder; none, where no source is there."""
    if not any(python_like(item.name) for item in items):
        return []
    found = [(item, FLAT.match(item.name)) for item in items]
    return [replace(item, path=(match["owner"], match["file"])) if match
            else replace(item, path=(item.name.partition(".")[0], item.name)) if python_like(item.name) else item
            for item, match in found]


def without_sections(items: list[Item], known: Roll, where: str) -> list[Item]:
    """The items with the students' folders uppermost, where some lie in a section's: that is a folder, or a zip, that
    holds several students' folders, or one that the roster knows, and is no student's itself."""
    tops: dict[str, list[Item]] = {}
    for item in items:
        tops.setdefault(item.path[0], []).append(item)
    archives = [own[0] for own in tops.values() if len(own[0].path) == 1 and is_zip(own[0])]
    if len(archives) <= SECTIONS:
        for item in archives:
            if not known.finds(_stem(item.name)):
                with contextlib.suppress(Refused):
                    inside = [replace(i, path=(item.name, *i.path)) for i in unpack(item, 0) if not ignored(i.path)]
                    if may_be_section(item.name, unwrapped_once(inside), known):
                        tops[item.name] = unwrapped_once(inside)
    likely = [top for top, own in tops.items() if may_be_section(top, own, known)]
    named = any(known.finds(_stem(name)) for top in likely for name in children(tops[top]))
    if not named and not (len(likely) == len(tops) and any(alike(tops[top]) for top in likely)):
        return items
    sections = {top: [item.below(1) for item in tops[top]] for top in likely}
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
    if own and all(len(item.path) > 2 and item.path[1] == _stem(top) for item in own):
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
    exercises = {f"{name}.py" for name in manifest.load().names}
    holding = [name for name, files in children(own).items() if _stem(name) != name or files & exercises]
    return len(holding) > 1 and len(holding) == len(children(own))


def gradescope(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    """Folders `submission_111` with what submission_metadata.yml says of them; a group's files are each member's."""
    import yaml
    folders_: dict[str, list[Item]] = {}
    told: object = None
    for item in items:
        if len(item.path) > 1:
            folders_.setdefault(item.path[0], []).append(item.below(1))
        elif item.name == METADATA:
            try:
                told = yaml.load(item.read(MAX_METADATA).decode("utf-8", "replace"), Loader=yaml.SafeLoader)
            except (yaml.YAMLError, ValueError, OSError, RecursionError) as error:
                raise NotAClass(f"{METADATA}: {' '.join(str(error).split())[:200]}") from None
        else:
            strays.append(item.name)
    about = {str(name): value for name, value in told.items()} if isinstance(told, dict) else {}
    for name, own in folders_.items():
        facts = about.get(name)
        people = facts.get(":submitters") if isinstance(facts, dict) else None
        if not isinstance(facts, dict) or not isinstance(people, list) or not people:
            strays.append(_("{0}: {1} does not say whose it is").format(name, METADATA))
            continue
        created = facts.get(":created_at")
        when = created if isinstance(created, datetime) else dates.read(str(created or ""))
        for person in people:
            said = {key: str(person.get(f":{key}") or "").strip() for key in ("sid", "email", "name")} if isinstance(
                person, dict) else {}
            owner = said.get("email") or said.get("sid") or said.get("name") or name
            yield Entry(owner, said.get("name") or owner, 1, name, tuple(parts_of(own, name)), when=when,
                        signs=Signs(id=said.get("sid", ""), email=said.get("email", ""), name=said.get("name", "")))


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


def folders(items: list[Item], strays: list[str], known: Roll) -> Iterator[Entry]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) > 1 or is_zip(item) or is_closed(item) or notebook_like(item):
            found.setdefault(item.path[0], []).append(item)
        else:
            strays.append(f"{item.name}: {item.problem}" if item.problem else item.name)
    stems = {_stem(top) if len(own[0].path) == 1 else top: top for top, own in found.items()}
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
    attached = [item for item in items if len(item.path) > 1 and "attachment" in item.path[0].lower()]
    if attached and not any(python_like(i.name) or notebook_like(i) or is_zip(i) for i in items if i not in attached):
        items = [item.below(1) for item in attached]  # Sakai's «Submission attachment(s)»
    numbered = items and all(len(item.path) > 1 and re.fullmatch(r"\d{1,3}", item.path[0]) for item in items if (
        item.name not in SUBMITTY))
    tries: dict[int, list[Item]] = {}
    for item in items:
        if numbered:  # Submitty's user/1, user/2
            if len(item.path) > 1:
                tries.setdefault(int(item.path[0]), []).append(item)
            continue
        found = ATTEMPT.match(_stem(item.path[0]) if len(item.path) == 1 else item.path[0])
        tries.setdefault(int(found["number"]) if found else -1, []).append(item)
    if tries.keys() - {-1}:
        for number, (_key, own) in enumerate(sorted((k, v) for k, v in tries.items() if k >= 0), 1):
            inside = [item.below(1) if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{own[0].path[0]}", tuple(parts_of(inside, label)))
        return
    stamps = sorted({found["when"] for item in items if (found := STAMP.match(item.path[0]))})
    if len(stamps) > 0 and all(STAMP.match(item.path[0]) for item in items):  # ILIAS: each time it is all anew
        for number, stamp in enumerate(stamps, 1):
            own = [replace(item, path=(item.path[0][15:], *item.path[1:])) for item in items
                   if item.path[0].startswith(stamp)]
            own = [item.below(1) if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{stamp}", tuple(parts_of(own, label)),
                        when=datetime.strptime(stamp, "%Y%m%d%H%M%S") if valid(stamp) else None)
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


def valid(stamp: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(datetime.strptime(stamp, "%Y%m%d%H%M%S"))
    return False
