"""Runs the student's code in this process."""
from __future__ import annotations

import contextlib
import functools
import io
import sys
from typing import Any

from ..course.manifest import Exercise
from ..sandbox.mounts import visible_packages
from . import answers
from .answers import Remark
from .asking import Trouble, trouble
from .files import Folder

DEBUGGERS = {"ipdb", "pudb", "pdbpp", "debugpy", "icecream"}  # a student removes them before handing in


@functools.cache
def there() -> frozenset[str]:
    """The packages that a file can import when it is judged."""
    return frozenset({*sys.stdlib_module_names, *(path.stem for path in visible_packages())})


def elsewhere(package: str) -> bool:
    """Whether a package is missing where files are judged, though it may be installed here. What it would do is left
    out here as well."""
    return package not in there() and package not in DEBUGGERS


class InProcess:
    """The student's code in this process."""
    zero_is_cheap = False

    def __init__(self, folder: Folder, zeroing: bool = True) -> None:
        from ..worker.host import Host
        from ..worker.sources import Sources
        from ..worker.zeroing import patch as builtins
        from ..worker.zeroing import self_test as zeroing_self_test
        self.builtins, self.folder = builtins, folder
        origins = {name: str(folder.path / f"{name}.py") for name in folder.sources} if folder.path else {}
        self.sources = Sources(folder.sources, origins, elsewhere=elsewhere)
        self.zero, self.zeroable = False, zeroing and zeroing_self_test.available() is None
        self.used_builtins: list[str] = []
        self.printed = ""  # the student's own screen has it
        self.host = Host(self.sources, guard=lambda: builtins.zeroed() if self.zero else contextlib.nullcontext())

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        __tracebackhide__ = True
        from ..worker.errors import Missing, StudentError
        self.zero = zero and self.zeroable
        try:
            if exercise.name in self.folder.problems:
                raise Missing(self.folder.problems[exercise.name])
            return getattr(self.host, op)(**inputs)
        except Missing as error:
            raise Trouble("missing", str(error), function=function) from None
        except StudentError as error:
            told = [error.kind, error.message, error.trace]
            raise trouble(told, function, exercise.limits, exercise) from error.__cause__
        finally:
            self.used_builtins = self.builtins.used() if self.zero else []

    def remarks(self, exercise: Exercise) -> list[Remark]:
        """What was left out of an exercise's file when it was imported."""
        from ..worker.errors import Missing, StudentError
        try:
            said = answers.loaded(self.host.load(exercise.name), exercise)
        except (Missing, StudentError):
            return []  # the properties say so
        return [remark for remark in said.remarks if remark.file == f"{exercise.name}.py"]

    def finish(self, exercise: Exercise) -> None:
        pass

    def drop_asserts(self, exercise: str) -> bool:
        return False  # here only the first example is zeroed; `score` decides


class OwnCode(InProcess):
    """Runs the kit's own answers, right and wrong ones, in this process. Built-ins compute, and what is printed is
    dropped (MXNet, too, prints the shapes that do not fit)."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder, zeroing=False)

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        __tracebackhide__ = True
        with contextlib.redirect_stdout(io.StringIO()):
            return super().ask(exercise, op, inputs, zero, function)
