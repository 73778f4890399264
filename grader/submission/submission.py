"""A submission, as a property sees it: `submission.corr2d(X, K)` means the same wherever the code runs.

`InProcess` runs it in this process, for a student's own pytest: breakpoints, print and tracebacks work. `Isolated` runs
it in a sandbox, for every score. Both answer the same requests (worker/host.py); what goes wrong is one `Trouble`.
"""
from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..course import manifest
from ..course.manifest import Exercise
from ..report.sizes import weight
from ..worker.wire.values import Block, Odd, pack
from . import answers
from .asking import Ask, Transport, Trouble

REMEMBERED = 64 << 20  # bytes of answers that are remembered; all of a right submission's have 2 MB


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
        self._submission, self._exercise, self.id, self._function = submission, exercise, block.id, function

    def __repr__(self) -> str:
        return "a Gluon block"

    def _ask(self, op: str, **inputs: Any) -> Any:
        return self._submission.ask(self._exercise, op, {"block": self.id, **inputs}, self._function)

    def prefix(self) -> Any:
        """What the names of its parameters begin with."""
        return self._ask("prefix")

    def layers(self, x: np.ndarray) -> dict[str, dict[str, Any]]:
        """The layers with parameters that `x` runs through: {"conv(8,3,3,3)#0": {"weight": (8, 3, 3, 3), "uses": 1}}.
        Initialises the block; call it before `fill` and running."""
        return answers.layers(self._ask("layers", x=x), self._function)

    def fill(self, seed: int = 0, kind: str = "ints", **values: Any) -> None:
        self._ask("fill", seed=seed, kind=kind, values=values)

    def __call__(self, x: np.ndarray, train: bool = False) -> Any:
        return self.run(x, train).y

    def run(self, x: np.ndarray, train: bool = False, head: np.ndarray | None = None) -> Run:
        """Runs the block on x; `head`: also the gradients of sum(y * head)."""
        got = answers.ran(self._ask("run", x=x, train=train, head=head), self._function)
        changed = got.get("changed", False)
        self._submission.changed = ["x"] if changed else []
        grads, statistics = ({key.removeprefix(prefix): value for key, value in got.items() if key.startswith(prefix)}
                             for prefix in ("d ", "after "))
        return Run(got.get("y"), got.get("dx"), grads, statistics, changed)


def question(zero: bool, inputs: dict[str, Any]) -> Any:
    """A call as a key."""
    arrays: list[np.ndarray] = []
    return zero, repr(pack(inputs, arrays)), tuple((a.dtype.str, a.shape, a.tobytes()) for a in arrays)


class Submission:
    """What a property is given. Functions of all exercises are its attributes; `changed` names the arguments (by
    position or name) that the last call changed. A function that was called with the same arguments before is not
    called again: several properties judge one answer. Inside `afresh` it is."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.zero = True
        self.changed: list[str] = []
        self._asked: list[Ask] = []
        self.answers: dict[Any, tuple[Ask, list[str]]] = {}  # what functions gave, and the built-ins that ran
        self.room = REMEMBERED
        self.remembers = True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        exercise = manifest.load().owner(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            kwargs = {name: Block(value.id) if isinstance(value, Net) else value for name, value in kwargs.items()}
            value = self.ask(exercise, "call", {"exercise": exercise.name, "name": name, "args": list(args),
                                                "kwargs": kwargs}, name)
            answer, self.changed = answers.called(value, name)
            return Net(self, exercise, answer, name) if isinstance(answer, Block) else answer
        return call

    def net(self, value: Any, wanted: str) -> Net:
        """`value`, which must be a Gluon block."""
        if not isinstance(value, Net):
            raise Trouble("failed", f"{wanted} gave {value if isinstance(value, Odd) else type(value).__name__}, "
                                    "not a Gluon block", function=wanted)
        return value

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], function: str) -> Any:
        __tracebackhide__ = True
        zero = self.zero and exercise.forbid_builtins
        key = question(zero, inputs) if op == "call" else None
        if self.remembers and key in self.answers:
            ask, self.transport.used_builtins = self.answers[key]
            self._asked.append(ask)
            return ask.answer
        first = {"first": True} if op == "call" and not self._asked else {}  # what an example asks first
        try:
            answer = self.transport.ask(exercise, op, inputs | first, zero, function)
        except Trouble as trouble:
            self._asked.append(Ask(exercise.name, op, inputs, trouble=trouble, printed=self.transport.printed))
            raise
        ask = Ask(exercise.name, op, inputs, answer, printed=self.transport.printed)
        self._asked.append(ask)
        if key is not None and not (isinstance(answer, tuple) and answer and isinstance(answer[0], Block)):
            self.remember(key, ask)  # a block has a state, a value has none
        return answer

    def remember(self, key: Any, ask: Ask) -> None:
        """Remembers what a function gave, in place of the oldest answers where there is no room for all."""
        size = weight(ask.answer)
        while self.answers and size > self.room:
            oldest, _builtins = self.answers.pop(next(iter(self.answers)))
            self.room += weight(oldest.answer)
        if size <= self.room:
            self.room -= size
            self.answers[key] = ask, self.transport.used_builtins

    @contextlib.contextmanager
    def recording(self) -> Iterator[list[Ask]]:
        """Keeps in the list what is asked meanwhile; with the first call, blocks that were made before are gone."""
        outside, self._asked = self._asked, []
        try:
            yield self._asked
        finally:
            self._asked = outside

    @contextlib.contextmanager
    def afresh(self) -> Iterator[None]:
        """Has every function called meanwhile, whatever it gave before."""
        self.remembers = False
        try:
            yield
        finally:
            self.remembers = True

    def forget(self) -> None:
        """Has every function called again from now on."""
        self.answers.clear()
        self.room = REMEMBERED

    @contextlib.contextmanager
    def real_builtins(self) -> Iterator[None]:
        """Lets built-ins compute meanwhile."""
        self.zero = False
        try:
            yield
        finally:
            self.zero = True
