"""Every right answer passes, whatever its style, under one seed; `python -m grader misconceptions --seeds 20` tries
more."""
from __future__ import annotations

from pathlib import Path

import pytest

from grader import scoring
from grader.course import manifest
from grader.sandbox.zygote import Sandbox
from grader.upkeep import measure

KIT = manifest.load()
ALL = [path for name in KIT.names for path in measure.equivalents(name)]


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_passes(path: Path, box: Sandbox) -> None:
    exercise = KIT.exercise(path.parent.name)
    result = scoring.score(measure.equivalent_folder(path), box, KIT.seed, [exercise]).exercises[0]
    assert [(p.name, p.message, p.misconception) for p in result.properties if p.status != "passed"] == []
    assert result.score == exercise.points


def test_there_are_enough() -> None:
    assert len(ALL) >= 70
    assert all(len(measure.equivalents(name)) >= 5 for name in KIT.names)
