"""Throws made-up files and answers at the grader for as long as it is told, and says what was broken.

    python -m benchmarks.quality.fuzz --minutes 60

Files go through the intake of a class, answers through every property, to what is shown of them. Both must come back in
time, in memory and without an exception; a short form of each is among the tests.
"""
from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from grader.tests.batch.test_reading import FILES, check_intake
from grader.tests.submission.test_answers import ANSWERS, PROPERTIES, check_form, check_judge

ROUND = 50           # examples between two looks at the clock
SLOWEST = 60         # seconds for one example: the intake's own limit
MEMORY_MB = 1024     # that this process may grow by


def intake(file: tuple[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_intake(Path(folder), *file)


TARGETS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    "intake": (FILES, intake),
    "forms": (ANSWERS, check_form),
    "judge": (st.tuples(st.sampled_from(PROPERTIES), st.lists(ANSWERS, min_size=1, max_size=4), st.booleans()),
              lambda drawn: check_judge(*drawn))}


def run(name: str, number: int) -> tuple[int, float]:
    """One round: how many examples, and the seconds of the slowest."""
    strategy, check = TARGETS[name]
    count, slowest = 0, 0.0

    @seed(number)
    @settings(max_examples=ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def example(drawn: Any) -> None:
        nonlocal count, slowest
        start = time.monotonic()
        check(drawn)
        count, slowest = count + 1, max(slowest, time.monotonic() - start)
        assert slowest < SLOWEST, f"{slowest:.0f} s"
    example()
    return count, slowest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    asked = parser.parse_args()
    end, number = time.monotonic() + 60 * asked.minutes, asked.seed
    counts, slowest = dict.fromkeys(TARGETS, 0), dict.fromkeys(TARGETS, 0.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"seed {asked.seed}", flush=True)
    while time.monotonic() < end:
        for name in TARGETS:
            count, slow = run(name, number)
            counts[name] += count
            slowest[name] = max(slowest[name], slow)
        number += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10) - before
    for name in TARGETS:
        print(f"{name}: {counts[name]} examples, the slowest {slowest[name]:.2f} s")
    print(f"{grown} MB more memory")
    assert grown < MEMORY_MB


if __name__ == "__main__":
    main()
