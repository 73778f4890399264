"""Texts in the student's language: English in the code, Simplified Chinese from a gettext catalogue."""
from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from .said import Said

Language = Literal["en", "zh"]
CATALOGUES = Path(__file__).parent.parent / "locale"
COURSE = Path(__file__).parents[2] / "course"
_language: Language = "en"


def set_language(language: str | None) -> Language:
    """Chooses by name («en», «zh»), or by the locale where None is given."""
    global _language
    name = language or next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "en")
    _language = "zh" if name.lower().startswith("zh") else "en"
    return _language


def language() -> Language:
    return _language


@contextlib.contextmanager
def spoken(name: Language) -> Iterator[None]:
    """Speaks another language for a while."""
    before = language()
    set_language(name)
    try:
        yield
    finally:
        set_language(before)


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return {}
    from babel.messages.pofile import read_po
    with path.open("rb") as file:
        found = {m.id: m.string for m in read_po(file)
                 if isinstance(m.id, str) and isinstance(m.string, str) and m.id and m.string}  # "" is its header
    return found | of_exercises()


def of_exercises() -> dict[str, str]:
    """The Chinese of what property files say. It stands in course/ with the rest of the exercise's data, so
    that a new exercise changes no catalogue. Files that cannot be read are reported elsewhere."""
    found: dict[str, str] = {}
    for path in sorted(COURSE.glob("*.toml")):
        with contextlib.suppress(OSError, ValueError):
            head = path.read_text("utf-8").partition("\n[[misconception]]\n")[0]  # what takes long comes after it
            found |= {" ".join(text["en"].split()): "".join(line.strip() for line in text["zh"].splitlines())
                      for text in tomllib.loads(head).get("text", [])}
    return {text: said for text, said in found.items() if said}


def _(text: str) -> str:
    """A text of the catalogue, or a sentence made of one, in the chosen language."""
    if _language == "en":
        return text
    known = _catalogue(_language)
    if isinstance(text, Said):
        arguments = [_(a) if isinstance(a, Said) else a for a in text.arguments]
        pattern = known.get(text.pattern, text.pattern)
        return pattern.format(*arguments) if arguments else pattern
    return known.get(text, text)


def N_(text: str) -> str:
    """Marks a text for the catalogue, to be translated later."""
    return text
