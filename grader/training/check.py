"""The training check: networks of the submission's own blocks learn to classify images.

How labels and the submission's code are kept apart: the submission's network is traced in the sandbox (`trainers`); the
trace is read as data (`graph`); an engine that has seen no submission trains it, with images and labels (`engines`);
the trained parameters go back, and the submission's own network classifies images that it hasn't seen. Those answers
count, if they are the ones that the trained graph gives: a network that is not the traced one earns nothing.
"""
from __future__ import annotations

import base64
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..course import manifest
from ..language.said import Said
from ..report.statuses import SEVERITY
from ..report.training import Digit, FeatureMaps, Layer, NetworkResult, TrainingResult
from ..submission.asking import Trouble
from ..worker.network import CLASSES, Network
from . import graph
from .checkpoints import Checkpoints
from .devices import Device
from .engines import Engine, timed
from .images import Dataset
from .plans import MARGIN, NETWORKS, PLANS, Profile, limits
from .progress import Curve, Progress, rounded
from .trainers import Submitted

SAME = 1e-3  # of the largest score: by how much a traced network may differ from its graph before it is trained
SAME_TRAINED = 0.02  # and after
AGREEING = 0.98  # the share of images that both must classify alike
# With its parameters as they were before the training (or moved: MOVED in worker/loop.py), and only the last layer's
# trained, a network must do worse by this: otherwise it recognises the images by something that was not learned.
LEARNED = 0.1

SHOWN = 8  # digits whose feature maps are shown


@dataclass(frozen=True)
class Run:
    """What all networks of one check have in common."""
    data: Dataset
    seed: int
    engines: Sequence[Engine]  # where the first fails, the next one tries
    profile: Profile = "quick"
    max_batches: int = 0  # a try, which is not scored
    checkpoints: Checkpoints | None = None
    told: Callable[[Progress], None] = lambda progress: None

    def job(self, name: str, place: str) -> dict[str, Any]:
        return {"network": name, "profile": self.profile, **PLANS[self.profile][name].settings, "seed": self.seed,
                "device": place, "max_batches": self.max_batches, "checkpoints": self.checkpoints is not None,
                "shown": one_of_each(self.data.test_labels) if self.profile == "quick" else ()}


def one_of_each(labels: np.ndarray) -> tuple[int, ...]:
    """The first image of each of eight digits."""
    found = dict(zip(labels[::-1].tolist(), range(len(labels) - 1, -1, -1), strict=True))
    return tuple(found[digit] for digit in sorted(found)[:SHOWN])


