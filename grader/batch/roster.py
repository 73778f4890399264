"""The roster: who is in the class, from any CSV that has the columns; and who of them handed in what.

Read as they come: UTF-8 with or without a byte-order mark, UTF-16, GB18030; commas, semicolons or tabs. Columns are
known by their names, in English and Chinese: id (学号), name (姓名) or first and last name, email (邮箱) and section
(班级).
Moodle's grading worksheet and Canvas's gradebook export are rosters, too: their own numbers («Participant 1234567»,
«ID») are matched with those in the names of the downloaded files, and Moodle's «Last modified (submission)» says when
something was handed in. (The zips do not: both platforms write the time of the download there.)
"""
from __future__ import annotations

import contextlib
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..errors import KitError
from .gradebook import Student
from .intake.attempt import Entry
from .intake.layouts import Layout

COLUMNS = {
    "lms": ("identifier", "participant", "canvasid", "moodleid", "lmsid", "userid"),
    "id": ("id", "studentid", "studentnumber", "idnumber", "sisuserid", "matriculationnumber", "matrikelnummer", "学号",
           "学生编号", "编号", "username", "login", "sisloginid"),
    "name": ("name", "fullname", "student", "studentname", "姓名", "名字", "学生姓名", "全名"),
    "first": ("firstname", "givenname", "forename", "名"),
    "last": ("lastname", "surname", "familyname", "姓"),
    "email": ("email", "emailaddress", "mail", "邮箱", "电子邮箱", "电子邮件", "电子邮件地址"),
    "section": ("section", "group", "class", "班级", "班", "小组", "组"),
    "submitted": ("submitted", "submittedat", "lastmodifiedsubmission", "最后修改提交", "提交时间"),
    "late": ("lateseconds", "secondslate", "迟交秒数"),
}
DATES = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M", "%Y/%m/%d %H:%M:%S",
         "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日 %H:%M:%S")


class BadRoster(KitError):
    """The file is no roster; the message is one line for the caller."""


@dataclass
class Person:
    """One line of the roster."""
    student: Student
    submitted_at: datetime | None = None
    late_seconds: int | None = None


@dataclass
class Member:
    """A student of the class with what they handed in, in order."""
    student: Student
    entries: list[Entry] = field(default_factory=list)
    submitted_at: datetime | None = None
    late_seconds: int | None = None


# Reading --------------------------------------------------------------------------------------------------------------
def read(path: Path) -> list[Person]:
    """The people of a roster. BadRoster."""
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise BadRoster(f"{path}: {error.strerror}") from None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        header = next(lines, [])
        columns = known_columns(header)
        if not ({"id", "email", "lms"} & columns.keys()):
            raise BadRoster(f"{path}: no column is called id, student id, 学号 or email; there are: "
                            f"{', '.join(header)[:200] or 'none'}")
        people: list[Person] = []
        seen: dict[str, int] = {}
        for cells in lines:
            person = one(dict(zip(columns, (cells[i].strip() if i < len(cells) else "" for i in columns.values()),
                                  strict=True)), canvas=canvas_gradebook(header))
            if person is None:
                continue
            key = person.student.id
            if not key:
                raise BadRoster(f"{path}, line {lines.line_num}: no id")
            if key in seen:
                raise BadRoster(f"{path}, line {lines.line_num}: the id {key} is in line {seen[key]} already")
            seen[key] = lines.line_num
            people.append(person)
    except csv.Error as error:
        raise BadRoster(f"{path}, line {lines.line_num}: {error}") from None
    return people


def decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")


def delimiter(text: str) -> str:
    """The separator of the first line: the one that is there most often, outside quotes."""
    header = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(",;\t", key=header.count)


