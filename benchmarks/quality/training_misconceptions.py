"""Which wrong answers to vgg and resnet train all the same.

`python -m benchmarks.quality.training_misconceptions [--write]` prints a table; --write puts it into docs/training.md.
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader.diagnosis import library
from grader.sandbox.support import best_isolation
from grader.training import check, images
from grader.training.devices import Device
from grader.training.plans import NETWORKS, limits
from grader.training.trainers import Isolated, sandbox

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "training.md"
BEGIN, END = "<!-- misconceptions: begin -->\n", "<!-- misconceptions: end -->\n"


def table(seed: int) -> str:
    digits = images.digits(seed)
    lines, trains, found = [], 0, 0
    with sandbox(best_isolation(), "quick", "cpu") as box:
        for name in NETWORKS:
            made_of = {"vgg": "vgg_block", "resnet": "Residual"}[name]
            for wrong in library.of(name):
                found += 1
                if wrong.target != made_of:
                    lines.append(f"| {name} | `{wrong.name}` | not in it: wrong in `{wrong.target}` | |")
                    continue
                worker = Isolated(wrong.folder(), box, limits("quick", "cpu"))
                result = check.run_training(worker, digits, Device("cpu", "measuring"), seed,
                                            networks=[name])["networks"][0]
                accuracy = "" if result["accuracy"] is None else f"{result['accuracy']:.3f}"
                trains += result["status"] == "passed"
                answer = "trains" if result["status"] == "passed" else result["status"]
                lines.append(f"| {name} | `{wrong.name}` | {answer} | {accuracy} |")
                print(lines[-1], file=sys.stderr, flush=True)
    concerned = sum("not in it" not in line for line in lines)
    return (f"{found} misconceptions, seed {seed}. {concerned} of them are in what the quick networks are made of, and "
            f"{trains} of these train.\n\n| exercise | misconception | quick check | accuracy |\n"
            "| --- | --- | --- | --- |\n" + "\n".join(lines) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    given = parser.parse_args()
    text = table(given.seed)
    if not given.write:
        print(text)
        return
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + text + END + after, "utf-8")


if __name__ == "__main__":
    main()
