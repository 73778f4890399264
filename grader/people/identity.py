"""Who is meant: a platform's number, an own id, an account, an e-mail address and a name, kept apart.

Both sides of a match say what they know as `Signs`: a roster's line and a download's folder, a gradebook's student and
a worksheet's row. `Index` finds the one person that the signs of another side mean. The strongest sign decides; every
other one must allow the same person. Where two signs mean different people, nobody is found, and `Found` has both
readings.

A folder's name that a person typed is a `label`: it may hold any sign. As a whole it may be an id; inside it, a bare
number of fewer than five digits is nothing (a homework, a chapter, a place in a list), and a name counts only where no
other word goes on with it («Mary Ann Lee» is not Ann Lee).
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..language.i18n import N_
from ..language.said import Said, joined
from . import columns

Kind = Literal["id", "platform", "account", "email", "name"]
KINDS: tuple[Kind, ...] = ("id", "platform", "account", "email", "name")  # the strongest first
SAYS = {"id": N_("the id {0} says {1}"), "platform": N_("the platform's number {0} says {1}"),
        "account": N_("the account {0} says {1}"), "email": N_("the e-mail {0} says {1}"),
        "name": N_("the name {0} says {1}")}
OWN: tuple[Kind, ...] = ("id", "account")
LONG = 5  # digits of a number that may be an id inside a longer text
WORDS = 8  # of a name or an id inside a longer text, at most

NOISE = frozenset(re.findall(r"\S+", """
    a an and answer answers as assessment assign assignment attempt b c ch chap chapter class cnn code codes convkata
    copy course coursework d2l default dl draft ex exercise exercises file files final fix fixed folder for from group
    groups hand handin homework hw in lab labs last late my new no nr number of old part pr prac practical practice
    problem project ps py python redo resubmission resubmit sec section set solution solutions src student students
    submission submissions submit submitted task tasks team test the to tut tutorial unit up v ver version w week work
    worksheet zip 作业 实验 第 次 次作业 第一次作业 第二次作业 第三次作业 第四次作业 第五次作业 作业提交
    提交 最终版 最终 副本 学号 姓名 班 班级 组 小组 卷积 卷积神经网络 实验报告"""))
MANGLED = re.compile(r"(?P<digit>\d)[.,](?P<rest>\d+)e\+(?P<power>\d{1,2})")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
ATOM = re.compile(rf"\d+|[{WIDE}]+|[^\W\d_{WIDE}]+")
BLIND = re.compile(rf"\D+\d+|(?:.*\W)?{columns.PARTICIPANT}", re.I)  # «Participant 12», where names are hidden


@dataclass(frozen=True)
class Signs:
    """What one side knows of who somebody is."""
    id: str = ""
    platform: str = ""
    account: str = ""
    email: str = ""
    name: str = ""
    label: str = ""  # a text that may hold any of the others

    def of(self, kind: Kind) -> str:
        return str(getattr(self, kind))


def signs_of(id: str, name: str = "", email: str = "", platform: str = "", account: str = "") -> Signs:
    """The signs of a student of the gradebook. An id that stands in for another sign, where a roster has none, is no
    id."""
    if id in (platform, email, account):
        return Signs("", platform, account, email, name)
    if id == name:  # a folder's name
        return Signs("", platform, account, email, "", name)
    return Signs(id, platform, account, email, name)


@dataclass(frozen=True)
class Reading:
    """One sign, and whom it may mean."""
    kind: Kind
    text: str
    who: frozenset[int]


@dataclass(frozen=True)
class Found:
    """What the signs say: one person, or nobody, and why. `contradiction`: two of the readings exclude each other."""
    person: int | None
    readings: tuple[Reading, ...] = ()
    contradiction: bool = False

    @property
    def candidates(self) -> frozenset[int]:
        """Everybody whom a sign may mean."""
        return frozenset().union(*(reading.who for reading in self.readings))


class Index:
    """Finds people by their signs. `asked`: all that will be asked for, which tells whether both sides number alike."""

    def __init__(self, people: Sequence[Signs], asked: Iterable[Signs] = ()) -> None:
        self.people = people
        self.tables: dict[Kind, dict[str, set[int]]] = {kind: {} for kind in KINDS}
        self.zeros: dict[str, set[int]] = {}
        self.locals: dict[str, set[int]] = {}
        self.mangled: list[tuple[re.Match[str], int]] = []
        for number, signs in enumerate(people):
            for kind in KINDS:
                for key in _keys(kind, signs.of(kind)) | _keys(kind, signs.label):  # a label may be any of them
                    self.tables[kind].setdefault(key, set()).add(number)
            if mangled := MANGLED.fullmatch(plain(signs.id)):
                self.mangled.append((mangled, number))
            for text in (signs.id, signs.account):
                if "@" in text:
                    self.tables["email"].setdefault(plain(text), set()).add(number)
                if plain(text).isdigit():
                    self.zeros.setdefault(plain(text).lstrip("0"), set()).add(number)
            local = plain(signs.email).partition("@")[0]
            if local and not local.isdigit():
                self.locals.setdefault(local, set()).add(number)
        self.alike = {kind: any(plain(signs.of(kind)) in self.tables[kind] for signs in asked if signs.of(kind))
                      for kind in KINDS}

    def find(self, signs: Signs) -> Found:
        """The one person whom these signs mean."""
        if signs.label and (email := EMAIL.search(signs.label)) and not signs.email and not self._whole(signs.label):
            rest = f"{signs.label[:email.start()]} | {signs.label[email.end():]}"
            signs = replace(signs, email=email[0], label=rest)
        readings = [reading for reading in self._readings(signs) if reading.who]
        if not readings:
            readings = [reading for reading in self._guesses(signs) if reading.who]
        if not readings:
            return Found(None)
        readings.sort(key=lambda reading: KINDS.index(reading.kind))
        left = readings[0].who
        for reading in readings[1:]:
            if not left & reading.who:
                return Found(None, tuple(readings), contradiction=True)
            left &= reading.who
        if len(left) > 1:
            return Found(None, tuple(readings))
        person, = left
        other = self._other(signs, person, readings)
        if other is not None:
            return Found(None, (*readings, other), contradiction=True)
        return Found(person, tuple(readings))

    # Readings ---------------------------------------------------------------------------------------------------------
    def _readings(self, signs: Signs) -> Iterator[Reading]:
        for kind in KINDS:
            text = signs.of(kind)
            if text:
                who = self._exact(kind, text)
                if who or kind != "name":
                    yield Reading(kind, text, frozenset(who))
                else:  # «Default group-Carl Three», «jdoe John Doe»
                    yield from (reading for reading in self._inside(text) if reading.kind in ("name", "account"))
        if signs.label:
            whole = list(self._whole(signs.label))
            yield from whole or self._inside(signs.label)

    def _exact(self, kind: Kind, text: str) -> set[int]:
        key = plain(text)
        who = set(self.tables[kind].get(squeezed(text) if kind == "name" else key, set()))
        if kind in ("id", "account") and not _short(key):
            who |= self.tables["account" if kind == "id" else "id"].get(key, set())
        if kind in ("id", "account") and not who and key.isdigit():
            who |= self.zeros.get(key.lstrip("0"), set())  # a spreadsheet takes the zeros from the front
        if kind in ("id", "account") and not who:
            who |= self._shortened(key)
        if kind == "email":
            who |= self.tables["id"].get(key, set()) | self.tables["account"].get(key, set())
        elif kind in ("id", "account") and "@" in key:
            who |= self.tables["email"].get(key, set())
        return who

    def _shortened(self, number: str) -> set[int]:
        """Whose id this is, where a spreadsheet has written ids as 2.026E+10; nobody's, where two people's fit."""
        if not number.isdigit() or not self.mangled:
            return set()
        fits = {person for found, person in self.mangled
                if len(number) == int(found["power"]) + 1
                and abs(int(number) - float(f"{found['digit']}.{found['rest']}e{found['power']}"))
                <= 10.0 ** (int(found["power"]) - len(found["rest"])) / 2}
        return fits if len(fits) == 1 else set()

    def _whole(self, label: str) -> list[Reading]:
        """What a label is, taken as a whole."""
        kinds: tuple[Kind, ...] = ("id", "account", "email", "name")
        found = [Reading(kind, label.strip(), frozenset(self._exact(kind, label))) for kind in kinds]
        return [reading for reading in found if reading.who]

    def _guesses(self, signs: Signs) -> Iterator[Reading]:
        """The last resort: an account that is the first half of an e-mail address."""
        for text in (signs.account, signs.id, signs.label):
            if text:
                yield Reading("email", text, frozenset(self.locals.get(plain(text), set())))
        local = plain(signs.email).partition("@")[0]
        if local and not local.isdigit():
            yield Reading("account", signs.email, frozenset(
                self.tables["account"].get(local, set()) | self.tables["id"].get(local, set())))

    def _inside(self, label: str) -> Iterator[Reading]:
        """The ids and names inside a label; the longest that fits counts."""
        text = unicodedata.normalize("NFKC", label).casefold()
        atoms = [(found.start(), found.end()) for found in ATOM.finditer(text)]
        hits: list[tuple[int, int, Kind, frozenset[int]]] = []
        for first in range(len(atoms)):
            for last in range(first, min(first + WORDS, len(atoms))):
                piece = text[atoms[first][0]:atoms[last][1]]
                if not _glued(text, atoms, first, last) and not _short(piece):
                    hits += [(first, last, kind, frozenset(who)) for kind in OWN
                             if (who := self.tables[kind].get(piece))]
                    if piece.isdigit() and piece not in self.tables["id"] and (
                            who := self.zeros.get(piece.lstrip("0")) or self._shortened(piece)):
                        hits.append((first, last, "id", frozenset(who)))
                if who := self.tables["name"].get(squeezed(piece)):
                    hits.append((first, last, "name", frozenset(who)))
        widest = [hit for hit in hits if not any(
            other[0] <= hit[0] and hit[1] <= other[1] and other[:2] != hit[:2] for other in hits)]
        said: dict[tuple[int, int], frozenset[int]] = {}
        for first, last, _kind, people in widest:  # a word that is one's account and another's name may be either
            said[first, last] = said.get((first, last), frozenset()) | people
        for first, last, kind, people in widest:
            people = said[first, last]
            words = [text[a:b] for a, b in atoms[first:last + 1]]
            own = {n for other in hits if other[3] & people for n in range(other[0], other[1] + 1)}
            if kind == "name" and len(words) == 1 and not _wide(words[0]) and _another(text, atoms, own):
                continue
            if not any(_goes_on(text, atoms, first, last, words, n, own) for n in (first - 1, last + 1)):
                yield Reading(kind, text[atoms[first][0]:atoms[last][1]], people)

    # What speaks against a person -------------------------------------------------------------------------------------
    def _other(self, signs: Signs, person: int, readings: Sequence[Reading]) -> Reading | None:
        """A sign that is somebody else's, though nobody else here has it."""
        own = self.people[person]
        agreeing = [reading.kind for reading in readings]
        strongest = KINDS.index(agreeing[0])
        for kind in KINDS[:-1]:
            mine, theirs = signs.of(kind), own.of(kind)
            if not mine or not theirs or kind in agreeing or KINDS.index(kind) > strongest:
                continue
            if kind == "email" and plain(mine).rpartition("@")[2] != plain(theirs).rpartition("@")[2]:
                continue  # at home and at school
            if kind == "email" or self.alike[kind]:
                return Reading(kind, mine, frozenset())
        if agreeing == ["name"] and signs.label:
            digits = plain(own.id)
            for number in re.findall(r"\d+", plain(signs.label)):
                if len(number) >= LONG and len(number) == len(digits) and digits[:2] == number[:2] != number:
                    return Reading("id", number, frozenset())
        if "name" not in agreeing and len(set(agreeing)) == 1 and strangers(signs.name, own.name):
            return Reading("name", signs.name, frozenset())
        return None


