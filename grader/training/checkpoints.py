"""Checkpoints: what a training writes to disk, so that it can be continued."""
from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from ..files import whole
from .images import Dataset


class Checkpoints:
    """A folder with one file for each network, written after each epoch and removed when the whole run is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: set[Path] = set()

    def path(self, job: dict[str, Any], data: Dataset, fingerprint: str) -> Path:
        key = hashlib.sha256(json.dumps([job, data.digest, fingerprint], sort_keys=True).encode()).hexdigest()
        return self.folder / f"{job['profile']}-{job['network']}-{key[:16]}.npz"

    def read(self, path: Path) -> tuple[dict[str, Any], list[np.ndarray]] | None:
        """Reads a checkpoint; None if it is missing or unreadable."""
        try:
            with np.load(path, allow_pickle=False) as found:
                told = json.loads(found["told"].tobytes())
                return told, [found[f"a{number}"] for number in range(told["arrays"])]
        except FileNotFoundError:
            return None
        except Exception:  # whatever is wrong with the file, the training starts anew
            path.unlink(missing_ok=True)
            return None

    def write(self, path: Path, told: dict[str, Any], arrays: list[np.ndarray]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = np.frombuffer(json.dumps(told | {"arrays": len(arrays)}).encode(), np.uint8)
        with whole(path) as draft, draft.open("wb") as file:
            np.savez(file, told=text, **{f"a{number}": array for number, array in enumerate(arrays)})

    def done(self) -> None:
        for path in self.written:
            path.unlink(missing_ok=True)
