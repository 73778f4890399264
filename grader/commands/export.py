"""`export` and `gradescope-zip`: grades and pages for elsewhere."""
from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from .. import files, scoring
from ..batch import counted, gradebook, roster
from ..batch.gradebook import Gradebook
from ..batch.intake.roll import Roll
from ..course import manifest
from ..export import canvas, gradescope, jplag, late, mail, moodle, table
from ..language import i18n
from ..language.i18n import _
from ..report.student import Student
from .options import gradebook_option, hidden_option, lang, note, seed_option, writing


@dataclass(frozen=True)
class Asked:
    """What `export` was asked for, beside the format. `late`: the rule for late work, where there is to be one."""
    to: Path
    known: Roll  # whom the batch's roster had
    template: bytes = b""
    column: str | None = None
    scale: bool = False
    submissions: Path | None = None
    teacher: bool = False
    late: late.Lateness | None = None


Written = tuple[int | None, Sequence[str]]  # for how many, where that is counted; and what the teacher should know


# Writing --------------------------------------------------------------------------------------------------------------
def write_csv(people: Sequence[Student], asked: Asked) -> Written:
    files.write(asked.to, table.write(people))
    return len(people), []


def write_canvas(people: Sequence[Student], asked: Asked) -> Written:
    data, notes = canvas.fill(asked.template, people, asked.column, asked.scale)
    files.write(asked.to, data)
    return None, notes


def write_moodle(people: Sequence[Student], asked: Asked) -> Written:
    data, notes = moodle.fill(asked.template, people, asked.column, asked.scale, asked.late)
    files.write(asked.to, data)
    return None, notes


def write_gradescope(people: Sequence[Student], asked: Asked) -> Written:
    return gradescope.write(people, asked.to), []


def write_jplag(people: Sequence[Student], asked: Asked) -> Written:
    assert asked.submissions is not None
    found = {id: folder.sources for id, folder in counted.sources(asked.submissions, people, asked.known).items()}
    lacking = [s.called for s in people if s.content and s.id not in found]
    notes = [_("the files that counted are not in {0}: {1}").format(
        asked.submissions, ", ".join(lacking[:10]))] if lacking else []
    return jplag.write(people, asked.to, found), notes


def write_feedback(people: Sequence[Student], asked: Asked) -> Written:
    from ..render.pages import write
    from ..retrace import traced
    return write.write_feedback(people, asked.to, asked.teacher, traced), []


def page_of(people: Sequence[Student]) -> Callable[[Student], str]:
    """The page that a student gets, as `--format feedback` writes it."""
    from ..render.pages.write import feedback_html
    from ..retrace import traced
    most = max((s.max_score for s in people), default=0.0)
    return lambda student: feedback_html(student, student.max_score or most, trace=traced)


def write_moodle_feedback(people: Sequence[Student], asked: Asked) -> Written:
    data, number, notes = moodle.feedback_files(asked.template, people, page_of(people))
    files.write(asked.to, data)
    return number, notes


def write_canvas_comments(people: Sequence[Student], asked: Asked) -> Written:
    from ..render.pages.write import feedback_markdown
    assert asked.submissions is not None
    owners = {entry.signs.platform: student
              for student, entry, _folder in counted.entries(asked.submissions, people, asked.known)
              if entry.signs.platform and student.has_page}
    if not owners:
        raise click.BadParameter(_("{}: this is not what Canvas gives for «Download Submissions»").format(
            asked.submissions), param_hint="--submissions")
    data, number, notes = canvas.comments(names_in(asked.submissions), owners, page_of(people), feedback_markdown)
    files.write(asked.to, data)
    return number, notes


def names_in(submissions: Path) -> list[str]:
    """The names of the files in a download, without those below folders."""
    if submissions.is_dir():
        return [path.name for path in submissions.iterdir()]
    with zipfile.ZipFile(submissions) as archive:
        return [name for name in archive.namelist() if "/" not in name]


def write_mail(people: Sequence[Student], asked: Asked) -> Written:
    return mail.write(people, asked.to, page_of(people))


# What each format is, and the options that go with it ----------------------------------------------------------------
@dataclass(frozen=True)
class Format:
    """Where it is written, below OUT, and by whom; the options that it must have, and those that it may have."""
    place: str
    write: Callable[[Sequence[Student], Asked], Written]
    needs: Sequence[str] = ()
    takes: Sequence[str] = ("--penalty",)


FORMATS = {
    "csv": Format("grades.csv", write_csv),
    "canvas": Format("canvas.csv", write_canvas, ["--template FILE"], ["--penalty", "--column NAME", "--scale"]),
    "moodle": Format("moodle.csv", write_moodle, ["--template FILE"], ["--penalty", "--column NAME", "--scale"]),
    "gradescope": Format("gradescope", write_gradescope),
    "jplag": Format("jplag", write_jplag, ["--submissions DIR"], []),
    "feedback": Format("feedback", write_feedback, takes=["--penalty", "--teacher"]),
    "moodle-feedback": Format("moodle-feedback.zip", write_moodle_feedback, ["--template FILE"]),
    "canvas-comments": Format("canvas-comments.zip", write_canvas_comments, ["--submissions DIR"]),
    "mail": Format("mail", write_mail)}


