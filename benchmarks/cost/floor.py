"""The floor: what grading would cost if nothing but the student's functions and the oracles cost anything.

`python -m benchmarks.cost.floor [FOLDER ...]` judges each submission once, in this process, and records what it was
asked: each call of a student's function or network, and each question to an oracle. Both are then done again, alone, in
the same warm process, with the engine that the sandbox uses: no drawing, no frames, no sandbox, no comparing. An
oracle's answer is computed once for each submission, however often it is asked. Forbidden built-ins are not zeroed.
Prints the CPU time by exercise.

`--beside CHECKOUT` measures another version of the kit in turn with this one, by its own floor: `git worktree add
--detach CHECKOUT da18eb7` is the one that the target is about.
"""
from __future__ import annotations

import argparse
import contextlib
import gc
import itertools
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.cost import common
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.judging import judge, known, property
from grader.sandbox.environment import SETTINGS
from grader.sandbox.zygote import QUICK
from grader.submission import files
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission
from grader.worker import memory

SHARE = 0.6  # of an earlier version's floor, the target


@dataclass
class Recorded:
    """What one exercise was asked: requests to the submission, and questions to oracles, each once."""
    exercise: Exercise
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    questions: dict[Any, Callable[[], Any]] = field(default_factory=dict)


def record(submitted: Folder, seed: int, exercises: Sequence[Exercise]) -> list[Recorded]:
    """Judges a submission in this process, as `score` judges it, and records."""
    transport = InProcess(submitted, zeroing=False)
    submission = Submission(transport)
    found = []
    for exercise in exercises:
        props = property.properties_of(exercise)
        recorded = Recorded(exercise)

        def noted(exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str,
                  into: Recorded = recorded) -> Any:
            into.requests.append((op, inputs))
            return InProcess.ask(transport, exercise, op, inputs, zero, function)
        transport.ask = noted  # type: ignore[method-assign]
        with questions(recorded.questions):
            for prop in props:
                judge.judge(prop, submission, seed)
        found.append(recorded)
    return found


@contextlib.contextmanager
def questions(into: dict[Any, Callable[[], Any]]) -> Iterator[None]:
    """Inside, questions to the oracles are noted, each once; one that an oracle asks another is not, nor one that it
    refuses (an example that was cut too small)."""
    really, inner = known.Known.answer, False

    def noting(self: known.Known, question: Any, compute: Callable[[], Any]) -> Any:
        nonlocal inner
        outer, inner = inner, True
        try:
            found = really(self, question, compute)
        finally:
            inner = outer
        if not inner and question[0] != "examples":
            into.setdefault(repr(known.plain(question)), compute)
        return found
    with mock.patch.object(known.Known, "answer", noting):
        yield


def replay(submitted: Folder, recorded: Sequence[Recorded]) -> dict[str, dict[str, float]]:
    """CPU seconds by exercise: `student`, of which `networks` is for initialising and filling blocks; and `oracle`."""
    from grader.worker.errors import Missing, StudentError
    spent: dict[str, dict[str, float]] = {}
    numbers = itertools.count()  # of blocks, as when they were recorded
    for part in recorded:
        # A host an exercise, as in the sandbox: none drops the networks of another one.
        host = InProcess(submitted, zeroing=False).host
        host.numbers = numbers
        by: dict[str, float] = defaultdict(float)
        for op, inputs in part.requests:
            start = time.process_time()
            with contextlib.suppress(StudentError, Missing):
                getattr(host, op)(**inputs)
            seconds = time.process_time() - start
            by["student"] += seconds
            by["networks"] += seconds if op in ("layers", "fill") else 0.0
        start = time.process_time()
        for question in part.questions.values():
            question()
        by["oracle"] = time.process_time() - start
        spent[part.exercise.name] = dict(by)
    return spent


def floor(submitted: Folder, seed: int, rounds: int, exercises: Sequence[Exercise]) -> dict[str, dict[str, float]]:
    """The medians of some rounds, after one that warms up."""
    recorded = record(submitted, seed, exercises)
    gc.freeze()  # as in the sandbox: a collection looks at what a host made
    found = [replay(submitted, recorded) for _ in range(rounds + 1)][1:]
    return {name: {kind: common.median([f[name][kind] for f in found]) for kind in found[0][name]} for name in found[0]}


def total(spent: dict[str, dict[str, float]], *kinds: str) -> float:
    return sum(by[kind] for by in spent.values() for kind in kinds)


def beside(other: Path, rounds: int) -> common.Result:
    """The floor of the solutions in two checkouts, in turn. Before the benchmarks were modules, they were scripts."""
    def of(checkout: Path) -> float:
        script = checkout / "benchmarks" / "floor.py"
        words = [script] if script.exists() else ["-m", "benchmarks.cost.floor"]
        alone = ["env", *(f"--unset={name}" for name in SETTINGS), *common.python(*words, "--json")]  # its own settings
        said = common.run(alone, checkout, {"PYTHONPATH": str(checkout)}).out
        seconds = json.loads(said.splitlines()[-1])
        return float(seconds["student"] + seconds["oracle"])
    found = common.interleaved(rounds, {"here": lambda: of(common.ROOT), "there": lambda: of(other)})
    share = common.ratio(found["here"], found["there"])
    commit = common.run(["git", "rev-parse", "--short", "HEAD"], other).out.strip()
    command = f"python -m benchmarks.cost.floor --beside CHECKOUT --rounds {rounds}"
    result = common.Result("floor_beside")
    result.text("```", command, "```", f"This version needs {common.median(found['here']):.2f} s of CPU, {commit} "
                f"{common.median(found['there']):.2f} s: {share:.2f} of it.")
    result.targets.append(common.Target(f"the floor of a right submission, over {commit}'s", f"at most {SHARE}",
                                        f"{share:.2f}", share <= SHARE, command))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[common.ROOT / "solutions"])
    parser.add_argument("--seed", type=int, default=manifest.load().seed)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--exercise", action="append", help="only this one (repeatable)")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another version of the kit, measured in turn")
    parser.add_argument("--json", action="store_true", help="the last line is {\"student\": …, \"oracle\": …}")
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    given = parser.parse_args()
    if given.beside:
        common.show(beside(given.beside.resolve(), given.rounds), given.page)
        return
    os.environ.update(QUICK)
    exercises = [e for e in manifest.load().exercises if not given.exercise or e.name in given.exercise]
    start = time.process_time()
    import mxnet  # noqa: F401
    unit = time.process_time() - start
    memory.keep()  # as in the sandbox
    found = [floor(files.read(path), given.seed, given.rounds, exercises) for path in given.folders]
    if given.json:
        print(json.dumps({kind: sum(total(f, kind) for f in found) for kind in ("student", "networks", "oracle")}))
        return
    result = common.Result("floor")
    result.text("```", "python -m benchmarks.cost.floor", "```")
    for path, spent in zip(given.folders, found, strict=True):
        rows = [(name, *(f"{by[kind]:.2f}" for kind in ("student", "networks", "oracle")))
                for name, by in spent.items()]
        both = total(spent, "student", "oracle")
        rows.append(("all", *(f"{total(spent, kind):.2f}" for kind in ("student", "networks", "oracle"))))
        result.text(f"`{path.name}`: {both:.2f} s of CPU, {both / unit:.1f} imports of MXNet.")
        result.table(("exercise", "student, s", "of it initialising and filling networks, s", "oracle, s"), rows)
    common.show(result, given.page)


if __name__ == "__main__":
    main()
