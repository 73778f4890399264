"""One right submission, isolated: `python -m benchmarks.cost.score [--rounds 5] [--page]`.

`score solutions --no-train`, all eight exercises, by parts (parts.py) and over two baselines of the same round: the CPU
time of one `import mxnet` in a fresh process, and the floor (floor.py). Drawn examples and oracles' answers are known
from the command before (grader/judging/known.py), as they are for whoever calls it again; the first call ever is
measured beside it. And the time by the clock until the first exercise's line is there, over that of one import.
"""
from __future__ import annotations

import argparse
import subprocess
import tempfile
import time

from benchmarks.cost import common
from benchmarks.cost.batch import floor, named
from grader.course import manifest

SOLUTIONS = common.ROOT / "solutions"
COMMAND = "python -m benchmarks.cost.score"
WORDS = ("score", SOLUTIONS, "--no-train", "--lang", "en")
LIMIT, FIRST_LINE = 3, 1.5


def score() -> dict[str, float]:
    """CPU seconds of one `score`, by part."""
    parts: dict[str, float] = common.answer("-m", "benchmarks.cost.parts", *WORDS)
    return named(parts)


def own_floor() -> float:
    """The floor of the examples that `score` has: those of the course's seed."""
    return floor([SOLUTIONS], "--seed", str(manifest.load().seed))


def first_ever() -> float:
    """CPU seconds of a `score` that knows nothing yet."""
    with tempfile.TemporaryDirectory(prefix="convkata-cache-") as folder:
        return common.run(common.python("-m", "grader", *WORDS), env={"XDG_CACHE_HOME": folder}).cpu


def first_line() -> float:
    """Seconds by the clock until `score` prints its first line."""
    start = time.monotonic()
    with subprocess.Popen(common.python("-m", "grader", *WORDS), cwd=common.ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        seconds = time.monotonic() - start
        process.stdout.read()
    return seconds


def import_by_the_clock() -> float:
    return common.run(common.python("-c", "import mxnet")).wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    score()  # what can be known is known
    found = common.interleaved(given.rounds, {
        "import": common.import_cost, "score": score, "floor": own_floor, "first ever": first_ever,
        "import by the clock": import_by_the_clock, "first line": first_line})
    totals = [sum(parts.values()) for parts in found["score"]]
    imports, over = common.ratio(totals, found["import"]), common.ratio(totals, found["floor"])
    ever, line = (common.ratio(found[name], found[base]) for name, base in (
        ("first ever", "import"), ("first line", "import by the clock")))
    result = common.Result("score")
    result.text("```", f"{COMMAND} --rounds {given.rounds}", "```",
                f"{common.median(totals):.2f} s of CPU: {imports:.1f} imports of MXNet "
                f"({common.median(found['import']):.2f} s), {over:.2f} times the floor "
                f"({common.median(found['floor']):.2f} s). The first call ever: {ever:.1f} imports. The first line: "
                f"after {line:.2f} imports by the clock ({common.median(found['first line']):.2f} s).")
    names = list(found["score"][0])
    result.table(("part", "CPU, s"), [(part, f"{common.median([r.get(part, 0.0) for r in found['score']]):.2f}")
                                      for part in names])
    result.targets += [
        common.Target("one right submission, isolated, without training", f"at most {LIMIT} imports of MXNet",
                      f"{imports:.1f}", imports <= LIMIT, COMMAND),
        common.Target("the first line of `score`, by the clock", f"at most {FIRST_LINE} imports of MXNet",
                      f"{line:.2f}", line <= FIRST_LINE, COMMAND)]
    common.show(result, given.page)


if __name__ == "__main__":
    main()
