"""What the names that learning platforms give to files say: whose they are, and which attempt."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from ...language.said import Said
from ...people import dates
from ...people.identity import Signs
from .attempt import Entry
from .folders import attempts, parts_of
from .items import Item, NotAClass, Part
from .names import again, is_zip

Layout = Literal["moodle", "canvas", "autolab", "blackboard", "brightspace", "prairielearn", "gradescope", "files",
                 "folders"]
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?$", re.S)
CANVAS = re.compile(r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
                    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)$", re.S)
METADATA = "submission_metadata.yml"
MAX_METADATA = 16 << 20


@dataclass(frozen=True)
class Platform:
    """A platform's download. `names`: the form of its uppermost names. Their last part is the student's own file name,
    which may say anything: so of two things that look alike, the first counts. `needs`: a file that must be there."""
    names: re.Pattern[str]
    find: Callable[[list[Item], list[str]], Iterator[Entry]]
    needs: str = ""


def gradescope(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    """Folders `submission_111` with what submission_metadata.yml says of them; a group's files are each member's."""
    import yaml
    folders_: dict[str, list[Item]] = {}
    told: object = None
    for item in items:
        if len(item.path) > 1:
            folders_.setdefault(item.path[0], []).append(item.below())
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
            strays.append(Said("{0}: {1} does not say whose it is", name, METADATA))
            continue
        created = facts.get(":created_at")
        when = created if isinstance(created, datetime) else dates.read(str(created or ""))
        for person in people:
            said = {key: str(person.get(f":{key}") or "").strip() for key in ("sid", "email", "name")} if isinstance(
                person, dict) else {}
            owner = said.get("email") or said.get("sid") or said.get("name") or name
            yield Entry(owner, said.get("name") or owner, 1, name, tuple(parts_of(own, name)), when=when,
                        signs=Signs(id=said.get("sid", ""), email=said.get("email", ""), name=said.get("name", "")))


def matched(items: list[Item], pattern: re.Pattern[str], strays: list[str]) -> Iterator[tuple[Item, re.Match[str]]]:
    """The items whose uppermost name is of this form; the others are strays."""
    for item in items:
        found = pattern.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
        else:
            yield item, found


def moodle(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    """Moodle's folders or files. Whoever handed in no file but a text has an entry that is refused."""
    files: dict[tuple[str, str], list[Item]] = {}
    others: set[tuple[str, str]] = set()
    for item, found in matched(items, MOODLE, strays):
        who = found["user"] or "", found["name"]
        if found["kind"] != "file":  # a text typed in, a comment
            others.add(who)
        elif len(item.path) > 1:
            files.setdefault(who, []).append(item.below())
        else:
            files.setdefault(who, []).append(replace(item, path=(found["file"] or item.name,)))
    for user, name in [*files, *sorted(others - files.keys())]:
        signs = Signs(platform=user, name=name)
        label = f"{name}_{user}" if user else name
        if (user, name) in files:
            for entry in attempts(user or name, name, files[user, name], label):
                yield replace(entry, signs=signs, when=None)  # Moodle writes none: it would be the student's own word
        else:
            yield Entry(user or name, name, 1, label, (), signs=signs,
                        refusal=Said("a text was handed in, but no file"))


def stamped(pattern: re.Pattern[str], items: list[Item], strays: list[str]) -> Iterator[Entry]:
    """Attempts that a number or a time in their names puts in order; never the order of letters."""
    tries: dict[Signs, dict[tuple[int, str], list[Item]]] = {}
    for item, found in matched(items, pattern, strays):
        said = found.groupdict()
        signs = Signs(platform=said.get("user") or "", account=said.get("account") or "",
                      email=said.get("email") or "", name=said.get("name") or "")
        own = tries.setdefault(signs, {}).setdefault((int(said.get("number") or 0), said.get("when") or ""), [])
        if len(item.path) > 1:
            own.append(item.below())
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
    """Canvas's flat files. Each further file of one name is a further attempt, to which the latest of the other files
    belong."""
    uploads: dict[str, dict[tuple[int, str], list[Item]]] = {}
    names: dict[str, tuple[str, bool]] = {}
    for item, found in matched(items, CANVAS, strays):
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
                part = Part(top, tuple(i.below() for i in found_items))
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


def of_stamps(pattern: str) -> Platform:
    """A platform that says who, when or which attempt, and the file, in one name."""
    names = re.compile(pattern, re.S)
    return Platform(names, partial(stamped, names))


PLATFORMS: dict[Layout, Platform] = {
    "moodle": Platform(MOODLE, moodle),
    "gradescope": Platform(re.compile(rf"submission_\d+$|{re.escape(METADATA)}$"), gradescope, METADATA),
    "canvas": Platform(CANVAS, canvas),
    "prairielearn": of_stamps(r"(?P<email>[^@\s]+@[^@\s_]+)_\d+_.+_\d+_(?P<number>\d+)_(?P<file>.+)$"),
    "autolab": of_stamps(r"(?P<email>[^@\s]+@[^@\s_]+)_(?P<number>\d+)_(?P<file>.+)$"),
    "brightspace": of_stamps(r"(?P<user>\d+)-\d+ ?- ?(?P<name>.+?) ?- ?"
                             r"(?P<when>[^\W\d]+\.? \d+, \d{4} \d{3,4} ?[AP]M)(?: ?- ?(?P<file>.+))?$"),
    "blackboard": of_stamps(r"(?P<work>.+?)_(?P<account>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})"
                            r"(?:_(?P<file>.+))?(?:\.txt)?$")}
