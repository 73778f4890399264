"""The CPU time of a submission: our `batch` beside a loop of pytest, otter-grader, nbgrader and check50.

`python -m benchmarks.peers --submissions 8 --rounds 3 [--page]`. All judge the same submissions by the same properties
on the same examples, with the settings and the engine of MXNet that our sandbox has. Each peer has an environment of
its own, which is installed the first time (in $XDG_CACHE_HOME/convkata-benchmarks; `--fresh` builds it anew).

- *batch*: `python -m grader batch CLASS --no-train --jobs 1`: isolated, built-ins zeroed, with shrinking, diagnosis,
  gradebook and the pages for students and teacher.
- *pytest*: a process a submission; a parametrised test of each property; no tracebacks, no cache, no rewritten asserts.
- *otter run*: `otter run`, a process a submission: otter-grader's way without containers (`otter grade` takes a folder,
  but needs them). *otter api*: its function `grade_submission` in a loop, so that otter is imported once.
- *nbgrader*: `nbgrader autograde`, once for all; one test cell an exercise, which gives partial credit.
- *check50*: `check50 --dev`, a process a submission, a check a property; one worker, so that the submission is loaded
  once, and MXNet imported once, in front of its fork.

Notebooks hold the submission's files, a `%%writefile` cell each. The peers run wrappers/judging.py: plain `@given`
tests, in the process of the submission's code, without our diagnosis, and without a look at built-ins. Right answers
stand in for wrong earlier files there, too: what imports one is judged again, by check50 in each check. Hypothesis
shrinks a failure there as it does by default, ours within 150 calls; `--no-shrink` forbids it to the peers only. What
is done once a course (`otter generate`, `nbgrader generate_assignment`) is not counted, nor is writing the notebooks.
Every peer pays for a start of Python and MXNet a submission, as none of them grades two submissions in one process.

CPU time is user and system time of a command and of all below it; what outlives it is inherited by this process, waited
for and counted: `--control` shows that (a submission that burns a known time, half of it in a detached process). No
number counts without proof that the tests were run: the points in a peer's own result files must be those of our
gradebook for every submission, full marks for right ones, fewer for the others; else the benchmark ends in an error.
"""
from __future__ import annotations

import argparse
import compileall
import csv
import ctypes
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.cost import common
from benchmarks.cost.batch import floor
from grader.course import manifest
from grader.diagnosis import library
from grader.judging import property
from grader.sandbox.zygote import QUICK
from grader.upkeep import measure

Files = dict[str, bytes]
Points = dict[str, float]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "convkata-benchmarks"
WRAPPERS = Path(__file__).resolve().parent / "wrappers"
PACKAGES = {"pytest": "pytest", "otter-grader": "otter-grader==7.0.0", "nbgrader": "nbgrader==0.9.6",
            "check50": "check50==3.5.0"}
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
BURN = 4.0      # seconds that the control burns, twice


