"""How well wrong answers are explained, and that none is explained wrongly.

Three kinds are submitted: every misconception; pairs of misconceptions of one function, by lot; edits by rule of every
right answer, by lot. A name is true where what it stands for gives the student's answers on fresh examples as well,
under seeds that nobody was judged by. Of each example that is shown it is counted which other misconceptions it fits,
and how many numbers it has.

Misconceptions and pairs are judged in this process; edits in the sandbox: nobody has looked what they do.

`python -m benchmarks.quality.diagnosis [--exercise NAME]... [--every N] [--pairs N] [--edits N] [--seed N]
[--json FILE]`
"""
from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library, search
from grader.diagnosis.diagnose import Further, Known, alone
from grader.diagnosis.errors import ERRORS
from grader.diagnosis.library import Wrong
from grader.diagnosis.repair import Repair
from grader.diagnosis.replay import Replay, functions
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.finding import Evidence, Finding
from grader.judging.judge import judge
from grader.judging.property import properties_of
from grader.judging.telling import numbers
from grader.report.causes import causes
from grader.report.record import ELSEWHERE, PropertyResult
from grader.submission.files import Folder
from grader.submission.isolated import own_box
from grader.submission.submission import Submission
from grader.upkeep import measure, strength

TYPICAL = {entry.name for entry in ERRORS} | {"other_arguments", "other_name_in_layer"}
FRESH = (101, 102)  # seeds of the examples on which a name is checked
NETWORKS = ("vgg", "resnet")  # slow: of each property, fewer fresh examples


@dataclass
class Row:
    """One wrong answer, and what was said of it."""
    kind: str                 # misconception, pair, edit of the solution, edit of an equivalent
    exercise: str
    name: str
    verdict: str = "none"
    names: dict[str, str | None] = field(default_factory=dict)
    fits: dict[str, list[str]] = field(default_factory=dict)     # of each shown example, what else it fits
    numbers: dict[str, int] = field(default_factory=dict)
    cpu: float = 0


def judged(exercise: Exercise, submission: Submission, seed: int
           ) -> tuple[list[tuple[PropertyResult, Finding]], dict[str, Repair]]:
    """What is told of each property that a submission does not pass, what is shown first in front, and what was found;
    and of the functions that one change makes right, the change."""
    evidence, fitting, props = Evidence(), Known(exercise).fitting, properties_of(exercise)
    found = {prop: judge(prop, submission, seed, evidence, fitting=fitting) for prop in props}
    names = scoring.diagnosis(exercise, evidence, submission, Further(submission, props, seed))
    told = scoring.results(exercise, props, list(found.values()), names)
    by_name = {prop.name: finding for prop, finding in found.items()}
    return ([(result, by_name[result.name]) for group in causes(told) for result in group if result.status != "passed"],
            {target: repair for target, repair in names.repairs.items() if repair is not None})


def answers_alike(exercise: Exercise, row: Row, folder: Folder, wrong: Wrong) -> bool:
    """Whether a named mistake gives a submission's answers on fresh examples, too."""
    with submitted(row, folder) as submission:
        for prop, seed in itertools.product(properties_of(exercise), FRESH):
            for _turn, case in draw(prop, seed)[:1 if exercise.name in NETWORKS else 8]:
                log = attempt(prop, submission, case).log
                if wrong.target in functions(log) and not Replay(wrong).agrees(log, wrong.target):
                    return False
    return True


def makes_right(exercise: Exercise, target: str, repair: Repair) -> bool:
    """Whether a function with a change passes fresh examples, too: those that ask it alone."""
    changed = Folder("changed", library.solutions() | {exercise.name: repair.source}, {})
    examples = [(prop, case) for prop, seed in itertools.product(properties_of(exercise), FRESH)
                for _turn, case in draw(prop, seed)[:8]]
    with submitted(Row("edit", exercise.name, repair.rule), changed) as submission:
        return set(alone(submission, target, examples)) == {"passed"}


@contextlib.contextmanager
def submitted(row: Row, folder: Folder) -> Iterator[Submission]:
    if not row.kind.startswith("edit"):
        with measure.in_process(folder) as submission:
            yield submission
        return
    transport = strength.Impatient(folder, own_box())
    try:
        yield Submission(transport)
    finally:
        transport.close()


