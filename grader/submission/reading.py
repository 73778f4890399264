"""What reading a file shows before anything runs: that Python cannot read it, and why; names that are missing or nearly
right; other arguments than the exercise's; a later line that binds a judged name again. Nothing of it costs points: it
says what running the file alone would not."""
from __future__ import annotations

import ast
import difflib
import json
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..course import stubs
from ..course.manifest import Exercise
from ..language import harmless
from ..language.i18n import N_
from ..language.said import Said
from ..worker.syntax import parse, tree_of

Definition = ast.FunctionDef | ast.ClassDef
Placed = tuple[Definition, tuple[ast.AST, ...]]  # a definition, and what stands around it, the innermost last
# Chinese punctuation, and what Python has in its place.
PUNCTUATION = dict(zip("，（）：；。【】“”‘’＝＋－＊／！、《》　", ",():;.[]\"\"''=+-*/!,<> ", strict=True))
# What Python says of a file that it cannot read, and what that means.
SYNTAX = (
    (r"'([\[({])' was never closed", N_("line {0} of {1}: the bracket {2} is never closed")),
    (r"unmatched '([\])}])'", N_("line {0} of {1}: nothing opens the bracket {2}")),
    (r"closing parenthesis '(.)' does not match", N_("line {0} of {1}: the bracket {2} closes one of another kind")),
    (r"expected ':'", N_("line {0} of {1}: a colon is missing at the end of the line")),
    (r"expected an indented block",
     N_("line {0} of {1}: this line has to be indented: it follows one that ends with a colon")),
    (r"unexpected indent", N_("line {0} of {1}: this line is indented, and none before it asks for that")),
    (r"unindent does not match",
     N_("line {0} of {1}: this line is indented less than the one before, and as far as none above it")),
    (r"inconsistent use of tabs", N_("line {0} of {1}: tabs and spaces are mixed at the beginning of the line")),
    (r"unterminated string|unterminated triple", N_("line {0} of {1}: a text in quotation marks does not end")),
    (r"Maybe you meant '==' or ':='", N_("line {0} of {1}: = sets a name; == compares")),
    (r"Perhaps you forgot a comma", N_("line {0} of {1}: Python cannot read this line; is a comma missing?")),
)


LONGEST = 64 << 10  # bytes of a file that is read here, in the judge's own process: an exercise takes two thousand


def tree(source: bytes) -> ast.Module | None:
    """A file's tree; None where Python cannot read it, or where that would cost too much time and memory."""
    return tree_of(source) if len(source) <= LONGEST else None


@dataclass(frozen=True)
class Unreadable:
    """Why Python cannot read a file, in a sentence; and the line, with a caret below it."""
    message: str
    trace: str = ""


@lru_cache(maxsize=32)
def unreadable(file: str, source: bytes) -> Unreadable | None:
    """Why a file cannot be read; None where it can, or where running it has to say so."""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or source.count(0) > len(source) // 4:
        return Unreadable(Said("{0} is stored as UTF-16, which Python does not read: save it as UTF-8", file))
    if is_notebook(source):
        return Unreadable(Said("{0} is a notebook, not a Python file: copy the code of its cells into {0}, or export "
                               "the notebook as a Python file", file))
    if len(source) > LONGEST:
        return None
    try:
        parse(source)
    except SyntaxError as error:
        return Unreadable(_sentence(file, source, error), _with_caret(file, error))
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def is_notebook(source: bytes) -> bool:
    if not source.lstrip().startswith(b"{") or b'"cells"' not in source:
        return False
    try:
        return isinstance(json.loads(source), dict)
    except (ValueError, RecursionError):
        return False


def _sentence(file: str, source: bytes, error: SyntaxError) -> str:
    number, said = error.lineno or 0, str(error.msg)
    lines = source.decode("utf-8-sig", "replace").splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else error.text or ""
    if "codec can't decode" in said or "encoding problem" in said:
        return Said("{0} is stored in another encoding than UTF-8, GBK perhaps: save it as UTF-8", file)
    at = (error.offset or 1) - 1
    wrong = next((c for c in line[max(at, 0):] + line if c in PUNCTUATION), "")
    if wrong and ("invalid character" in said or "non-printable" in said):
        return Said("line {0} of {1} has the Chinese {2} where Python knows only {3}", number, file, wrong,
                    PUNCTUATION[wrong] if PUNCTUATION[wrong] != " " else Said("a plain space"))
    if re.match(r"\s*[%!]", line):
        return Said("line {0} of {1} is a command of notebooks ({2}): a Python file does without it", number, file,
                    harmless.terminal(line.strip()[:40]))
    for pattern, meaning in SYNTAX:
        if match := re.search(pattern, said):
            return Said(meaning, number, file, *match.groups())
    if not number:
        return Said("{0}: Python cannot read this file ({1})", file, said)
    return Said("line {0} of {1}: Python cannot read this line ({2})", number, file, said)


def _with_caret(file: str, error: SyntaxError) -> str:
    error.filename = file
    return harmless.terminal("".join(traceback.format_exception_only(error)[:-1]))


BUILTIN = re.compile("conv|correl|pool|upsampl|roi", re.IGNORECASE)


def builtin_place(file: str, source: bytes) -> str:
    """The first line that takes a convolution, a correlation or a pooling from an imported module, as a traceback has
    it; nothing where none is found by reading."""
    own = tree(source)
    if own is None:
        return ""
    modules = {name for node in ast.walk(own) if isinstance(node, (ast.Import, ast.ImportFrom)) and not (
        isinstance(node, ast.ImportFrom) and node.level) for name in _bound(node)}
    found = [node.lineno for node in ast.walk(own) if isinstance(node, ast.Attribute) and BUILTIN.search(node.attr)
             and _base(node) in {*modules, "F"}]  # F: as hybrid_forward calls it
    if not found:
        return ""
    line = source.decode("utf-8", "replace").splitlines()[min(found) - 1].strip()
    return f'  File "{file}", line {min(found)}\n    {harmless.terminal(line)[:200]}\n'


