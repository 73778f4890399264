"""Text from outside, made harmless."""
from __future__ import annotations

import unicodedata
from typing import Any

from .said import Said


def clean(text: str) -> str:
    """Text that every database, table and terminal takes: no control characters, line ends included, and no half of a
    surrogate pair (from file names that are not UTF-8). A sentence stays one."""
    if isinstance(text, Said):
        return Said(text.pattern, *(clean(a) if isinstance(a, str) else a for a in text.arguments))
    return "".join(c if unicodedata.category(c) != "Cc" else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}"
                   for c in text.encode("utf-8", "replace").decode("utf-8"))


def terminal(value: Any) -> str:
    """Text of a submission, made harmless for a terminal: no control characters but line ends."""
    return "".join(c if c == "\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
