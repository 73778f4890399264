"""What a class costs over the floor: `python -m benchmarks.cost.batch [--students 12] [--rounds 3] [--page]`.

Two classes, one of right submissions (solutions, equivalents) and one mixed as `make_class.py` makes them (wrong and
half-done ones too; without hostile samples, whose cost is their own limit). Each is graded by `batch`, isolated, with
feedback, diagnosis and report, by one process (parts.py: CPU seconds by part); and its floor is taken (floor.py: the
students' functions and the oracles on the same examples, in one warm process). Interleaved; the medians of the ratios.

What a process pays once (its start, both imports of MXNet, drawing) is told apart: a class of 300 pays it once, too.
"""
from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.cost import common
from benchmarks.fixtures.make_class import Made, make_class

KINDS = {"right": ("solution", "equivalent"), "mixed": ("solution", "equivalent", "misconception", "half done")}
ONCE = ("start", "import of MXNet", "collecting", "drawing", "the zygote", "the pages' process")
LIMITS = {"right": 1.05, "mixed": 1.15}
CLASS = 300


def chosen(kinds: Sequence[str], students: int, seed: int) -> list[Made]:
    """The first students of the class who handed in these kinds of work."""
    made = [s for s in make_class(20 * students, seed) if s.kind in kinds and s.attempts]
    return made[:students]


def write(made: Sequence[Made], folder: Path) -> list[Path]:
    """Their last attempts, as folders."""
    paths = []
    for student in made:
        path = folder / student.id
        path.mkdir(parents=True)
        for name, content in student.attempts[-1].items():
            (path / f"{name}.py").write_bytes(content)
        paths.append(path)
    return paths


def batch(folder: Path) -> dict[str, float]:
    """CPU seconds of one `batch` over a class, by part."""
    with tempfile.TemporaryDirectory(prefix="convkata-out-") as out:
        parts: dict[str, float] = common.answer("-m", "benchmarks.cost.parts", "batch", folder, "--out", out,
                                                "--no-train", "--jobs", "1", "--lang", "en",
                                                "--seed", str(common.SEED))
    return named(parts)


def named(parts: dict[str, float]) -> dict[str, float]:
    """The parts under the names of the page; a first process tells what it counted in the sandbox."""
    parts.pop("forks", None)
    inside = parts.pop("zygote and children", 0.0)
    children = parts.pop("children", 0.0)
    return {**parts, "children": children, "the zygote": inside - children}


def floor(paths: Sequence[Path], *options: str) -> float:
    """CPU seconds of the students' functions and of the oracles, alone."""
    spent = common.answer("-m", "benchmarks.cost.floor", *paths, "--seed", str(common.SEED), "--rounds", "1", "--json",
                         *options)
    return float(spent["student"] + spent["oracle"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=12, help="in each class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convkata-class-") as name:
        classes = {kind: write(chosen(of, given.students, given.seed), Path(name) / kind) for kind, of in KINDS.items()}
        jobs: dict[str, Any] = {}
        for kind, paths in classes.items():
            jobs[f"{kind}: batch"] = lambda kind=kind: batch(Path(name) / kind)
            jobs[f"{kind}: floor"] = lambda paths=paths: floor(paths)
        found = common.interleaved(given.rounds, jobs)

    result = common.Result("batch")
    result.text("```", f"python -m benchmarks.cost.batch --students {given.students} --rounds {given.rounds}", "```")
    command = "python -m benchmarks.cost.batch"
    rows: list[list[str]] = []
    names = list(dict.fromkeys(part for kind in KINDS for parts in found[f"{kind}: batch"] for part in parts))
    once: dict[str, float] = {}
    for kind in KINDS:
        runs, floors = found[f"{kind}: batch"], found[f"{kind}: floor"]
        once[kind] = common.median([sum(run.get(part, 0.0) for part in ONCE) for run in runs])
        each = [(sum(run.values()) - sum(run.get(part, 0.0) for part in ONCE)) / given.students for run in runs]
        for_class = common.ratio([once[kind] + CLASS * cost for cost in each],
                                 [CLASS * base / given.students for base in floors])
        rows.append([kind, f"{common.median(floors) / given.students:.2f}", f"{common.median(each):.2f}",
                     f"{common.ratio([e * given.students for e in each], floors):.2f}", f"{once[kind]:.2f}",
                     f"{common.ratio([sum(run.values()) for run in runs], floors):.2f}", f"{for_class:.2f}"])
        seconds = {part: common.median([run.get(part, 0.0) for run in runs]) / given.students for part in names}
        why = (f"{common.median(each):.2f} s a submission, of which the children take {seconds['children']:.2f} s "
               f"(with their forks), Hypothesis' shrinking {seconds.get('shrinking', 0):.2f} s, the oracles for shrunk "
               f"examples and comparing {seconds['oracle']:.2f} s, frames {seconds['frames']:.2f} s")
        result.targets.append(common.Target(
            f"batch over the floor, {kind} submissions", f"at most {LIMITS[kind]}", f"{for_class:.2f}",
            for_class <= LIMITS[kind], command, "" if for_class <= LIMITS[kind] else why))
    result.text(f"Seconds of CPU, {given.students} submissions in each class, medians of {given.rounds}:")
    result.table(("class", "floor, a submission", "batch, a submission", "ratio", "paid once", "ratio, all",
                  f"ratio, a class of {CLASS}"), rows)
    result.text("Where they go, a submission, without what is paid once:")
    result.table(("part", *KINDS), [
        (part, *(f"{common.median([r.get(part, 0.0) for r in found[f'{kind}: batch']]) / given.students:.3f}"
                 for kind in KINDS)) for part in names if part not in ONCE])
    common.show(result, given.page)
    print(json.dumps({kind: row[1:] for kind, row in zip(KINDS, rows, strict=True)}))


if __name__ == "__main__":
    main()
