"""How a failure is laid out in text."""
from __future__ import annotations

import re

import numpy as np
import pytest

from grader.render import message
from grader.report.record import Example


@pytest.mark.parametrize("scale", [1.0, -0.123456], ids=["short numbers", "long numbers beside short ones"])
def test_the_same_maps_stand_beside_each_other(scale: float) -> None:
    """However wide the numbers of either side are."""
    expected = np.zeros((2, 2, 2, 2), np.float32)
    rows = message.results(Example.of({}, expected=expected, got=(expected + 1) * np.float32(scale)))
    heads = [re.findall(r"\[\d\]\[\d\]", row) for row in rows]
    shown = [head for head in heads if head]
    assert shown and all(head[:len(head) // 2] == head[len(head) // 2:] for head in shown)
    assert len(shown) == (1 if scale == 1 else 3)
