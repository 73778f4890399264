"""A submission's files as a package in memory."""
from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import io
import itertools
import linecache
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .absent import Absent, Left, NotThere, bound, pieces
from .book import NAMES as BOOKS
from .book import Book
from .errors import explain
from .syntax import parse

numbers = itertools.count()
importing = builtins.__import__


def python_lines(text: str) -> list[str]:
    """Lines as Python counts them: U+2028, a form feed and the like end none."""
    return io.StringIO(text, newline=None).readlines()


def filter_warnings(filters: Sequence[Any]) -> None:
    if warnings.filters != filters:
        warnings.filters[:] = filters  # type: ignore[index]
        warnings._filters_mutated()  # type: ignore[attr-defined]


def leave_out_assertions() -> None:
    """Has the functions that assert for somebody else, numpy's and MXNet's, assert nothing in this process."""
    for name in ("numpy.testing", "mxnet.test_utils"):
        module = importlib.import_module(name)
        for function in vars(module).copy():
            if function.startswith("assert"):
                setattr(module, function, lambda *_, **__: None)


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A package made of sources in memory. A statement at a file's top level that fails is left out (absent.py).

    `origins` gives a module the file name that tracebacks show. Without `asserts`, assert statements are left out, too,
    and what numpy and MXNet would assert in this process. `elsewhere` says of a package whether it is there only where
    the judge itself runs. `right` are right answers in the place of missing and wrong files: of each file, the
    functions, and the code that makes them.
    """

    def __init__(self, sources: Mapping[str, bytes], origins: Mapping[str, str] | None = None, asserts: bool = True,
                 elsewhere: Callable[[str], bool] = lambda package: False,
                 right: Mapping[str, tuple[Sequence[str], Any]] | None = None) -> None:
        self.asserts, self.elsewhere, self.right = asserts, elsewhere, right or {}
        if not asserts:
            leave_out_assertions()
        self.package = f"submission{next(numbers) or ''}"
        self.sources = dict(sources)
        self.origins = {name: f"{name}.py" for name in sources} | dict(origins or {})
        self.left: dict[str, list[Left]] = {}  # what was left out of each file
        self.mended: list[str] = []  # the files that a right answer stands in for
        self.asked: set[str] = set()  # names that were imported from neighbours, «*» for the book's package
        self.books = {name: Book(name, self.defined) for name in BOOKS}
        self.active = False
        self.filters: list[Any] | None = None  # of warnings, as the files have left them
        sys.meta_path.insert(0, self)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname == self.package:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        package, _, name = fullname.rpartition(".")
        if package == self.package and self.has(name):
            return importlib.machinery.ModuleSpec(fullname, self, origin=self.origins.get(name))
        if self.active and self.has(fullname):
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def has(self, name: str) -> bool:
        return name in self.sources or name in self.right

    def create_module(self, spec: Any) -> Any:
        return self.load(spec.name) if self.has(spec.name) else None

    def exec_module(self, module: Any) -> None:
        if module.__name__ == self.package or hasattr(module, "__file__"):  # the package, or a neighbour's alias
            return
        name = module.__name__.rpartition(".")[2]
        module.__file__ = self.origins.get(name, f"{name}.py")
        if name not in self.right:
            self.run(name, module)
            return
        if name in self.sources:
            with contextlib.suppress(Exception):
                self.run(name, module)  # for what else is in it
        functions, code = self.right[name]
        answers: dict[str, Any] = {"__name__": module.__name__, "__package__": self.package}
        exec(code, answers)
        vars(module).update({function: answers[function] for function in functions})
        self.mended.append(name)

    def run(self, name: str, module: Any) -> None:
        """Runs a file's statements, one by one."""
        source, origin, scope = self.sources[name], self.origins[name], module.__dict__
        lines = python_lines(source.decode("utf-8-sig", "replace"))
        linecache.cache[origin] = (len(source), None, lines, origin)
        for node, code in self.compiled(source, origin, scope):  # all of it is, before a line runs
            try:
                if isinstance(code, SyntaxError):
                    raise code
                exec(code, scope)
            except (Exception, SystemExit) as error:
                left = self.leave_out(name, node, lines, error)
                for made in bound(node):
                    if made not in scope or isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                        scope[made] = Absent(made, left)

    def compiled(self, source: bytes, origin: str, scope: dict[str, Any]) -> list[tuple[ast.stmt, Any]]:
        """A file's statements with their code, or with why there is none. The docstring goes into the file's scope."""
        found: list[tuple[ast.stmt, Any]] = []
        with warnings.catch_warnings():
            # What an earlier file does with warnings is not for those of Python's compiler, which come before any line.
            warnings.simplefilter("default", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            tree = parse(source, origin)
            scope["__doc__"] = ast.get_docstring(tree, clean=False)
            future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
            for node in pieces(tree):
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                    continue  # a bare string would be a docstring by itself
                try:
                    found.append((node, compile(ast.Module([*future, node], []), origin, "exec", dont_inherit=True,
                                                optimize=-1 if self.asserts else 1)))
                except SyntaxError as error:
                    found.append((node, error))
        return found

    def leave_out(self, name: str, node: ast.stmt, lines: Sequence[str], error: BaseException) -> Left:
        """Notes a statement that failed; an error that another one has caused is that one's."""
        if isinstance(error, NotThere):
            left = error.left
        else:
            told = explain(error, set(self.origins.values()))
            code = lines[node.lineno - 1].strip() if node.lineno <= len(lines) else ""
            package = (error.name or "").partition(".")[0] if isinstance(error, ImportError) else ""
            kind, message = type(error).__name__, told.message
            if told.kind == "ForeignLibrary":
                message = f"No module named {package!r}"
            left = Left(f"{name}.py", node.lineno, code[:80], kind[:100], message, told.trace, package)
            self.left.setdefault(name, []).append(left)
        return left

    def importing(self, name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        """`import`, where it stands in a file of the submission: the book's package is ours, and what will not be there
        when the file is judged is not there. Whatever else runs imports as ever."""
        if not globals or globals.get("__loader__") is not self:
            return importing(name, globals, locals, fromlist, level)
        package = name.partition(".")[0]
        if package in self.books:
            self.asked.add("*")  # which of its names are used shows later
        elif level or self.has(package):
            self.asked |= {package, *(fromlist or ())} - {"", "*"}
        if level == 0 and not self.has(package):
            if package in self.books:
                return self.books[package]
            if self.elsewhere(package):
                raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return importing(name, globals, locals, fromlist, level)

    def owner(self, name: str) -> str | None:
        """The file that defines a name: the one that is called so, or the first one."""
        defines = re.compile(rf"^(?:def|class)\s+{re.escape(name)}\b".encode(), re.MULTILINE)
        answered = [file for file, (functions, _code) in self.right.items() if name in functions]
        own = sorted((file for file, source in self.sources.items() if defines.search(source)),
                     key=lambda file: file != name)
        return next(iter([*answered, *own]), None)

    def defined(self, name: str) -> Any:
        """What a file of the submission defines under a name; None where none does."""
        owner = self.owner(name)
        return None if owner is None else getattr(self.load(owner), name, None)

    def load(self, name: str) -> Any:
        """The module of that name."""
        return importlib.import_module(f"{self.package}.{name}")

    @contextlib.contextmanager
    def neighbours(self) -> Iterator[None]:
        """Has `import corr2d` find meanwhile the neighbour `.corr2d`, as in the folder of a script."""
        self.active, before = True, self.active
        # A file is given Python's own built-ins, and no copy: it may put names of its own among them.
        builtins.__import__, imported = self.importing, builtins.__import__
        filters = [*warnings.filters]
        filter_warnings(filters if self.filters is None else self.filters)
        try:
            yield
        finally:
            self.filters = [*warnings.filters]  # what a file makes of warnings is for its own code, and not for others'
            filter_warnings(filters)
            builtins.__import__ = imported
            self.active = before
            for name in (*self.sources, *self.right):
                module = sys.modules.get(name)
                if module is not None and getattr(module, "__name__", "").startswith(self.package + "."):
                    del sys.modules[name]

    def close(self) -> None:
        """Forgets the package."""
        sys.meta_path.remove(self)
        for name in [n for n in sys.modules if n == self.package or n.startswith(self.package + ".")]:
            del sys.modules[name]
