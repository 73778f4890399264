"""`export` and `gradescope-zip`: grades and pages for elsewhere."""
from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import click

from .. import scoring
from ..batch import gradebook
from ..batch.gradebook import Gradebook, NoGradebook
from ..batch.intake import layouts
from ..batch.intake.items import Refused
from ..course import manifest
from ..export import canvas, cells, gradescope, jplag, late, moodle, table
from ..language import i18n
from ..language.i18n import _
from ..report.student import Student
from .options import lang, seed_option, writing

FORMATS = {"csv": "grades.csv", "canvas": "canvas.csv", "moodle": "moodle.csv", "gradescope": "gradescope",
           "jplag": "jplag", "feedback": "feedback"}  # and where each is written, below OUT


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="What to write.")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="canvas, moodle: the file that they gave, to be filled in.")
@click.option("--to", type=click.Path(path_type=Path), metavar="PATH", help="What to write (default: in OUT).")
@click.option("--gradebook", "url", metavar="URL", help="The gradebook, where it is not in OUT.")
@click.option("--column", metavar="NAME", help="canvas, moodle: the grade's column, by name (canvas: or number).")
@click.option("--scale", is_flag=True, help="canvas, moodle: scale to the points possible there.")
@click.option("--penalty", is_flag=True, help="Take off for late work, by [late] in course/course.toml.")
@click.option("--due", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S",
                                            "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), help="The due time for --penalty.")
@click.option("--submissions", type=click.Path(path_type=Path, exists=True), metavar="DIR",
              help="jplag: the folder or zip that the batch graded.")
@click.option("--teacher", is_flag=True, help="feedback: show hidden properties too (written to OUT/teacher).")
@lang
def export(out: Path, form: str, template: Path | None, to: Path | None, url: str | None, column: str | None,
           scale: bool, penalty: bool, due: datetime | None, submissions: Path | None, teacher: bool) -> None:
    """Write the grades of OUT, a `batch`'s folder, for a learning platform, a spreadsheet or a plagiarism check."""
    if (form in ("canvas", "moodle")) != (template is not None):
        raise click.UsageError("--template FILE goes with --format canvas and moodle, and only with these")
    if (form == "jplag") != (submissions is not None):
        raise click.UsageError("--submissions DIR goes with --format jplag, and only with it")
    if teacher and form != "feedback":
        raise click.UsageError("--teacher goes with --format feedback")
    to = to or out / ("teacher" if teacher else FORMATS[form])
    if template is not None and to.exists() and to.samefile(template):
        raise click.BadParameter("that is the template itself; name another file", param_hint="--to")
    try:
        with Gradebook.open(out, url) as book:
            people = gradebook.students_of(book)
    except NoGradebook as error:
        raise click.ClickException(str(error)) from None
    rule = manifest.load().late
    most = max((s.max_score for s in people), default=0.0)

    def late_by(student: Student, submitted: datetime | None) -> timedelta | None:
        """By --due; or as the platform has it, which knows of extensions; or by the manifest."""
        told = None if due else student.late_by
        return late.lateness(submitted, due or rule.due) if told is None else told

    def penalise(student: Student, submitted: datetime | None) -> float:
        return late.penalty(rule, late_by(student, submitted), student.earned, student.max_score or most)

    notes: list[str] = []
    if penalty:
        if not (due or rule.due or any(s.late_by is not None for s in people)):
            raise click.UsageError("--penalty needs the due time: --due, or `due` under [late] in course/course.toml")
        people = [replace(s, penalty=penalise(s, s.submitted)) for s in people]
        notes += [_("{}: marked as late, and nothing says by how much; no penalty").format(s.called) for s in people
                  if s.late and late_by(s, s.submitted) is None and form != "moodle"]
    done = _("{0}: {1} students").format
    if form == "csv":
        _write(to, table.write(people))
        print(done(to, len(people)))
    elif template is not None:
        try:
            if form == "canvas":
                data, said = canvas.fill(template.read_bytes(), people, column, scale)
            else:
                data, said = moodle.fill(template.read_bytes(), people, column, scale, penalise if penalty else None)
        except cells.NotATable as error:
            raise click.BadParameter(str(error), param_hint="--template") from None
        _write(to, data)
        notes += said
        print(to)
    elif form == "gradescope":
        print(done(to, gradescope.write(people, to)))
    elif submissions is not None:
        try:
            print(done(to, jplag.write(people, to, sources(submissions, people))))
        except jplag.NotOurs as error:
            raise click.BadParameter(str(error), param_hint="--to") from None
    else:
        from ..render.pages import write
        print(done(to, write.write_feedback(people, to, teacher)))
    for note in notes:
        print(f"convkata: {' '.join(note.split())}", file=sys.stderr)


def sources(submissions: Path, people: list[Student]) -> Mapping[str, Mapping[str, bytes]]:
    """The files of each student, by id, as the batch found them."""
    found: dict[str, Mapping[str, bytes]] = {}
    try:
        with layouts.read(submissions) as taken:
            entries = {entry.label: entry for entry in taken.entries}
            entries_by_attempt = {(entry.label, entry.attempt): entry for entry in taken.entries}
            for student in people:
                entry = entries_by_attempt.get((student.where, student.attempt or 1), entries.get(student.where))
                if entry is not None:
                    try:
                        found[student.id] = entry.load().sources
                    except Refused:
                        continue
    except layouts.NotAClass as error:
        raise click.BadParameter(str(error), param_hint="--submissions") from None
    return found


def _write(to: Path, data: bytes) -> None:
    with writing(to, "--to") as draft:
        assert draft is not None
        draft.write_bytes(data)


@click.command("gradescope-zip")
@click.option("--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The archive to write.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@click.option("--hidden", "hidden_dir", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="A folder of your own properties, scored and not shown.")
@seed_option
@lang
def gradescope_zip(to: Path, no_train: bool, hidden_dir: Path | None, seed: int | None) -> None:
    """Write the autograder archive that scores submissions on Gradescope."""
    hidden = scoring.hidden_tests(hidden_dir) if hidden_dir else ()
    with writing(to, "--to") as draft:
        assert draft is not None
        count = gradescope.archive(draft, not no_train, seed, hidden, i18n.language())
    print(_("{0}: {1} files").format(to, count))
