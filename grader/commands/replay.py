"""`replay`: one mark again, for an appeal."""
from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from .. import scoring
from ..batch import counted, roster, run
from ..batch.gradebook import Gradebook
from ..batch.rows import student_of
from ..course import manifest
from ..errors import KitError
from ..language.i18n import _
from ..render import message
from ..report.numbers import points
from ..report.record import ExerciseResult, PropertyResult, Report
from ..report.student import Student
from . import isolation
from .options import gradebook_option, hidden_as_before, lang


class NoSuchMark(KitError):
    """The student has no report with that property."""


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("student")
@click.argument("wanted", metavar="PROPERTY")
@click.option("--submissions", type=click.Path(path_type=Path, exists=True), metavar="DIR",
              help="The folder or zip that the batch graded: judge the student's files again, and compare.")
@hidden_as_before
@gradebook_option
@isolation.allow_option
@lang
def replay(out: Path, student: str, wanted: str, submissions: Path | None, hidden: Path | None,
           url: str | None, allow_unsandboxed: bool) -> None:
    """Show one mark of OUT, a `batch`'s folder: the example, what was expected, and what the student's function gave.

    PROPERTY is its name or title, with or without the exercise: corr2d/test_output_shape. With --submissions the
    student's files are judged again with the report's seed, and compared to the last digit that the report keeps: exit
    status 1 where anything differs.
    """
    with Gradebook.open(out, url) as book:
        students = book.students()
        row = book.row(run.meant(student, students, str(out)))
        assert row is not None
        one = student_of(row)
        known = roster.known(book)
    exercise, kept = find(one, wanted)
    print(f"{one.called} ({one.id}): {exercise.name}/{kept.name}: {points(kept.score)} / {points(kept.max_score)}")
    print(message.plain(kept) if kept.status != "passed" else _("passed"))
    if kept.example is not None:
        print(_("with all digits: {}").format(json.dumps(kept.as_json()["counterexample"], ensure_ascii=False)))
    if submissions is None or one.report is None:
        return
    submitted = counted.sources(submissions, [one], known).get(one.id)
    if submitted is None:
        raise NoSuchMark(_("the files that counted are not in {0}: {1}").format(submissions, one.called))
    isolation.many(allow_unsandboxed)
    with scoring.sandbox() as box:
        again = scoring.score(replace(submitted, name=one.id), box, one.report.seed,
                              [manifest.load().exercise(exercise.name)],
                              hidden=scoring.hidden_tests(hidden) if hidden else ())
    new = find(Student(one.id, report=Report.from_json(again.as_json())), f"{exercise.name}/{kept.name}")[1]
    differing = differences(kept, new)
    for name, (before, after) in differing.items():
        print(_("{0} was {1}, and is {2} now").format(name, before, after))
    print(_("judged again: not the same") if differing else
          _("judged again: the same, to the last digit that the report keeps"))
    if differing:
        sys.exit(1)


def find(student: Student, wanted: str) -> tuple[ExerciseResult, PropertyResult]:
    """The property of a student's report. NoSuchMark, with those that there are."""
    if student.report is None:
        raise NoSuchMark(_("{0} has no report: {1}").format(student.called, _(student.trouble)))
    every = [(e, p) for e in student.report.exercises for p in e.properties]
    found = [(e, p) for e, p in every for name in [(p.name, p.title, _(p.title))]
             if wanted in (*name, *(f"{e.name}/{each}" for each in name))]
    if len(found) == 1:
        return found[0]
    told = ", ".join(f"{e.name}/{p.name}" for e, p in found or every if found or wanted.startswith(f"{e.name}/"))
    if found:
        raise NoSuchMark(_("name one property: {}").format(told))
    raise NoSuchMark(_("there is no property {0}; there are: {1}").format(
        wanted, told or ", ".join(f"{e.name}/…" for e in student.report.exercises)))


def differences(before: PropertyResult, after: PropertyResult) -> dict[str, tuple[Any, Any]]:
    """What two judgings of one property disagree in, by what a report keeps: of a large array the shape, of the rest
    all digits."""
    old, new = before.as_json(), after.as_json()
    return {name: (old[name], new.get(name)) for name in ("status", "score", "message", "counterexample")
            if old[name] != new.get(name)}
