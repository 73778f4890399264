"""The training check, the judge's side: networks of the submission's own blocks learn to classify images.

The worker (worker/training.py) trains; it is given the labels of the images to learn from, and the images to be tested
on without theirs. Its predictions are counted here. What else it says (loss, training accuracy) is shown, not scored.
"""
from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..course import manifest
from ..language.i18n import _
from ..report.statuses import SEVERITY
from ..submission.asking import Trouble
from .checkpoints import Checkpoints
from .devices import Device
from .images import Dataset
from .plans import MARGIN, NETWORKS, PLANS, Profile
from .progress import Odd, Progress, arrays, count, number, rounded
from .trainers import TrainingWorker

CURVE = 200  # points of a loss curve in the report


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
