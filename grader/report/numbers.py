"""Where two arrays differ, and how a number is written."""
from __future__ import annotations

from typing import Any

import numpy as np


def differing(expected: np.ndarray, got: np.ndarray, tolerance: float | None = None) -> np.ndarray:
    """Where two arrays of one shape differ: by more than `tolerance` times the largest magnitude. Without one, to show
    it: where they visibly differ, each number for itself; where none does, wherever they are not equal."""
    with np.errstate(invalid="ignore"):
        off = np.abs(got.astype(np.float64) - expected)
        if tolerance is not None:
            return np.asarray(~(off <= tolerance * max(1.0, float(np.abs(expected).max(initial=0.0)))))
        seen = ~(off <= 1e-5 * np.maximum(1.0, np.abs(expected)))
        return np.asarray(seen if seen.any() else off != 0)


def number(value: Any, digits: int = 6) -> str:
    """A number in few characters; a whole one as it is."""
    value = float(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e7 else f"{value:.{digits}g}"


def points(value: float, decimal_comma: bool = False) -> str:
    """Points, with two decimals at most."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if decimal_comma else text


def duration(seconds: float) -> str:
    """«1:02:03» or «2:03»."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
