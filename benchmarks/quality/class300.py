"""A class of 300, graded for real: `python -m benchmarks.quality.class300 --students 300 --dask`.

Makes a class (make_class.py), grades it in one undisturbed run, grades it again with so many `kill -9` of the batch on
the way, with --dask a third time on a local cluster of two workers, one killed half-way, and compares:
- the points of every student with those of `score`'s function on the same files;
- the gradebooks with each other, everything but the times;
- the coordinator's peak memory with what it was when a tenth was graded.
Prints a line for each, and ends with status 1 where one does not hold.
"""
from __future__ import annotations

import argparse
import atexit
import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from benchmarks.fixtures.make_class import Made, make_class, write
from grader import scoring
from grader.batch.gradebook import FILE, Gradebook
from grader.course import manifest
from grader.sandbox.support import best_isolation
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder

ROOT = Path(__file__).resolve().parents[2]
POLL = 0.05
box: Sandbox


@dataclass
class Run:
    """How one run of the command went: its end, its time, and the coordinator's memory."""
    status: int
    seconds: float
    early_mb: float = 0
    peak_mb: float = 0


def reports(out: Path) -> int:
    """How many reports are in the gradebook, whoever is writing to it."""
    try:
        with sqlite3.connect(f"file:{out / FILE}?mode=ro", uri=True, timeout=10) as book:
            return int(book.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def memory(pid: int, what: str) -> float:
    """VmRSS or VmHWM of a process, in MB; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(what)), 0)


def batch(command: list[str], out: Path, until: int | None = None, half: tuple[int, Callable[[], None]] | None = None,
          early: int = 0) -> Run:
    """Runs the command; killed with -9 when so many reports are there, `half`: does that when so many are."""
    start = time.monotonic()
    run = Run(0, 0)
    with subprocess.Popen([*command, "--out", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(POLL)
            count = reports(out)
            if until is not None and count >= until:
                os.kill(process.pid, signal.SIGKILL)
                until = None
            if half is not None and count >= half[0]:
                half[1]()
                half = None
            if count >= early and not run.early_mb:
                run.early_mb = memory(process.pid, "VmHWM")
            run.peak_mb = max(run.peak_mb, memory(process.pid, "VmHWM"))
    run.status, run.seconds = process.returncode, time.monotonic() - start
    return run


def dump(out: Path) -> object:
    with Gradebook.open(out) as book:
        return book.dump()


def expected(made: list[Made], seed: int, exercises: tuple[str, ...], jobs: int) -> Iterator[tuple[Made, float]]:
    """The points of each student by `score`'s own function, on the files that they meant to hand in last."""
    with concurrent.futures.ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), begin) as pool:
        handed_in = [s for s in made if s.attempts]
        yield from zip(handed_in, pool.map(points, [s.attempts[-1] for s in handed_in], repeat(seed),
                                           repeat(exercises)), strict=True)


def begin() -> None:
    """In a process that scores: its sandbox, which ends with it."""
    global box
    box = Sandbox(best_isolation(), manifest.load().limits)
    box.start()
    atexit.register(box.close)


def points(files: dict[str, bytes], seed: int, exercises: tuple[str, ...]) -> float:
    chosen = [e for e in manifest.load().exercises if not exercises or e.name in exercises]
    return scoring.score(Folder("submission", files, {}), box, seed, chosen).score


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", choices=["folders", "moodle", "canvas"], default="canvas")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--exercise", action="append", default=[], help="Only this exercise; may be repeated.")
    parser.add_argument("--dask", action="store_true", help="Grade once more on a local Dask cluster of two workers.")
    parser.add_argument("--keep", type=Path, help="leave the class and the results in this folder")
    asked = parser.parse_args()
    right = True

    def check(holds: bool, text: str) -> None:
        nonlocal right
        right = right and holds
        print(f"{'ok ' if holds else 'NOT'} {text}", flush=True)

    with contextlib.ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="convkata-class-")))
        made = make_class(asked.students, asked.seed)
        path = write(made, folder, asked.layout)
        handed_in = [s for s in made if s.attempts]
        print(f"{len(made)} students, {len(handed_in)} handed in, layout {asked.layout}, {asked.jobs} jobs", flush=True)
        command = [sys.executable, "-W", "ignore", "-m", "grader", "batch", str(path), "--roster",
                   str(folder / "roster.csv"), "--seed", str(asked.seed), "--no-train", "--lang", "en",
                   *(part for exercise in asked.exercise for part in ("--exercise", exercise))]
        jobs = ["--jobs", str(asked.jobs)]

        run = batch([*command, *jobs], folder / "undisturbed", early=len(handed_in) // 10)
        check(run.status == 0, f"undisturbed: {run.seconds:.0f} s, "
                               f"{3600 * len(handed_in) / run.seconds:.0f} submissions an hour")
        check(run.peak_mb <= 1.1 * run.early_mb,
              f"coordinator's memory: {run.early_mb:.0f} MB when a tenth was graded, {run.peak_mb:.0f} MB at most")
        undisturbed = dump(folder / "undisturbed")

        killed = 0
        for number in range(1, asked.kills + 1):
            run = batch([*command, *jobs], folder / "killed", until=number * len(handed_in) // (asked.kills + 1))
            killed += run.status == -signal.SIGKILL
        run = batch([*command, *jobs], folder / "killed")
        check(killed == asked.kills and run.status == 0, f"killed with -9 {killed} times, then finished")
        check(dump(folder / "killed") == undisturbed, "its gradebook is the undisturbed run's")

        if asked.dask:
            import distributed
            with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
                def kill_one() -> None:
                    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
                run = batch([*command, "--dask", cluster.scheduler_address], folder / "dask",
                            half=(len(handed_in) // 2, kill_one))
            check(run.status == 0, f"two Dask workers, one killed half-way: {run.seconds:.0f} s")
            check(dump(folder / "dask") == undisturbed, "its gradebook is the undisturbed run's")

        with Gradebook.open(folder / "undisturbed") as book:
            points = {row.student.id: row.points for row in book.each()} | {
                row.student.lms: row.points for row in book.each() if not row.student.listed}
        differing = []
        for student, wanted in expected(made, asked.seed, tuple(asked.exercise), asked.jobs):
            got = points.get(student.id, points.get(student.lms, points.get(f"{student.id}_{student.name}")))
            if got != wanted:
                differing.append(f"{student.id} ({student.kind}, {student.packing}): {got}, score says {wanted}")
        check(not differing, f"{len(handed_in) - len(differing)} of {len(handed_in)} scores are those of `score`")
        for line in differing[:20]:
            print(f"    {line}")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
