"""Works out which exercises a saved file touches, from the sources' imports. Nothing is run."""
from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from ..worker.syntax import parse

# Only running a file with one of these would tell what it imports. d2l, the book's package, gives the files' functions.
UNCERTAIN = (b"importlib", b"__import__", b"exec", b"runpy", b"d2l")


def imports(source: bytes, neighbours: Iterable[str]) -> set[str]:
    """The neighbours that a file imports, at its top or anywhere in it; all of them if only running it would tell.
    A file that does not parse imports nothing: it fails whatever the others say."""
    names = set(neighbours)
    if any(word in source for word in UNCERTAIN):
        return names
    try:
        tree = parse(source)
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return set()
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            if node.module:  # from .corr2d import corr2d; from corr2d import *
                found.update(node.module.split("."))
            if node.level:   # from . import corr2d
                found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(part for alias in node.names for part in alias.name.split("."))
    return found & names


def needed(sources: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Lists for each file the files that judging it reads: itself, what it imports, and what that imports."""
    direct = {name: imports(source, sources.keys() - {name}) for name, source in sources.items()}
    reached: dict[str, set[str]] = {}
    for name in sources:
        seen, waiting = set(), [name]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                waiting += direct[here]
        reached[name] = seen
    return reached


def affected(saved: Iterable[str], *versions: Mapping[str, bytes]) -> set[str]:
    """The files whose behaviour may change when `saved` change, in any of the given versions of the sources (a file
    that was just removed, or that just stopped importing another, counts as well)."""
    saved = set(saved)
    found = set(saved)
    for sources in versions:
        found |= {name for name, reads in needed(sources).items() if reads & saved}
    return found
