"""Values as they travel: JSON for what is small, arrays beside it; and how parameters are drawn on both sides."""
from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .frames import DTYPES

MAX_TEXT = 300
MAX_ITEMS, MAX_KEYS, MAX_DEPTH = 64, 1024, 4  # of what is nested
LARGE = 1 << 12   # elements: larger parameters are made of the same drawn numbers
NUMBERS = 65_537  # so many: a prime, so that rows differ
MAX_GRADIENT = 1 << 16  # elements: of larger gradients
SAMPLE = 1 << 12        # so many travel
# A wrapped line may begin at any word.
ORDER = re.compile(r"(?<!\S)::(?=\w)|##\[")


class Odd:
    """A value of a type that no exercise asks for; only the name of its type is known."""

    def __init__(self, described: str) -> None:
        self.described = described

    def __repr__(self) -> str:
        return self.described


@dataclass(frozen=True)
class Block:
    """A Gluon block that lives beside the student's code; `id` is its number there."""
    id: int


def pack(value: Any, arrays: list[np.ndarray], depth: int = MAX_DEPTH) -> Any:
    """`value` as JSON, its arrays appended to `arrays`."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.dtype.name not in DTYPES:
        value = value.astype(np.float64)  # of longdouble
    if isinstance(value, np.ndarray) and value.dtype.name in DTYPES:
        arrays.append(np.asarray(value))
        return {"array": len(arrays) - 1}
    if isinstance(value, Block):
        return {"block": value.id}
    if value is None or type(value) in (bool, float):
        return value
    if isinstance(value, (int, np.integer)) and abs(int(value)) < 1 << 63:
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value)
    if isinstance(value, str):
        return str(value)[:MAX_TEXT]
    if isinstance(value, (tuple, list)) and len(value) <= MAX_ITEMS and depth:
        kind = "tuple" if isinstance(value, tuple) else "list"  # a named tuple is one
        return {kind: [pack(item, arrays, depth - 1) for item in value]}
    if type(value) is dict and len(value) <= MAX_KEYS and depth and all(type(key) is str for key in value):
        return {"dict": {key: pack(item, arrays, depth - 1) for key, item in value.items()}}
    return {"odd": value.described if isinstance(value, Odd) else describe(value)}


def unpack(packed: Any, arrays: list[np.ndarray], depth: int = MAX_DEPTH) -> Any:
    """What `pack` packed. ValueError for anything else, and for more than `pack` lets pass."""
    if packed is None or isinstance(packed, (bool, float)):
        return packed
    if isinstance(packed, int) and abs(packed) < 1 << 63:
        return packed
    if isinstance(packed, str):
        return text(packed)
    if isinstance(packed, dict) and len(packed) == 1:
        (kind, inner), = packed.items()
        if kind == "array" and type(inner) is int and 0 <= inner < len(arrays):
            return arrays[inner]
        if kind == "block" and type(inner) is int and 0 <= inner < 1 << 63:
            return Block(inner)
        if kind in ("tuple", "list") and isinstance(inner, list) and len(inner) <= MAX_ITEMS and depth:
            items = [unpack(item, arrays, depth - 1) for item in inner]
            return tuple(items) if kind == "tuple" else items
        if kind == "dict" and isinstance(inner, dict) and len(inner) <= MAX_KEYS and depth:
            return {text(key): unpack(item, arrays, depth - 1) for key, item in inner.items()}
        if kind == "odd" and isinstance(inner, str):
            return Odd(text(inner))
    raise ValueError("not a packed value")


def travelled(value: Any) -> Any:
    """What arrives of a value that is packed."""
    arrays: list[np.ndarray] = []
    return unpack(pack(value, arrays), arrays)


def text(value: str, longest: int = MAX_TEXT) -> str:
    """A text of a submission, made harmless for whoever shows it: of bounded length, and without control characters
    (but line ends), what turns the direction of writing, halves of characters, and orders to GitHub's runner, which
    begin with :: or ##[."""
    def harmless(c: str) -> str:
        return c if c == "\n" or c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}"
    plain = "".join(map(harmless, value[:longest]))
    return ORDER.sub(lambda order: "\N{PROPORTION}" if order[0] == "::" else "# #[", plain)


