"""The library of misconceptions: wrong answers that people really give.

A misconception replaces one function or class of an exercise. In course/<exercise>.toml it is an edit of the solution,
or of a quicker right answer that the same file has as a base; the few that cannot be written as an edit stand there in
full. Each has two texts, English and Chinese: what the code does, why that is not what was asked, and where the book
explains it.
"""
from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..course import data
from ..course.data import ROOT, CourseError
from ..submission.files import Folder
from ..worker.syntax import parse

SOLUTIONS = ROOT / "solutions"


@dataclass(frozen=True)
class Wrong:
    """One misconception."""
    exercise: str
    name: str
    target: str
    en: str
    zh: str
    code: str  # in place of the target's definition
    edit: tuple[tuple[Any, ...], ...] = ()  # of a right answer, where it is one: the solution, or
    base: str | None = None                 # one of the exercise's bases

    @property
    def texts(self) -> dict[str, str]:
        """The explanations for the student, by language."""
        return {"en": self.en, "zh": self.zh}

    def source(self) -> str:
        """The source of a student's file that has this mistake."""
        solution = solutions()[self.exercise].decode()
        return solution.replace(definition(solution, self.target), self.code)

    def folder(self) -> Folder:
        """A submission whose other files are right."""
        return Folder(self.name, solutions() | {self.exercise: self.source().encode()}, {})


@cache
def _solutions() -> tuple[tuple[str, bytes], ...]:
    return tuple((path.stem, path.read_bytes()) for path in sorted(SOLUTIONS.glob("[!_]*.py")))


def solutions() -> dict[str, bytes]:
    """The sources of all solutions; none where the kit was handed out without them."""
    return dict(_solutions())


@cache
def of(exercise: str) -> tuple[Wrong, ...]:
    """The misconceptions of an exercise: the more specific ones stand first. None where there is no solution for them
    to stand in. CourseError where an edit does not fit what it edits."""
    if exercise not in solutions():
        return ()
    return tuple(_wrong(exercise, entry) for entry in data.misconceptions(exercise))


def named(exercise: str, name: str) -> Wrong:
    """One misconception. LookupError where there is none of that name."""
    for wrong in of(exercise):
        if wrong.name == name:
            return wrong
    raise LookupError(f"{exercise} has no misconception {name}")


def _wrong(exercise: str, entry: dict[str, Any]) -> Wrong:
    name = str(entry.get("name", "a misconception without a name"))
    edit: tuple[tuple[Any, ...], ...] = ()
    try:
        target = str(entry["of"])
        if "code" in entry:
            code = str(entry["code"]).strip("\n")
        else:
            code = edited(base(exercise, target, entry.get("base")), entry["edit"])
            edit = tuple(map(tuple, entry["edit"]))
    except (LookupError, TypeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise CourseError(f"course/{exercise}.toml: {name}: {reason}") from None
    said = data.both(entry)
    return Wrong(exercise, name, target, said["en"], said["zh"], code, edit, entry.get("base"))


def base(exercise: str, target: str, name: str | None) -> str:
    """The right answer that a misconception edits."""
    if name is None:
        return definition(solutions()[exercise].decode(), target)
    return str(data.exercise(exercise)["base"][name][target]).strip("\n")


@cache
def definition(source: str, name: str) -> str:
    """The lines of a function or class."""
    for node in parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return "\n".join(source.splitlines()[node.lineno - 1: node.end_lineno])
    raise LookupError(f"the solution defines no {name}")


def edited(text: str, edits: Iterable[Sequence[Any]]) -> str:
    """`text` with all edits made. An edit is [old, new]; or [old, new, count], where `old` occurs so many times and all
    are replaced. Each edit looks for `old` in the text as it was. The lines of `new` after its first are indented as
    the line is that it begins in."""
    found: list[tuple[int, int, str]] = []
    for old, new, *count in edits:
        places = [match.start() for match in re.finditer(re.escape(old), text)]
        wanted = count[0] if count else 1
        if len(places) != wanted:
            raise ValueError(f"{old!r} occurs {len(places)} times in what it edits, not {wanted}")
        for at in places:
            line = text[text.rfind("\n", 0, at) + 1:]
            indent = line[:len(line) - len(line.lstrip(" "))]
            found.append((at, at + len(old), new.strip("\n").replace("\n", "\n" + indent)))
    parts, end = [], 0
    for first, last, new in sorted(found):
        if first < end:
            raise ValueError(f"two edits of the same place: {text[first:end]!r}")
        parts += [text[end:first], new]
        end = last
    return "".join(parts) + text[end:]
