"""Measures what docs/performance.md says, and writes it there: `python -m benchmarks` (three hours).

Each benchmark is a command of its own: `python -m benchmarks.cost.batch --page` remakes its part of the page. One is
not among them, since it needs another version of the kit: `python -m benchmarks.cost.floor --beside CHECKOUT`.
"""
from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks.cost.common import ROOT

BENCHMARKS = ("cost.floor", "cost.score --rounds 5", "cost.batch --students 8 --rounds 3",
              "cost.scale --part jobs --students 96 --rounds 1", "cost.scale --part dask --students 24 --rounds 1",
              "cost.scale --part memory --rounds 1", "cost.scale --part loop --rounds 3", "cost.watch --repetitions 5",
              "peers --submissions 12 --rounds 3", "peers.random_shapes")


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for benchmark in BENCHMARKS:
        print(f"== {benchmark}", file=sys.stderr, flush=True)
        name, *options = benchmark.split()
        subprocess.run([sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}", *options, "--page"],
                       cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
