"""A submission, as a property sees it: `submission.corr2d(X, K)` means the same wherever the code runs.

`InProcess` runs it in this process, for a student's own pytest: breakpoints, print and tracebacks work. `Isolated` runs
it in a sandbox, for every score. Both answer the same requests (worker/host.py); what goes wrong is one `Trouble`.
"""
from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ..course import manifest
from ..course.manifest import Exercise
from ..language.i18n import N_, _
from ..sandbox.zygote import Sandbox, Stopped, Worker, file_message, memory_message
from ..worker.wire.values import Block, Odd
from .files import Folder


class Trouble(Exception):
    """No value came: `status` as in a report, a message for the student, their traceback, the function called."""

    def __init__(self, status: str, message: str, trace: str = "", kind: str = "", function: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.trace, self.kind, self.function = status, message, trace, kind, function


@dataclass(frozen=True)
class Ask:
    """One request and what came: what a diagnosis replays."""
    exercise: str
    op: str
    inputs: dict[str, Any]
    answer: Any = None
    trouble: Trouble | None = None


@dataclass
class History:
    """All that was asked of one exercise, an entry an example: the evidence of a diagnosis."""
    trials: list[tuple[Ask, ...]] = field(default_factory=list)
    diagnosis: Any = None  # what was found out so far


class Transport(Protocol):
    """Where the code runs. `zero`: with built-ins that return zeros, where the exercise forbids them."""
    used_builtins: list[str]
    zero_is_cheap: bool  # else only the first example of a property is tried with zeroed built-ins

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any: ...

    def finish(self, exercise: Exercise) -> None:
        """Nothing more is asked of this exercise."""

    def drop_asserts(self, exercise: str) -> bool:
        """From here on, runs the exercise without its assert statements, where zeroed built-ins have run in it: they
        may compare an answer with a built-in's. False where that makes no difference any more."""


@dataclass
class Run:
    """What a block's run gave: the output, and with a head gradient the gradients and the running statistics."""
    y: Any
    dx: Any = None
    grads: dict[str, Any] = field(default_factory=dict)
    statistics: dict[str, Any] = field(default_factory=dict)
    changed: bool = False


class Net:
    """A Gluon block of the submission."""

    def __init__(self, submission: Submission, exercise: Exercise, block: Block, function: str) -> None:
        self._submission, self._exercise, self._id, self._function = submission, exercise, block.id, function

    def __repr__(self) -> str:
        return "a Gluon block"

    def _ask(self, op: str, **inputs: Any) -> Any:
        return self._submission.ask(self._exercise, op, {"block": self._id, **inputs}, self._function)

    def layers(self, x: np.ndarray) -> dict[str, dict[str, Any]]:
        """The layers with parameters that `x` runs through: {"conv(8,3,3,3)#0": {"weight": (8, 3, 3, 3), "uses": 1}}.
        Initialises the block; call it before `fill` and running."""
        found = self._ask("layers", x=x)
        if not isinstance(found, dict) or not all(isinstance(layer, dict) for layer in found.values()):
            raise Trouble("crashed", "the process described no layers", function=self._function)
        return {str(key): {name: tuple(shape) if isinstance(shape, list) else shape for name, shape in layer.items()}
                for key, layer in found.items()}

    def fill(self, seed: int = 0, kind: str = "ints", **values: Any) -> None:
        self._ask("fill", seed=seed, kind=kind, values=values)

    def __call__(self, x: np.ndarray, train: bool = False) -> Any:
        return self.run(x, train).y

    def run(self, x: np.ndarray, train: bool = False, head: np.ndarray | None = None) -> Run:
        """Runs the block on x; `head`: also the gradients of sum(y * head)."""
        got = self._ask("run", x=x, train=train, head=head)
        if not isinstance(got, dict):
            raise Trouble("crashed", "the process described no run", function=self._function)
        changed = bool(got.get("changed"))
        self._submission.changed = ["x"] if changed else []
        grads, statistics = ({key.removeprefix(prefix): value for key, value in got.items() if key.startswith(prefix)}
                             for prefix in ("d ", "after "))
        return Run(got.get("y"), got.get("dx"), grads, statistics, changed)


class Submission:
    """What a property is given. Functions of all exercises are its attributes; `changed` names the arguments (by
    position or name) that the last call changed; `log` holds what was asked since it was last cleared, `history` what
    was asked for each example of an exercise's properties."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.zero = True
        self.changed: list[str] = []
        self.log: list[Ask] = []
        self.history: dict[str, History] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        exercise = manifest.load().owner(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            value = self.ask(exercise, "call", {"exercise": exercise.name, "name": name, "args": list(args),
                                                "kwargs": kwargs}, name)
            if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list)):
                raise Trouble("crashed", "the process gave no value", function=name)
            self.changed = [str(changed) for changed in value[1]]
            return Net(self, exercise, value[0], name) if isinstance(value[0], Block) else value[0]
        return call

    def net(self, value: Any, wanted: str) -> Net:
        """`value`, which must be a Gluon block."""
        if not isinstance(value, Net):
            raise Trouble("failed", f"{wanted} gave {value if isinstance(value, Odd) else type(value).__name__}, "
                                    "not a Gluon block", function=wanted)
        return value

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], function: str) -> Any:
        __tracebackhide__ = True
        try:
            answer = self.transport.ask(exercise, op, inputs, self.zero and exercise.forbid_builtins, function)
        except Trouble as trouble:
            self.log.append(Ask(exercise.name, op, inputs, trouble=trouble))
            raise
        self.log.append(Ask(exercise.name, op, inputs, answer))
        return answer

    @contextlib.contextmanager
    def real_builtins(self) -> Iterator[None]:
        """Inside, built-ins compute."""
        self.zero = False
        try:
            yield
        finally:
            self.zero = True


# What a system says when a limit is hit, and what is behind it.
HINTS = {
    "Operation not permitted": N_("a submission may start no process (processes = 0), open no connection and "
                                  "touch nothing outside its own process"),
    "can't start new thread": N_("a submission may have {limits.threads} threads (threads = {limits.threads}), and "
                                 "their stacks count as memory (memory_mb = {limits.memory_mb})"),
    "No space left on device": N_("the scratch folder holds {limits.scratch_mb} MB (scratch_mb = {limits.scratch_mb})"),
    "Read-only file system": N_("a submission may write to its scratch folder only"),
}


def trouble(error: list[str], function: str, limits: manifest.Limits) -> Trouble:
    """What a student's exception means."""
    kind, message, trace = error
    if kind == "NotImplementedError":
        return Trouble("todo", message or _("not implemented yet"), function=function)
    if kind == "ForeignLibrary":
        return Trouble("forbidden", _("{} is not available here: this exercise asks for the computation itself, with "
                                      "mxnet and numpy").format(message), function=function)
    if kind == "MemoryError":
        return Trouble("memory", memory_message(limits), trace, function=function)
    if "File too large" in message and kind == "OSError":
        return Trouble("output", file_message(limits), trace, function=function)
    said = f"{kind}: {message}" if message else kind
    for words, hint in HINTS.items():
        if words in message:
            said += "; " + _(hint).format(limits=limits)
    return Trouble("error", said, trace, kind, function)


class InProcess:
    """The student's code in this process."""
    zero_is_cheap = False

    def __init__(self, folder: Folder, zeroing: bool = True) -> None:
        from ..worker.host import Host, Sources
        from ..worker.zeroing import patch as builtins
        self.builtins, self.folder = builtins, folder
        origins = {name: str(folder.path / f"{name}.py") for name in folder.sources} if folder.path else {}
        self.sources = Sources(folder.sources, origins)
        self.zero, self.zeroable = False, zeroing and builtins.available() is None
        self.used_builtins: list[str] = []
        self.host = Host(self.sources, guard=lambda: builtins.zeroed() if self.zero else contextlib.nullcontext())

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        __tracebackhide__ = True
        from ..worker.host import Missing, StudentError
        self.zero = zero and self.zeroable
        try:
            if exercise.name in self.folder.problems:
                raise Missing(self.folder.problems[exercise.name])
            return getattr(self.host, op)(**inputs)
        except Missing as error:
            raise Trouble("missing", str(error), function=function) from None
        except StudentError as error:
            raise trouble([error.kind, error.message, error.trace], function, exercise.limits) from error.__cause__
        finally:
            self.used_builtins = self.builtins.used() if self.zero else []

    def finish(self, exercise: Exercise) -> None:
        pass

    def drop_asserts(self, exercise: str) -> bool:
        return False  # only the first example is zeroed here, and a score decides


class OwnCode(InProcess):
    """The kit's own answers, right and wrong ones, in this process: built-ins compute, and what is printed (by MXNet,
    too: it prints the shapes that do not fit) is told to nobody."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder, zeroing=False)

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        __tracebackhide__ = True
        with contextlib.redirect_stdout(io.StringIO()):
            return super().ask(exercise, op, inputs, zero, function)


class Isolated:
    """The student's code in a sandbox: a child an exercise; a dead child's successor is asked no more of what killed
    it, so that a limit that was hit is hit once."""
    zero_is_cheap = True

    def __init__(self, folder: Folder, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        self.workers: dict[tuple[str, bool], Worker] = {}
        self.seconds: dict[str, float] = {}
        self.given_up: dict[tuple[str, str], Trouble] = {}
        self.without_asserts: set[str] = set()
        self.used_builtins: list[str] = []
        self.endless = False  # a call did not end: what calls the same code costs a fraction of its limit

    def worker(self, exercise: Exercise, zero: bool) -> Worker:
        """The living child for an exercise, its files loaded; Trouble where they cannot be. It is the only one: a
        child whose built-ins are zeroed must not meet one whose built-ins compute."""
        key = exercise.name, zero
        if key in self.workers and self.workers[key].stopped is None:
            return self.workers[key]
        self.finish(exercise)
        worker = self.workers[key] = self.sandbox.worker(
            zero_builtins=zero, exec_memory=not exercise.forbid_builtins, limits=exercise.limits)
        worker.used_seconds = self.seconds.get(exercise.name, 0.0)
        limits = exercise.limits
        sources = {name: np.frombuffer(source, np.uint8) for name, source in self.folder.sources.items()}
        worker.ask("sources", {"files": sources, "asserts": exercise.name not in self.without_asserts},
                   limits.import_seconds, _("taking the files"))
        answer = worker.ask("load", {"exercise": exercise.name}, limits.import_seconds,
                            _("importing {0}.py (import_seconds = {1:g})").format(exercise.name, limits.import_seconds),
                            computing=limits.later_call_seconds if self.endless else None)
        if "error" in answer and zero and exercise.name not in self.without_asserts and self.imports(exercise):
            self.without_asserts.add(exercise.name)  # it compares itself with a built-in, which gives zeros here
            return self.worker(exercise, zero)
        self.judge(answer, exercise, "import")
        return worker

    def imports(self, exercise: Exercise) -> bool:
        """Whether the file can be imported where built-ins compute."""
        with contextlib.suppress(Trouble, Stopped):
            self.worker(exercise, zero=False)
            return True
        return False

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        if exercise.name in self.folder.problems:
            raise Trouble("missing", self.folder.problems[exercise.name], function=function)
        if exercise.name not in self.folder.sources:
            raise Trouble("missing", _("{}.py is not there").format(exercise.name), function=function)
        for known in ((exercise.name, "import"), (exercise.name, function)):
            if known in self.given_up:
                raise self.given_up[known]
        step, limits, worker = "import", exercise.limits, None
        try:
            worker = self.worker(exercise, zero)
            step = function
            answer = worker.ask(op, inputs, limits.call_seconds,
                                _("one call (call_seconds = {:g})").format(limits.call_seconds),
                                computing=limits.later_call_seconds if self.endless else None)
            self.used_builtins = answer.get("builtins", [])
            return self.judge(answer, exercise, function)
        except Stopped as stopped:
            self.endless |= stopped.status == "timeout"
            found = Trouble(stopped.status, stopped.message, function=function)
            self.given_up[exercise.name, step] = found
            raise found from None
        except Trouble as found:
            if step == "import":
                self.given_up[exercise.name, "import"] = found
            raise

    def judge(self, answer: dict[str, Any], exercise: Exercise, function: str) -> Any:
        if "missing" in answer:
            raise Trouble("missing", answer["missing"], function=function)
        if "error" in answer:
            raise trouble(answer["error"], function, exercise.limits)
        return answer["ok"]

    def finish(self, exercise: Exercise) -> None:
        for key in [k for k in self.workers if k[0] == exercise.name]:
            worker = self.workers.pop(key)
            self.seconds[exercise.name] = worker.used_seconds
            worker.close()

    def drop_asserts(self, exercise: str) -> bool:
        if exercise in self.without_asserts or not self.used_builtins:
            return False
        self.without_asserts.add(exercise)
        self.finish(manifest.load().exercise(exercise))
        return True

    def printed(self, exercise: Exercise) -> tuple[bytes, int]:
        """What the exercise's code printed: the beginning, and how many bytes in all."""
        workers = [w for key, w in self.workers.items() if key[0] == exercise.name]
        beginning = b"".join(w.printed for w in workers)[:exercise.limits.output_kb << 10]
        return beginning, sum(w.printed_bytes for w in workers)

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()
        self.workers.clear()
