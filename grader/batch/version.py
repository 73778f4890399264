"""The version of what a verdict depends on."""
from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping

from ..course import manifest

KIT = ("tests/*.py", "solutions/*.py", "grader/diagnosis/**/*.py", "grader/worker/**/*.py",
       *(f"grader/{name}/*.py" for name in ("judging", "submission", "sandbox", "report")), "grader/scoring.py")
TRAINING = ("grader/training/*.py",)
PACKAGES = ("mxnet", "numpy", "hypothesis")


def version(train: bool, hidden: Mapping[str, bytes], exercises: tuple[str, ...] | None) -> str:
    """A digest of all that a report depends on beside the submission and the seed."""
    digest = hashlib.sha256(repr((exercises, _packages(), manifest.verdict())).encode())
    for pattern in KIT + (TRAINING if train else ()):
        for path in sorted(manifest.ROOT.glob(pattern)):
            data = path.read_bytes()
            digest.update(f"{path.name} {len(data)}\n".encode() + data)
    for name, data in sorted(hidden.items()):
        digest.update(f"hidden {name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _packages() -> list[str]:
    return [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
