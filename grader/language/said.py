"""A sentence that can be said in any language: what was found keeps no language, what is shown does.

`Said("expected {0}, got {1}", 3, 4)` is a str, the English sentence, which remembers its pattern (a text of the
catalogue) and its arguments. `i18n._` says it in the chosen language; `as_json` and `from_json` keep it in a report.
"""
from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from typing import Any

Argument = str | int | float


class Said(str):
    """An English sentence that remembers how it was made. An argument may be a sentence itself."""
    pattern: str
    arguments: tuple[Argument, ...]

    def __new__(cls, pattern: str, *arguments: Any) -> Said:
        kept = tuple(a if isinstance(a, (str, int, float)) else str(a) for a in arguments)
        said = super().__new__(cls, pattern.format(*kept) if kept else pattern)
        said.pattern, said.arguments = pattern, kept
        return said

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (self.pattern, *self.arguments)


def joined(parts: Iterable[str], by: str = "; ") -> str:
    """One sentence of several."""
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else Said(by.join(f"{{{n}}}" for n in range(len(kept))), *kept) if kept else ""


def as_json(text: str) -> Any:
    """A sentence for a report: {"id", "args"}; plain text stays text."""
    if not isinstance(text, Said):
        return text
    return {"id": text.pattern, "args": [as_json(a) if isinstance(a, str) else a for a in text.arguments]}


def dumps(text: str) -> str:
    """A sentence as a column of text has it."""
    return json.dumps(as_json(text)) if isinstance(text, Said) else text


def loads(text: str) -> str:
    """The sentence again; a text that is none stays as it is."""
    if text.startswith('{"id": '):
        with contextlib.suppress(ValueError, LookupError):
            return from_json(json.loads(text))
    return text


def from_json(value: Any) -> str:
    """The sentence again. If the arguments do not fit the pattern, the pattern stays as it is."""
    if not isinstance(value, dict):
        return str(value)
    arguments = [from_json(a) if isinstance(a, dict) else a for a in value["args"]]
    try:
        return Said(value["id"], *arguments)
    except (LookupError, ValueError, AttributeError):
        return str(value["id"])