# Submissions ----------------------------------------------------------------------------------------------------------
def right(number: int, asked: Sequence[str]) -> Files:
    """The solutions, and every second time other styles of right answers."""
    files = library.solutions()
    for name in manifest.load().names if number % 2 else ():
        # A notebook's cells are UTF-8 text; and np's second edition changes MXNet for the whole process.
        styles = [text for path in measure.equivalents(name)
                  if b"set_np" not in (text := path.read_bytes()) and text.isascii()]
        files[name] = styles[number // 2 % len(styles)]
    return files


def wrong(number: int, asked: Sequence[str]) -> Files:
    """Misconceptions in one to three of the exercises that are asked for."""
    r, files = random.Random(f"peers:{number}"), library.solutions()
    for name in r.sample(asked, min(len(asked), r.choice([1, 1, 2, 3]))):
        files[name] = r.choice(library.of(name)).source().encode()
    return files


def stub(number: int, asked: Sequence[str]) -> Files:
    return {name: (common.ROOT / "exercises" / f"{name}.py").read_bytes() for name in manifest.load().names}


def burner() -> Files:
    """A right answer that burns CPU time where it is loaded, and as much in a process that nobody waits for."""
    burn = f"import time\nwhile time.process_time() < %s + {BURN}: pass"
    lines = ["import subprocess, sys, time",
             f"try: subprocess.Popen([sys.executable, '-S', '-c', {burn % 0!r}], start_new_session=True)",
             "except Exception: pass", "start = time.process_time()", burn % "start", ""]
    files = library.solutions()
    return files | {"receptive_field": "\n".join(lines).encode() + files["receptive_field"]}


GROUPS: dict[str, tuple[Callable[[int, Sequence[str]], Files], ...]] = {
    "right": (right,), "wrong": (wrong,), "class": (right, right, wrong, stub)}


def group(name: str, size: int, asked: Sequence[str]) -> dict[str, Files]:
    """A group's submissions, by student."""
    kinds = GROUPS[name]
    return {f"s{n}": kinds[n % len(kinds)](n, asked) for n in range(size)}


# Peers ----------------------------------------------------------------------------------------------------------------
@dataclass
class Peer:
    """One way of grading. `prepare` is not counted; `grade` gives the CPU seconds, and `points` what its files say."""
    env: Path
    work: Path
    students: dict[str, Files]
    exercises: Sequence[manifest.Exercise]
    shrink: bool

    package = ""
    isolates = "no"

    def prepare(self) -> None:
        """Once a course."""

    def grade(self, out: Path) -> float:
        raise NotImplementedError

    def points(self, out: Path) -> Points:
        return {student: self.sum(self.passed(out, student)) for student in self.students}

    def passed(self, out: Path, student: str) -> Sequence[str]:
        """The properties that a peer's file has as passed, «exercise:name» each."""
        raise NotImplementedError

    def run(self, *command: str | Path, cwd: Path | None = None, allowed: Sequence[int] = (0,), **env: str) -> float:
        """CPU seconds of a program of the peer's environment, and of what it leaves behind."""
        env |= common.BYTECODE | QUICK | {
            "PATH": f"{self.env / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(common.ROOT),
            "PYTHONWARNINGS": "ignore", "PEERS_EXERCISES": " ".join(e.name for e in self.exercises),
            "PEERS_SHRINK": str(int(self.shrink)), "PEERS_SEED": str(common.SEED)}
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            env[name] = str(self.work / "jupyter" / name)
        return counted(self.env / "bin" / command[0], *command[1:], cwd=cwd or self.work, env=env, allowed=allowed)

    def each(self) -> Iterator[tuple[str, Path]]:
        for student in self.students:
            yield student, self.work / "class" / student

    def sum(self, passed: Sequence[str]) -> float:
        """The points of properties."""
        return sum(p.points for e in self.exercises for p in property.properties_of(e)
                   if f"{e.name}:{p.name}" in passed)


class Batch(Peer):
    isolates = "bubblewrap"

    def grade(self, out: Path) -> float:
        names = [word for e in self.exercises for word in ("--exercise", e.name)]
        return common.run(common.python("-m", "grader", "batch", self.work / "class", "--out", out, "--no-train",
                                        "--jobs", "1", "--seed", str(common.SEED), *names)).cpu

    def points(self, out: Path) -> Points:
        from grader.batch.gradebook import Gradebook
        with Gradebook.open(out) as book:
            return {row.student.id: float(row.points or 0) for row in book.rows()}


class Pytest(Peer):
    package = "pytest"

    def prepare(self) -> None:
        shutil.copy(WRAPPERS / "pytest_tests.py", self.work / "test_properties.py")

    def grade(self, out: Path) -> float:
        return sum(self.run("pytest", "-q", "--tb=no", "--no-header", "--assert=plain", "-p", "no:cacheprovider",
                            "--rootdir=.", f"--junitxml={out / student}.xml", "test_properties.py", allowed=(0, 1),
                            PEERS_SUBMISSION=str(files)) for student, files in self.each())

    def passed(self, out: Path, student: str) -> list[str]:
        cases = ElementTree.parse(out / f"{student}.xml").iter("testcase")
        return [case.attrib["name"][5:-1].replace("-", ":", 1) for case in cases if len(case) == 0]


class Check50(Peer):
    package = "check50"

    def prepare(self) -> None:
        checks = self.work / "checks"
        checks.mkdir()
        shutil.copy(WRAPPERS / "check50_checks.py", checks / "__init__.py")
        (checks / ".cs50.yaml").write_text("check50:\n  checks: __init__.py\n")

    def grade(self, out: Path) -> float:
        return sum(self.run("check50", "--dev", "--log-level", "warning", "--output", "json", "--output-file",
                            out / f"{student}.json", self.work / "checks", cwd=files, allowed=(0, 1),
                            CHECK50_WORKERS="1") for student, files in self.each())

    def passed(self, out: Path, student: str) -> list[str]:
        return [r["name"] for r in json.loads((out / f"{student}.json").read_text())["results"] if r["passed"]]


class OtterRun(Peer):
    package = "otter-grader"

    def prepare(self) -> None:
        (self.work / "tests").mkdir()
        for e in self.exercises:
            lines = ["from otter.test_files import test_case",
                     "from benchmarks.peers.wrappers.judging import check",
                     "OK_FORMAT = False", f"name = {e.name!r}"]
            for p in property.properties_of(e):
                lines += [f"@test_case(points={p.points})", f"def {p.name}(env):", f"    check({e.name!r}, {p.name!r})"]
            (self.work / "tests" / f"{e.name}.py").write_text("\n".join(lines) + "\n")
        (self.work / "notebooks").mkdir()
        for student, files in self.students.items():
            cells = [code(written(name, files[name])) for name in manifest.load().names]
            (self.work / "notebooks" / f"{student}.ipynb").write_text(notebook(cells))
        self.run("otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-config", "--no-requirements",
                 "--no-environment")

    def grade(self, out: Path) -> float:
        total = 0.0
        for student in self.students:
            (out / student).mkdir()
            total += self.run("otter", "run", "--no-logo", "-a", "autograder.zip", "-o", out / student,
                              f"notebooks/{student}.ipynb")
        return total

    def points(self, out: Path) -> Points:
        def total(student: str) -> float:
            tests = json.loads((out / student / "results.json").read_text())["tests"]
            return float(sum(test.get("score", 0) for test in tests))
        return {student: total(student) for student in self.students}


class OtterApi(OtterRun):
    def grade(self, out: Path) -> float:
        return self.run("python", WRAPPERS / "otter_loop.py", "autograder.zip", "notebooks", out)


class Nbgrader(Peer):
    package = "nbgrader"

    def prepare(self) -> None:
        course = self.work / "course"
        (course / "source" / "ps1").mkdir(parents=True)
        (course / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'peers'\nc.Execute.timeout = 600\n")
        (course / "source" / "ps1" / "work.ipynb").write_text(notebook(self.cells({})))
        self.run("nbgrader", "generate_assignment", "ps1", "--create", cwd=course)
        released = json.loads((course / "release" / "ps1" / "work.ipynb").read_text())
        for student, files in self.students.items():
            for cell in released["cells"]:
                name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                if name in files:
                    cell["source"] = written(name, files[name])
            place = course / "submitted" / student / "ps1"
            place.mkdir(parents=True)
            (place / "work.ipynb").write_text(json.dumps(released))

    def cells(self, files: Files) -> list[dict[str, Any]]:
        def marks(grade_id: str, **others: Any) -> dict[str, Any]:
            return {"nbgrader": {"grade_id": grade_id, "grade": False, "solution": False, "locked": True, "task": False,
                                 "schema_version": 3, "cell_type": "code", **others}}
        cells = [code("", marks(name, solution=True, locked=False)) for name in manifest.load().names]
        cells.append(code("from benchmarks.peers.wrappers import judging", marks("start")))
        return cells + [code(f"judging.points({e.name!r})", marks(
            f"test_{e.name}", grade=True, points=sum(p.points for p in property.properties_of(e))))
            for e in self.exercises]

    def grade(self, out: Path) -> float:
        shutil.copytree(self.work / "course", out / "course")
        return self.run("nbgrader", "autograde", "ps1", cwd=out / "course")

    def points(self, out: Path) -> Points:
        self.run("nbgrader", "export", cwd=out / "course")
        with (out / "course" / "grades.csv").open(newline="") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


PEERS: dict[str, type[Peer]] = {"pytest": Pytest, "otter run": OtterRun, "otter api": OtterApi, "nbgrader": Nbgrader,
                                "check50": Check50}
KINDS: dict[str, type[Peer]] = {"batch": Batch, **PEERS}


def written(name: str, source: bytes) -> str:
    """A cell that holds a file."""
    return f"%%writefile {name}.py\n{source.decode()}"


def code(source: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": dict(metadata or {}), "source": source, "outputs": [],
            "execution_count": None}


def notebook(cells: Sequence[dict[str, Any]]) -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4})


