"""Texts in the student's language: English in the code, Simplified Chinese from a gettext catalogue."""
from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
CATALOGUES = Path(__file__).parent.parent / "locale"
_language: Language = "en"


def set_language(language: str | None) -> Language:
    """Chooses by name («en», «zh»), or by the locale where None is given."""
    global _language
    name = language or next((v for k in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(k))), "en")
    _language = "zh" if name.lower().startswith("zh") else "en"
    return _language


def language() -> Language:
    return _language


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return {}
    from babel.messages.pofile import read_po
    with path.open("rb") as file:
        return {m.id: m.string for m in read_po(file)
                if isinstance(m.id, str) and isinstance(m.string, str) and m.string}


def _(text: str) -> str:
    """`text` in the chosen language."""
    return text if _language == "en" else _catalogue(_language).get(text, text)


def N_(text: str) -> str:
    """Marks a text for the catalogue, to be translated later."""
    return text
