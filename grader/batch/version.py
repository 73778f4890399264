"""The version of what a verdict depends on."""
from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib.metadata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ..course import manifest
from ..worker.syntax import parse

# Whole packages: a list of files kept by hand forgets some. What is in course/*.toml is asked of the manifest.
KIT = ("tests/*.py", "solutions/*.py", "grader/scoring.py", "grader/properties.py",
       "grader/batch/signature.py",
       *(f"grader/{name}/**/*.py" for name in ("worker", "sandbox", "submission", "judging", "diagnosis", "course",
                                               "report")))
TRAINING = ("grader/training/**/*.py",)
PACKAGES = ("mxnet", "numpy", "hypothesis")


def version(train: bool, hidden: Mapping[str, bytes], exercises: tuple[str, ...] | None) -> str:
    """A digest of everything that a report depends on, apart from the submission and the seed."""
    digest = hashlib.sha256(repr((exercises, packages(), manifest.verdict())).encode())
    for name, data in meanings(KIT + (TRAINING if train else ())):
        digest.update(f"{name} {len(data)}\n".encode() + data)
    for name, data in sorted(hidden.items()):
        data = meaning(name, data)
        digest.update(f"hidden {name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def meanings(patterns: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files of the kit that these patterns name: each one's name, and what it says to a machine."""
    for pattern in patterns:
        for path in sorted(manifest.ROOT.glob(pattern)):
            yield path.relative_to(manifest.ROOT).as_posix(), meaning(path.name, path.read_bytes())


@lru_cache(1024)
def meaning(name: str, data: bytes) -> bytes:
    """What a file says to a machine: of Python, its tree. A comment makes no verdict another one."""
    if name.endswith(".py"):
        with contextlib.suppress(SyntaxError, ValueError):
            return ast.dump(parse(data)).encode("utf-8", "surrogatepass")
    return data


def packages() -> list[str]:
    return [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
