"""The hostile suite, again and again: `python -m benchmarks.quality.soak --runs 200`.

Runs grader/tests/test_hostile.py in processes of its own, one after the other, and looks after each run for what it
left behind: processes (orphans come to this one), files in the temporary folder, in /tmp, in /dev/shm and in the home
folder. (The suite itself looks for listening sockets, after each sample.) Prints a line a run; ends with status 1 if a
run failed or left something.
"""
from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.cost.common import ROOT

PR_SET_CHILD_SUBREAPER = 36
PLACES = [Path("/tmp"), Path("/dev/shm"), Path.home()]


def left_behind(folder: Path) -> list[str]:
    """What is there that should not be, a few seconds after a run."""
    found: list[str] = []
    for _ in range(50):
        children = psutil.Process().children(recursive=True)
        for child in children:
            if child.status() == psutil.STATUS_ZOMBIE:
                child.wait()
        found = [f"process {c.pid}: {' '.join(c.cmdline())[:80]}" for c in children if c.is_running()]
        found += [str(path) for path in folder.iterdir()]
        found += [str(path) for place in PLACES for path in place.glob("convkata-hostile*")]
        if not found:
            break
        time.sleep(0.1)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("-k", default="", metavar="EXPRESSION", help="only these samples, as pytest's -k")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    bad, begin = 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="convkata-soak-") as name:
        for run in range(1, options.runs + 1):
            start = time.monotonic()
            folder, base = Path(name, "tmp"), Path(name, "pytest")
            folder.mkdir(exist_ok=True)
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line",
                 f"--basetemp={base}", "grader/tests/test_hostile.py", *(["-k", options.k] if options.k else [])],
                cwd=ROOT, env=os.environ | {"TMPDIR": str(folder)}, capture_output=True, text=True)
            left = left_behind(folder)
            print(f"run {run}: status {done.returncode}, {time.monotonic() - start:.0f} s, {len(left)} things left",
                  flush=True)
            for thing in left:
                print("   left:", thing)
            if done.returncode:
                print(done.stdout[-3000:])
            bad += bool(left or done.returncode)
    print(f"{options.runs} runs in {time.monotonic() - begin:.0f} s: {bad} failed or left something behind")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
