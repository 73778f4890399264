"""The training check, the judge's side: networks of the submission's own blocks learn to classify images.

The worker (worker/training.py) trains; it is given the labels of the images to learn from, and the images to be tested
on without theirs. Its predictions are counted here. What else it says (loss, training accuracy) is shown, not scored.
"""
from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from ..course import manifest
from ..course.manifest import Limits
from ..judging.judge import SEVERITY
from ..language.i18n import _
from ..sandbox import environment
from ..sandbox.zygote import Isolation, Sandbox, Stopped
from ..submission.files import Folder
from ..submission.submission import Trouble, trouble
from .devices import Device
from .images import Dataset

Profile = Literal["quick", "book"]
NETWORKS = ("vgg", "resnet")
MARGIN = 0.03  # by how much a network of the book may stay behind the reference in the same run
CURVE = 200  # points of a loss curve in the report


@dataclass(frozen=True)
class Plan:
    """One network of a profile: what it is made of, how it is trained, what accuracy passes (None: the reference's)."""
    made_of: str
    settings: dict[str, Any]
    threshold: float | None = None


PLANS: dict[Profile, dict[str, Plan]] = {
    # The thresholds and how they were measured: docs/training.md.
    "quick": {
        "vgg": Plan("vgg_block(1, 8), vgg_block(1, 16), vgg_block(1, 32), global average pooling, Dense(10)",
                    {"size": 16, "epochs": 15, "batch_size": 32, "learning_rate": 0.005, "decay": True,
                     "optimizer": "adam", "init": "he"}, 0.85),
        "resnet": Plan("Residual(8, True, 2), Residual(16, True, 2), Residual(16), global average pooling, Dense(10)",
                       {"size": 16, "epochs": 10, "batch_size": 32, "learning_rate": 0.01, "decay": True,
                        "optimizer": "adam", "init": "he"}, 0.85)},
    # Sections 5.7 and 5.11.
    "book": {
        "vgg": Plan("vgg(((1, 16), (1, 32), (2, 64), (2, 128), (2, 128))): VGG-11 with a quarter of its channels",
                    {"size": 224, "epochs": 5, "batch_size": 128, "learning_rate": 0.05, "decay": False,
                     "optimizer": "sgd", "init": "xavier"}),
        "resnet": Plan("resnet18()",
                       {"size": 96, "epochs": 5, "batch_size": 256, "learning_rate": 0.05, "decay": False,
                        "optimizer": "sgd", "init": "xavier"})},
}


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
        from ..worker.host import Host, Missing, Sources, StudentError
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
            worker.ask("sources", {"files": files, "asserts": True}, limits.import_seconds,
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


def limits(profile: Profile, device: str) -> Limits:
    """What a training may use. The book's networks take hours on a CPU, and a GPU's driver reserves address space by
    the terabyte."""
    found = manifest.load().training_limits
    if profile == "book":
        days = 7 * 24 * 3600
        found = replace(found, exercise_seconds=days, cpu_seconds=days, array_mb=1024, memory_mb=1 << 15)
    if device == "gpu":
        found = replace(found, memory_mb=1 << 30)
    return found


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


# Progress and checkpoints -------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Progress:
    """How far a training is."""
    network: str
    epoch: int  # from 1
    epochs: int
    batch: int  # of this epoch, from 1
    batches: int
    loss: float
    accuracy: float  # on the batches of this epoch so far, as the worker says
    images_per_second: float
    seconds_left: float
    reference: bool = False  # it is the reference solution that trains


class Checkpoints:
    """A file a network in a folder, written after each epoch; the folder's own when the whole run is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: set[Path] = set()

    def path(self, job: dict[str, Any], data: Dataset, fingerprint: str) -> Path:
        key = hashlib.sha256(json.dumps([job, data.digest, fingerprint], sort_keys=True).encode()).hexdigest()
        return self.folder / f"{job['profile']}-{job['network']}-{key[:16]}.npz"

    def read(self, path: Path) -> tuple[dict[str, Any], list[np.ndarray]] | None:
        """What a training left, or None where there is nothing (or nothing that can be read)."""
        try:
            with np.load(path, allow_pickle=False) as found:
                told = json.loads(found["told"].tobytes())
                return told, [found[f"a{number}"] for number in range(told["arrays"])]
        except FileNotFoundError:
            return None
        except Exception:  # whatever is wrong with it: the training starts anew
            path.unlink(missing_ok=True)
            return None

    def write(self, path: Path, told: dict[str, Any], arrays: list[np.ndarray]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                text = np.frombuffer(json.dumps(told | {"arrays": len(arrays)}).encode(), np.uint8)
                np.savez(file, told=text, **{f"a{number}": array for number, array in enumerate(arrays)})
            os.replace(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
        self.written.add(path)

    def done(self) -> None:
        for path in self.written:
            path.unlink(missing_ok=True)


# The check ----------------------------------------------------------------------------------------------------------

class Odd(Exception):
    """The worker said something that no training says."""


class Trained:
    """One network's training, as it goes on and as it went."""

    def __init__(self, job: dict[str, Any], data: Dataset) -> None:
        self.job, self.data = job, data
        self.parameters = 0
        self.unreached = 0
        self.predictions: np.ndarray | None = None
        self.history: list[dict[str, Any]] = []
        self.losses: list[float] = []
        self.seconds = 0.0

    @property
    def accuracy(self) -> float | None:
        if self.predictions is None:
            return None
        return float(np.mean(self.predictions == self.data.test_labels))

    def run(self, worker: TrainingWorker, told: Callable[[Progress], None], checkpoints: Checkpoints | None,
            reference: bool) -> None:
        """Trains, from the last checkpoint where there is one. Trouble."""
        path = checkpoints.path(self.job, self.data, worker.fingerprint) if checkpoints else None
        inputs = {"job": self.job | {"checkpoints": checkpoints is not None}, "images": self.data.images,
                  "labels": self.data.labels, "test_images": self.data.test_images}
        found = checkpoints.read(path) if checkpoints and path else None
        if found is not None and self.restore(found[0]):
            inputs |= {"done": len(self.history), "state": {str(n): array for n, array in enumerate(found[1])}}
        epochs, size = self.job["epochs"], self.job["batch_size"]
        batches = max(1, len(self.data.labels) // size)
        signs = batches + math.ceil(len(self.data.test_labels) / size)  # of life, in an epoch
        if checkpoints and path:
            checkpoints.written.add(path)
        before, started = self.seconds, time.monotonic()
        correct, seen, loss, timed, told_of = 0.0, 0, 0.0, 0, 0
        first: float | None = None
        if len(self.history) < epochs:
            steps = worker.train(inputs)
            try:
                for step in steps:
                    self.seconds = before + time.monotonic() - started
                    kind = step.get("kind") if isinstance(step, dict) else None
                    told_of += kind in ("batch", "test")
                    if told_of > signs or len(self.history) == epochs:
                        raise Odd
                    if kind == "start":
                        self.parameters = count(step, "parameters")
                    elif kind == "batch":
                        images, epoch = count(step, "images"), count(step, "epoch")
                        if epoch != len(self.history) or images > size:
                            raise Odd
                        seen += images
                        correct += number(step, "accuracy") * images
                        loss += number(step, "loss") * images
                        self.unreached = count(step, "unreached")
                        self.losses.append(number(step, "loss"))
                        now = time.monotonic()
                        if first is None:
                            first = now
                        else:
                            timed += images
                        speed = timed / (now - first) if timed and now > first else 0.0
                        done = epoch * batches + count(step, "batch") + 1
                        left = min(epochs * batches, self.job["max_batches"] or math.inf) - done
                        told(Progress(self.job["network"], epoch + 1, epochs, count(step, "batch") + 1, batches,
                                      number(step, "loss"), correct / max(seen, 1), speed,
                                      left * size / speed if speed else math.inf, reference))
                    elif kind == "epoch" and count(step, "epoch") == len(self.history):
                        self.predictions = self.checked(step.get("predictions"))
                        self.history.append({"epoch": len(self.history) + 1, "loss": rounded(loss / max(seen, 1)),
                                             "train_accuracy": rounded(correct / max(seen, 1)),
                                             "accuracy": rounded(self.accuracy)})
                        seen, correct, loss, told_of = 0, 0.0, 0.0, 0
                        first, timed = None, 0
                        if checkpoints and path:
                            checkpoints.write(path, self.kept(), arrays(step.get("state")))
                    elif kind != "test":
                        raise Odd
            except Odd:
                raise Trouble("crashed", _("the process sent something that is no training")) from None
            finally:
                if hasattr(steps, "close"):
                    steps.close()
        if self.predictions is None or (len(self.history) < epochs and not self.job["max_batches"]):
            raise Trouble("crashed", _("the process stopped before all epochs were trained"))

    def checked(self, predictions: Any) -> np.ndarray:
        """Predictions in form: a whole number for each image."""
        if not (isinstance(predictions, np.ndarray) and predictions.dtype.kind in "iu"
                and predictions.shape == self.data.test_labels.shape):
            raise Odd
        return predictions

    def kept(self) -> dict[str, Any]:
        assert self.predictions is not None
        return {"history": self.history, "losses": self.losses, "parameters": self.parameters, "seconds": self.seconds,
                "unreached": self.unreached, "predictions": self.predictions.tolist()}

    def restore(self, kept: dict[str, Any]) -> bool:
        """Goes on where `kept` was written; False where that is no such thing, and the training starts anew."""
        try:
            predictions = self.checked(np.array(kept["predictions"], np.int64))
            history, losses, parameters, seconds, unreached = (
                kept[key] for key in ("history", "losses", "parameters", "seconds", "unreached"))
        except (KeyError, TypeError, ValueError, Odd):
            return False
        self.predictions, self.history, self.losses = predictions, history, losses
        self.parameters, self.seconds, self.unreached = parameters, seconds, unreached
        return True

    def as_json(self) -> dict[str, Any]:
        every = max(1, math.ceil(len(self.losses) / CURVE))
        return {"parameters": self.parameters, "history": self.history,
                "losses": {"every": every, "values": [rounded(x) for x in self.losses[::every]]}}


def count(step: dict[str, Any], key: str) -> int:
    value = step.get(key)
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise Odd
    return value


def number(step: dict[str, Any], key: str) -> float:
    value = step.get(key)
    if not isinstance(value, float):
        raise Odd
    return value


def arrays(state: Any) -> list[np.ndarray]:
    if not isinstance(state, dict) or not all(isinstance(state.get(str(n)), np.ndarray) for n in range(len(state))):
        raise Odd
    return [state[str(n)] for n in range(len(state))]


def rounded(value: float | None) -> float | None:
    """For JSON: a loss that is not finite is none."""
    return round(value, 6) if value is not None and math.isfinite(value) else None


def run_training(worker: TrainingWorker, data: Dataset, device: Device, seed: int, profile: Profile = "quick",
                 reference: TrainingWorker | None = None, max_batches: int = 0, checkpoints: Path | None = None,
                 told: Callable[[Progress], None] = lambda progress: None,
                 networks: Sequence[str] = NETWORKS) -> dict[str, Any]:
    """The report's part "training".

    `reference`: the solutions, which the book's networks are compared with, trained in the same run. `max_batches`: a
    try, which is not scored. `checkpoints`: a folder; what is found there of the same training is gone on with.
    """
    points = manifest.load().training_points // len(NETWORKS)
    kept = Checkpoints(checkpoints) if checkpoints and not max_batches else None
    if max_batches:  # a try: as many test images as it saw
        most = max_batches * max(plan.settings["batch_size"] for plan in PLANS[profile].values())
        data = replace(data, test_images=data.test_images[:most], test_labels=data.test_labels[:most])
    results = [train_one(name, worker, data, device, seed, profile, reference, max_batches, kept, told, points)
               for name in networks]
    if kept:
        kept.done()
    statuses = {result["status"] for result in results}
    return {
        "status": "skipped" if max_batches and statuses == {"skipped"}
        else max(statuses - {"skipped"}, key=SEVERITY.index),
        "device": device.name, "reason": device.reason, "score": sum(result["score"] for result in results),
        "max_score": 0 if max_batches else points * len(networks), "profile": profile, "data": data.name, "seed": seed,
        "warnings": list(data.warnings), "networks": results}


def train_one(name: str, worker: TrainingWorker, data: Dataset, device: Device, seed: int, profile: Profile,
              reference: TrainingWorker | None, max_batches: int, checkpoints: Checkpoints | None,
              told: Callable[[Progress], None], points: int) -> dict[str, Any]:
    plan = PLANS[profile][name]
    job = {"network": name, "profile": profile, **plan.settings, "seed": seed, "device": device.name,
           "max_batches": max_batches, "checkpoints": False}
    status, message, threshold = "passed", "", plan.threshold
    compared: float | None = None
    # A GPU may be full or fail: what then does not train there is tried on the CPU before it is held against anyone.
    for place in ["gpu", "cpu"] if device.name == "gpu" and profile == "quick" else [device.name]:
        job |= {"device": place}
        trained = Trained(job, data)
        try:
            trained.run(worker, told, checkpoints, reference=False)
            status, message = "passed", ""
            break
        except Trouble as found:
            status, message = found.status, found.message + (f"\n{found.trace.rstrip()}" if found.trace else "")
            if status in ("todo", "missing"):
                break
    accuracy = trained.accuracy if status == "passed" else None
    if max_batches:
        threshold = None
        if status == "passed":
            status, message = "skipped", _("a try (--max-batches {0}): not scored").format(max_batches)
    elif threshold is None and status == "passed":
        if reference is None:
            raise ValueError("the book's networks are compared with a reference")
        if reference.fingerprint == worker.fingerprint:
            compared = accuracy
        else:
            own = Trained(job, data)
            try:
                own.run(reference, told, checkpoints, reference=True)
                compared = own.accuracy
            except Trouble as found:
                status, message = "internal", _("the reference did not train: {0}: {1}").format(_(found.status),
                                                                                        found.message)
        threshold = None if compared is None else max(0.0, round(compared - MARGIN, 6))
    if status == "passed" and accuracy is not None and threshold is not None and accuracy < threshold:
        status, message = "failed", _("right for {0:.1%} of {1} images that it had not seen; {2:.1%} are asked for"
                                      ).format(accuracy, len(data.test_labels), threshold)
        if trained.unreached:
            message += " " + _("No gradient reaches {0} of its parameters: does everything between a block's input and "
                               "its output stay in MXNet, without detach, asnumpy or BlockGrad?").format(
                                   trained.unreached)
    return {"name": name, "status": status, "message": message, "device": job["device"],
            "accuracy": rounded(accuracy), "threshold": threshold,
            **({"reference": rounded(compared)} if profile == "book" else {}),
            "seconds": round(trained.seconds, 2), "score": points if status == "passed" else 0,
            "max_score": 0 if max_batches else points, "network": plan.made_of,
            "train_images": len(data.labels), "test_images": len(data.test_labels),
            **{key: plan.settings[key] for key in ("size", "epochs", "batch_size", "learning_rate", "optimizer")},
            **trained.as_json()}


def skipped(reason: str) -> dict[str, Any]:
    """The report's part of a check that was not asked for."""
    return {"status": "skipped", "device": None, "reason": reason, "score": 0, "max_score": 0, "networks": []}


# Curves -------------------------------------------------------------------------------------------------------------

def plot(training: dict[str, Any], path: Path, format: str | None = None) -> None:
    """Draws each network's loss by batch and accuracy by epoch. The format is the path's suffix, or `format`."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    networks = training["networks"]
    figure = Figure(figsize=(9, 3.2 * max(1, len(networks))), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(f"{training.get('data', '')}, {training['device']}")
    axes = figure.subplots(max(1, len(networks)), 2, squeeze=False)
    for network, (left, right) in zip(networks, axes, strict=False):
        every, losses = network["losses"]["every"], network["losses"]["values"]
        left.plot([every * n + 1 for n in range(len(losses))], [math.nan if x is None else x for x in losses])
        left.set(title=f"{network['name']}: {network['status']}", xlabel="batch", ylabel="loss")
        epochs = [epoch["epoch"] for epoch in network["history"]]
        for key, label in (("train_accuracy", "while training"), ("accuracy", "on images not seen")):
            right.plot(epochs, [math.nan if epoch[key] is None else epoch[key] for epoch in network["history"]],
                       marker=".", label=label)
        if network["threshold"] is not None:
            right.axhline(network["threshold"], color="grey", linestyle="--", label="to pass")
        right.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.02))
        right.legend(loc="lower right")
    with matplotlib.rc_context({"svg.hashsalt": "convkata", "svg.fonttype": "none"}):
        figure.savefig(path, format=format, metadata={"Date": None} if (format or path.suffix[1:]) == "svg" else None)