def describe(value: Any) -> str:
    """A value of an unexpected type, in a word or two."""
    if isinstance(value, np.ndarray):
        return f"a numpy array of dtype {value.dtype.name}"[:MAX_TEXT]
    return f"an object of type {type(value).__name__}"[:MAX_TEXT]


def kind_of_layer(shapes: Mapping[str, tuple[int, ...]]) -> str:
    """What a layer is called by: «conv(8,3,3,3)», by the shapes of its parameters."""
    if "gamma" in shapes:
        return f"norm{shapes['gamma']}"
    if "weight" in shapes:
        return f"{ {4: 'conv', 2: 'dense'}.get(len(shapes['weight']), 'weight')}{shapes['weight']}".replace(" ", "")
    return f"own{sorted(shapes.items())}".replace(" ", "")[:MAX_TEXT - 10]  # which leaves room for its number


@functools.lru_cache(maxsize=2)
def numbers(seed: int, kind: str) -> np.ndarray:
    """What the large parameters of a network are made of."""
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal(NUMBERS, np.float32) if kind == "floats" else rng.integers(-1, 3, NUMBERS, np.int8)
    drawn = np.asarray(drawn, np.float32)
    drawn.flags.writeable = False
    return drawn


def parameter(seed: int, kind: str, key: str, shape: tuple[int, ...], out: np.ndarray | None = None) -> np.ndarray:
    """The values of one parameter: the same on both sides of the boundary without travelling.

    `key` is «layer.attribute» as `layers` names it; `kind` is "ints" (small integers: sums stay exact in float32) or
    "floats" (of a size that keeps deep networks' activations near 1). Running variances and gammas stay away from 0.
    `out`: where a large one may be written, which saves a copy.
    """
    own = zlib.crc32(key.encode())
    # Over and over, each parameter from another one on; what a batch norm has is a vector and drawn below.
    if len(shape) > 1 and np.prod(shape, dtype=np.int64) > LARGE:
        scale = np.sqrt(2.0 / float(np.prod(shape[1:]))) if kind == "floats" else 1
        few = np.roll(numbers(seed, kind), own) * np.float32(scale)
        out = np.empty(shape, np.float32) if out is None else out
        flat, whole = out.reshape(-1), out.size // few.size * few.size
        flat[:whole].reshape(-1, few.size)[:] = few
        flat[whole:] = few[:flat.size - whole]
        return out
    rng = np.random.default_rng([seed, own])
    attribute = key.rpartition(".")[2]
    if attribute == "running_var":
        return rng.uniform(0.02, 1.5, shape).astype(np.float32)  # small ones tell batch norm's epsilon
    if attribute == "gamma":
        signs = rng.choice([-1, 1], shape, p=[0.25, 0.75])
        return np.asarray(rng.uniform(0.5, 1.5, shape) * signs, np.float32)
    if attribute in ("beta", "running_mean"):
        return rng.normal(0.0, 0.5, shape).astype(np.float32)
    if kind == "ints":
        return rng.integers(-1, 3, shape, dtype=np.int8).astype(np.float32)
    scale = np.sqrt(2.0 / max(1, int(np.prod(shape[1:])))) if len(shape) > 1 else 0.3
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(scale)


def sampled(gradient: Any) -> np.ndarray:
    """A gradient of MXNet's, as an array of numpy; of a large one, numbers that lie evenly apart."""
    step = gradient.size // SAMPLE + 1 if gradient.size > MAX_GRADIENT else 1
    return np.asarray((gradient.reshape((-1,))[::step] if step > 1 else gradient).asnumpy())
