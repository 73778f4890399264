"""What is known before anybody hands in: the examples that are drawn, and the oracles' answers for them.

They are the same for every submission. A process keeps the last used ones; those of the course's own seed also stay in
a file of the user's cache folder, so that the next command need not draw them, nor import MXNet, until an answer is
wrong. The file's name is a digest of all that they depend on, its first line one of what follows. A file that is
missing or damaged, or cannot be written, costs time and nothing else.
"""
from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import importlib.metadata
import inspect
import json
import os
import platform
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from .. import files
from ..course import manifest
from ..submission.submission import Run
from .comparing import Expected
from .finding import freeze
from .property import Property

Asked = TypeVar("Asked", bound=Callable[..., Any])
SOURCES = ("tests/*.py", "grader/properties.py", "grader/judging/*.py", "grader/worker/wire/*.py")
PACKAGES = ("mxnet", "numpy", "hypothesis")
REMEMBERED = 4096     # answers in memory
LARGEST = 64 << 20    # bytes of a file: nothing is added to a larger one
FILES = 4             # of other versions of the kit, and of other copies of it
RECORDS = {"Expected": Expected, "Run": Run}


class Known:
    """Answers by the digest of what was asked. While `keeping`, new ones are for the file, too."""

    def __init__(self) -> None:
        self.answers: OrderedDict[str, Any] = OrderedDict()
        self.keeping = False
        self.fresh: dict[str, Any] = {}

    @functools.cached_property
    def stored(self) -> Stored:
        return Stored.read(place())

    def answer(self, question: Any, compute: Callable[[], Any]) -> Any:
        """The answer to a question, computed where it is not known."""
        key = hashlib.sha256(repr(plain(question)).encode()).hexdigest()
        if key in self.answers:
            self.answers.move_to_end(key)
            return self.answers[key]
        if self.keeping and key in self.stored.index:
            found = self.stored.answer(key)
        else:
            found = compute()
            if self.keeping:
                if not self.fresh:
                    atexit.register(self.keep)
                self.fresh[key] = found
        self.answers[key] = found
        while len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)
        return found

    @contextlib.contextmanager
    def kept(self, prop: Property, seed: int) -> Iterator[None]:
        """Inside, answers are kept for the next command: those for the kit's own properties and the course's seed."""
        before = self.keeping
        self.keeping = seed == manifest.load().seed and prop.path.parent == manifest.ROOT / "tests"
        try:
            yield
        finally:
            self.keeping = before

    def keep(self) -> None:
        """Adds what is new to the file."""
        path = place()
        if not path.is_absolute():
            return
        stored = Stored.read(path)  # another process may have written it since
        for key, value in self.fresh.items():
            if key not in stored.index and len(stored.data) < LARGEST:
                stored.add(key, value)
        self.fresh.clear()
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, stored.written())
            by_age = sorted(path.parent.glob("known-*"), key=lambda other: other.stat().st_mtime)
            for old in by_age[:-FILES]:
                old.unlink(missing_ok=True)


known = Known()


def oracle(function: Asked) -> Asked:
    """Marks what every answer is held against: asked the same again, it need not compute. It takes and gives numbers,
    texts, arrays, lists and tuples of them, `Expected` and `Run`; nobody changes what it gives."""
    name = named(function)

    @functools.wraps(function)
    def asked(*args: Any, **options: Any) -> Any:
        return known.answer((name, args, options), lambda: function(*args, **options))
    return cast(Asked, asked)


def named(function: Callable[..., Any]) -> str:
    """What a function is known by; a teacher's own file may have the name of one of the kit's. TypeError for one whose
    answers depend on more than its arguments."""
    function = inspect.unwrap(function)
    if function.__closure__:
        raise TypeError(f"{function.__qualname__} takes values from around it: pass them as arguments")
    path = Path(function.__code__.co_filename)
    return f"{path.name if path.parent == manifest.ROOT / 'tests' else path}:{function.__qualname__}"


def plain(question: Any) -> Any:
    """A question as `freeze` takes it: a function by its name, whatever is bound to it."""
    if isinstance(question, functools.partial):
        return named(question.func), plain(question.args), plain(question.keywords)
    if isinstance(question, (tuple, list)):
        return type(question).__name__, tuple(map(plain, question))
    if isinstance(question, dict):
        return tuple((key, plain(value)) for key, value in question.items())
    return named(question) if callable(question) else freeze(question)


# The file ----------------------------------------------------------------------------------------------------------
def place() -> Path:
    """Where it stands; a relative path for a user without a home, where nothing is kept."""
    digest = hashlib.sha256(repr([platform.python_version(), platform.machine(), *versions()]).encode())
    for pattern in SOURCES:
        for path in sorted(manifest.ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    folder = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return folder / "convkata" / f"known-{digest.hexdigest()[:32]}"


def versions() -> Iterator[str]:
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield importlib.metadata.version(package)


class Stored:
    """The file: a digest of what follows; a line of JSON, the answers by their keys; the numbers of their arrays."""

    def __init__(self, index: dict[str, Any], data: bytes) -> None:
        self.index, self.data = index, bytearray(data)

    @classmethod
    def read(cls, path: Path) -> Stored:
        try:
            digest, _newline, rest = path.read_bytes().partition(b"\n")
        except OSError:
            return cls({}, b"")
        if digest != hashlib.sha256(rest).hexdigest().encode():
            return cls({}, b"")
        line, _newline, data = rest.partition(b"\n")
        return cls(json.loads(line), data)

    def written(self) -> bytes:
        rest = json.dumps(self.index).encode() + b"\n" + self.data
        return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest

    def add(self, key: str, value: Any) -> None:
        with contextlib.suppress(TypeError):  # what cannot be kept is computed each time
            self.index[key] = self._packed(value)

    def answer(self, key: str) -> Any:
        return self._unpacked(self.index[key])

    def _packed(self, value: Any) -> Any:
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            self.data += value.tobytes()
            return {"array": [value.dtype.str, value.shape, len(self.data) - value.nbytes]}
        if type(value) in (list, tuple):
            return {type(value).__name__: [self._packed(item) for item in value]}
        if type(value) is dict and all(type(name) is str for name in value):
            return {"dict": {name: self._packed(item) for name, item in value.items()}}
        if type(value).__name__ in RECORDS:
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
        if kind in RECORDS:
            return RECORDS[kind](**self._unpacked(inner))
        items = [self._unpacked(item) for item in inner]
        return tuple(items) if kind == "tuple" else items
