"""A notebook as a module: the code of its cells, as far as a plain Python can run it.

In a notebook a cell that fails does not undo the others, and %magics and !commands are not Python. So these are
blanked; a cell that is not Python is left out, unless it defines one of the exercises' functions: then it is in the way
of that exercise, and of no other. Statements that fail are left out when the module is imported, as those of any other
file are (worker/absent.py).
"""
from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..errors import KitError
from ..language.said import Said
from ..worker.syntax import tree_of as tree_of

RUNS_PYTHON = (["time"], ["capture"], ["prun"], ["grade"])  # %%magics whose cell is Python all the same
MAGIC = re.compile(r"(?P<indent>\s*+)(?:%(?P<name>\w+)(?P<rest>.*)|!.*|\?.*|[\w.]+\s*\?{1,2}\s*|[\w, ]+=\s*[%!].*)\r?")


class BadNotebook(KitError):
    """A file that cannot be read as a notebook; the message says why."""


@dataclass(frozen=True)
class Cell:
    """The code of one cell. `defines`: functions of exercises, each with its exercise."""
    code: str
    readable: bool
    defines: dict[str, str]

    def lines(self, exercise: str, earlier: Collection[str]) -> list[str]:
        """The lines as they stand in the module of an exercise. What a cell that is no Python would define of an
        earlier one is imported from there, where a right answer may stand in for it."""
        if self.readable or exercise in self.defines.values():
            return self.code.split("\n")
        return [f"from .{owner} import {name}" for name, owner in self.defines.items() if owner in earlier]


def sources(content: bytes, owners: Mapping[str, str], most: int = 1 << 20) -> dict[str, str]:
    """The module's source for each exercise of which the notebook defines a function; limited in length. `owners`: the
    exercise of each function, in the exercises' order. Raises BadNotebook."""
    texts = list(code_cells(content))
    if sum(map(len, texts)) > most:
        raise BadNotebook(Said("holds more than {0} KB of code (source_kb = {0})", most >> 10))
    cells = []
    for text in texts:
        code, tree = parsed(text)
        defines = {name: owners[name] for name in sorted(definitions(code, tree) & owners.keys())}
        if tree is not None or defines:
            cells.append(Cell(code, tree is not None, defines))
    exercises = list(dict.fromkeys(owners.values()))
    defined = {owner for cell in cells for owner in cell.defines.values()}
    return {name: module(line for cell in cells for line in cell.lines(name, exercises[:place]))
            for place, name in enumerate(exercises) if name in defined}


def module(lines: Iterable[str]) -> str:
    """A module of these lines. What Python wants at the top stands there."""
    ordered = sorted(lines, key=lambda line: not line.startswith("from __future__ "))
    return "\n".join([*ordered, ""])


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
    return {name for statement in tree.body for name in defined(statement)}


def defined(statement: ast.stmt) -> list[str]:
    """The names that a statement defines."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [t.id for t in statement.targets if isinstance(t, ast.Name)]
    return []
