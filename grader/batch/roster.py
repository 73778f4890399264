"""The roster: who is in the class, from any CSV that has the columns; and who of them handed in what.

Read as they come: UTF-8 with or without a byte-order mark, UTF-16, GB18030; commas, semicolons or tabs; with lines
above the header. Columns are known by their names (people/columns.py). Moodle's grading worksheet and Canvas's
gradebook export are rosters, too: their own numbers («Participant 1234567», «ID») are matched with those in the names
of the downloaded files, and with nothing else. Moodle's «Last modified (submission)» says when something was handed
in. (The zips do not: both platforms write the time of the download there.)
"""
from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ..errors import KitError
from ..language.i18n import _
from ..language.said import Said
from ..people import columns, dates
from ..people.identity import Found, Index, plain, readings
from .gradebook import Gradebook
from .intake.attempt import Entry
from .intake.roll import Roll
from .rows import Student

MANGLED = re.compile(r"\d[.,]\d+E\+\d+", re.I)  # 2.026E+10: what Excel makes of a long number
ABOVE = 10  # lines that may stand above the header
NOBODY = ("points possible", "manual posting", "student, test", "test student")


class BadRoster(KitError):
    """The file is not a roster; the message is one line for the caller."""


@dataclass
class Person:
    """One line of the roster. `unread`: a time that nobody can read."""
    student: Student
    submitted_at: datetime | None = None
    late_seconds: int | None = None
    unread: str = ""


@dataclass
class Member:
    """A student of the class with what they handed in, in order. `unclear`: why the files are nobody's."""
    student: Student
    entries: list[Entry] = field(default_factory=list)
    submitted_at: datetime | None = None
    late_seconds: int | None = None
    unread: str = ""
    unclear: str = ""
    remarks: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)  # by which they were found


# Reading --------------------------------------------------------------------------------------------------------------
def read(path: Path) -> list[Person]:
    """The people of a roster. BadRoster."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadRoster(f"{path}: {error.strerror}") from None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadRoster(_("{} is an old spreadsheet: save it as .xlsx or CSV (UTF-8), and give that").format(path))
    if data.startswith(b"PK\x03\x04"):
        lines = sheet(path, data)
    else:
        text = decoded(data)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        try:
            lines = [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise BadRoster(_("{0}, line {1}: {2}").format(path, reader.line_num, error)) from None
    for above, (_line, header) in enumerate(lines[:ABOVE]):
        rows = [cells for _line, cells in lines[above + 1:]]
        found = columns.find(header, rows)
        if {"id", "email", "platform", "account"} & found.keys():
            break
    else:
        shown = ", ".join(lines[0][1])[:200] if lines else ""
        raise BadRoster(_("{0}: no column is called id, student id, 学号 or email; there are: {1}").format(
            path, shown or _("none")))
    return people(path, header, found, lines[above + 1:])


def sheet(path: Path, data: bytes) -> list[tuple[int, list[str]]]:
    """The lines of a workbook's first sheet that has any, as a CSV has them."""
    import openpyxl
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for page in book.worksheets:
            lines = [(number, [cell_text(value) for value in row])
                     for number, row in enumerate(page.iter_rows(values_only=True), 1)]
            if lines:
                return lines
    except Exception as error:  # of a dozen kinds, for a file that is no workbook
        raise BadRoster(_("{0} is not a spreadsheet that can be read ({1}): save it as CSV (UTF-8), and give that"
                          ).format(path, " ".join(str(error).split())[:200])) from None
    return []


def cell_text(value: object) -> str:
    """A cell as a person sees it: a whole number has no point."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def people(path: Path, header: Sequence[str], found: dict[str, int],
           lines: Sequence[tuple[int, Sequence[str]]]) -> list[Person]:
    """The people of the lines below the header."""
    canvas = columns.canvas(header)
    kept = [(number, {kind: cells[at].strip() if at < len(cells) else "" for kind, at in found.items()})
            for number, cells in lines if any(cell.strip() for cell in cells)]
    kept = [(number, cells) for number, cells in kept if not (canvas and nobody(cells))]
    often = Counter(plain(cells.get("id", "")) for _number, cells in kept if MANGLED.fullmatch(cells.get("id", "")))
    times = dates.read_all(cells.get("submitted", "") for _number, cells in kept)
    result: dict[str, tuple[int, Person]] = {}
    for (number, cells), time in zip(kept, times, strict=True):
        if often[plain(cells.get("id", ""))] > 1:  # a spreadsheet took the digits of several: it says nothing
            remark = Said("a spreadsheet shortened the id to {}: it says nothing of who this is", cells["id"])
            student = replace(one(cells | {"id": ""}, canvas), remarks=(remark,))
            if not student.id:
                student = replace(student, id=student.name)
        else:
            student = one(cells, canvas)
        if not student.id:
            raise BadRoster(_("{0}, line {1}: no id").format(path, number))
        told = cells.get("submitted", "")
        late = cells.get("late", "")
        seconds = int(float(late)) if re.fullmatch(r"\d{1,9}(\.\d*)?", late) else None
        person = Person(student, time, seconds, "" if time is not None or dates.nothing(told) else told)
        if student.id in result:
            before, other = result[student.id]
            if (other.student.name, other.student.email) != (student.name, student.email):
                raise BadRoster(_("{0}, line {1}: the id {2} is in line {3} already").format(
                    path, number, student.id, before))
            sections = dict.fromkeys([*other.student.section.split("; "), student.section])  # in two of them
            other.student = replace(other.student, section="; ".join(filter(None, sections)))
            continue
        result[student.id] = number, person
    return [person for _number, person in result.values()]


def nobody(cells: dict[str, str]) -> bool:
    """Whether a line of Canvas's gradebook is no student's."""
    name = cells.get("name", "").casefold()
    return name in NOBODY or "points possible" in (value.casefold() for value in cells.values()) or not any(
        cells.get(kind) for kind in ("id", "platform", "account", "email", "name"))


def one(cells: dict[str, str], canvas: bool = False) -> Student:
    """The student of a line."""
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    if canvas and name.count(", ") == 1:
        name = " ".join(reversed(name.split(", ")))
    platform, account = columns.number(cells.get("platform", "")), cells.get("account", "")
    if canvas:
        account = account if account != cells.get("id") else ""
    key = cells.get("id") or account or platform or cells.get("email", "")
    return Student(key, name, cells.get("email", ""), cells.get("section", ""), True, platform, account)


def decoded(data: bytes) -> str:
    """The text of a CSV, whatever program wrote it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")


