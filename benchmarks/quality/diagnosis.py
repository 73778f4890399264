"""How often a misconception, submitted as a student's file, is named, and that no right answer is given a diagnosis.

A misconception is named by its own name, by one that behaves the same on all that was tried, by another one, or not at
all. A right answer is a solution or an equivalent.

`python -m benchmarks.quality.diagnosis [--exercise NAME]... [--every N] [--seed N] [--equivalents] [--combined]
[--json FILE]`
"""
from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.errors import ERRORS
from grader.report.record import ExerciseResult
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder
from grader.upkeep import measure

ELSEWHERE = "begins_elsewhere"  # what is said of the functions that use a wrong one
COMBINED = manifest.ROOT / "course" / "combined"


def judged(folder: Folder, exercise: str, box: Sandbox, seed: int) -> ExerciseResult:
    return scoring.score(folder, box, seed, [manifest.load().exercise(exercise)]).exercises[0]


def named(result: ExerciseResult) -> dict[str, str | None]:
    """For each property that was not passed, the misconception that was named."""
    failed = [p for p in result.properties if p.status != "passed"]
    return {p.name: p.misconception.name if p.misconception else None for p in failed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exercise", action="append", default=[])
    parser.add_argument("--every", type=int, default=1, help="only every n-th misconception")
    parser.add_argument("--seed", type=int, default=manifest.load().seed)
    parser.add_argument("--equivalents", action="store_true")
    parser.add_argument("--combined", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    exercises = [e for e in manifest.load().names if not options.exercise or e in options.exercise]
    start, cpu = time.monotonic(), time.process_time()
    kinds: Counter[str] = Counter()
    table: list[dict[str, object]] = []
    with scoring.sandbox() as box:
        for exercise in exercises:
            typical = {entry.name for entry in ERRORS} | {"other_arguments", "other_name_in_layer", ELSEWHERE}
            for wrong in library.of(exercise)[::options.every]:
                found = named(judged(wrong.folder(), exercise, box, options.seed))
                names = {name for name in found.values() if name != ELSEWHERE}
                kind = ("own" if names == {wrong.name} else "own, not everywhere" if wrong.name in names else
                        "none" if names <= {None} else "error" if names <= typical | {None} else "another")
                kinds[kind] += 1
                table.append({"exercise": exercise, "name": wrong.name, "kind": kind, "found": found})
                if kind not in ("own", "own, not everywhere"):
                    print(f"{exercise}/{wrong.name}: {kind}: {found}", flush=True)
            solution = Folder("solutions", library.solutions(), {})
            rights = [("solution", solution)]
            if options.equivalents:
                rights += [(p.name, measure.equivalent_folder(p)) for p in measure.equivalents(exercise)]
            for name, folder in rights:
                found = named(judged(folder, exercise, box, options.seed))
                kinds["right: passed" if not found else "right: FAILED"] += 1
                if found:
                    print(f"{exercise}/{name}: right, and not passed: {found}", flush=True)
            for path in sorted((COMBINED / exercise).glob("*.py")) if options.combined else []:
                found = named(judged(measure.equivalent_folder(path), exercise, box, options.seed))
                print(f"combined {exercise}/{path.stem}: {found}", flush=True)
                table.append({"exercise": exercise, "name": path.stem, "kind": "combined", "found": found})
    for kind, count in sorted(kinds.items()):
        print(f"{count:4} {kind}")
    total = sum(count for kind, count in kinds.items() if not kind.startswith("right"))
    own = kinds["own"] + kinds["own, not everywhere"]
    print(f"{own} of {total} by their own name, in {time.monotonic() - start:.0f} s "
          f"({time.process_time() - cpu:.0f} s CPU of the judge)")
    if options.json:
        options.json.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