def _base(node: ast.expr) -> str:
    """What an attribute, or an attribute's attribute, is taken from."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


# Names ----------------------------------------------------------------------------------------------------------------
def notes(exercise: Exercise, source: bytes) -> tuple[str, ...]:
    """What else a reader of the file would remark, if an exercise is not right."""
    file = f"{exercise.name}.py"
    own, asked = tree(source), tree(stubs.content(exercise.name))
    if own is None or asked is None:
        return ()
    try:
        return tuple(_notes(exercise, file, own, asked))
    except RecursionError:
        return ()


def _notes(exercise: Exercise, file: str, own: ast.Module, asked: ast.Module) -> Iterator[str]:
    bound = {name: node for node in own.body for name in _bound(node)}
    everywhere = list(_definitions(own, ()))
    wanted = {node.name: node for node in asked.body if isinstance(node, Definition)}
    starred = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and (
        node.level or node.module in wanted) for node in own.body)
    for name in exercise.functions:
        if name not in bound and not starred:
            yield from _missing(name, file, exercise, everywhere)
    for name, stub in wanted.items():
        node = bound.get(name)
        first = next((n for n in own.body if isinstance(n, Definition) and n.name == name), None)
        if first is not None and node is not first and node is not None and not isinstance(node, Definition):
            code = " ".join(ast.unparse(node).split())[:60]
            yield Said("line {0} of {1} ({2}) binds {3} again: it is judged in place of your own from line {4}",
                       node.lineno, file, code, name, first.lineno)
        elif isinstance(node, ast.FunctionDef) and isinstance(stub, ast.FunctionDef):
            if not compatible(node.args, stub.args):
                yield _both(file, node, node, stub)
        elif isinstance(node, ast.ClassDef) and isinstance(stub, ast.ClassDef):
            yield from _class(file, node, stub)


def _missing(name: str, file: str, exercise: Exercise, everywhere: list[Placed]) -> Iterator[str]:
    for node, around in everywhere:
        if node.name == name:
            outer = around[-1] if around else node
            where = f"class {outer.name}" if isinstance(outer, ast.ClassDef) else f"{outer.name}()" if isinstance(
                outer, ast.FunctionDef) else "if __name__ == ..." if isinstance(outer, ast.If) else type(outer).__name__
            yield Said("{0} is defined inside of {1} (line {2} of {3}), where nobody finds it: move it to the left "
                       "edge of the file", name, where, node.lineno, file)
            return
    names = {plain(node.name): node for node, _around in everywhere if node.name not in exercise.functions}
    near = difflib.get_close_matches(plain(name), names, 1, 0.85)
    if near:
        node = names[near[0]]
        yield Said("{0} has no {1}; what it has is {2}, in line {3}: is that the same, and only spelt differently?",
                   file, name, node.name, node.lineno)


def plain(name: str) -> str:
    return name.replace("_", "").lower()


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement of the file's top level binds when the file is imported."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif not (isinstance(node, ast.If) and "__name__" in ast.dump(node.test)):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id
            elif inner is not node and isinstance(inner, (ast.FunctionDef, ast.ClassDef)):
                yield inner.name


def _definitions(node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[Placed]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, Definition):
            yield inner, around
        yield from _definitions(inner, (*around, inner) if isinstance(inner, Definition | ast.If) else around)


def _class(file: str, node: ast.ClassDef, stub: ast.ClassDef) -> Iterator[str]:
    """What a class of Gluon lacks: it would run without, and do something else."""
    own = {method.name: method for method in node.body if isinstance(method, ast.FunctionDef)}
    if not {ast.unparse(base).rpartition(".")[2] for base in node.bases} <= {"Block", "HybridBlock", "Sequential"}:
        return
    for method in (m for m in stub.body if isinstance(m, ast.FunctionDef)):
        if method.name in own:
            if method.name == "__init__" and not compatible(own["__init__"].args, method.args):
                yield _both(file, node, own["__init__"], method)
        elif near := difflib.get_close_matches(method.name, own.keys() - {"hybrid_forward", "__init__", "forward"}, 1,
                                               0.7):
            yield Said("{0} has no {1}; what it has is {2}, in line {3} of {4}: is it spelt wrongly?", node.name,
                       method.name, near[0], own[near[0]].lineno, file)


def compatible(own: ast.arguments, asked: ast.arguments) -> bool:
    """Whether a function can be called as the exercise calls its own: names count where there is a default."""
    if own.vararg or (asked.kwarg and not own.kwarg):
        return bool(own.vararg)
    mine, theirs = _parameters(own), _parameters(asked)
    if len(mine) < len(theirs) or any(default is None for _name, default in mine[len(theirs):]):
        return False
    return all(default is None or (name == other and value == default)
               for (name, value), (other, default) in zip(mine, theirs, strict=False))


def _parameters(arguments: ast.arguments) -> list[tuple[str, str | None]]:
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    defaults = [None] * (len(names) - len(arguments.defaults)) + [ast.unparse(d) for d in arguments.defaults]
    return list(zip(names, defaults, strict=True))


def _both(file: str, node: Definition, own: ast.FunctionDef, stub: ast.FunctionDef) -> str:
    of = f"{node.name}." if node is not own else ""
    return Said("line {0} of {1} has {2}, the exercise asks for {3}: other arguments, or other defaults", own.lineno,
                file, f"{of}{own.name}({ast.unparse(own.args)})"[:120], f"{of}{own.name}({ast.unparse(stub.args)})")