@dataclass
class Trained:
    """One network of one submission: its training, as it goes on and as it went."""
    run: Run
    submitted: Submitted
    engine: Engine
    job: dict[str, Any]
    reference: bool = False
    curve: Curve = field(init=False)
    network: Network | None = None
    seconds: float = 0.0
    scores: np.ndarray | None = None  # of the submission's own network, for the test's images
    replayed: np.ndarray | None = None  # of the graph, for the same
    maps: dict[str, np.ndarray] = field(default_factory=dict)  # of the graph's layers
    begun: dict[str, np.ndarray] = field(default_factory=dict)  # the same before the training
    unlearned: float | None = None  # the graph's accuracy with nothing but the last layer learned

    def __post_init__(self) -> None:
        batches = max(1, len(self.run.data.labels) // self.job["batch_size"])
        self.curve = Curve(self.job, batches, self.reference)

    @property
    def accuracy(self) -> float | None:
        return None if self.scores is None else self.right(self.scores)

    def right(self, scores: np.ndarray) -> float:
        return float(np.mean(scores.argmax(axis=1) == self.run.data.test_labels))

    def train(self) -> None:
        """Traces, trains (from the last checkpoint where there is one) and classifies. Trouble."""
        started = time.monotonic()
        size = self.job["batch_size"]
        images = self.run.data.images
        traced = images[np.arange(2 * size) % len(images)]
        answer = self.submitted.trace({"job": self.job, "images": traced})
        try:
            self.network = graph.read(answer, (size, images.shape[1], self.job["size"], self.job["size"]))
            if not self.network.trained():
                raise graph.Refused("failed", graph.CUT_OFF)
            state = self.fit(answer, traced)
        except graph.Refused as refused:
            raise Trouble(refused.status, refused.message) from None
        found = self.submitted.classify({"job": self.job, "images": self.run.data.test_images, "state": state})
        self.seconds += time.monotonic() - started
        self.scores = of_form(found.get("scores") if isinstance(found, dict) else None,
                              len(self.run.data.test_labels))
        self.compare()

    def fit(self, answer: dict[str, Any], traced: np.ndarray) -> dict[str, np.ndarray]:
        """Trains the graph; gives the parameters. Trouble, Refused."""
        assert self.network is not None
        kept = self.run.checkpoints
        path = kept.path(self.job, self.run.data, self.submitted.fingerprint) if kept else None
        inputs = {"job": self.job, "network": self.network.as_values(), "images": self.run.data.images,
                  "labels": self.run.data.labels, "test_images": self.run.data.test_images, "traced": traced}
        found = kept.read(path) if kept and path else None
        self.seconds = self.curve.restore(found[0]) if found else 0.0
        if found and self.curve.history:
            inputs |= {"done": len(self.curve.history), "state": {str(n): a for n, a in enumerate(found[1])}}
        if kept and path:
            kept.written.add(path)
        state: dict[str, np.ndarray] = {}
        started = time.monotonic()
        for step in timed(self.engine.fit(inputs), limits(self.run.profile)):
            match step["kind"]:
                case "replayed":
                    check_replay(self.network, answer, step, self.job["batch_size"])
                case "batch":
                    self.run.told(self.curve.batch(step))
                case "epoch":
                    self.replayed = step["scores"]
                    self.curve.epoch(self.right(step["scores"]))
                    if kept and path:
                        kept.write(path, self.kept(time.monotonic() - started), list(step["state"].values()))
                case "end":
                    state = step["state"]
                    self.replayed = step["scores"]
                    self.maps, self.begun = step.get("maps", {}), step.get("maps before", {})
                    if step.get("unlearned") is not None:
                        self.unlearned = max(map(self.right, step["unlearned"]))
        return state

    def compare(self) -> None:
        """The submission's network and the trained graph classify alike. Trouble."""
        assert self.scores is not None and self.replayed is not None
        largest = np.abs(self.replayed).max(axis=1)
        near = np.abs(self.scores - self.replayed).max(axis=1) <= SAME_TRAINED * largest + 1e-6
        alike = near & (self.scores.argmax(axis=1) == self.replayed.argmax(axis=1))
        if alike.mean() < AGREEING:
            self.scores = None
            raise Trouble("failed", Said("the network that was trained is not the one that classifies: with the same "
                                         "parameters, {0:.1%} of its answers are those of the network that was "
                                         "recorded", float(alike.mean())))

    def feature_maps(self) -> FeatureMaps | None:
        """The digits that are shown, what each layer makes of them, and what was taken for another digit."""
        if not self.maps or self.scores is None or self.network is None:
            return None
        data, shown = self.run.data, list(self.job["shown"])
        answers = self.scores.argmax(axis=1)
        wrong = np.flatnonzero(answers != data.test_labels)[:SHOWN].tolist()
        layers = [Layer(self.network.nodes[int(n)].op, list(self.network.nodes[int(n)].shape[1:]),
                        list(map(text_of, tiles)), list(map(text_of, self.begun[n])))
                  for n, tiles in self.maps.items()]

        def digit(n: int) -> Digit:
            return Digit(text_of(data.test_images[n, 0]), list(data.test_images.shape[2:]), int(data.test_labels[n]),
                         int(answers[n]))
        return FeatureMaps(list(map(digit, shown)), layers, list(map(digit, wrong)))

    def kept(self, seconds: float) -> dict[str, Any]:
        return {"history": [vars(epoch) for epoch in self.curve.history], "losses": self.curve.losses,
                "seconds": self.seconds + seconds}

    @property
    def unreached(self) -> int:
        """How many parameters that should learn get no gradient."""
        if self.network is None:
            return 0
        return sum(p.rate > 0 for p in self.network.parameters) - len(self.network.trained())

    @property
    def parameters(self) -> int:
        return sum(math.prod(p.shape) for p in self.network.parameters if p.rate) if self.network else 0


def text_of(pixels: np.ndarray) -> str:
    """Bytes as text, row by row."""
    return base64.b64encode(np.ascontiguousarray(pixels, np.uint8).tobytes()).decode()


def of_form(scores: Any, count: int) -> np.ndarray:
    """Scores in form: ten for each image. Trouble."""
    if not (isinstance(scores, np.ndarray) and scores.dtype == np.float32 and scores.shape == (count, CLASSES)):
        raise Trouble("crashed", Said("the process sent something that is not part of a training"))
    return scores


def check_replay(network: Network, answer: Mapping[str, Any], step: Mapping[str, Any], size: int) -> None:
    """What the graph computes is what the network computed when it was traced. Refused, Trouble."""
    training, classifying = (of_form(answer.get(key), 2 * size) for key in ("training", "classifying"))
    again = of_form(answer.get("again"), size)

    def same(a: np.ndarray, b: np.ndarray) -> bool:
        return bool(np.allclose(a, b, rtol=0, atol=SAME * float(np.abs(b).max(initial=0)) + 1e-6, equal_nan=True))
    drops = any(node.op == "dropout" and node.attributes["rate"] for node in network.nodes)
    right = not same(training[:size], again) if drops else same(training, step["training"])
    if not (right and same(classifying, step["classifying"])):
        raise graph.Refused("failed", graph.NOT_REPLAYED)


# The check ----------------------------------------------------------------------------------------------------------

def run_training(submitted: Submitted, run: Run, device: Device, reference: Submitted | None = None,
                 networks: Sequence[str] = NETWORKS) -> TrainingResult:
    """The report's part "training". `reference`: the solutions, which the book's networks are compared with, trained
    in the same run."""
    points = manifest.load().training_points // len(NETWORKS)
    if run.max_batches:  # a try: as many test images as it saw, and no checkpoint
        most = run.max_batches * max(plan.settings["batch_size"] for plan in PLANS[run.profile].values())
        data = replace(run.data, test_images=run.data.test_images[:most], test_labels=run.data.test_labels[:most])
        run = replace(run, data=data, checkpoints=None)
    results = [train_one(name, submitted, run, reference, points) for name in networks]
    if run.checkpoints:
        run.checkpoints.done()
    statuses = {result.status for result in results}
    status = "skipped" if run.max_batches and statuses == {"skipped"} else max(
        statuses - {"skipped"}, key=SEVERITY.index)
    return TrainingResult(
        status, device.name, device.reason, sum(result.score for result in results),
        0 if run.max_batches else points * len(networks), results,
        {"profile": run.profile, "data": run.data.name, "seed": run.seed, "warnings": list(run.data.warnings)},
        engine=device.engine)


def train_one(name: str, submitted: Submitted, run: Run, reference: Submitted | None, points: int) -> NetworkResult:
    plan = PLANS[run.profile][name]
    trained, trouble = attempted(name, submitted, run)
    accuracy = trained.accuracy if trouble is None else None
    threshold, compared = plan.threshold, None
    status, message = ("passed", "") if trouble is None else (
        trouble.status, Said("{0}\n{1}", trouble.message, trouble.trace.rstrip()) if trouble.trace else trouble.message)
    if run.max_batches:
        threshold = None
        if trouble is None:
            status, message = "skipped", Said("a try (--max-batches {0}): not scored", run.max_batches)
    elif trouble is None and threshold is None:
        compared, trouble = compared_with(reference, trained)
        threshold = None if compared is None else max(0.0, round(compared - MARGIN, 6))
        if trouble is not None:
            status, message = "internal", Said("the reference did not train: {0}: {1}", Said(trouble.status),
                                               trouble.message)
    if status == "passed":
        status, message = verdict(trained, threshold)
    details = {"network": plan.made_of, "train_images": len(run.data.labels), "test_images": len(run.data.test_labels),
               **{key: plan.settings[key] for key in ("size", "epochs", "batch_size", "learning_rate", "optimizer")},
               "parameters": trained.parameters}
    if run.profile == "book":
        details["reference"] = rounded(compared)
    return NetworkResult(
        name, status, points if status == "passed" else 0, 0 if run.max_batches else points, rounded(accuracy),
        threshold, round(trained.seconds, 2), message, "cpu" if trained.engine.place == "cpu" else "gpu", details,
        trained.curve.history, trained.curve.thinned(), trained.feature_maps())


def attempted(name: str, submitted: Submitted, run: Run, reference: bool = False) -> tuple[Trained, Trouble | None]:
    """A training, by the first engine that can. A GPU may be full or fail: what then does not train there is tried on
    the CPU before it is held against anyone."""
    trouble: Trouble | None = None
    for engine in run.engines:
        trained = Trained(run, submitted, engine, run.job(name, engine.place), reference)
        try:
            trained.train()
            return trained, None
        except Trouble as found:
            trouble = found
            if found.status in ("todo", "missing", "failed"):
                break
    return trained, trouble


def compared_with(reference: Submitted | None, trained: Trained) -> tuple[float | None, Trouble | None]:
    """The reference's accuracy in the same run, or why there is none."""
    if reference is None:
        raise ValueError("the book's networks are compared with a reference")
    if reference.fingerprint == trained.submitted.fingerprint:
        return trained.accuracy, None
    own, trouble = attempted(trained.job["network"], reference, trained.run, reference=True)
    return own.accuracy, trouble


def verdict(trained: Trained, threshold: float | None) -> tuple[str, str]:
    """Whether a network that trained has learned enough, and learned it."""
    accuracy = trained.accuracy
    if accuracy is None or threshold is None:
        return "passed", ""
    if accuracy < threshold:
        message = Said("right for {0:.1%} of {1} images that it had not seen; {2:.1%} are asked for",
                       accuracy, len(trained.run.data.test_labels), threshold)
        if trained.unreached:
            message = Said("{0} {1}", message, Said(
                "No gradient reaches {0} of its parameters: does everything between a block's input and its output "
                "stay in MXNet, without detach, asnumpy or BlockGrad?", trained.unreached))
        return "failed", message
    if trained.unlearned is not None and trained.unlearned > accuracy - LEARNED:
        return "failed", Said("with parameters in its blocks that have not learned, the network is "
                              "right for {0:.1%} all the same: the blocks recognise images by something that was not "
                              "learned",
                              trained.unlearned)
    return "passed", ""
