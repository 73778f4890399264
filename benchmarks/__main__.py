"""Measures all that docs/performance.md says, and writes it there: `python -m benchmarks` (two hours).

Each benchmark is a command of its own: `python benchmarks/batch.py --page` remakes its part of the page.
"""
from __future__ import annotations

import subprocess
import sys

from .common import ROOT

BENCHMARKS = "floor.py", "score.py", "batch.py", "scale.py", "watch.py", "peers.py"


def main() -> None:
    for name in BENCHMARKS:
        print(f"== {name}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-W", "ignore", str(ROOT / "benchmarks" / name), "--page"], check=True)


if __name__ == "__main__":
    main()
