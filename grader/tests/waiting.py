"""Waiting for what other processes do, by a number of looks: how long a look takes is the machine's business."""
from __future__ import annotations

import time
from collections.abc import Callable


def eventually(holds: Callable[[], object], looks: int, pause: float = 0.05) -> bool:
    """Whether it comes to hold within so many looks, with a pause of so many seconds after each."""
    for _look in range(looks):
        if holds():
            return True
        time.sleep(pause)
    return bool(holds())
