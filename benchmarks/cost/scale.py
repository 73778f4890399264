"""More of everything: `python -m benchmarks.cost.scale [--part jobs] [--rounds 3] [--page]`.

- jobs: a class of right submissions by `batch --jobs 1` and `--jobs 2`: submissions an hour;
- dask: the same over a local Dask cluster of one and of two workers; and what the coordinator and the scheduler need of
  a CPU for each submission, which says how many further workers (of a second machine, say) they can feed;
- memory: peak memory of the coordinator with 100, 300 and 1,000 submissions (one exercise, graded for real);
- loop: a submission more in the class, whose corr2d never ends: what it costs above a right one.
"""
from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.cost import common
from benchmarks.cost.batch import KINDS, chosen, write
from benchmarks.fixtures.make_class import make_class
from benchmarks.fixtures.make_class import write as write_class
from grader.course import manifest

COMMAND = "python -m benchmarks.cost.scale"
MEMORY = (100, 300, 1000)
GAIN, GROWTH, LOOP_MORE = 1.85, 0.05, 0.05  # the targets
LOOP = b"def corr2d(X, K):\n    while True:\n        pass\n"
CLUSTER = """
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


def batch(folder: Path, *options: str | Path) -> common.Cost:
    """One whole `batch` over a class."""
    with tempfile.TemporaryDirectory(prefix="convkata-out-") as out:
        return common.run(common.python("-m", "grader", "batch", folder, "--out", out, "--no-train", *options))


def over_dask(folder: Path, workers: int) -> common.Cost:
    """The same over a cluster that was started before."""
    with subprocess.Popen(common.python("-c", CLUSTER, str(workers)), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, cwd=common.ROOT) as cluster:
        assert cluster.stdin and cluster.stdout
        cost = batch(folder, "--dask", cluster.stdout.readline().strip())
        cluster.stdin.close()
    return cost


def hour(students: int, costs: Sequence[common.Cost]) -> float:
    return common.median([3600 * students / cost.wall for cost in costs])


def jobs(result: common.Result, folder: Path, students: int, rounds: int) -> None:
    found = common.interleaved(rounds, {"1 job": lambda: batch(folder, "--jobs", "1"),
                                        "2 jobs": lambda: batch(folder, "--jobs", "2")})
    gain = common.ratio([c.wall for c in found["1 job"]], [c.wall for c in found["2 jobs"]])
    result.table(("processes", "submissions an hour", "CPU, s a submission"), [
        (name, f"{hour(students, costs):.0f}", f"{common.median([c.cpu for c in costs]) / students:.2f}")
        for name, costs in found.items()])
    result.targets.append(common.Target("2 jobs over 1, submissions an hour", f"at least {GAIN}", f"{gain:.2f}",
                                        gain >= GAIN, f"{COMMAND} --part jobs"))


def dask(result: common.Result, folder: Path, students: int, rounds: int) -> None:
    found = common.interleaved(rounds, {"1 worker": lambda: over_dask(folder, 1),
                                        "2 workers": lambda: over_dask(folder, 2)})
    gain = common.ratio([c.wall for c in found["1 worker"]], [c.wall for c in found["2 workers"]])
    own = common.median([c.cpu for c in found["2 workers"]])  # without the cluster's
    result.table(("Dask cluster", "submissions an hour"),
                 [(name, f"{hour(students, costs):.0f}") for name, costs in found.items()])
    result.text(f"A second worker gives {gain:.2f} times the submissions an hour. The coordinator needed {own:.1f} s "
                f"of CPU for {students} submissions, its start and the pages included ({own / students:.2f} s each): a "
                "second machine's workers add what they add here, until that is a whole CPU.")


def memory(result: common.Result, folder: Path, students: int, rounds: int) -> None:
    found = {}
    for count in MEMORY:
        path = write_class([s for s in make_class(count, 1) if s.kind != "hostile"], folder / str(count), "folders")
        found[count] = batch(path, "--exercise", "conv1x1").peak_mb
    growth = found[MEMORY[-1]] / found[MEMORY[0]] - 1
    result.table(("students", "coordinator's peak memory, MB"), [(n, f"{mb:.1f}") for n, mb in found.items()])
    result.targets.append(common.Target(
        f"memory of the coordinator, {MEMORY[0]} to {MEMORY[-1]:,} students", f"at most {GROWTH:+.0%}",
        f"{growth:+.1%}", growth <= GROWTH, f"{COMMAND} --part memory"))


def loop(result: common.Result, folder: Path, students: int, rounds: int) -> None:
    """A student more, once with a right corr2d and once with one that never ends: the same class otherwise."""
    made = chosen(KINDS["right"], 4, 1)
    classes = {}
    for kind, corr2d in (("right", made[0].attempts[-1]["corr2d"]), ("looping", LOOP)):
        classes[kind] = folder / kind
        paths = write(made, classes[kind])
        (paths[0] / "corr2d.py").write_bytes(corr2d)
    found = common.interleaved(rounds, {kind: partial(batch, path, "--jobs", "1") for kind, path in classes.items()})
    more = {unit: common.median([getattr(a, unit) - getattr(b, unit)
                                 for a, b in zip(found["looping"], found["right"], strict=True)])
            for unit in ("cpu", "wall")}
    limit = manifest.load().limits.call_seconds
    result.text(f"One of four submissions whose `corr2d` never ends, in place of a right one: {more['cpu']:+.1f} s "
                f"of CPU, {more['wall']:+.1f} s of time. The limit of a call is {limit:g} s.")
    result.targets.append(common.Target(
        "a submission that loops for ever, above a right one",
        f"at most {limit:g} s (one call's limit) {LOOP_MORE:+.0%}", f"{more['wall']:.1f} s",
        more["wall"] <= (1 + LOOP_MORE) * limit, f"{COMMAND} --part loop"))


PARTS: dict[str, Callable[[common.Result, Path, int, int], None]] = {
    "jobs": jobs, "dask": dask, "memory": memory, "loop": loop}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")
    parser.add_argument("--students", type=int, default=96, help="of the classes of jobs and dask")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    for name in given.part or PARTS:
        result = common.Result(f"scale_{name}")
        result.text("```", f"{COMMAND} --part {name} --rounds {given.rounds}"
                    f"{f' --students {given.students}' if name in ('jobs', 'dask') else ''}", "```")
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="convkata-class-")))
            write(chosen(KINDS["right"], given.students, 1), folder / "class")
            PARTS[name](result, folder / "class" if name in ("jobs", "dask") else folder, given.students, given.rounds)
        common.show(result, given.page)


if __name__ == "__main__":
    main()
