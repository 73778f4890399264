"""Measures all that docs/performance.md says, and writes it there: `python -m benchmarks` (two hours).

Each benchmark is a command of its own: `python -m benchmarks.cost.batch --page` remakes its part of the page.
"""
from __future__ import annotations

import argparse
import subprocess
import sys

from benchmarks.cost.common import ROOT

BENCHMARKS = "cost.floor", "cost.score", "cost.batch", "cost.scale", "cost.watch", "peers", "peers.random_shapes"


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for name in BENCHMARKS:
        print(f"== {name}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}", "--page"],
                       cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
