"""Where the submission's code runs in the training check: it is traced, and it classifies."""
from __future__ import annotations

import contextlib
import hashlib
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ..course import manifest
from ..course.manifest import Limits
from ..language.said import Said
from ..sandbox import environment
from ..sandbox.child import Worker
from ..sandbox.support import Isolation
from ..sandbox.zygote import QUICK, Sandbox
from ..submission.asking import Trouble, answered, trouble
from ..submission.files import Folder
from .devices import Device
from .engines import Engine, MXNet, PyTorch, child, took_too_long
from .plans import Profile, limits


class Submitted(Protocol):
    """Where the submission's own network is. No label comes here."""
    fingerprint: str  # of its files: what one submission has learned is no checkpoint for another

    def trace(self, inputs: dict[str, Any]) -> Any:
        """The answer of worker.tracing.trace. Trouble."""
        ...

    def classify(self, inputs: dict[str, Any]) -> Any:
        """The last step of worker.tracing.classify. Trouble."""
        ...


def fingerprint(folder: Folder) -> str:
    digest = hashlib.sha256()
    for name, source in sorted(folder.sources.items()):
        digest.update(f"{name} {len(source)} ".encode() + source)
    return digest.hexdigest()


class InProcess:
    """The submission in this process: for tests, and for a student's own debugger. Never for a score."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.fingerprint = folder, fingerprint(folder)

    def trace(self, inputs: dict[str, Any]) -> Any:
        from ..worker import tracing
        return self._asked(lambda host: tracing.trace(host, inputs))

    def classify(self, inputs: dict[str, Any]) -> Any:
        from ..worker import tracing
        return self._asked(lambda host: list(tracing.classify(host, inputs))[-1])

    def _asked(self, ask: Callable[[Any], Any]) -> Any:
        from ..worker.errors import Missing, StudentError
        from ..worker.host import Host
        from ..worker.sources import Sources
        sources = Sources(self.folder.sources)
        try:
            return ask(Host(sources))
        except Missing as error:
            raise Trouble("missing", str(error)) from None
        except StudentError as error:
            raise trouble([error.kind, error.message, error.trace], "", manifest.load().training_limits) from error
        finally:
            sources.close()


class Isolated:
    """The submission in children of the sandbox: a new one each time, gone before anything else starts."""

    def __init__(self, folder: Folder, sandbox: Sandbox, limits: Limits) -> None:
        self.folder, self.sandbox, self.limits = folder, sandbox, limits
        self.fingerprint = fingerprint(folder)

    def trace(self, inputs: dict[str, Any]) -> Any:
        limits = self.limits
        with self._child(inputs) as worker:
            answer = worker.ask("trace", inputs, limits.call_seconds, Said(
                "tracing the network (call_seconds = {0:g})", limits.call_seconds))
            return answered(answer, "", limits)["ok"]

    def classify(self, inputs: dict[str, Any]) -> Any:
        limits, step = self.limits, None
        most = math.ceil(len(inputs["images"]) / inputs["job"]["batch_size"]) + 1
        with self._child(inputs) as worker:
            started = time.monotonic()
            for number, message in enumerate(worker.stream(
                    "classify", inputs, limits.call_seconds,
                    Said("classifying a batch (call_seconds = {0:g})", limits.call_seconds))):
                if "step" in answered(message, "", limits):
                    step = message["step"]
                if number > most:
                    raise worker.stop("crashed", Said("the process sent something that is not part of a training"))
                if time.monotonic() - started > limits.exercise_seconds:
                    raise worker.stop("timeout", took_too_long(limits))
        return step

    @contextlib.contextmanager
    def _child(self, inputs: dict[str, Any]) -> Iterator[Worker]:
        """A child that has the submission's files. Trouble."""
        network = inputs["job"]["network"]
        if network in self.folder.problems:
            raise Trouble("missing", self.folder.problems[network])
        with child(self.sandbox, self.limits) as worker:
            files = {name: np.frombuffer(source, np.uint8) for name, source in self.folder.sources.items()}
            worker.ask("sources", {"files": files, "asserts": True, "right": {}}, self.limits.import_seconds,
                       Said("taking the files"))
            yield worker


def sandbox(isolation: Isolation, profile: Profile, gpu: bool = False) -> Sandbox:
    """A sandbox for the training check. The quick check keeps the environment of judging, where the same seed gives
    the same accuracy on any number of cores; the book's networks take what the machine has. `gpu`: for MXNet's engine,
    which trains there; a submission never sees the device."""
    # No thread of MXNet's engine begins with a child: Landlock would not hold it, and a submission can call on it.
    settings = dict(QUICK)
    if profile == "book" and not gpu:
        cores = str(os.cpu_count() or 1)
        settings |= {"MXNET_MKLDNN_ENABLED": "1", "OMP_NUM_THREADS": cores, "OPENBLAS_NUM_THREADS": cores}
    if gpu:
        # What chooses among several GPUs here chooses there. Fused operators would be compiled when they first run, by
        # a library of CUDA 11.8, whose output older drivers of CUDA 11 need not take.
        settings = {name: os.environ[name] for name in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER")
                    if name in os.environ} | {"MXNET_USE_FUSION": "0"}
    return Sandbox(isolation, limits(profile, gpu), environment.SETTINGS | settings, gpu=gpu)


@dataclass(frozen=True)
class Workplace:
    """Where a training check happens: a sandbox for submissions, and the engines, the best one first."""
    box: Sandbox
    limits: Limits
    engines: Sequence[Engine]

    def submitted(self, folder: Folder) -> Isolated:
        return Isolated(folder, self.box, self.limits)


@contextlib.contextmanager
def workplace(isolation: Isolation, profile: Profile, device: Device) -> Iterator[Workplace]:
    """Opens what `device` needs. Where a GPU fails, the quick networks train on the CPU."""
    own = limits(profile)
    with contextlib.ExitStack() as stack:
        box = stack.enter_context(sandbox(isolation, profile))
        engines: list[Engine] = []
        if device.engine == "PyTorch":
            engines.append(PyTorch(own, device.place))
        elif device.name == "gpu":
            engines.append(MXNet(stack.enter_context(sandbox(isolation, profile, gpu=True)), limits(profile, gpu=True),
                                 "gpu"))
        if device == replace(device, name="cpu", engine="MXNet") or (device.name == "gpu" and profile == "quick"):
            engines.append(MXNet(box, own))
        yield Workplace(box, own, engines)
