"""Tests for pytest, one for each property."""
from __future__ import annotations

import pytest

from benchmarks.peers.wrappers import judging


@pytest.mark.parametrize(("exercise", "name"), judging.graded())
def test(exercise: str, name: str) -> None:
    judging.check(exercise, name)
