"""Earlier files: a missing or wrong one costs its own points only. A later file that imports from it is judged with a
right one in its place."""
from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Set

from ..course import manifest
from ..course.manifest import Exercise


def earlier(exercise: Exercise) -> Iterator[Exercise]:
    """The exercises before this one, which its file may build on."""
    return itertools.takewhile(lambda e: e.name != exercise.name, manifest.load().exercises)


def right_ones(exercise: Exercise, right: Mapping[str, bool]) -> dict[str, tuple[list[str], bytes]]:
    """Right answers in the place of missing and wrong earlier files: of each, the functions and the text."""
    return {e.name: (list(e.functions), e.solution.read_bytes())
            for e in earlier(exercise) if not right.get(e.name, True)}


def imported(exercise: Exercise, asked: Set[str]) -> set[str]:
    """The earlier exercises among what a file asked its neighbours for."""
    return {e.name for e in earlier(exercise) if asked & {"*", e.name, *e.functions}}
