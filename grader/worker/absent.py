"""What a file does without: statements of its top level that failed, and the names that they would have made.

A reader leaves all kinds of things behind at import: a plot without matplotlib, a download, a demonstration that
raises, `sys.exit()` at the end. None of it is the answer. So a statement that fails is left out, and each name that it
would have made stands for nothing until a judged function uses it: then it says which line is to blame.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

NO_GPU = "no GPU for MXNet here"
TODO = "StillToDo"  # the kind of a NotImplementedError that the asked file itself raises
OPERATORS = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and",
             "xor", "or")
USES = ("call", "bool", "len", "iter", "next", "getitem", "setitem", "delitem", "contains", "enter", "exit", "eq", "ne",
        "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "int", "float", "complex", "index", "round", "array",
        "mro_entries", "instancecheck", "subclasscheck", "setattr", *OPERATORS, *(f"r{name}" for name in OPERATORS),
        *(f"i{name}" for name in OPERATORS if name != "divmod"))  # fmt: skip


@dataclass(frozen=True)
class Left:
    """A statement that was left out: where it stands, how it begins, and what it raised."""
    file: str
    line: int
    code: str
    kind: str
    message: str
    trace: str = ""
    package: str = ""  # that could not be imported


class NotThere(Exception):
    """A name was used whose statement had been left out."""

    def __init__(self, name: str, left: Left) -> None:
        super().__init__(
            f"{name} is not there: line {left.line} of {left.file} was left out when the file was imported "
            f"({left.kind}: {left.message})" if left.line else
            f"{name} is the book's own helper, and the book's package is not there when a file is judged")
        self.name, self.left = name, left


class Absent:
    """Stands for what is not there. It may be passed on and asked for attributes, as an annotation does; any other use
    is an error that says what is missing."""
    __slots__ = ("_left", "_name")
    __hash__ = object.__hash__
    _name: str
    _left: Left

    def __init__(self, name: str, left: Left) -> None:
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "_left", left)

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # Python asks whether it can do this or that
        return Absent(f"{self._name}.{name}", self._left)

    def __repr__(self) -> str:
        return f"<{self._name}, which is not there>"


def _used(self: Absent, *_: Any, **__: Any) -> NoReturn:
    raise NotThere(self._name, self._left)


for _use in USES:
    setattr(Absent, f"__{_use}__", _used)


def pieces(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module, an import of several names as one for each: the others come without the one."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (ast.copy_location(ast.Import([alias]), node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                yield ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)
        else:
            yield node


def bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement makes in its own scope."""
    if isinstance(node, ast.alias):
        if node.name != "*":
            yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store):
            yield node.id
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        for inner in ast.iter_child_nodes(node):
            yield from bound(inner)