# Running --------------------------------------------------------------------------------------------------------------
def inherit() -> None:
    """From now on, processes whose parents have ended become children of this one."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise SystemExit(f"prctl: {os.strerror(ctypes.get_errno())}")


def counted(*command: str | Path, cwd: Path, env: Mapping[str, str], allowed: Sequence[int]) -> float:
    cpu = common.run(command, cwd, env, allowed).cpu
    deadline = time.monotonic() + 60
    while True:
        try:
            pid, _status, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return cpu
        if pid:
            cpu += usage.ru_utime + usage.ru_stime
        elif time.monotonic() > deadline:
            raise SystemExit(f"{command}: left processes that do not end: {common.children(os.getpid())}")
        else:
            time.sleep(common.INTERVAL)


def install(name: str, fresh: bool) -> Path:
    """The environment of a peer; CalledProcessError or OSError where it cannot be had."""
    groups = tomllib.loads((common.ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    pins = {re.split("[=<>~]", word)[0]: word for words in groups.values() for word in words if isinstance(word, str)}
    wanted = [pins.get(PACKAGES[name], PACKAGES[name]), *(pins[p] for p in ("mxnet", "numpy", "hypothesis")),
              *(["ipykernel"] if name in ("otter-grader", "nbgrader") else []), "click", "setuptools<81"]
    env, stamp = CACHE / name, "\n".join([sys.version, *wanted])
    if not fresh and (env / "installed").exists() and (env / "installed").read_text() == stamp:
        return env
    print(f"installing {wanted[0]} in {env}", file=sys.stderr)
    shutil.rmtree(env, ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    if uv := shutil.which("uv"):
        commands: list[list[str | Path]] = [
            [uv, "venv", "-q", "--python", sys.executable, env],
            [uv, "pip", "install", "-q", "--compile-bytecode", "--python", env / "bin" / "python", *wanted]]
    else:
        commands = [[sys.executable, "-m", "venv", env],
                    [env / "bin" / "python", "-m", "pip", "install", "-q", *wanted]]
    for command in commands:
        subprocess.run(command, check=True, stdout=sys.stderr)
    (env / "installed").write_text(stamp)
    return env


def version(env: Path, package: str) -> str:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.check_output([str(env / "bin" / "python"), "-c", code], text=True).strip()


def expected(name: str, number: int, full: float, got: float, ours: float) -> bool:
    """Whether a submission's points are what they must be."""
    made = GROUPS[name][number % len(GROUPS[name])]
    return got == ours and (got == full if made is right else got == 0 if made is stub else got < full)


