"""Reads course/: one TOML file for each exercise, and course.toml with what holds for all of them.

An exercise's misconceptions come last in its file and are most of it. They are parsed when they are asked for, which
takes ten times as long as all the rest.
"""
from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import KitError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "course"
MISCONCEPTION = "\n[[misconception]]\n"

Table = dict[str, Any]


class CourseError(KitError):
    """A file in course/ that cannot be used; the message names it."""


def file(name: str) -> Path:
    """The file of an exercise."""
    return FOLDER / f"{name}.toml"


@cache
def course() -> Table:
    """What holds for all exercises."""
    path = FOLDER / "course.toml"
    return parsed(path, read(path))


@cache
def exercise(name: str) -> Table:
    """What course/ says of an exercise, without its misconceptions."""
    path = file(name)
    return parsed(path, read(path).partition(MISCONCEPTION)[0])


@cache
def misconceptions(name: str) -> tuple[Table, ...]:
    """The entries of an exercise's misconceptions, in their order."""
    path = file(name)
    head, mark, rest = read(path).partition(MISCONCEPTION)
    raw = parsed(path, "\n" * head.count("\n") + mark + rest)  # errors name the lines of the whole file
    entries = raw.pop("misconception", [])
    if raw:
        raise CourseError(f"course/{path.name}: misconceptions come last; {', '.join(raw)} stands after the first")
    return tuple(entries)


def names() -> list[str]:
    """The exercises, in their order."""
    found = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "course")
    return sorted(found, key=lambda name: require(name, exercise(name), "order", int))


def require(name: str, table: Mapping[str, Any], key: str, kind: type) -> Any:
    """A value that has to be there."""
    value = table.get(key)
    if not isinstance(value, kind):
        raise CourseError(f"course/{name}.toml: {key} is missing, or not what it should be ({kind.__name__})")
    return value


def both(entry: Mapping[str, Any]) -> dict[str, str]:
    """A text in both languages, each as one line. English lines are joined with spaces, Chinese ones without."""
    return {"en": " ".join(str(entry.get("en", "")).split()),
            "zh": "".join(line.strip() for line in str(entry.get("zh", "")).splitlines())}


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"course/{path.name} cannot be read: {error}") from None


def parsed(path: Path, text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"course/{path.name}: {error}") from None
