"""How large an answer is. A submission may return 64 MB at every call; of such an answer is kept what it was."""
from __future__ import annotations

import hashlib
import marshal
from typing import Any

import numpy as np

from ..language.said import Said
from ..worker.wire.values import Odd

ITEM = 64            # bytes that an object of Python takes, about
LARGE = 2 << 20      # bytes of an answer that is not kept; a ResNet's gradients have 1.1 MB
TOLD = 400 * ITEM    # bytes of an answer that is told in full, where it is no array


def weight(value: Any) -> int:
    """How many bytes a value takes in memory, about."""
    if isinstance(value, np.ndarray):
        return ITEM + int(value.nbytes)
    if isinstance(value, dict):
        return ITEM + sum(ITEM + weight(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return ITEM + sum(map(weight, value))
    return ITEM + (len(value) if isinstance(value, str) else 0)


def described(value: Any) -> str:
    """What a value is that is too large to be told."""
    if isinstance(value, np.ndarray):
        return Said("an array of shape {0}", value.shape)
    return Said("a {0} of {1} items", type(value).__name__, len(value))


class Large(Odd):
    """Stands in place of a value that was too large to be kept. `digest`: by which it can be compared."""

    def __init__(self, value: Any) -> None:
        super().__init__(described(value))
        self.digest = digest(value)


def kept(value: Any) -> Any:
    """What is kept of an answer: all of it, or what stands in place of its large parts."""
    return _kept(value)[0]


def _kept(value: Any) -> tuple[Any, int]:
    """What is kept of it, and how many bytes that takes."""
    smaller, size = value, weight(value) if isinstance(value, (np.ndarray, str)) else ITEM
    if isinstance(value, (dict, list, tuple)):
        items = [_kept(item) for item in (value.values() if isinstance(value, dict) else value)]
        size += sum(inner for _item, inner in items)
        if any(new is not old for (new, _inner), old in zip(
                items, value.values() if isinstance(value, dict) else value, strict=True)):
            made = (item for item, _inner in items)
            smaller = dict(zip(value, made, strict=True)) if isinstance(value, dict) else type(value)(made)
    return (smaller, size) if size <= LARGE else (Large(value), ITEM)


def digest(value: Any) -> str:
    """By which two large answers are told apart: it is the same for the same one."""
    made = hashlib.blake2b(digest_size=16)

    def add(part: Any) -> None:
        if isinstance(part, np.ndarray):
            made.update(f"{part.dtype.str}{part.shape}".encode())
            made.update(np.ascontiguousarray(part).view(np.uint8).data if part.size else b"")
            return
        try:
            made.update(marshal.dumps(part, 2))  # of this version: what is equal has the same bytes
        except ValueError:  # there is something else in it
            made.update(f"{type(part).__name__}{len(part)}".encode() if isinstance(part, (dict, list, tuple)) else
                        f"{type(part).__name__}{part!r};".encode())
            for item in (part.items() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else ()):
                add(item)
    add(value)
    return made.hexdigest()