def known_columns(header: list[str]) -> dict[str, int]:
    """Which column holds what. An earlier name of COLUMNS wins over a later one."""
    plain = [re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", cell).casefold()) for cell in header]
    if canvas_gradebook(header):  # there, ID is Canvas's own number
        plain[plain.index("id")] = "canvasid"
    found: dict[str, int] = {}
    for column, names in COLUMNS.items():
        for name in names:
            if name in plain:
                found[column] = plain.index(name)
                break
    return found


def canvas_gradebook(header: list[str]) -> bool:
    cells = {cell.strip().casefold() for cell in header}
    return {"student", "id", "section"} <= cells and any(cell.startswith("sis ") for cell in cells)


def one(cells: dict[str, str], canvas: bool) -> Person | None:
    """A line's person; None for a line that is nobody's."""
    if not any(cells.values()) or (canvas and cells.get("name") in ("Points Possible", "Student, Test")):
        return None
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    if canvas and name.count(", ") == 1:
        name = " ".join(reversed(name.split(", ")))
    lms = re.sub(r"^\D*(\d+)$", r"\1", cells.get("lms", ""))
    late = cells.get("late", "")
    student = Student(cells.get("id") or lms or cells.get("email", ""), name, cells.get("email", ""),
                      cells.get("section", ""), True, lms)
    seconds = int(float(late)) if re.fullmatch(r"\d+(\.\d*)?", late) else None
    return Person(student, date(cells.get("submitted", "")), seconds)


def date(text: str) -> datetime | None:
    """A time without its zone, in the spellings of the platforms; None where it is none."""
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    for spelling in DATES:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, spelling)
    return None


# Matching -------------------------------------------------------------------------------------------------------------
def members(entries: Iterable[Entry], people: list[Person] | None, layout: Layout) -> list[Member]:
    """The class: everybody in the roster (None: there is none), and whoever handed in without being there."""
    by_student: dict[str, list[Entry]] = {}
    for entry in entries:
        by_student.setdefault(entry.student, []).append(entry)
    if people is None:
        return [Member(Student(student, own[0].name, lms="" if layout == "folders" else student), own)
                for student, own in by_student.items()]
    found = {person.student.id: Member(person.student, [], person.submitted_at, person.late_seconds)
             for person in people}
    index = Index(people)
    unlisted = []
    for student, own in by_student.items():
        person = index.find(student, own[0].name)
        if person is None:
            # A name of their own: a number that the roster has for another person must not mix them up.
            name = student if student not in found else f"{student} (?)"
            lms = "" if layout == "folders" else student
            unlisted.append(Member(Student(name, own[0].name, listed=False, lms=lms), own))
        else:
            found[person.student.id].entries += own
    return [*found.values(), *unlisted]


class Index:
    """Finds a person by the platform's number, the id, the e-mail address or the name; None unless it is one only."""

    def __init__(self, people: list[Person]) -> None:
        self.keys: list[dict[str, set[int]]] = [{}, {}, {}]
        self.people = people
        for number, person in enumerate(people):
            for rank, key in keys_of(person.student):
                self.keys[rank].setdefault(key, set()).add(number)

    def find(self, student: str, name: str) -> Person | None:
        words = re.findall(r"[^\W_]+(?:[.@-][^\W_]+)*|\d+", plain(name))
        tokens = [*words, *re.findall(r"\d+", name), *re.findall(r"[^\W\d_]+", plain(name))]
        # The surest first: numbers and ids, then addresses, then names; then all of these inside a folder's name.
        for asked, ranks in (([plain(student), plain(name)], (0, 1)), ([squeezed(name)], (2,)),
                             (tokens, (0, 1)), ([squeezed(t) for t in tokens], (2,))):
            for rank in ranks:
                hits = {number for key in asked for number in self.keys[rank].get(key, set())}
                if len(hits) == 1:
                    return self.people[hits.pop()]
                if hits:
                    return None
        return None


def keys_of(student: Student) -> Iterator[tuple[int, str]]:
    """What a student is found by: the rank of the kind, and the key."""
    for number in (student.id, student.lms):
        if number:
            yield 0, plain(number)
    if student.email:
        yield 1, plain(student.email)
        yield 1, plain(student.email.partition("@")[0])
    words = plain(student.name).replace(",", " ").split()
    if words:
        yield 2, squeezed(student.name)
        for i in range(1, len(words)):  # «First Last» is lastfirst in Canvas's file names
            yield 2, squeezed("".join(words[i:] + words[:i]))


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", plain(text))
