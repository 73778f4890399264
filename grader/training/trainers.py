"""Where a network is trained: this process, or the sandbox."""
from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from ..course import manifest
from ..course.manifest import Limits
from ..language.i18n import _
from ..sandbox import environment
from ..sandbox.ends import Stopped
from ..sandbox.support import Isolation
from ..sandbox.zygote import Sandbox
from ..submission.asking import Trouble, trouble
from ..submission.files import Folder
from .plans import Profile, limits

# The worker ---------------------------------------------------------------------------------------------------------

class TrainingWorker(Protocol):
    """Where a submission trains."""
    fingerprint: str  # of its files: what one submission has learned is no checkpoint for another

    def train(self, inputs: dict[str, Any]) -> Iterator[Any]:
        """The steps of worker.training.session(host, inputs). Trouble."""
        ...


def fingerprint(folder: Folder) -> str:
    digest = hashlib.sha256()
    for name, source in sorted(folder.sources.items()):
        digest.update(f"{name} {len(source)} ".encode() + source)
    return digest.hexdigest()


class InProcess:
    """Trains in this process: for tests, and for a student's own debugger. Never for a score."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.fingerprint = folder, fingerprint(folder)

    def train(self, inputs: dict[str, Any]) -> Iterator[Any]:
        from ..worker.errors import Missing, StudentError
        from ..worker.host import Host
        from ..worker.sources import Sources
        from ..worker.training import session
        sources = Sources(self.folder.sources)
        try:
            yield from session(Host(sources), inputs)
        except Missing as error:
            raise Trouble("missing", str(error)) from None
        except StudentError as error:
            raise trouble([error.kind, error.message, error.trace], "", manifest.load().training_limits) from error
        finally:
            sources.close()


class Isolated:
    """Trains in a child of the sandbox: a new one for each network."""

    def __init__(self, folder: Folder, sandbox: Sandbox, limits: Limits) -> None:
        self.folder, self.sandbox, self.limits = folder, sandbox, limits
        self.fingerprint = fingerprint(folder)

    def train(self, inputs: dict[str, Any]) -> Iterator[Any]:
        limits, what = self.limits, _("one step of the training")
        network = inputs["job"]["network"]
        if network in self.folder.problems:
            raise Trouble("missing", self.folder.problems[network])
        worker = self.sandbox.worker(limits=limits, exec_memory=True)
        started = time.monotonic()
        try:
            files = {name: np.frombuffer(source, np.uint8) for name, source in self.folder.sources.items()}
            worker.ask("sources", {"files": files, "asserts": True, "right": {}}, limits.import_seconds,
                       _("taking the files"))
            for message in worker.stream("train", inputs, limits.call_seconds,
                                         f"{what} (call_seconds = {limits.call_seconds:g})"):
                if "missing" in message:
                    raise Trouble("missing", message["missing"])
                if "error" in message:
                    raise trouble(message["error"], "", limits)
                if "step" in message:
                    yield message["step"]
                if time.monotonic() - started > limits.exercise_seconds:
                    raise worker.stop("timeout", _("the training took longer than {0:g} s (exercise_seconds = {0:g})"
                                                   ).format(limits.exercise_seconds))
        except Stopped as stopped:
            raise Trouble(stopped.status, stopped.message) from None
        finally:
            worker.close()


def sandbox(isolation: Isolation, profile: Profile, device: str) -> Sandbox:
    """A sandbox to train in. The quick check keeps the environment of judging, where the same seed gives the same
    accuracy on any number of cores; the book's networks take what the machine has."""
    settings = {}
    if profile == "book" and device == "cpu":
        cores = str(os.cpu_count() or 1)
        settings = {"MXNET_MKLDNN_ENABLED": "1", "OMP_NUM_THREADS": cores, "OPENBLAS_NUM_THREADS": cores}
    if device == "gpu":
        # What chooses among several GPUs here chooses there. Fused operators would be compiled when they first run, by
        # a library of CUDA 11.8, whose output older drivers of CUDA 11 need not take.
        settings = {name: os.environ[name] for name in ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER")
                    if name in os.environ} | {"MXNET_USE_FUSION": "0"}
    return Sandbox(isolation, limits(profile, device), environment.SETTINGS | settings, gpu=device == "gpu")
