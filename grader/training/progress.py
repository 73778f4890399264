"""How far a training is: what it tells while it runs."""
from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..report.training import Epoch, Losses

CURVE = 200  # points of a loss curve in the report


@dataclass(frozen=True)
class Progress:
    """How far a training is."""
    network: str
    epoch: int  # from 1
    epochs: int
    batch: int  # of this epoch, from 1
    batches: int
    loss: float
    accuracy: float  # on the batches of this epoch so far
    images_per_second: float
    seconds_left: float
    reference: bool = False  # it is the reference solution that trains


@dataclass
class Curve:
    """The losses of all batches, and what each epoch gave."""
    job: Mapping[str, Any]
    batches: int  # in an epoch
    reference: bool = False
    losses: list[float] = field(default_factory=list)
    history: list[Epoch] = field(default_factory=list)
    # Of the epoch that runs
    seen: int = 0
    correct: float = 0.0
    loss: float = 0.0
    timed: int = 0
    first: float | None = None

    def batch(self, step: Mapping[str, Any]) -> Progress:
        """Takes in a batch; says how far the training is."""
        images, number = step["images"], step["batch"] + 1
        self.seen += images
        self.correct += step["accuracy"] * images
        self.loss += step["loss"] * images
        self.losses.append(step["loss"])
        now = time.monotonic()
        if self.first is None:
            self.first = now
        else:
            self.timed += images
        speed = self.timed / (now - self.first) if self.timed and now > self.first else 0.0
        total = min(self.job["epochs"] * self.batches, self.job["max_batches"] or math.inf)
        left = total - step["epoch"] * self.batches - number
        return Progress(self.job["network"], step["epoch"] + 1, self.job["epochs"], number, self.batches, step["loss"],
                        self.correct / max(self.seen, 1), speed,
                        left * self.job["batch_size"] / speed if speed else math.inf, self.reference)

    def epoch(self, accuracy: float) -> None:
        """The epoch is done; `accuracy` is that on images not seen."""
        self.history.append(Epoch(len(self.history) + 1, rounded(self.loss / max(self.seen, 1)),
                                  rounded(self.correct / max(self.seen, 1)), rounded(accuracy)))
        self.seen, self.correct, self.loss, self.timed, self.first = 0, 0.0, 0.0, 0, None

    def restore(self, kept: Mapping[str, Any]) -> float:
        """Goes on where a checkpoint was written: the seconds until then; 0 where that is no such thing."""
        try:
            history = [Epoch(**epoch) for epoch in kept["history"]]
            losses, seconds = list(kept["losses"]), float(kept["seconds"])
        except (KeyError, TypeError, ValueError):
            return 0.0
        self.history, self.losses = history, losses
        return seconds

    def thinned(self) -> Losses:
        every = max(1, math.ceil(len(self.losses) / CURVE))
        return Losses(every, [rounded(x) for x in self.losses[::every]])


def rounded(value: float | None) -> float | None:
    """The value for JSON, which has no number that is not finite."""
    return round(value, 6) if value is not None and math.isfinite(value) else None
