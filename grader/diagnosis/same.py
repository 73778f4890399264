"""Compares two answers."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..submission.asking import Ask, Trouble
from ..worker.wire.values import Block, Odd, pack, unpack

NETWORK_TOLERANCE = 5e-4  # networks are compared where float32 has rounded many times
NUMBERED = re.compile(r"(?<=[A-Za-z])\d+(?=_)|'[^']*' object|0x[0-9a-f]+")  # names of layers and the like
FEW_VALUES = 8            # numbers of a random answer for each different one, where it has few
LARGE_SAMPLE = 100        # numbers of a random answer from which its statistics say something
DRAWS = 8                 # of a smaller one: what each number may be
WITHIN = 0.9              # of its numbers that are in that range, or as far beside it


@dataclass(frozen=True)
class Raised:
    """Stands in place of an answer: the error that was raised. Errors of one kind may have different causes: only
    those that say the same are evidence."""
    status: str
    kind: str
    message: str = field(default="", compare=False)

    @classmethod
    def of(cls, trouble: Trouble) -> Raised:
        return cls(trouble.status, trouble.kind, NUMBERED.sub("", trouble.message))

    def says(self, other: Any) -> bool:
        """Whether another error is of the same kind and says the same."""
        return isinstance(other, Raised) and self == other and self.message == other.message


# Comparing answers --------------------------------------------------------------------------------------------------
def outcome(ask: Ask) -> Any:
    return Raised.of(ask.trouble) if ask.trouble is not None else ask.answer


def same_answer(ask: Ask, given: Any, answer: Any, strict: bool = False) -> bool:
    """Whether an answer is the one that was given. `strict`: an error says the same, too."""
    if strict and isinstance(answer, Raised):
        return answer.says(given)
    return same(given, answer, NETWORK_TOLERANCE if ask.op == "run" else 1e-5)


def normal(value: Any) -> Any:
    """A value as it would have travelled; blocks are all alike, what they do is asked next."""
    if isinstance(value, Raised):
        return value
    arrays: list[np.ndarray] = []
    return unpack(pack(value, arrays), arrays)


def same(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two answers are the same; infinities equal themselves, and so does NaN."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
            return False
        finite = b[np.isfinite(b)] if b.dtype.kind == "f" else b
        scale = max(1.0, float(np.abs(finite.astype(np.float64)).max(initial=0.0)))
        return bool(np.isclose(a.astype(np.float64), b.astype(np.float64), rtol=0, atol=tolerance * scale,
                               equal_nan=True).all())
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key], tolerance) for key in a)
    if type(a) is not type(b):
        return False
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, Odd):
        return a.described == b.described  # type: ignore[no-any-return]
    if isinstance(a, float):
        return abs(a - b) <= tolerance * max(1.0, abs(b)) or (a != a and b != b)
    return isinstance(a, Block) or a == b


def alike(given: Any, answer: Any, again: Iterator[Any]) -> bool:
    """Whether the answer of a network is made by chance, and what was given may have come out as well. `again`: more
    such answers. Outputs are compared: running statistics go on changing."""
    if not (isinstance(given, dict) and isinstance(answer, dict) and given.keys() == answer.keys()):
        return False
    a, b, other = map(_output, (given, answer, next(again)))
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and isinstance(other, np.ndarray)):
        return False
    if not a.shape == b.shape == other.shape or a.dtype.kind != b.dtype.kind or same(b, other, NETWORK_TOLERANCE):
        return False
    if a.size >= LARGE_SAMPLE:
        return spread_alike(a, b)
    more = map(_output, itertools.islice(again, DRAWS - 2))
    drawn = np.stack([b, other, *(y for y in more if isinstance(y, np.ndarray) and y.shape == b.shape)])
    low, high = drawn.min(0), drawn.max(0)
    room = high - low + NETWORK_TOLERANCE * max(1.0, float(np.abs(drawn).max(initial=0)))
    return bool(((a >= low - room) & (a <= high + room)).mean() >= WITHIN)


def _output(answer: Any) -> Any:
    """The output. Where it is the same for every image, that of one: it was drawn once."""
    y = answer.get("y") if isinstance(answer, dict) else None
    return y[:1] if isinstance(y, np.ndarray) and y.ndim > 1 and (y == y[:1]).all() else y


def spread_alike(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two random arrays may have the same distribution."""
    (usual, share, rest), (other_usual, other_share, other_rest) = map(spread, (a, b))
    if abs(share - other_share) >= 0.12 or (share > 0.2 and not np.isclose(usual, other_usual, rtol=1e-3, atol=1e-4)):
        return False
    if not (rest.size and other_rest.size):
        return True
    if min(np.unique(v.round(4)).size / v.size for v in (rest, other_rest)) <= 1 / FEW_VALUES:  # one size
        return all(np.isclose(one[..., None], np.unique(other.round(4)), rtol=1e-3, atol=1e-4).any(-1).mean() > 0.95
                   for one, other in ((a, b), (b, a)))
    largest, mean = ((float(f(rest)), float(f(other_rest))) for f in (np.max, np.mean))
    # Two means of one kind differ by less.
    chance = 3 * float(np.sqrt(np.var(rest) / rest.size + np.var(other_rest) / other_rest.size))
    return (abs(largest[0] - largest[1]) <= 0.2 * max(map(abs, largest)) + 1e-6
            and abs(mean[0] - mean[1]) <= max(0.2 * max(map(abs, mean)), chance) + 1e-6)


def spread(numbers: np.ndarray) -> tuple[float, float, np.ndarray]:
    """The most frequent number, which is what is dropped; its share; the others."""
    values, counts = np.unique(numbers.round(4), return_counts=True)
    usual = values[counts.argmax()]
    return float(usual), float(counts.max() / numbers.size), numbers[numbers.round(4) != usual]
