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
from ..worker.wire.values import Block, Odd
from . import answers
from .asking import Ask, Transport, Trouble


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


class Submission:
    """What a property is given. Functions of all exercises are its attributes; `changed` names the arguments (by
    position or name) that the last call changed."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.zero = True
        self.changed: list[str] = []
        self._asked: list[Ask] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        exercise = manifest.load().owner(name)

        def call(*args: Any, **kwargs: Any) -> Any:
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
        try:
            answer = self.transport.ask(exercise, op, inputs, self.zero and exercise.forbid_builtins, function)
        except Trouble as trouble:
            self._asked.append(Ask(exercise.name, op, inputs, trouble=trouble, printed=self.transport.printed))
            raise
        self._asked.append(Ask(exercise.name, op, inputs, answer, printed=self.transport.printed))
        return answer

    @contextlib.contextmanager
    def recording(self) -> Iterator[list[Ask]]:
        """Inside, what is asked is kept in the list."""
        outside, self._asked = self._asked, []
        try:
            yield self._asked
        finally:
            self._asked = outside

    @contextlib.contextmanager
    def real_builtins(self) -> Iterator[None]:
        """Inside, built-ins compute."""
        self.zero = False
        try:
            yield
        finally:
            self.zero = True
