"""A class of 300, graded for real: `python -m benchmarks.quality.class300 --students 300 --dask`.

Makes a class (make_class.py), grades it in one undisturbed run, grades it again with so many `kill -9` of the batch on
the way, with --dask a third time on a local cluster of two workers, one killed half-way, and compares:
- the points of every student with those of `score`'s function on the same files;
- the gradebooks with each other, everything but the times;
- the coordinator's peak memory with what it was when a tenth was graded.
Then the term goes on, on both gradebooks, the killed one killed again: points by hand and comments, late work of every
tenth student in a download of its own, one exercise judged again with a hidden property, some students `--regrade`d.
Compares the gradebooks, and the exports before and after.
Prints a line for each, and ends with status 1 where one does not hold.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import csv
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

from benchmarks.cost.common import ROOT, peak_mb
from benchmarks.fixtures.make_class import Made, make_class, write
from grader import scoring
from grader.batch.gradebook import FILE, Gradebook
from grader.course import manifest
from grader.diagnosis import library
from grader.submission.files import Folder
from grader.submission.isolated import own_box

POLL = 0.05


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
                run.early_mb = peak_mb(process.pid)
            run.peak_mb = max(run.peak_mb, peak_mb(process.pid))
    run.status, run.seconds = process.returncode, time.monotonic() - start
    return run


HIDDEN = '''"""One more property, which students do not see."""
from hypothesis import strategies as st

from grader.properties import agree, graded


@graded(2, layers=st.just([(3, 2), (5, 1)]))
def test_two_layers(submission, layers):
    """Two layers"""
    agree(submission.receptive_field(layers), 11)
'''
AGAIN = "receptive_field"  # the exercise that is judged again


@dataclass
class Term:
    """What happens after the first evening: files of late work, and who is corrected, commented on and regraded."""
    command: list[str]
    late: Path
    hidden: Path
    corrected: list[str]
    regraded: list[str]

    def goes_on(self, out: Path, kill: bool) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
        """Each step with the table of grades after it."""
        for number, student in enumerate(self.corrected):
            said = ["--comment", f"see me, {student}"] if number % 2 else ["--points", "7.5", "--reason", "oral exam"]
            grader("correct", str(out), student, *said)
        yield "corrections and comments", table(out)
        late = [*self.command, str(self.late)]
        if kill:
            batch(late, out, until=reports(out) + 2)
        assert batch(late, out).status == 0
        yield "late work", table(out)
        again = [*late, "--hidden", str(self.hidden), *(part for s in self.regraded for part in ("--regrade", s))]
        if kill:
            batch(again, out, until=reports(out) + 2)
        assert batch(again, out).status == 0
        yield "one exercise judged again", table(out)


def grader(*words: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", *words, "--lang", "en"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def table(out: Path) -> dict[str, dict[str, str]]:
    """The exported grades, by student."""
    grader("export", str(out), "--format", "csv")
    text = (out / "grades.csv").read_text("utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(text.splitlines())}


def dump(out: Path) -> object:
    with Gradebook.open(out) as book:
        return book.dump()


def expected(made: list[Made], seed: int, exercises: tuple[str, ...], jobs: int) -> Iterator[tuple[Made, float]]:
    """The points of each student by `score`'s own function, on the files that they meant to hand in last."""
    with concurrent.futures.ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        handed_in = [s for s in made if s.attempts]
        yield from zip(handed_in, pool.map(points, [s.attempts[-1] for s in handed_in], repeat(seed),
                                           repeat(exercises)), strict=True)


def points(files: dict[str, bytes], seed: int, exercises: tuple[str, ...]) -> float:
    chosen = [e for e in manifest.load().exercises if not exercises or e.name in exercises]
    return scoring.score(Folder("submission", files, {}), own_box(), seed, chosen).score


def later(made: list[Made], folder: Path, command: list[str], layout: str) -> Term:
    """Late work of every tenth student, right answers now; and a hidden property."""
    late = [replace(s, attempts=[library.solutions()], late=True, packing="zip") for s in made
            if s.attempts and s.listed and int(s.lms) % 10 == 0]
    path = write(late, folder / "late", layout)
    (folder / "late" / "roster.csv").unlink()
    hidden = folder / "hidden"
    hidden.mkdir()
    (hidden / f"test_{AGAIN}.py").write_text(HIDDEN)
    others = [s.id for s in made if s.attempts and s.listed and int(s.lms) % 10]
    return Term(command, path, hidden, others[:10], others[10:15])


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
    if asked.exercise and AGAIN not in asked.exercise:
        parser.error(f"--exercise {AGAIN} is needed, too: it is judged again with a hidden property")
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
        bare = [sys.executable, "-W", "ignore", "-m", "grader", "batch", "--roster", str(folder / "roster.csv"),
                "--seed", str(asked.seed), "--no-train", "--lang", "en",
                *(part for exercise in asked.exercise for part in ("--exercise", exercise))]
        command = [*bare, str(path)]
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

        term = later(made, folder, [*bare, *jobs], asked.layout)
        quiet, hunted = (list(term.goes_on(folder / name, kill)) for name, kill in (("undisturbed", False),
                                                                                     ("killed", True)))
        check([rows for _step, rows in quiet] == [rows for _step, rows in hunted]
              and dump(folder / "undisturbed") == dump(folder / "killed"),
              "the term went on, killed twice more: the gradebooks and exports are the undisturbed run's")
        tables = dict(quiet)
        first, late, last = tables.values()
        kept = [student for student in term.corrected[::2] if last[student]["score"] == "7.5"]
        said = [student for student in term.corrected[1::2] if f"see me, {student}" in last[student]["remark"]]
        check(len(kept) + len(said) == len(term.corrected), f"{len(kept)} points by hand and {len(said)} comments stay")
        handed = {s.id for s in made if s.attempts and s.listed and int(s.lms) % 10 == 0}
        changed = {student for student, row in first.items() if row != late[student]}
        check(changed <= handed, f"{len(changed)} of {len(handed)} students who handed in late have other rows; of the "
                                 f"other {len(first) - len(handed)} nobody")
        others = [name for name in next(iter(last.values())) if name not in (AGAIN, "score", "remark")]
        check(all(last[student][name] == row[name] for student, row in late.items() for name in others)
              and any(last[student][AGAIN] != row[AGAIN] for student, row in late.items()),
              f"with a hidden property of {AGAIN} nothing else has changed")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
