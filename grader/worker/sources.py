"""Loads a submission's files as a package."""
from __future__ import annotations

import ast
import contextlib
import importlib.abc
import importlib.machinery
import itertools
import linecache
import sys
from collections.abc import Iterator, Mapping
from typing import Any

numbers = itertools.count()


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A package made of sources in memory. `origins` gives a module the file name that tracebacks show; without
    `asserts`, assert statements are left out, and statements of a module that raise are overlooked."""

    def __init__(self, sources: Mapping[str, bytes], origins: Mapping[str, str] | None = None,
                 asserts: bool = True) -> None:
        self.asserts = asserts
        self.package = f"submission{next(numbers) or ''}"
        self.sources = dict(sources)
        self.origins = {name: f"{name}.py" for name in sources} | dict(origins or {})
        self.active = False
        sys.meta_path.insert(0, self)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname == self.package:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        package, _, name = fullname.rpartition(".")
        if package == self.package and name in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self, origin=self.origins[name])
        if self.active and fullname in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: Any) -> Any:
        return self.load(spec.name) if spec.name in self.sources else None

    def exec_module(self, module: Any) -> None:
        if module.__name__ == self.package or hasattr(module, "__file__"):  # the package, or a neighbour's alias
            return
        name = module.__name__.rpartition(".")[2]
        source, origin = self.sources[name], self.origins[name]
        module.__file__ = origin
        lines = source.decode("utf-8-sig", "replace").splitlines(keepends=True)
        linecache.cache[origin] = (len(source), None, lines, origin)
        if self.asserts:
            exec(compile(source, origin, "exec", dont_inherit=True), module.__dict__)
            return
        tree: Any = compile(source, origin, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        for node in tree.body:
            code = compile(ast.Module([*future, node], []), origin, "exec", dont_inherit=True, optimize=1)
            try:
                exec(code, module.__dict__)
            except (Exception, SystemExit) as error:
                print(f"overlooked: {type(error).__name__} in line {node.lineno}")

    def load(self, name: str) -> Any:
        """The module of that name."""
        return importlib.import_module(f"{self.package}.{name}")

    @contextlib.contextmanager
    def neighbours(self) -> Iterator[None]:
        """Inside, `import corr2d` finds the neighbour `.corr2d`, as in the folder of a script."""
        self.active, before = True, self.active
        try:
            yield
        finally:
            self.active = before
            for name in self.sources:
                module = sys.modules.get(name)
                if module is not None and getattr(module, "__name__", "").startswith(self.package + "."):
                    del sys.modules[name]

    def close(self) -> None:
        """Forgets the package."""
        sys.meta_path.remove(self)
        for name in [n for n in sys.modules if n == self.package or n.startswith(self.package + ".")]:
            del sys.modules[name]
