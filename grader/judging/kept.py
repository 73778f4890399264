"""Answers that stay in a file of the user's cache folder, so that the next command need not compute them.

The file's name is a digest of all that the answers depend on, its first line one of what follows. A file that is
missing or damaged, or cannot be written, costs time and nothing else.
"""
from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import files
from ..course import manifest

PACKAGES = ("mxnet", "numpy", "hypothesis")
RUNNING = ("grader/worker/**/*.py", "grader/sandbox/*.py", "grader/submission/*.py")  # how code runs
LARGEST = 64 << 20    # bytes of a file
FILES = 4             # of other versions of the kit, and of other copies of it


@dataclass(frozen=True)
class Place:
    """Where answers of one kind stand. `sources`: patterns of the kit's files that they depend on; `records`: classes
    that occur in them, besides numbers, texts, arrays, lists, tuples and dicts; `numbers`: of the largest array that is
    kept; `most`: answers that are kept."""
    kind: str
    sources: tuple[str, ...]
    records: tuple[type, ...] = ()
    numbers: int = 1 << 24
    most: int = 1 << 16

    def path(self) -> Path:
        """A relative path for a user without a home, where nothing is kept."""
        digest = hashlib.sha256(repr([platform.python_version(), platform.machine(), *versions()]).encode())
        for pattern in self.sources:
            for path in sorted(manifest.ROOT.glob(pattern)):
                digest.update(path.name.encode() + path.read_bytes())
        folder = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
        return folder / "convkata" / f"{self.kind}-{digest.hexdigest()[:32]}"

    def read(self) -> Stored:
        """What is there; nothing where it is damaged."""
        stored = Stored(self)
        try:
            digest, _newline, rest = self.path().read_bytes().partition(b"\n")
        except OSError:
            return stored
        if digest == hashlib.sha256(rest).hexdigest().encode():
            line, _newline, data = rest.partition(b"\n")
            stored.index, stored.data = json.loads(line), bytearray(data)
        return stored

    def add(self, fresh: Stored) -> None:
        """Keeps answers beside those of other processes, or in their place where there is no room for both."""
        path = self.path()
        if not path.is_absolute():
            return
        stored = self.read()
        if len(stored.index) + len(fresh.index) > self.most or len(stored.data) + len(fresh.data) > LARGEST:
            stored = Stored(self)  # another class had other examples: what is asked now is worth more
        for key in fresh.index:
            if key not in stored.index:
                stored.add(key, fresh.answer(key))
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, stored.written())
            by_age = sorted(path.parent.glob(f"{self.kind}-*"), key=lambda other: other.stat().st_mtime)
            for old in by_age[:-FILES]:
                old.unlink(missing_ok=True)


def versions() -> Iterator[str]:
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield importlib.metadata.version(package)


class Stored:
    """The file: a digest of what follows; a line of JSON, the answers by their keys; the numbers of their arrays."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.records = {record.__name__: record for record in place.records}
        self.index: dict[str, Any] = {}
        self.data = bytearray()

    def written(self) -> bytes:
        rest = json.dumps(self.index).encode() + b"\n" + self.data
        return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest

    def add(self, key: str, value: Any) -> None:
        """Keeps an answer, where there is room for it."""
        before = len(self.data)
        if len(self.index) >= self.place.most or before >= LARGEST:
            return
        try:
            self.index[key] = self._packed(value)
        except TypeError:  # what cannot be kept is computed each time
            del self.data[before:]

    def answer(self, key: str) -> Any:
        return self._unpacked(self.index[key])

    def _packed(self, value: Any) -> Any:
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.size <= self.place.numbers:
            self.data += value.tobytes()
            return {"array": [value.dtype.str, value.shape, len(self.data) - value.nbytes]}
        if type(value) in (list, tuple):
            return {type(value).__name__: [self._packed(item) for item in value]}
        if type(value) is dict and all(type(name) is str for name in value):
            return {"dict": {name: self._packed(item) for name, item in value.items()}}
        if self.records.get(type(value).__name__) is type(value):
            return {type(value).__name__: self._packed(vars(value))}
        raise TypeError(f"{type(value)} cannot be kept")

    def _unpacked(self, packed: Any) -> Any:
        if not isinstance(packed, dict):
            return packed
        (kind, inner), = packed.items()
        if kind == "array":
            dtype, shape, start = inner
            count = int(np.prod(shape, dtype=np.int64))
            return np.frombuffer(self.data, dtype, count, start).reshape(shape).copy()
        if kind == "dict":
            return {name: self._unpacked(item) for name, item in inner.items()}
        if kind in self.records:
            return self.records[kind](**self._unpacked(inner))
        items = [self._unpacked(item) for item in inner]
        return tuple(items) if kind == "tuple" else items
