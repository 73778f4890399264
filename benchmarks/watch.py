"""From save to the first result: a warm `watch` beside a cold `pytest tests/test_corr2d.py`.

    python benchmarks/watch.py [--repetitions 7] [--solution]

Both judge the same corr2d.py. The watch is started once, in a pipe; a repetition saves the file and waits for the first
line that says something of the new content. The cold run is a whole `pytest` process, as a student would start it. The
two are measured in turn; the medians and their ratio are printed. The target is one tenth.
"""
from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--solution", action="store_true",
                        help="save right answers: the first result is then that all passed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (ROOT / "exercises").glob("[a-z]*.py"):
            shutil.copy(path, folder)
        text, mark = (solved, "corr2d: passed") if options.solution else (wrong, "corr2d: failed")
        watch, warm_seconds, cold_seconds = Watch(folder), [], []
        try:
            for number in range(options.repetitions):
                warm_seconds.append(watch.first_result(text(number), mark))
                cold_seconds.append(cold(folder))
        finally:
            watch.close()
    warm, whole = statistics.median(warm_seconds), statistics.median(cold_seconds)
    print(f"saved to first result, warm watch:  {warm:6.3f} s  ({min(warm_seconds):.3f} to {max(warm_seconds):.3f})")
    print(f"pytest tests/test_corr2d.py, cold:  {whole:6.3f} s  ({min(cold_seconds):.3f} to {max(cold_seconds):.3f})")
    print(f"ratio: {warm / whole:.3f} (target: at most 0.100)")


if __name__ == "__main__":
    main()
