"""Wraps text by the terminal cells that it takes: Chinese breaks between characters, English between words."""
from __future__ import annotations

import itertools
import re

from rich.cells import cell_len

NEVER_FIRST = "，。、；：？！）》」』”’…·,.;:?!)%"  # of a line
NEVER_LAST = "（《「『“‘("
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
TOKEN = re.compile(rf"\s+|[{WIDE}“”‘’…·]|[^\s{WIDE}“”‘’…·]+")


def wrapped(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells; its own line ends stay, and so do lines that fit (grids, code)."""
    return [line for row in text.split("\n")
            for line in ([row.rstrip()] if cell_len(row) <= width else _wrap(row, width))]


def _wrap(row: str, width: int) -> list[str]:
    width = max(width, 4)
    indent = row[:len(row) - len(row.lstrip())][:width // 2]
    units: list[str] = []  # what stays together
    for token in TOKEN.findall(row.strip()):
        glued = units and not token.isspace() and not units[-1].isspace() and (
            token[0] in NEVER_FIRST or units[-1][-1] in NEVER_LAST)
        if glued:
            units[-1] += token
        else:
            units.append(token)
    lines, line = [], indent
    for unit in units:
        if cell_len(line) + cell_len(unit.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = indent + unit.lstrip()
        else:
            line += unit
        while cell_len(line.rstrip()) > width:  # a word longer than a line
            fits = fitting(line, width)
            lines.append(line[:fits])
            line = indent + line[fits:]
    return [*lines, line.rstrip()]


def cut(text: str, width: int) -> str:
    """Cuts a line to at most `width` columns."""
    return text if cell_len(text) <= width else f"{text[:fitting(text, width - 3)]}..."


def fitting(text: str, width: int) -> int:
    """How many characters of a text take at most `width` cells."""
    cells = itertools.accumulate(map(cell_len, text))
    return next((n for n, taken in enumerate(cells) if taken > width), len(text))


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a docstring, each in one line: as the catalogue has them."""
    return [" ".join(part.split()) for part in (text or "").split("\n\n") if part.strip()]
