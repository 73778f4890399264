"""Hints and what was learned, in the student's language."""
from __future__ import annotations

from ..language.i18n import language
from . import data


def hints(exercise: str) -> list[str]:
    """The hints of an exercise, each more concrete than the one before."""
    return [hint[language()] or hint["en"] for hint in map(data.both, data.exercise(exercise).get("hint", []))]


def learned(exercise: str) -> str:
    """What a student who passed has learned, in a sentence."""
    said = data.both(data.exercise(exercise).get("learned", {}))
    return said[language()] or said["en"]
