"""How well the class report puts equal mistakes together: `python -m benchmarks.quality.same_mistake`.

A class is planted: each student makes one mistake of the library in one exercise, in a spelling of their own (the names
of variables, lines between the lines). The groups of the class report, by behaviour, are held against grouping by the
message text and by message and stack, which also know the exercise. V-measure: 1 where each group is one planted
mistake, and each mistake one group. Planted mistakes that no property tells apart («equal to another») are counted by
the behaviour's account as well: that row has them as one.
"""
from __future__ import annotations

import argparse
import ast
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.metrics import homogeneity_completeness_v_measure

from grader import scoring
from grader.batch import signature
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging.property import properties_of
from grader.render.pages import classview
from grader.report.record import Report
from grader.report.student import Student
from grader.submission.files import Folder
from grader.upkeep import measure


@dataclass(frozen=True)
class Planted:
    """A student, and the mistake that they were given."""
    student: Student
    wrong: Wrong

    @property
    def label(self) -> str:
        return f"{self.wrong.exercise}/{self.wrong.name}"


def respelt(source: str, r: random.Random) -> str:
    """The same code as somebody else writes it: other names for what its functions assign, other lines."""
    tree = ast.parse(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        fixed = {a.arg for node in ast.walk(function) if isinstance(node, ast.arguments)
                 for a in (*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg) if a}
        fixed |= {name for node in ast.walk(function) if isinstance(node, ast.Global | ast.Nonlocal)
                  for name in node.names}
        names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        own = {node.id for node in names if isinstance(node.ctx, ast.Store)} - fixed
        new = {name: f"{name}_{r.choice('abcdef')}{r.randint(0, 99)}" for name in sorted(own)
               if not name.endswith(tuple("0123456789"))}
        for node in names:
            node.id = new.get(node.id, node.id)
    lines = [f"# {r.choice(('my answer', 'homework', '作业'))} {r.randint(0, 999)}"] * r.randint(1, 9)
    return "\n".join([*lines, *ast.unparse(tree).splitlines()]) + "\n"


def planted(number: int, seed: int, exercises: Sequence[str]) -> Planted | None:
    """A student of the class, judged. A few mistakes are everybody's. None where nothing failed."""
    r = random.Random(f"{seed}:{number}")
    exercise = manifest.load().exercise(r.choice(exercises))
    known = library.of(exercise.name)
    wrong = known[min(int(r.expovariate(0.25)), len(known) - 1)]
    source = respelt(wrong.source(), r).encode()
    files = library.solutions() | {exercise.name: source}
    digests: dict[str, str] = {}
    with measure.in_process(Folder(f"s{number}", files, {})) as submission:
        props = properties_of(exercise)
        result = scoring.judge_exercise(exercise, props, submission, seed, diagnose=False)
        signature.sign(digests, exercise, props, submission, result, seed)
    if result.status == "passed":
        return None
    report = Report(f"s{number}", seed, "process", [result])
    return Planted(Student(f"s{number}", report=report, signatures=digests), wrong)


def by_behaviour(people: Sequence[Planted]) -> list[object]:
    """The class report's groups."""
    group = {student.id: number for number, mistake in enumerate(classview.mistakes([p.student for p in people]))
             for student in mistake.students}
    return [group[p.student.id] for p in people]


def by_text(people: Sequence[Planted], stack: bool) -> list[object]:
    """What tools group by that know no behaviour: the messages of a submission, and where they were raised."""
    return [(p.wrong.exercise, tuple((str(r.message), r.trace if stack else "")
                                     for _s, _e, r in classview.results([p.student]) if r.status != "passed"))
            for p in people]


def measured(labels: Sequence[str], groups: Sequence[object]) -> tuple[float, float, float]:
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return homogeneity_completeness_v_measure(labels, [numbers[group] for group in groups])  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exercise", action="append", default=[], help="Only this exercise; may be repeated.")
    asked = parser.parse_args()
    exercises = [name for name in manifest.load().names if not asked.exercise or name in asked.exercise]
    start, people = time.monotonic(), list[Planted]()
    for number in range(asked.students):
        if (one := planted(number, asked.seed, exercises)) is not None:
            people.append(one)
        if number % 25 == 24:
            print(f"{number + 1} of {asked.students} judged, {time.monotonic() - start:.0f} s", flush=True)
    labels = [p.label for p in people]
    print(f"{len(people)} of {asked.students} planted mistakes were caught; {len(set(labels))} different ones")
    ways = {"behaviour (the class report)": by_behaviour(people), "message text": by_text(people, False),
            "message and stack": by_text(people, True)}
    print(f"{'grouped by':30} {'groups':>6} {'homogeneity':>12} {'completeness':>13} {'V-measure':>10}")
    for name, groups in ways.items():
        homogeneity, completeness, v = measured(labels, groups)
        print(f"{name:30} {len(set(groups)):6} {homogeneity:12.3f} {completeness:13.3f} {v:10.3f}")
    together: dict[object, set[str]] = defaultdict(set)
    for label, group in zip(labels, ways["behaviour (the class report)"], strict=True):
        together[group].add(label)
    for same in (names for names in together.values() if len(names) > 1):
        print(f"one group: {', '.join(sorted(same))}")
    apart: dict[str, set[object]] = defaultdict(set)
    for label, group in zip(labels, ways["behaviour (the class report)"], strict=True):
        apart[label].add(group)
    for label, found in apart.items():
        if len(found) > 1:
            print(f"{len(found)} groups: {label}")


if __name__ == "__main__":
    main()