def job(name: str, peer: Peer, group_name: str, full: float, marks: dict[str, Points]) -> Callable[[], float]:
    """Grades once, proves that it has, and gives the CPU seconds a submission."""
    def once() -> float:
        with tempfile.TemporaryDirectory(dir=peer.work) as out:
            cpu = peer.grade(Path(out))
            points = peer.points(Path(out))
        ours = marks.setdefault(group_name, points)  # batch is the first
        for number, student in enumerate(peer.students):
            got = points.get(student, -1.0)
            if not expected(group_name, number, full, got, ours[student]):
                raise SystemExit(f"{name} gives {student} of {group_name!r} {got:g} points of {full:g}, batch "
                                 f"{ours[student]:g}: no number without the right marks")
        return cpu / len(peer.students)
    return once


def new(kind: type[Peer], env: Path, base: Path, students: dict[str, Files], given: argparse.Namespace) -> Peer:
    """A peer with the class's files."""
    peer = kind(env, Path(tempfile.mkdtemp(dir=base)), students, given.exercises, not given.no_shrink)
    for student, files in students.items():
        place = peer.work / "class" / student
        place.mkdir(parents=True)
        for name, source in files.items():
            (place / f"{name}.py").write_bytes(source)
    peer.prepare()
    return peer


def control(envs: Mapping[str, Path], base: Path, given: argparse.Namespace) -> None:
    """Whether known work is counted: what a burner costs over the solutions."""
    for name, kind in KINDS.items():
        if name not in envs:
            continue
        cpu = []
        for students in ({"s0": library.solutions()}, {"s0": burner()}):
            with tempfile.TemporaryDirectory(dir=base) as out:
                cpu.append(new(kind, envs[name], base, students, given).grade(Path(out)))
        burnt = BURN * (1 if kind is Batch else 2)  # the sandbox starts no process
        good = 0.9 * burnt < cpu[1] - cpu[0] < 1.25 * burnt
        print(f"{name}: {cpu[0]:.2f} s, with a burner {cpu[1]:.2f} s; {cpu[1] - cpu[0]:.2f} of {burnt:.1f} s counted"
              f"{'' if good else ': WRONG'}", flush=True)
        if not good:
            raise SystemExit(1)


def command(given: argparse.Namespace) -> str:
    return (f"python -m benchmarks.peers --submissions {given.submissions} --rounds {given.rounds}"
            f"{' --no-shrink' if given.no_shrink else ''}")


