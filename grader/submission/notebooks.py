"""A notebook as a module: the code of its cells, as far as a plain Python can run it.

In a notebook a cell that fails does not undo the others, and %magics and !commands are not Python. So these are
blanked; a cell that is not Python is left out, unless it defines one of the exercises' functions. Statements that fail
are left out when the module is imported, as those of any other file are (worker/absent.py).
"""
from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from ..errors import KitError
from ..language.said import Said
from ..worker.syntax import parse

RUNS_PYTHON = (["time"], ["capture"], ["prun"], ["grade"])  # %%magics whose cell is Python all the same
MAGIC = re.compile(r"(?P<indent>\s*+)(?:%(?P<name>\w+)(?P<rest>.*)|!.*|\?.*|[\w.]+\s*\?{1,2}\s*|[\w, ]+=\s*[%!].*)\r?")


class BadNotebook(KitError):
    """Not to be read as a notebook; the message says why."""


def source(content: bytes, wanted: set[str], most: int = 1 << 20) -> tuple[str, set[str]]:
    """The module's source, limited in length, and which of the wanted names it defines. Raises BadNotebook."""
    kept: list[str] = []
    future: list[str] = []
    defined: set[str] = set()
    cells = list(code_cells(content))
    if sum(map(len, cells)) > most:
        raise BadNotebook(Said("holds more than {0} KB of code (source_kb = {0})", most >> 10))
    for cell in cells:
        code, tree = parsed(cell)
        names = definitions(code, tree) & wanted
        defined |= names
        if tree is None and not names:
            continue  # else the student is told
        for line in code.split("\n"):
            (future if line.startswith("from __future__ ") else kept).append(line)
    return "\n".join([*future, *kept, ""]), defined


def code_cells(content: bytes) -> Iterator[str]:
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        cells = notebook["cells"] if "cells" in notebook else [
            cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]  # before version 4
        for cell in cells:
            if cell["cell_type"] == "code":
                text = cell["source"] if "source" in cell else cell["input"]
                yield re.sub("\r\n?", "\n", text if isinstance(text, str) else "".join(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadNotebook(Said("is not a notebook that can be read")) from None


def parsed(cell: str) -> tuple[str, ast.Module | None]:
    """A cell as Python, line numbers kept, and its tree. IPython's own syntax is blanked where the cell is not Python
    as it stands."""
    tree = tree_of(cell)
    if tree is not None:
        return cell, tree
    code = without_magics(cell)
    return code, tree_of(code)


def tree_of(code: str) -> ast.Module | None:
    try:
        return parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def without_magics(cell: str) -> str:
    lines = cell.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].startswith("%%"):
        if lines[start][2:].split(maxsplit=1)[:1] not in RUNS_PYTHON:
            return ""
        lines[start] = ""
    return "\n".join(map(_plain, lines))


def _plain(line: str) -> str:
    found = MAGIC.fullmatch(line)
    if found is None:
        return line
    if found["name"] == "time" and found["rest"].strip():
        return f"{found['indent']}{found['rest'].strip()}"
    return f"{found['indent']}pass"


def definitions(code: str, tree: ast.Module | None) -> set[str]:
    """The names that the code defines at its top level; also of code that doesn't parse, by its lines."""
    if tree is None:
        return set(re.findall(r"^(?:def|class)\s+(\w+)", code, re.M))
    return {name for statement in tree.body for name in _names(statement)}


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {t.id for t in statement.targets if isinstance(t, ast.Name)}
    return set()