def check(form: str, given: Mapping[str, object]) -> None:
    """UsageError where an option is missing, or is given and the format does nothing with it."""
    for option, value in given.items():
        if option in FORMATS[form].needs if not value else option not in (*FORMATS[form].needs, *FORMATS[form].takes):
            raise click.UsageError(_("{0} goes with --format {1}, and only with it").format(option, ", ".join(
                name for name, each in FORMATS.items() if option in (*each.needs, *each.takes))))


# The commands ---------------------------------------------------------------------------------------------------------
class Time(click.ParamType):
    """A date and a time of day, in a zone or in the platform's own."""
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            if ":" not in str(value):
                raise ValueError("midnight is hardly meant")
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(_("{0} is not a date and time such as 2026-12-01 23:59").format(repr(value)), param, ctx)


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="What to write.")
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="canvas, moodle, moodle-feedback: the file that they gave, to be filled in or looked up.")
@click.option("--to", type=click.Path(path_type=Path), metavar="PATH", help="What to write (default: in OUT).")
@gradebook_option
@click.option("--column", metavar="NAME", help="canvas, moodle: the grade's column, by name (canvas: or number).")
@click.option("--scale", is_flag=True, help="canvas, moodle: scale to the points possible there.")
@click.option("--penalty", is_flag=True, help="Take off for late work, by [late] in course/course.toml.")
@click.option("--due", type=Time(), help="The due time for --penalty: \"2026-12-01 23:59\".")
@click.option("--unread-on-time", is_flag=True, help="With --penalty: whose time cannot be read was not late.")
@click.option("--submissions", type=click.Path(path_type=Path, exists=True), metavar="DIR",
              help="jplag, canvas-comments: the folder or zip that the batch graded.")
@click.option("--teacher", is_flag=True, help="feedback: show hidden properties too (written to OUT/teacher).")
@lang
def export(out: Path, form: str, template: Path | None, to: Path | None, url: str | None, column: str | None,
           scale: bool, penalty: bool, due: datetime | None, unread_on_time: bool, submissions: Path | None,
           teacher: bool) -> None:
    """Write the grades of OUT, a `batch`'s folder, for a learning platform, a spreadsheet or a plagiarism check."""
    check(form, {"--template FILE": template, "--submissions DIR": submissions, "--column NAME": column,
                 "--scale": scale, "--penalty": penalty, "--teacher": teacher})
    for option, given in (("--due", due), ("--unread-on-time", unread_on_time)):
        if given and not penalty:
            raise click.UsageError(_("{0} goes with {1}, and only with it").format(option, "--penalty"))
    to = to or out / ("teacher" if teacher else FORMATS[form].place)
    if template is not None and to.exists() and to.samefile(template):
        raise click.BadParameter(_("that is the template itself; name another file"), param_hint="--to")
    with Gradebook.open(out, url) as book:
        people, known = gradebook.students_of(book), roster.known(book)
    rule = late.Lateness(manifest.load().late, due, max((s.max_score for s in people), default=0.0), unread_on_time)
    notes: list[str] = []
    if penalty:
        people, notes = rule.taken_off(people, own_times=form == "moodle")
    notes += cautions(people)
    asked = Asked(to, known, template.read_bytes() if template else b"", column, scale, submissions, teacher,
                  rule if penalty else None)
    number, said = FORMATS[form].write(people, asked)
    print(to if number is None else _("{0}: {1} students").format(to, number))
    for text in [*notes, *said]:
        note(text)


def cautions(people: Sequence[Student]) -> list[str]:
    """What a teacher should know before they hand grades on."""
    waiting = [s for s in people if s.again]
    outdated = [s.called for s in people if s.outdated]
    notes = []
    if waiting:
        notes.append(_("{} students are being graded again: their earlier points count (`batch` goes on)").format(
            len(waiting)))
    if outdated:
        notes.append(_("the corrections of these are older than their reports: {}").format(", ".join(outdated[:10])))
    return notes


@click.command("gradescope-zip")
@click.option("--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The archive to write.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@hidden_option
@seed_option
@lang
def gradescope_zip(to: Path, no_train: bool, hidden: Path | None, seed: int | None) -> None:
    """Write the autograder archive that scores submissions on Gradescope."""
    own = scoring.hidden_tests(hidden) if hidden else ()
    with writing(to, "--to") as draft:
        assert draft is not None
        count = gradescope.archive(draft, not no_train, seed, own, i18n.language())
    print(_("{0}: {1} files").format(to, count))
