"""How each network is trained."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from ..course import manifest
from ..course.manifest import Limits

Profile = Literal["quick", "book"]
NETWORKS = ("vgg", "resnet")
MARGIN = 0.03  # by how much a book's network may be worse than the reference in the same run


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


def limits(profile: Profile, gpu: bool = False) -> Limits:
    """What a training may use. The book's networks take hours on a CPU, and a GPU's driver reserves address space by
    the terabyte."""
    found = manifest.load().training_limits
    if profile == "book":
        days = 7 * 24 * 3600
        found = replace(found, exercise_seconds=days, cpu_seconds=days, array_mb=1024, memory_mb=1 << 15)
    if gpu:
        found = replace(found, memory_mb=1 << 30)
    return found
