"""Where two arrays differ, and how a number is written."""
from __future__ import annotations

from typing import Any

import numpy as np


def differing(expected: np.ndarray, got: np.ndarray, tolerance: float = 1e-5) -> np.ndarray:
    """Where two arrays of one shape differ."""
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        return np.asarray(~(np.abs(got.astype(np.float64) - expected) <= tolerance * scale))


def number(value: Any) -> str:
    return f"{float(value):.6g}"