def strangers(one: str, other: str) -> bool:
    """Whether two names, written in one script, have no word in common."""
    if not one or not other or BLIND.fullmatch(one.strip()) or BLIND.fullmatch(other.strip()):
        return False
    if _wide(one) != _wide(other):
        return False  # 王小明 may be Wang Xiaoming
    for words, text in ((one, squeezed(other)), (other, squeezed(one))):
        if any(len(word) > 1 and word in text for word in ATOM.findall(plain(words))):
            return False
    return squeezed(one) != squeezed(other)


def readings(found: Found, called: Callable[[int], str]) -> str:
    """What each sign says, for a person to decide."""
    return joined(dict.fromkeys(Said(
        SAYS[reading.kind], reading.text,
        ", ".join(called(n) for n in sorted(reading.who)) or Said("somebody else")) for reading in found.readings))


def plain(text: str) -> str:
    """A text without what spelling may differ by: width, case, spaces around it."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def squeezed(text: str) -> str:
    """A name as Canvas puts it into file names: its letters and digits only."""
    return re.sub(r"[\W_]", "", plain(text))


def _keys(kind: Kind, text: str) -> set[str]:
    """What a sign is found by. A name is found from each of its words on: «First Last», «Last, First», lastfirst."""
    if not text.strip():
        return set()
    if kind != "name":
        return {plain(text)}
    words = plain(text).replace(",", " ").split()
    return {squeezed("".join(words[i:] + words[:i])) for i in range(len(words))} - {""}


def _short(text: str) -> bool:
    """A bare number that may stand for anything."""
    return text.isdigit() and len(text) < LONG


def _wide(text: str) -> bool:
    return re.search(f"[{WIDE}]", text) is not None


def _glued(text: str, atoms: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether a letter or digit, or a point or an @ with more behind it, goes on right where these atoms end."""
    before, after = text[:atoms[first][0]], text[atoms[last][1]:]
    edge = {True: "[.@]?$", False: "^[.@]?"}
    for outside, inside, left in ((before, text[atoms[first][0]], True), (after, text[atoms[last][1] - 1], False)):
        mark = re.search(edge[left], outside)
        length = len(mark[0]) if mark else 0
        far = outside[-1 - length:len(outside) - length] if left else outside[length:length + 1]
        if far.isalnum() and (length or not (_wide(far) or _wide(inside))):
            return True
    return False


