"""Scores the solutions under many seeds, none of which may fail: `python -m benchmarks.quality.seeds --seeds 50`.

Prints each failure and a last line with the count; the exit status is 1 if there was one.
"""
from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from grader import scoring
from grader.course import manifest
from grader.submission import files


def failures(path: Path, seeds: range) -> list[str]:
    """What failed, a line each, over some seeds in one sandbox."""
    found = []
    with scoring.sandbox() as box:
        for seed in seeds:
            for exercise in scoring.score(files.read(path), box, seed).exercises:
                found += [f"seed {seed}: {exercise.name}.{p.name}: {p.status}: {p.message}"
                          for p in exercise.properties if p.status != "passed"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=manifest.ROOT / "solutions")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.jobs) as pool:
        parts = [range(job, given.seeds, given.jobs) for job in range(given.jobs)]
        found = [line for part in pool.map(failures, [given.path] * given.jobs, parts) for line in part]
    print(*found, f"{given.seeds} seeds, {len(found)} failures", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