def told_of(row: Row, exercise: Exercise, folder: Folder, seed: int) -> Row:
    """Judges one wrong answer, and what is said of it."""
    start = time.process_time()
    with submitted(row, folder) as submission:
        told, repaired = judged(exercise, submission, seed)
    row.cpu = round(time.process_time() - start, 3)
    row.names = {result.name: result.misconception.name if result.misconception else None for result, _found in told}
    said = set(row.names.values()) - {ELSEWHERE, None}
    if row.name in said:
        row.verdict = "own"
    elif not said:
        row.verdict = ("none" if any(result.status == "failed" for result, _found in told) else
                       "error only" if told else "passed")
    elif said <= TYPICAL:
        row.verdict = "typical error"
    else:
        row.verdict = "true"
    if not all(makes_right(exercise, target, repair) for target, repair in repaired.items()):
        row.verdict = "false"
    for name in sorted(name for name in said - TYPICAL - {row.name} if name and not name.startswith("slip_")):
        wrong = search.called(exercise.name, name)
        if wrong is None or not answers_alike(exercise, row, folder, wrong):
            row.verdict = "false"
    for result, found in told:
        if found.case is not None and found.log:
            row.numbers[result.name] = numbers(found.case)
            if row.kind == "misconception":
                row.fits[result.name] = [other.name for other in library.of(exercise.name)
                                  if other.name != row.name and Replay(other).agrees(found.log, strict=True)]
    return row


def misconceptions(exercises: Sequence[Exercise], every: int) -> Iterator[tuple[Row, Exercise, Folder]]:
    for exercise in exercises:
        for wrong in library.of(exercise.name)[::every]:
            yield Row("misconception", exercise.name, wrong.name), exercise, wrong.folder()


def pairs(exercises: Sequence[Exercise], count: int, seed: int) -> Iterator[tuple[Row, Exercise, Folder]]:
    every = [(exercise, one, other) for exercise in exercises
             for one, other in itertools.combinations(library.of(exercise.name), 2)
             if one.edit and other.edit and search.together(one, other) is not None]
    chosen = random.Random(seed).sample(every, min(count, len(every)))
    for exercise, one, other in sorted(chosen, key=lambda entry: exercises.index(entry[0])):
        pair = search.together(one, other)
        assert pair is not None
        yield Row("pair", exercise.name, pair.name), exercise, pair.folder()


def edits(exercises: Sequence[Exercise], count: int, seed: int) -> Iterator[tuple[Row, Exercise, Folder]]:
    """Half of them of the solutions, half of right answers in other styles."""
    for exercise in exercises:
        for kind in ("edit of the solution", "edit of an equivalent"):
            paths = strength.right_answers(exercise.name)
            chosen = [(path, number) for path in (paths[:1] if kind.endswith("solution") else paths[1:])
                      if (made := strength.edits_of(path)) is not None for number in range(len(made.found))]
            random.Random(f"{exercise.name} {kind} {seed}").shuffle(chosen)
            left = -(-count // (2 * len(exercises)))
            for path, number in chosen:
                edit = made.edit(number) if (made := strength.edits_of(path)) is not None else None
                if left == 0:
                    break
                if edit is None or b"while" in edit.source.encode():
                    continue
                left -= 1
                folder = Folder("edited", library.solutions() | {exercise.name: edit.source.encode()}, {})
                yield (Row(kind, exercise.name, f"{path.name}:{edit.line} {edit.rule}: {edit.before} -> {edit.after}"),
                       exercise, folder)


def summary(rows: Sequence[Row]) -> Iterator[str]:
    for kind, members in itertools.groupby(rows, key=lambda row: row.kind):
        these = list(members)
        verdicts = Counter(row.verdict for row in these)
        differ = [row for row in these if row.verdict not in ("passed", "error only", "typical error")]
        named = sum(row.verdict in ("own", "true") for row in differ)
        yield (f"{kind}: {named} of {len(differ)} named ({named / max(1, len(differ)):.1%}), {verdicts['false']} "
               "false; "
               + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())))
    fits = [others for row in rows for others in row.fits.values()]
    if fits:
        sizes = [size for row in rows if row.fits for size in row.numbers.values()]
        first = [next(iter(row.fits.values())) for row in rows if row.fits]
        yield (f"shown examples that fit no other misconception: {sum(not f for f in fits) / len(fits):.1%} of "
               f"{len(fits)}; of the first one of each answer {sum(not f for f in first) / len(first):.1%} of "
               f"{len(first)}; numbers in the inputs, median: {statistics.median(sizes):g}")
    yield f"CPU of the judge: {sum(row.cpu for row in rows):.0f} s for {len(rows)} answers"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exercise", action="append", default=[])
    parser.add_argument("--every", type=int, default=1, help="only every n-th misconception; 0: none")
    parser.add_argument("--pairs", type=int, default=0, help="of all exercises together")
    parser.add_argument("--edits", type=int, default=0, help="of all exercises together")
    parser.add_argument("--seed", type=int, default=manifest.load().seed)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    exercises = [e for e in manifest.load().exercises if not options.exercise or e.name in options.exercise]
    rows: list[Row] = []
    answers: Any = itertools.chain(misconceptions(exercises, options.every) if options.every else (),
                                   pairs(exercises, options.pairs, 1), edits(exercises, options.edits, 1))
    for row, exercise, folder in answers:
        rows.append(told_of(row, exercise, folder, options.seed))
        if row.verdict in ("false", "none"):
            print(f"{row.exercise}/{row.name}: {row.verdict}: {row.names}", flush=True)
        if options.json:
            options.json.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")
    print(*summary(rows), sep="\n")


if __name__ == "__main__":
    main()
