"""What the property files state, read without running them: names, points, titles and laws. Importing them takes
MXNet and Hypothesis, which is too long to wait for where only the words are needed."""
from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..worker.syntax import parse


@dataclass(frozen=True)
class Stated:
    """A property as its source has it; `line` is where its docstring begins."""
    name: str
    points: int
    title: str
    law: str
    line: int
    arguments: tuple[str, ...]  # of an example


@cache
def stated(path: Path) -> tuple[Stated, ...]:
    """The `@graded(points, ...)` functions of a test file, in its order."""
    found = []
    for node in parse(path.read_bytes()).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "graded":
                first = mark.args[0] if mark.args else next((k.value for k in mark.keywords if k.arg == "points"), None)
                points = first.value if isinstance(first, ast.Constant) and isinstance(first.value, int) else 0
                title, law = split(ast.get_docstring(node) or node.name)
                arguments = tuple(a.arg for a in node.args.args[1:])
                found.append(Stated(node.name, points, title, law, node.body[0].lineno, arguments))
    return tuple(found)


def split(doc: str) -> tuple[str, str]:
    """Splits a clean docstring into its first line and the rest as one line."""
    title, _, law = doc.partition("\n")
    return title.strip(), " ".join(law.split())
