"""Where two arrays differ, and how a number is written."""
from __future__ import annotations

from typing import Any

import numpy as np


def differing(expected: np.ndarray, got: np.ndarray, tolerance: float = 1e-5) -> np.ndarray:
    """Where two arrays of one shape differ."""
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        return np.asarray(~(np.abs(got.astype(np.float64) - expected) <= tolerance * scale))


def number(value: Any, digits: int = 6) -> str:
    """A number in few characters; a whole one as it is."""
    value = float(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e7 else f"{value:.{digits}g}"


def points(value: float, decimal_comma: bool = False) -> str:
    """Points, with two decimals at most."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if decimal_comma else text