def delimiter(text: str) -> str:
    """The separator: the one that most lines have most of, outside quotes."""
    plain = re.sub(r'"[^"]*"', "", text[:1 << 16]).splitlines()[:ABOVE + 1]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in plain), default=0))


# Matching -------------------------------------------------------------------------------------------------------------
def members(entries: Iterable[Entry], people: list[Person] | None) -> list[Member]:
    """The class: everybody in the roster (None: there is none), and whoever handed in without being there. Files whose
    signs mean two people are nobody's: a member of their own says why."""
    by_owner: dict[str, list[Entry]] = {}
    for entry in entries:
        by_owner.setdefault(entry.student, []).append(entry)
    if people is None:
        return [member_of(owner, own) for owner, own in by_owner.items()]
    found = [Member(person.student, [], person.submitted_at, person.late_seconds, person.unread,
                    remarks=list(person.student.remarks)) for person in people]
    index = Index([person.student.signs for person in people], [own[0].signs for own in by_owner.values()])
    answers = {owner: index.find(own[0].signs) for owner, own in by_owner.items()}
    places: dict[int, list[str]] = {}
    for owner, answer in answers.items():
        if answer.person is not None:
            places.setdefault(answer.person, []).append(owner)
    taken = {person.student.id for person in people}
    unlisted = []
    for owner, own in by_owner.items():
        answer = answers[owner]
        rivals = [by_owner[other] for other in places.get(-1 if answer.person is None else answer.person, ())
                  if other != owner]
        clash = unordered(own, rivals) if rivals else ""
        if answer.person is not None and not clash:
            found[answer.person].entries += own
            found[answer.person].signs += [f"{reading.kind} {reading.text}" for reading in answer.readings]
            continue
        member = member_of(owner, own, taken)
        member.unclear = clash or (contradiction(answer, people) if answer.contradiction else "")
        for number in answer.candidates if answer.person is None else {answer.person}:
            found[number].remarks.append(Said("«{}» may be theirs, and nobody got it", own[0].label))
        unlisted.append(member)
    for member in found:
        member.entries = in_order(member.entries)
    return [*found, *unlisted]


def remembered(book: Gradebook) -> list[Person] | None:
    """The roster of an earlier batch; None where it had none."""
    return [Person(student) for student in book.students() if student.listed] if book.settings().get("roster") else None


def roll(people: list[Person] | None) -> Roll:
    """Whom a roster has, for the layouts."""
    return Roll([person.student for person in people or []])


def known(book: Gradebook) -> Roll:
    """Whom the roster of a gradebook's batches has."""
    return roll(remembered(book))


def member_of(owner: str, own: list[Entry], taken: Iterable[str] | None = None) -> Member:
    """Somebody who is in no roster, by what the layout knows of them. A number or a name that the roster has for
    somebody else must not mix them up."""
    signs = own[0].signs
    key = owner
    while taken is not None and key in taken:
        key += " (?)"
    return Member(Student(key, signs.name or signs.label or own[0].name, signs.email, "", taken is None,
                          signs.platform, signs.account), own)


def unordered(own: list[Entry], others: list[list[Entry]]) -> str:
    """Why what two places hold of one student cannot be put in order; empty where it can."""
    rest = [entry for entries in others for entry in entries]
    platforms = {entry.signs.platform for entry in [*own, *rest]} - {""}
    if len(platforms) > 1:
        return Said("«{0}» and «{1}» have two numbers and fit one student: give the roster the platform's numbers",
                    own[0].label, rest[0].label)
    if all(entry.when is not None for entry in [*own, *rest]):
        return ""
    return Said("«{0}» and «{1}» are of one student, and nothing says which came last: keep one of them",
                own[0].label, rest[0].label)


def in_order(entries: list[Entry]) -> list[Entry]:
    """A student's attempts, the oldest first, by the platform's times where all have one."""
    if len(entries) > 1 and all(entry.when is not None for entry in entries):
        return sorted(entries, key=lambda entry: entry.when.timestamp() if entry.when else 0)
    return entries


def contradiction(answer: Found, people: Sequence[Person]) -> str:
    """Both readings, and what to do."""
    return Said("{}: nobody gets it; put the roster or the name right, and run the same command",
                readings(answer, lambda number: called(people[number].student)))


def called(student: Student) -> str:
    """A student, as messages name them."""
    return f"{student.name} ({student.id})" if student.name and student.name != student.id else student.id

