"""What is added to a failed property for somebody who steps through its example."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

SUMS: dict[str, Callable[[list[float], float], float]] = {  # of products and a rest
    "sum": lambda products, rest: sum(products) + rest,
    "cut off": lambda products, rest: max(0.0, sum(products) + rest),
    "absolute": lambda products, rest: abs(sum(products) + rest),
    "a byte": lambda products, rest: float(math.trunc(sum(products) + rest) % 256),
    "largest": lambda products, rest: max(products, default=math.nan) + rest}


class Term(NamedTuple):
    """One element of X and what it is multiplied by. `x`, `k`: places in X and K, counted row by row; `k` is -1 where
    the weight is not one element of K."""
    x: int
    k: int
    weight: float


@dataclass(frozen=True)
class Steps:
    """What a misconception's code computed on an example, element by element of its answer.

    `how`: «sum» of the terms and a rest (a bias), or what SUMS makes of it; «max» of the terms' elements of X and,
    where it is not None, the rest (what the padding counted as); «layers»: the rest is the answer for the first layer,
    the first two, and so on.
    `shape`: of the answer, which has an entry of `terms` and of `rest` for each element."""
    how: str
    shape: tuple[int, ...]
    terms: tuple[tuple[Term, ...], ...]
    rest: tuple[float | None, ...]


@dataclass(frozen=True)
class Box:
    """One layer of a block: its name, the shape of what it gives, and the rows that it takes that from."""
    name: str
    shape: tuple[int, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Layers:
    """A block's layers, row by row, beside those that are asked for; None where one side has none. `differ`: whether
    both give other values. `maps`: a part of what each gives, and where it was taken."""
    asked: tuple[Box | None, ...]
    own: tuple[Box | None, ...]
    differ: tuple[bool, ...]
    maps: tuple[tuple[np.ndarray | None, np.ndarray | None, str], ...]


@dataclass(frozen=True)
class Traced:
    """What running an example once more has found: the steps of the misconception's code, the example as code, and a
    network's layers."""
    steps: Steps | None = None
    code: str = ""
    layers: Layers | None = None
