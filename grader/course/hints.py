"""Hints and what was learned, in the student's language."""
from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ..language.i18n import language


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent.parent / "hints.toml").read_text("utf-8"))


def hints(exercise: str) -> list[str]:
    """The hints of an exercise, each more concrete than the one before."""
    return [str(hint.get(language()) or hint.get("en", "")) for hint in _raw().get(exercise, [])]


def learned(exercise: str) -> str:
    """What a student who passed has learned, in a sentence."""
    said = _raw().get("learned", {}).get(exercise, {})
    return str(said.get(language()) or said.get("en", ""))
