"""The training loop: one for both engines, for the networks of the quick check and for the book's.

It is given a checked network, images and labels, and runs where no code of a submission ever ran. Everything random is
drawn from the job's seed. What an engine does is behind `Engine`: put images onto the device, learn from a batch,
compute outputs.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .network import CLASSES, Network, initial

# By which parameters that begin at zero, or at a value of their own, are moved where nothing is to be learned: a switch
# that begins closed, and that a training opens, is found open on one of the two sides.
MOVED = (0.0, 0.5, -0.5)


@dataclass(frozen=True)
class Job:
    """What to train, and how. Plain values: it travels as JSON."""
    network: str  # "vgg" or "resnet"
    profile: str  # "quick": a small network of the submission's blocks; "book": the submission's whole network
    size: int  # images are enlarged to size x size
    epochs: int
    batch_size: int
    learning_rate: float
    decay: bool  # the learning rate falls to 0 in a straight line
    optimizer: str  # "adam" or "sgd"
    init: str  # "he" or "xavier"
    seed: int
    device: str = "cpu"  # of the engine: "gpu" in MXNet; "cuda" or "mps" in PyTorch
    max_batches: int = 0  # stop after so many batches; 0: all epochs
    checkpoints: bool = False  # hand back the parameters after each epoch (sgd: it has no state of its own)
    shown: tuple[int, ...] = ()  # test images whose feature maps are handed back at the end


class Engine(Protocol):
    """A network on a device, with its optimizer."""

    def place(self, stored: np.ndarray) -> Any:
        """Images as stored (n, channels, h, w), bytes, where `which` in the methods below picks from."""
        ...

    def load(self, values: Sequence[np.ndarray]) -> None: ...

    def values(self) -> list[np.ndarray]: ...

    def seed(self, seed: int) -> None:
        """Seeds what the network draws itself, as dropout does."""
        ...

    def learn(self, images: Any, which: np.ndarray, labels: np.ndarray, rate: float) -> tuple[float, float]:
        """One step of the optimizer; the batch's mean loss and its share of right answers before it."""
        ...

    def outputs(self, images: Any, which: np.ndarray, training: bool) -> np.ndarray:
        """The scores of a whole batch, as when training (with the batch's statistics) or as when classifying."""
        ...

    def maps(self, images: Any, which: np.ndarray, nodes: Sequence[int]) -> list[np.ndarray]:
        """What these nodes of the network give for a batch, as when classifying."""
        ...


def classified(engine: Engine, images: Any, count: int, size: int) -> Iterator[np.ndarray]:
    """The scores of `count` images, batch by batch. The last batch is filled up: shapes are fixed."""
    for start in range(0, count, size):
        which = np.arange(start, start + size)
        yield engine.outputs(images, np.minimum(which, count - 1), False)[:count - start]


def fit(engine: Engine, network: Network, job: Job, inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Trains; yields what it does. `inputs`: images, labels and test_images; traced, the images that the network was
    traced with; and done and state where epochs were trained before. First come the outputs for the traced images,
    then each batch; after each epoch, the scores of the test's images; at the end the parameters.

    Each epoch draws from a seed of its own, so that a training that was interrupted gives what it would have given.
    """
    labels, size, done = inputs["labels"], job.batch_size, inputs.get("done", 0)
    start = initial(network.parameters, network.own, job.init, job.seed)
    engine.load(start)
    traced = engine.place(inputs["traced"])
    halves = [np.arange(size), np.arange(size, 2 * size)]
    yield {"kind": "replayed", "training": np.concatenate([engine.outputs(traced, h, True) for h in halves]),
           "classifying": np.concatenate([engine.outputs(traced, h, False) for h in halves])}
    engine.load([inputs["state"][str(n)] for n in range(len(start))] if "state" in inputs else start)

    images, unseen = engine.place(inputs["images"]), engine.place(inputs["test_images"])
    count = len(inputs["test_images"])
    batches = max(1, len(labels) // size)  # the rest of an epoch, less than a batch, sits out
    total = min(job.epochs * batches, job.max_batches or sys.maxsize)
    for epoch in range(done, job.epochs):
        rng = np.random.default_rng([job.seed, epoch + 1])
        engine.seed(int(rng.integers(1 << 31)))
        order = rng.permutation(len(labels))
        for number in range(batches):
            step = epoch * batches + number
            if step >= total:
                break
            rate = job.learning_rate * (1 - step / total if job.decay else 1)
            which = order[np.arange(number * size, (number + 1) * size) % len(labels)]
            loss, accuracy = engine.learn(images, which, labels[which], rate)
            yield {"kind": "batch", "epoch": epoch, "batch": number, "images": len(which), "loss": loss,
                   "accuracy": accuracy}
        found = np.empty((count, CLASSES), np.float32)
        for number, scores in enumerate(classified(engine, unseen, count, size)):
            found[number * size:(number + 1) * size] = scores
            yield {"kind": "test", "epoch": epoch}  # a sign of life: on a CPU, many images take long
        result: dict[str, Any] = {"kind": "epoch", "epoch": epoch, "scores": found}
        if job.checkpoints:
            result["state"] = numbered(engine.values())
        yield result
        if (epoch + 1) * batches >= total:
            break
    learned, last = engine.values(), network.last_layer()
    end: dict[str, Any] = {"kind": "end", "state": numbered(learned),
                           "scores": np.concatenate(list(classified(engine, unseen, count, size)))}
    if job.shown:
        end["maps"], end["maps before"] = feature_maps(engine, network, unseen, job, start)
    if job.profile == "quick":  # what the last layer alone could do
        end["unlearned"] = []
        for moved in MOVED:
            engine.load([learned[n] if n in last else start[n] + np.float32(moved if p.opens else 0)
                         for n, p in enumerate(network.parameters)])
            end["unlearned"].append(np.concatenate(list(classified(engine, unseen, count, size))))
    yield end


def feature_maps(engine: Engine, network: Network, images: Any, job: Job,
                 start: Sequence[np.ndarray]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Gives of each layer worth a look the channel that differs most between pixels: (images, height, width), bytes.
    One scale a layer: its smallest value is 0, its largest 255. With the learned parameters, and the same channel with
    those that the training began with, which the engine has afterwards."""
    found: tuple[dict[str, np.ndarray], dict[str, np.ndarray]] = {}, {}
    nodes = network.layers()
    which = np.resize(np.array(job.shown), job.batch_size)  # shapes are fixed: the batch is filled up
    after = engine.maps(images, which, nodes)
    engine.load(start)
    for node, *both in zip(nodes, after, engine.maps(images, which, nodes), strict=True):
        learned, begun = (np.nan_to_num(values[:len(job.shown)]) for values in both)
        strongest = int(learned.std(axis=(0, 2, 3)).argmax())
        for there, values in zip(found, (learned, begun), strict=True):
            channel = values[:, strongest]
            low, high = float(channel.min()), float(channel.max())
            there[str(node)] = np.round((channel - low) * (255 / max(high - low, 1e-12))).astype(np.uint8)
    return found


def numbered(values: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    return {str(number): value for number, value in enumerate(values)}
