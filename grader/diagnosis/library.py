"""Wrong answers that people really give: one file an exercise, one function or class a misconception.

A misconception replaces one name of the solution's file. Its docstring says, in English and in Chinese, what the code
does, why that is not what was asked, and where the book explains it. The files are read, not imported: what a
misconception needs to run is the solution's file, to which its source is appended.
"""
from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ..course.manifest import ROOT
from ..language.i18n import language
from ..submission.files import Folder

SOLUTIONS = ROOT / "solutions"
T = TypeVar("T", bound=Callable[..., Any])


def wrong(target: str) -> Callable[[T], T]:
    """Registers the decorated function or class as a wrong answer in place of `target`."""
    def register(answer: T) -> T:
        answer.__wrong_target__ = target  # type: ignore[attr-defined]
        return answer
    return register


@dataclass(frozen=True)
class Wrong:
    """One misconception."""
    exercise: str
    name: str
    target: str
    en: str
    zh: str
    code: str

    @property
    def message(self) -> str:
        """What it says to the student, in the chosen language."""
        return self.zh if language() == "zh" else self.en

    def source(self) -> str:
        """It as a student's file."""
        solution = solutions()[self.exercise].decode()
        return f"{solution}\n\n{self.code}\n\n\n{self.target} = {self.name}\n"

    def folder(self) -> Folder:
        """A submission whose other files are right."""
        return Folder(self.name, solutions() | {self.exercise: self.source().encode()}, {})


@cache
def _solutions() -> tuple[tuple[str, bytes], ...]:
    return tuple((path.stem, path.read_bytes()) for path in sorted(SOLUTIONS.glob("[!_]*.py")))


def solutions() -> dict[str, bytes]:
    """The sources of all solutions; none where the kit was handed out without them."""
    return dict(_solutions())


@cache
def of(exercise: str) -> tuple[Wrong, ...]:
    """The misconceptions of an exercise: the more specific ones stand first. None where it has no file of them, or no
    solution for them to stand in."""
    path = Path(__file__).parent / "misconceptions" / f"{exercise}.py"
    if not path.exists() or exercise not in solutions():
        return ()
    text = path.read_text("utf-8")
    lines = text.splitlines()
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and (target := _target(node)) is not None:
            en, _, zh = inspect.cleandoc(ast.get_docstring(node) or "").partition("\n\n")
            code = "\n".join(lines[node.lineno - 1: node.end_lineno])  # begins at def or class: without the decorator
            found.append(Wrong(exercise, node.name, target, " ".join(en.split()),
                               "".join(line.strip() for line in zh.splitlines()), code))
    return tuple(found)


def _target(node: ast.FunctionDef | ast.ClassDef) -> str | None:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="wrong"), args=[ast.Constant(value=str(target))]):
                return target
    return None
