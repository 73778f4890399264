"""What a training tells while it runs."""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

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


# The check ----------------------------------------------------------------------------------------------------------

class Odd(Exception):
    """The worker said something that no training says."""


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
