"""Runs the student's code in this process."""
from __future__ import annotations

import contextlib
import functools
import io
import sys
from collections.abc import Set
from typing import TYPE_CHECKING, Any

from ..course.manifest import Exercise
from ..sandbox.mounts import visible_packages
from ..worker.wire.values import travelled
from . import answers
from .answers import Remark
from .asking import Trouble, trouble
from .earlier import imported, right_ones
from .files import Folder
from .isolated import Isolated, own_box

if TYPE_CHECKING:
    from ..worker.host import Host
    from ..worker.sources import Sources

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
        from ..worker.zeroing import patch as builtins
        from ..worker.zeroing import self_test as zeroing_self_test
        self.builtins, self.folder = builtins, folder
        self.zero, self.zeroable = False, zeroing and zeroing_self_test.available() is None
        self.used_builtins: list[str] = []
        self.printed = ""  # the student's own screen has it
        self.right: dict[str, bool] = {}
        self.host = self.made()
        self.mended: dict[str, Host] = {}  # where right answers stand in for the files that an exercise imports

    def made(self, exercise: Exercise | None = None) -> Host:
        """What runs the student's files; for an exercise, with right ones in the place of wrong earlier ones."""
        from ..worker.host import Host
        from ..worker.sources import Sources
        path = self.folder.path
        origins = {name: str(path / f"{name}.py") for name in self.folder.sources} if path else {}
        right = right_ones(exercise, self.right) if exercise else {}
        sources = Sources(self.folder.sources, origins, elsewhere=elsewhere, right={
            name: (functions, compile(source, f"solutions/{name}.py", "exec"))
            for name, (functions, source) in right.items()})
        return Host(sources, guard=lambda: self.builtins.zeroed() if self.zero else contextlib.nullcontext())

    @property
    def sources(self) -> Sources:
        return self.host.sources

    def host_of(self, exercise: Exercise) -> Host:
        return self.mended.get(exercise.name, self.host)

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        __tracebackhide__ = True
        from ..worker.errors import Missing, StudentError
        self.zero = zero and self.zeroable
        try:
            if exercise.name in self.folder.problems:
                raise Missing(self.folder.problems[exercise.name])
            host = self.host_of(exercise)
            answer = getattr(host, op)(**inputs)
            with host.student():  # an object of theirs may not let itself be looked at
                return travelled(answer)  # the same as comes out of a sandbox
        except Missing as error:
            raise Trouble("missing", str(error), function=function) from None
        except StudentError as error:
            told = [error.kind, error.message, error.trace]
            raise trouble(told, function, exercise.limits, exercise) from error.__cause__
        finally:
            self.used_builtins = self.builtins.used() if self.zero else []

    def remarks(self, exercise: Exercise) -> list[Remark]:
        """What was left out of an exercise's file when it was imported."""
        own = f"{exercise.name}.py"
        return [remark for remark in self.loaded(exercise).remarks
                if remark.file == own or (exercise.name in self.mended and not remark.line)]

    def loaded(self, exercise: Exercise) -> answers.Loaded:
        """What is said of an exercise's file; nothing where it cannot be imported: the properties say so."""
        from ..worker.errors import Missing, StudentError
        try:
            return answers.loaded(self.host_of(exercise).load(exercise.name), exercise)
        except (Missing, StudentError):
            return answers.Loaded([], set())

    def imported(self, exercise: Exercise) -> set[str]:
        """The earlier exercises whose files were imported, or would be if they were there."""
        return imported(exercise, self.loaded(exercise).asked)

    def replaced(self, exercise: Exercise) -> Set[str]:
        """The earlier files that right answers stand in for when an exercise is judged."""
        return self.host_of(exercise).sources.right.keys()

    def another(self) -> Isolated:
        """The same files in a sandbox: what is tried there may end its process."""
        other = Isolated(self.folder, own_box())
        other.right = dict(self.right)
        return other

    def finish(self, exercise: Exercise) -> None:
        pass

    def forget(self, exercise: Exercise) -> None:
        """Puts right answers in the place of wrong earlier files, before an exercise is judged anew."""
        self.mended.pop(exercise.name, None)
        if right_ones(exercise, self.right):
            self.mended[exercise.name] = self.made(exercise)

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
