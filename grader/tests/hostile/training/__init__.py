"""Cheats in the training check. Each file stands for vgg.py and for resnet.py; its first lines say the status that both
networks must get and a piece of the message. `common` is put in front of each: blocks that are right, and what digits
look like in the mean.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Cheat:
    name: str
    status: str
    message: str
    source: bytes


def _from_file(path: Path) -> Cheat:
    status, message = (line.partition(": ")[2] for line in path.read_text("utf-8").splitlines()[:2])
    return Cheat(path.stem, status, message, (HERE / "common.py").read_bytes() + path.read_bytes())


CHEATS = [_from_file(path) for path in sorted(HERE.glob("*.py")) if path.stem not in ("__init__", "common")]