def _another(text: str, atoms: Sequence[tuple[int, int]], own: set[int]) -> bool:
    """Whether a word is there that may be a part of a name, and is none of these signs."""
    for n, (start, end) in enumerate(atoms):
        word = text[start:end]
        with_digits = text[end:end + 1].isdigit() or text[max(start - 1, 0):start].isdigit()
        if n not in own and not (word.isdigit() or with_digits or word in NOISE):
            return True
    return False


def _goes_on(text: str, atoms: Sequence[tuple[int, int]], first: int, last: int, words: Sequence[str],
             neighbour: int, own: set[int]) -> bool:
    """Whether the atom beside these is a part of the same name, so that somebody else is meant."""
    if not 0 <= neighbour < len(atoms) or neighbour in own:
        return False
    word = text[atoms[neighbour][0]:atoms[neighbour][1]]
    between = (text[atoms[neighbour][1]:atoms[first][0]] if neighbour < first
               else text[atoms[last][1]:atoms[neighbour][0]])
    if word.isdigit() or word in NOISE or _wide(word) != _wide(words[0]):
        return False
    if neighbour + 1 < len(atoms) and text[atoms[neighbour][1]:atoms[neighbour + 1][0]] == "" and neighbour > last:
        return False  # «ada_hw1x2»: a word with digits is no name
    if any(any(c.isdigit() for c in w) for w in words):
        return False  # an id with digits stands for itself
    if len(words) == 1 and not _wide(word):
        return True  # one word, and another beside it
    inner = text[atoms[first][0]:atoms[last][1]]
    joins = {" ", "-", ".", "'", "’", ""} | ({"_"} if "_" in inner else set())
    return between in joins
