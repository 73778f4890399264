"""Where networks are trained: the judge's end of the two engines.

An engine is given a checked network, images and labels, and never a file of a submission.
"""
from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from ..course import manifest
from ..course.manifest import Limits
from ..language.said import Said
from ..sandbox.child import Worker
from ..sandbox.ends import Stopped
from ..sandbox.zygote import Sandbox
from ..submission.asking import Trouble
from ..worker.wire import frames
from ..worker.wire.values import pack, unpack


class Engine(Protocol):
    """What trains. `place`: the device, as `Job.device` names it."""
    place: str

    def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
        """The steps of worker.loop.fit. Trouble."""
        ...


@contextlib.contextmanager
def child(sandbox: Sandbox, limits: Limits) -> Iterator[Worker]:
    """A child of the sandbox. Trouble for whatever stops it."""
    worker = sandbox.worker(limits=limits, exec_memory=True)
    try:
        yield worker
    except Stopped as stopped:
        raise Trouble(stopped.status, stopped.message) from None
    finally:
        worker.close()


class MXNet:
    """MXNet in a child of the sandbox that has been given no file of a submission."""

    def __init__(self, sandbox: Sandbox, limits: Limits, place: str = "cpu") -> None:
        self.sandbox, self.limits, self.place = sandbox, limits, place

    def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
        with child(self.sandbox, self.limits) as worker:
            for message in worker.stream("fit", inputs, self.limits.call_seconds, _step(self.limits)):
                if "error" in message:
                    raise broken("MXNet", ": ".join(message["error"][:2]))
                if "step" in message:
                    yield message["step"]


class PyTorch:
    """PyTorch in a process of its own: the judge never imports it."""

    def __init__(self, limits: Limits, place: str = "cpu") -> None:
        self.limits, self.place = limits, place

    def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
        ours, theirs = socket.socketpair()
        with ours:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "grader.training.engine_torch", str(theirs.fileno())],
                cwd=manifest.ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE)
            theirs.close()
            try:
                yield from self._steps(ours, process, inputs)
            finally:
                process.kill()
                process.wait()
                assert process.stderr
                process.stderr.close()

    def _steps(self, ours: socket.socket, process: subprocess.Popen[bytes], inputs: dict[str, Any]) -> Iterator[Any]:
        arrays: list[np.ndarray] = []
        ours.settimeout(self.limits.call_seconds + START_SECONDS)  # it imports torch first
        try:
            packed = pack(inputs, arrays)
            ours.sendall(frames.encode(packed, arrays))
            while True:
                message, arrays = frames.receive(ours, 1 << 40)
                if "error" in message:
                    raise broken("PyTorch", message["error"])
                if "step" not in message:
                    return
                yield unpack(message["step"], arrays)
                ours.settimeout(self.limits.call_seconds)
        except TimeoutError:
            raise Trouble("timeout", Said("no answer within {0:g} s, the limit for {1}",
                                          self.limits.call_seconds, _step(self.limits))) from None
        except (frames.Closed, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            said = b""
            if process.returncode is not None and process.stderr:
                said = process.stderr.read()
            lines = said.decode("utf-8", "replace").strip().splitlines()
            raise broken("PyTorch", lines[-1] if lines else f"exit status {process.returncode}") from None


class Here:
    """MXNet in this process: for tests and measurements."""
    place = "cpu"

    def fit(self, inputs: dict[str, Any]) -> Iterator[Any]:
        from ..worker.engine_mxnet import session
        yield from session(inputs)


START_SECONDS = 300.0  # torch with CUDA takes long to import from a cold disk


def broken(name: str, why: str) -> Trouble:
    """The engine's own fault: never scored as the student's."""
    return Trouble("internal", Said("{0} could not train the network: {1}", name, why[:300]))


def _step(limits: Limits) -> Said:
    return Said("one step of the training (call_seconds = {0:g})", limits.call_seconds)


def took_too_long(limits: Limits) -> Said:
    return Said("the training took longer than {0:g} s (exercise_seconds = {0:g})", limits.exercise_seconds)


def timed(steps: Iterator[Any], limits: Limits) -> Iterator[Any]:
    """The steps, for as long as a training may take. Trouble."""
    started = time.monotonic()
    with contextlib.closing(steps):  # type: ignore[type-var]
        for step in steps:
            yield step
            if time.monotonic() - started > limits.exercise_seconds:
                raise Trouble("timeout", took_too_long(limits))
