"""Earlier files: a missing or wrong one costs its own points only. A later file that imports from it is judged with a
right one in its place. But no submission earns a point that it did not compute: what has the later exercise as a
special case, and so would do all of it, stays the student's own."""
from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from typing import TYPE_CHECKING

from ..course import manifest
from ..course.manifest import Exercise
from ..worker.syntax import parse

if TYPE_CHECKING:
    from .in_process import InProcess
    from .isolated import Isolated


def earlier(exercise: Exercise) -> Iterator[Exercise]:
    """The exercises before this one, which its file may build on."""
    return itertools.takewhile(lambda e: e.name != exercise.name, manifest.load().exercises)


def right_ones(exercise: Exercise, right: Mapping[str, bool]) -> dict[str, tuple[list[str], bytes]]:
    """Right answers in the place of missing and wrong earlier files: of each, the functions and the text."""
    return {e.name: ([name for name in e.functions if name not in exercise.special_case_of],
                     without(e.solution.read_bytes(), exercise.special_case_of))
            for e in earlier(exercise) if not right.get(e.name, True)}


def without(source: bytes, names: Collection[str]) -> bytes:
    """A file without these functions, each line in its place: what is not there cannot be found."""
    lines = source.splitlines(keepends=True)
    for node in parse(source).body if names else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            first, last = min([node.lineno, *(d.lineno for d in node.decorator_list)]), node.end_lineno or node.lineno
            lines[first - 1:last] = [b"\n"] * (last - first + 1)
    return b"".join(lines)


def built_on(exercise: Exercise) -> set[str]:
    """The exercises that the right answer itself imports."""
    return {node.module for node in ast.walk(parse(exercise.solution.read_bytes()))
            if isinstance(node, ast.ImportFrom) and node.level and node.module}


def imported(exercise: Exercise, asked: Set[str]) -> set[str]:
    """The earlier exercises among what a file asked its neighbours for."""
    return {e.name for e in earlier(exercise) if asked & {"*", e.name, *e.functions}}


def unknown(exercise: Exercise, transport: InProcess | Isolated) -> set[str]:
    """The earlier exercises that a file imports and of which nobody knows yet whether they are right."""
    return transport.imported(exercise) - transport.right.keys()


def mended(exercise: Exercise, transport: InProcess | Isolated, right: Callable[[Exercise], bool]) -> bool:
    """Whether right answers stand in from now on for more of the earlier files that it imports; then it has to be
    judged anew. `right` judges those of which nothing is known."""
    names, more = set[str](), transport.imported(exercise)  # once: what is judged below may import more, later
    while more - names:
        names |= more
        for other in earlier(exercise):
            if other.name in names and other.name not in transport.right:
                transport.right[other.name] = right(other)
        more = {name for other in earlier(exercise) if other.name in names and not transport.right[other.name]
                for name in built_on(other)}
    if {name for name in names if not transport.right[name]} <= transport.replaced(exercise):
        return False
    transport.forget(exercise)
    return True
