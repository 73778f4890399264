"""Python's parser, for one thread at a time: in Python 3.11, two that parse at once can raise a SystemError."""
from __future__ import annotations

import ast
import threading
from typing import Any

ALONE = threading.Lock()


def parse(source: str | bytes, file: str = "<unknown>") -> ast.Module:
    """A file's tree; what `ast.parse` raises, where Python cannot read it."""
    with ALONE:
        tree: Any = compile(source, file, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def tree_of(source: str | bytes) -> ast.Module | None:
    """A file's tree; None where Python cannot read it."""
    try:
        return parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