def results(given: argparse.Namespace, found: Mapping[tuple[str, str], Sequence[float]], floors: Mapping[str, float],
            envs: Mapping[str, Path], missing: Mapping[str, str]) -> common.Result:
    result = common.Result("peers")
    result.text("```", command(given), "```")
    names = [name for name in ("batch", *PEERS) if name in envs]

    def times(name: str, group_name: str) -> float:
        return common.ratio(found[name, group_name], found["batch", group_name])

    result.text(f"{given.submissions} submissions a group, {', '.join(e.name for e in given.exercises)}; medians of "
                f"{given.rounds} interleaved rounds; s of CPU a submission, and times what `batch` needs. *right*: "
                "solutions and other styles; *wrong*: misconceptions in one to three exercises; *class*: two right, "
                "one wrong, one stub of each four; *floor*: `benchmarks/cost/floor.py` on the same submissions."
                f"{' Peers do not shrink.' if given.no_shrink else ''}")
    rows = []
    for name in names:
        kind = KINDS[name]
        cells = [(f"{common.median(found[name, g]):.2f}", f"{times(name, g):.2f}") for g in given.group]
        rows.append([name, version(envs[name], kind.package) if kind.package else "", *sum(cells, ()), kind.isolates])
    rows.append(["*floor*", "", *sum(((f"{floors[g]:.2f}", f"{floors[g] / common.median(found['batch', g]):.2f}")
                                      for g in given.group), ()), ""])
    result.table(["", "version", *(word for g in given.group for word in (f"{g}, s", "ratio")), "isolates"], rows)
    for name, why in missing.items():
        result.text(f"*{name}* was not measured: {why}.")

    def target(what: str, limit: str, least: float, among: Sequence[str]) -> None:
        among = [name for name in among if name in envs]
        if not among:
            return
        lowest = {g: min(among, key=lambda name, g=g: times(name, g)) for g in given.group}  # type: ignore[misc]
        why = "; ".join(f"{g}: {common.median(found[name, g]) / least:.2f} s would meet it, and {floors[g]:.2f} s go "
                        "into the submission's own functions and the oracles, whoever grades"
                        for g, name in lowest.items() if times(name, g) <= least)
        said = "; ".join(f"{g}: {times(name, g):.2f} ({name})" for g, name in lowest.items())
        met = all(times(name, g) > least for g, name in lowest.items())
        result.targets.append(common.Target(what, limit, said, met, command(given), why))
    target("CPU of the cheapest peer over batch", "more than 1", 1.0, list(PEERS))
    target("CPU of the cheapest of otter-grader and nbgrader over batch", "at least 2.5", 2.5,
           ["otter run", "otter api", "nbgrader"])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=8, help="in each group")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--group", action="append", choices=list(GROUPS), help="default: right, class")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="default: all")
    parser.add_argument("--exercise", action="append", choices=manifest.load().names, help="default: all")
    parser.add_argument("--no-shrink", action="store_true", help="peers do not shrink failures; batch does")
    parser.add_argument("--fresh", action="store_true", help="install the peers anew")
    parser.add_argument("--control", action="store_true", help="only show that known work is counted")
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    given.group = given.group or ["right", "class"]
    given.exercises = [e for e in manifest.load().exercises if not given.exercise or e.name in given.exercise]
    inherit()
    for part in ("grader", "tests", "benchmarks"):
        compileall.compile_dir(common.ROOT / part, quiet=2, rx=re.compile("hostile"))
    envs = {"batch": Path(sys.prefix)}
    missing: dict[str, str] = {}
    for name in given.peer or PEERS:
        package = PEERS[name].package
        try:
            envs[name] = install(package, given.fresh and CACHE / package not in envs.values())
        except (OSError, subprocess.CalledProcessError) as error:
            missing[name] = f"{PACKAGES[package]} cannot be installed"
            print(f"{name}: {missing[name]}: {error}", file=sys.stderr)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        base = Path(folder)
        if given.control:
            control(envs, base, given)
            return
        full = float(sum(p.points for e in given.exercises for p in property.properties_of(e)))
        marks: dict[str, Points] = {}
        names = [e.name for e in given.exercises]
        peers = {(name, g): new(KINDS[name], env, base, group(g, given.submissions, names), given)
                 for g in given.group for name, env in envs.items()}
        only = [word for e in given.exercises for word in ("--exercise", e.name)]
        floors = {g: floor([files for _student, files in peers["batch", g].each()], *only) / given.submissions
                  for g in given.group}
        named = common.interleaved(given.rounds, {
            f"{name}, {g}": job(name, peer, g, full, marks) for (name, g), peer in peers.items()})
    found = {(name, g): named[f"{name}, {g}"] for name, g in peers}
    common.show(results(given, found, floors, envs, missing), given.page)


if __name__ == "__main__":
    main()
