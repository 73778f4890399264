"""Says where in the student's file a failure is, as editors read it: `exercises/corr2d.py:15:9: error: Your ...`."""
from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from ..language import harmless
from ..language.i18n import _
from ..report.record import PropertyResult
from ..worker.syntax import parse

BEGINS, ENDS = "[judging]", "[judged]"  # lines around the problems of one turn
PLACE = re.compile(r'File "([\w.]+\.py)", line (\d+)')


def line(result: PropertyResult, file: Path, functions: Sequence[str]) -> str:
    """The line for an editor. It points to the last place in the trace that lies in the student's files, or without one
    to the function that the property is about."""
    said = result.misconception.message if result.misconception else _(result.message)
    places = PLACE.findall(result.trace)
    if places:
        name, number = places[-1]
        where, at = file.with_name(name), int(number)
    else:
        where, at = file, _defined(file, [f for f in functions if re.search(rf"\b{f}\b", result.title)] or functions)
    return f"{where}:{at}:{_column(where, at)}: error: {' '.join(harmless.terminal(said).split())}"


def _defined(file: Path, functions: Sequence[str]) -> int:
    """The line where the first of the functions is defined; 1 where none is."""
    try:
        tree = parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 1
    return next((node.lineno for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
                 and node.name in functions), 1)


def _column(file: Path, number: int) -> int:
    """Where the text of a line begins."""
    try:
        text = file.read_text("utf-8", "replace").splitlines()[number - 1]
    except (OSError, IndexError):
        return 1
    return len(text) - len(text.lstrip()) + 1
