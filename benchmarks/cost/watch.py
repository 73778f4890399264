"""From save to the first result: a warm `watch` beside a cold `pytest tests/test_corr2d.py`.

    python -m benchmarks.cost.watch [--repetitions 7] [--page]

Both judge the same corr2d.py, a wrong one and a right one. The watch is started once, in a pipe; a repetition saves the
file and waits for the first line that says something of the new content. The cold run is a whole `pytest` process, as a
student would start it. The two are measured in turn.
"""
from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cost import common

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python -m benchmarks.cost.watch"
LIMIT = 0.1


def solved(number: int) -> str:
    """corr2d.py, right; each one another text."""
    return (ROOT / "solutions" / "corr2d.py").read_text("utf-8") + f"\n# {number}\n"


def wrong(number: int) -> str:
    """corr2d.py, wrong in another way each time: the first element is `number` too large."""
    text = solved(number).replace("    return Y\n", f"    Y[0, 0] += {number + 1}\n    return Y\n")
    assert text != solved(number)
    return text


def cold(folder: Path) -> float:
    """Seconds of `pytest tests/test_corr2d.py`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_corr2d.py",
                    "--submission", str(folder)], cwd=ROOT, capture_output=True)
    return time.perf_counter() - start


class Watch:
    """A `watch` in a pipe: input that stays open, lines as they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-W", "ignore", "-m", "grader", "watch", str(folder), "--lang", "en"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.until("of 8 exercises")  # MXNet is loaded
        self.until("of 8 exercises")  # all is judged once

    def until(self, *words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if any(word in line for word in words):
                return line
        raise SystemExit("the watch has ended")

    def first_result(self, text: str, mark: str) -> float:
        """Seconds from the save to the first line about the new file; then waits for the rest."""
        start = time.perf_counter()
        (self.folder / "corr2d.py").write_text(text, "utf-8")
        self.until(mark)
        seconds = time.perf_counter() - start
        self.until("of 8 exercises")
        return seconds

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def measure(repetitions: int, right: bool) -> tuple[list[float], list[float]]:
    """Seconds of the warm watch and of the cold pytest, in turn."""
    warm: list[float] = []
    cold_: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (ROOT / "exercises").glob("[a-z]*.py"):
            shutil.copy(path, folder)
        text, mark = (solved, "corr2d: passed") if right else (wrong, "corr2d: failed")
        watch = Watch(folder)
        try:
            for number in range(repetitions):
                warm.append(watch.first_result(text(number), mark))
                cold_.append(cold(folder))
        finally:
            watch.close()
    return warm, cold_


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    result = common.Result("watch")
    result.text("```", f"{COMMAND} --repetitions {given.repetitions}", "```",
                f"Seconds from the save to the first result, medians of {given.repetitions}:")
    rows = []
    for kind, right in (("a wrong answer", False), ("a right one, when all its properties have passed", True)):
        warm, cold_ = measure(given.repetitions, right)
        ratio = common.ratio(warm, cold_)
        rows.append((kind, f"{common.median(warm):.3f}", f"{common.median(cold_):.3f}", f"{ratio:.3f}"))
        result.targets.append(common.Target(f"save to first result, warm over a cold pytest, {kind.partition(',')[0]}",
                                            f"at most {LIMIT}", f"{ratio:.3f}", ratio <= LIMIT, COMMAND))
    result.table(("saved", "warm `watch`", "cold `pytest tests/test_corr2d.py`", "ratio"), rows)
    common.show(result, given.page)


if __name__ == "__main__":
    main()
