"""How points are written."""
from __future__ import annotations


def number(points: float, decimal_comma: bool = False) -> str:
    """Points as a cell has them."""
    text = f"{round(points, 2):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if decimal_comma else text
