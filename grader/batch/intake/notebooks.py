"""A notebook as a module: the code of its cells, as far as a plain Python can run it.

In a notebook a cell that fails does not undo the others, and %magics and !commands are no Python. So these are blanked,
and every statement of the top level that defines none of the exercises' functions may fail without harm: a plot
without matplotlib, a demonstration that raises. What defines them stays as it was written, errors included.
"""
from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator

RUNS_PYTHON = ("time", "capture", "prun")  # %%magics whose cell is Python all the same
MAGIC = re.compile(r"(?P<indent>\s*)(?:%(?P<name>\w+)(?P<rest>.*)|!.*|\?.*|[\w.]+\s*\?{1,2}\s*|[\w, ]+=\s*[%!].*)\n?$")


class BadNotebook(Exception):
    """Not to be read as a notebook; the message says why."""


def source(content: bytes, wanted: set[str]) -> tuple[str, set[str]]:
    """The module's source, and which of the wanted names it defines."""
    cells = list(code_cells(content))
    kept, future, defined = [], [], set()
    for cell in cells:
        code = without_magics(cell)
        names = definitions(code) & wanted
        defined |= names
        lines = code.splitlines(keepends=True)
        future += [line for line in lines if line.startswith("from __future__ ")]
        code = "".join("\n" if line.startswith("from __future__ ") else line for line in lines)
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            if names:
                kept.append(code)  # the student is told
            continue
        kept.append(guarded(code, tree, wanted))
    return "".join([*future, *(part if part.endswith("\n") else part + "\n" for part in kept)]), defined


def code_cells(content: bytes) -> Iterator[str]:
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        cells = notebook["cells"] if "cells" in notebook else [
            cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]  # before version 4
        for cell in cells:
            if cell["cell_type"] == "code":
                text = cell["source"] if "source" in cell else cell["input"]
                yield text if isinstance(text, str) else "".join(text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadNotebook("is no notebook that can be read") from None


def without_magics(cell: str) -> str:
    """The cell with IPython's own syntax blanked, line numbers kept. What is Python already stays as it is."""
    try:
        ast.parse(cell)
        return cell
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    lines = cell.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines and lines[start].startswith("%%"):
        if lines[start][2:].split(maxsplit=1)[0] not in RUNS_PYTHON:
            return ""
        lines[start] = "\n"
    return "".join(_plain(line) for line in lines)


def _plain(line: str) -> str:
    found = MAGIC.match(line)
    if found is None:
        return line
    if found["name"] == "time" and found["rest"].strip():
        return f"{found['indent']}{found['rest'].strip()}\n"
    return f"{found['indent']}pass\n"


def definitions(code: str) -> set[str]:
    """The names that the code defines at its top level; also of code that doesn't parse, by its lines."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"^(?:def|class)\s+(\w+)", code, re.M))
    return {name for statement in tree.body for name in _names(statement)}


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {t.id for t in statement.targets if isinstance(t, ast.Name)}
    return set()


def guarded(code: str, tree: ast.Module, wanted: set[str]) -> str:
    """The cell's code, each statement that defines nothing wanted inside `try`."""
    lines = code.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    inside = _inside_strings(code)
    out: list[str] = []
    done = 0
    body = tree.body
    while body:
        # Statements that share a line (a; b) go together.
        count = next((i for i in range(1, len(body)) if body[i].lineno > (body[i - 1].end_lineno or 0)), len(body))
        group, body = body[:count], body[count:]
        decorators = [d.lineno for d in getattr(group[0], "decorator_list", [])]
        first, last = min([group[0].lineno, *decorators]) - 1, group[-1].end_lineno or group[-1].lineno
        out += lines[done:first]
        done = last
        if any(_names(statement) & wanted for statement in group):
            out += lines[first:last]
            continue
        out += ["try:\n", *(line if number in inside else "    " + line
                            for number, line in enumerate(lines[first:last], first + 1)),
                "except Exception as _error:\n", "    print(type(_error).__name__, _error)\n"]
    return "".join(out + lines[done:])


def _inside_strings(code: str) -> set[int]:
    """The lines that begin inside a string or go on after a backslash: indenting them would change the code."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.STRING:
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
    return inside
