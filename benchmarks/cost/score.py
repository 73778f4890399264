"""One right submission, isolated: `python -m benchmarks.cost.score [--rounds 5] [--page]`.

`score solutions --no-train`, all eight exercises, by parts (parts.py) and over two baselines of the same round: the CPU
time of one `import mxnet` in a fresh process, and the floor (floor.py).
"""
from __future__ import annotations

import argparse

from benchmarks.cost import common
from benchmarks.cost.batch import floor, named

SOLUTIONS = common.ROOT / "solutions"
COMMAND = "python -m benchmarks.cost.score"
LIMIT = 6


def score() -> dict[str, float]:
    """CPU seconds of one `score`, by part."""
    parts: dict[str, float] = common.answer("-m", "benchmarks.cost.parts", "score", SOLUTIONS, "--no-train",
                                            "--lang", "en")
    return named(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    found = common.interleaved(given.rounds, {"import": common.import_cost, "score": score,
                                              "floor": lambda: floor([SOLUTIONS])})
    totals = [sum(parts.values()) for parts in found["score"]]
    imports, over = common.ratio(totals, found["import"]), common.ratio(totals, found["floor"])
    result = common.Result("score")
    result.text("```", f"{COMMAND} --rounds {given.rounds}", "```",
                f"{common.median(totals):.2f} s of CPU: {imports:.1f} imports of MXNet "
                f"({common.median(found['import']):.2f} s), {over:.2f} times the floor "
                f"({common.median(found['floor']):.2f} s).")
    names = list(found["score"][0])
    result.table(("part", "CPU, s"), [(part, f"{common.median([r.get(part, 0.0) for r in found['score']]):.2f}")
                                      for part in names])
    result.targets.append(common.Target("one right submission, isolated, without training",
                                        f"at most {LIMIT} imports of MXNet", f"{imports:.1f}", imports <= LIMIT,
                                        COMMAND))
    common.show(result, given.page)


if __name__ == "__main__":
    main()
