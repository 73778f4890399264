"""What a verdict depends on, part by part, so that a preview runs only what a change can touch.

`version.py` says whether anything has changed; this says what. Each property's part is its code, with whatever of its
file that uses; its points, its file's imports and the exercise's limits stand beside it.
"""
from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from ..course import data, manifest
from ..worker.syntax import parse
from .version import KIT, TRAINING, meanings, packages

NAMES = ("grader/diagnosis/", "grader/report/")  # what they say beside a verdict does not change it


def parts(hidden: Sequence[Path] = ()) -> dict[str, str]:
    """Each part's digest, or its value where a preview compares values."""
    kit = manifest.load()
    found = {"core": digest(json.dumps(packages()), *(
        f"{name} {data!r}" for name, data in meanings(KIT) if not name.startswith((*NAMES, "tests/test_")))),
        "training": digest(json.dumps([kit.training_points, asdict(kit.training_limits)]),
                           *(f"{name} {data!r}" for name, data in meanings(TRAINING))),
        "late": json.dumps(asdict(kit.late), default=str)}
    for e in kit.exercises:
        found[f"limits {e.name}"] = json.dumps(asdict(e.limits))
        found[f"asked {e.name}"] = digest(json.dumps(
            [e.functions, e.forbid_builtins, e.special_case_of, data.exercise(e.name).get("base")]))
        for path in (e.tests, *(p for p in hidden if p.name == e.tests.name)):
            around, own = properties(path.read_text("utf-8"))
            key = f"around {e.name}" + ("" if path == e.tests else " hidden")
            found[key] = around
            found |= {f"{e.name}/{name}": part for name, part in own.items()}
    return found


def properties(source: str) -> tuple[str, dict[str, str]]:
    """The digest of what stands around a file's properties (its imports), and of each property: its code without
    points and title, and whatever of the file that uses."""
    own: dict[str, ast.stmt] = {}
    around: list[ast.stmt] = []
    for statement in parse(source).body:
        names = bound(statement)
        own |= dict.fromkeys(names, statement)
        if not names and not isinstance(getattr(statement, "value", None), ast.Constant):
            around.append(statement)
    found = {}
    for name, statement in own.items():
        if isinstance(statement, ast.FunctionDef) and (mark := graded(statement)) is not None:
            del mark.args[:1]  # the points
            if ast.get_docstring(statement) is not None:
                del statement.body[0]
            found[name] = digest(*(ast.dump(part) for part in uses(name, own)))
    return digest(*map(ast.dump, around)), found


def bound(statement: ast.stmt) -> list[str]:
    """The names that a statement of a file defines, imports apart."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Store)]
    return []


def graded(function: ast.FunctionDef) -> ast.Call | None:
    """The mark of a property."""
    return next((d for d in function.decorator_list if isinstance(d, ast.Call)
                 and ast.unparse(d.func).rpartition(".")[2] == "graded"), None)


def uses(name: str, own: Mapping[str, ast.stmt]) -> list[ast.stmt]:
    """A definition and all of the file that it uses, in the file's order."""
    needed, waiting = set[str](), [name]
    while waiting:
        this = waiting.pop()
        if this not in needed:
            needed.add(this)
            waiting += [node.id for node in ast.walk(own[this]) if isinstance(node, ast.Name) and node.id in own]
    return list(dict.fromkeys(statement for key, statement in own.items() if key in needed))


def digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
