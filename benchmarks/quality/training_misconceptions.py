"""Which wrong answers to vgg and resnet train all the same.

`python -m benchmarks.quality.training_misconceptions [--write]` prints a table; --write puts it into docs/training.md.
"""
from __future__ import annotations

import argparse
import sys

from benchmarks.quality.training_thresholds import PAGE, ROOT, put, trained
from grader.diagnosis import library
from grader.sandbox.support import best_isolation
from grader.training.engines import Engine, MXNet, PyTorch
from grader.training.plans import NETWORKS, limits
from grader.training.trainers import Isolated, sandbox


def table(seed: int, torch: bool) -> str:
    """The quick check of every misconception, with MXNet and, where it is wanted, with PyTorch beside it."""
    names = ("MXNet", "PyTorch") if torch else ("MXNet",)
    own = limits("quick")
    lines, trains, others, found = [], 0, 0, 0
    with sandbox(best_isolation(), "quick") as box:
        engines: list[Engine] = [MXNet(box, own), PyTorch(own)]
        for name in NETWORKS:
            made_of = {"vgg": "vgg_block", "resnet": "Residual"}[name]
            for wrong in library.of(name):
                found += 1
                if wrong.target != made_of:
                    empty = " |" * len(names)
                    lines.append(f"| {name} | `{wrong.name}` | not in it: wrong in `{wrong.target}` |{empty}")
                    continue
                results = [trained(Isolated(wrong.folder(), box, own), seed, engine, [name]).networks[0]
                           for engine, _ in zip(engines, names, strict=False)]
                said = ["trains" if result.status == "passed" else result.status for result in results]
                trains += said[0] == "trains"
                others += len(set(said)) > 1
                cells = [" / ".join(dict.fromkeys(said)),
                         *("" if result.accuracy is None else f"{result.accuracy:.3f}" for result in results)]
                lines.append(f"| {name} | `{wrong.name}` | {' | '.join(cells)} |")
                print(lines[-1], results[0].message.splitlines()[:1], file=sys.stderr, flush=True)
    concerned = sum("not in it" not in line for line in lines)
    both = f" The engines differ about {others} of them." if torch else ""
    return (f"{found} misconceptions, seed {seed}. {concerned} of them are in what the quick networks are made of, and "
            f"{trains} of these train.{both}\n\n| exercise | misconception | quick check | {' | '.join(names)} |\n"
            f"| --- | --- | --- |{' --- |' * len(names)}\n" + "\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--torch", action="store_true", help="with PyTorch, too")
    given = parser.parse_args()
    put(table(given.seed, given.torch), "misconceptions", given.write)


if __name__ == "__main__":
    main()
