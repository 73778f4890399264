"""`batch`: a class; `correct`: a teacher's own points for one student."""
from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .. import scoring
from ..batch import run, whatif
from ..batch.gradebook import FILE, Gradebook, TooMany
from ..course import manifest
from ..language import harmless, i18n
from ..language.i18n import N_, _
from ..render import terminal
from ..report import numbers
from . import isolation
from .options import Seed, exercise_option, lang, note


@click.command()
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where the gradebook goes; the same one goes on with what is not graded yet.")
@click.option("--roster", type=click.Path(path_type=Path), metavar="CSV",
              help="The class: columns id, name, email, section, in any order and of any platform.")
@click.option("--jobs", type=click.IntRange(1, 512), default=None, metavar="N",
              help="Local processes (default: one for each CPU).")
@exercise_option
@click.option("--seed", type=Seed(), default=None,
              help="Seed of the examples (default: the gradebook's own, drawn with its first batch).")
@click.option("--dask", metavar="ADDRESS", help="Grade on a Dask cluster: tcp://scheduler:8786.")
@click.option("--regrade", multiple=True, metavar="STUDENT", help="Grade this student, or all, again; repeatable.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@click.option("--gradebook", metavar="URL", help="Another database than SQLite in --out: postgresql+psycopg://…")
@click.option("--attempt", type=click.Choice(["last", "best"]), default="last", show_default=True,
              help="Which of a student's attempts counts.")
@click.option("--hidden", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="A teacher's own property tests: scored, and never shown to students.")
@click.option("--only-these", is_flag=True,
              help="Show nobody who is not in DIR; without it, they keep the grades that OUT has.")
@click.option("--dry-run", is_flag=True, help="Say what is recognised as what, and by which sign; grade nothing.")
@click.option("--what-if", is_flag=True,
              help="Say who would have other points by the kit and the options of now, and how many; write nothing.")
@isolation.allow_option
@lang
def batch(path: Path, out: Path, roster: Path | None, jobs: int | None, names: tuple[str, ...], seed: int | None,
          dask: str | None, regrade: tuple[str, ...], no_train: bool, gradebook: str | None, attempt: str,
          hidden: Path | None, only_these: bool, dry_run: bool, what_if: bool, allow_unsandboxed: bool) -> None:
    """Grade a class: DIR holds a folder or a zip for each student, or is what Moodle or Canvas gives for all
    submissions.

    What is graded already is not graded again: after an interruption the same command goes on. Another DIR with the
    same --out adds to it: late work, another section.
    """
    refuse_inside(path, out)
    if dry_run:
        show_plan(terminal.console(), run.Batch(path, out, roster=roster, url=gradebook))
        return
    known = manifest.load().names
    if dask is None:
        isolation.many(allow_unsandboxed)
    console = terminal.console()
    asked = run.Batch(path, out, seed, roster, jobs or cpus(), dask,
                      gradebook, "best" if attempt == "best" else "last", regrade, not no_train,
                      scoring.hidden_tests(hidden) if hidden else (), allow_unsandboxed,
                      tuple(name for name in known if name in names) or None, only_these)
    try:
        if what_if:
            show_preview(console, whatif.preview(asked))
            return
        summary = run.run(asked, console)
    except KeyboardInterrupt:
        if what_if:
            raise
        said = _("convkata: interrupted; what has been graded is in {}, and the same command continues from there")
        print(said.format(out), file=sys.stderr)
        sys.exit(130)
    write_pages(out, gradebook)
    show(console, summary, out)
    if summary.counts["internal"]:
        sys.exit(3)


def refuse_inside(path: Path, out: Path) -> None:
    """BadParameter where OUT is the class itself, or a student's folder in it: what is written would be handed in."""
    place, inside = out.resolve(), path.resolve()
    if place == inside or (inside in place.parents and place.is_dir() and any(place.iterdir())
                           and not (place / FILE).exists()):
        raise click.BadParameter(_("{0} holds what was handed in: name another folder").format(out), param_hint="--out")


def write_pages(out: Path, url: str | None) -> None:
    """The feedback pages and the class report, by a process of their own: they need all reports at once, and the
    batch's own memory stays what it was."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        process.submit(pages_of, out, url, i18n.language()).result()


def pages_of(out: Path, url: str | None, language: str) -> None:
    from ..batch import pages
    with Gradebook.open(out, url) as book:
        pages.write_all(book, out, language)


def show_plan(console: Console, asked: run.Batch) -> None:
    """A line a student: by which sign their files are known, where they lie, and what is wrong."""
    layout, planned, strays = run.plan(asked)
    table = Table(_("student"), _("recognised by"), _("attempts"), _("files"), _("remark"), box=None)
    for row in planned:
        table.add_row(*(Text(harmless.terminal(cell)) for cell in (
            row.student, row.signs or "–", str(row.attempts), row.label or "–", row.trouble)))
    console.print(Text(_("layout: {}; nothing was graded").format(layout)))
    console.print(table)
    for line in strays:
        console.print(Text(_("files that belong to nobody:") + f" {harmless.terminal(line)}"))


def show_preview(console: Console, found: whatif.Preview) -> None:
    """Who would change, by how much, and why."""
    table = Table(_("student"), _("before"), _("after"), _("change"), _("because of"), box=None)
    for change in found.changes:
        table.add_row(*(Text(harmless.terminal(cell)) for cell in (
            change.student.called, numbers.points(change.before), numbers.points(change.after),
            f"{change.after - change.before:+g}", ", ".join(change.why))))
    if found.changes:
        console.print(table)
    for line in found.notes:
        console.print(Text(harmless.terminal(line)))
    console.print(Text(_("{0} of {1} students would have other points; the mean {2} would be {3}").format(
        len(found.changes), found.students, f"{found.before:.1f}", f"{found.after:.1f}")))
    console.print(Text(_("{0} of {1} results were judged again; nothing was written").format(found.asked, found.of)))


def show(console: Console, summary: run.Summary, out: Path) -> None:
    """What a teacher looks at first: how many, who had trouble, where the results are."""
    for title, lines in ((_("trouble:"), summary.trouble), (_("not in the roster:"), summary.unlisted),
                         (_("files that belong to nobody:"), summary.strays), (_("look at:"), summary.notes)):
        if lines:
            console.print(title)
            for line in lines:
                console.print(Text("  " + harmless.terminal(line)))
    if summary.kept:
        console.print(Text(_("{} students have their grade from another folder: they keep it").format(summary.kept)))
    if summary.again:
        console.print(Text(_("the earlier points of {} students count until they are graded again").format(
            summary.again)))
    counts = ", ".join(_(text).format(summary.counts[status]) for status, text in COUNTED.items()
                       if summary.counts[status])
    console.print(Text(_("{}; the gradebook, report.html and the feedback are in {}").format(
        counts or _("nobody is in the class"), out)))
    console.print(Text(_("the examples are this gradebook's own: `--seed {}` draws them again").format(summary.seed)))


COUNTED = {"graded": N_("{} graded"), "missing": N_("{} missing"), "refused": N_("{} refused"),
           "internal": N_("{} internal"), "waiting": N_("{} waiting")}


def cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1  # macOS has none


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("student")
@click.option("--points", type=float, default=None, metavar="POINTS", help="The points that count from now on.")
@click.option("--reason", default="", metavar="WORDS", help="Why; it is shown with the points.")
@click.option("--bonus", is_flag=True, help="More points than there are is what is meant.")
@click.option("--undo", is_flag=True, help="The report's points count again.")
@click.option("--comment", default=None, metavar="WORDS", help="Say this to the student; '' takes it back.")
@click.option("--gradebook", metavar="URL", help="As for `batch`.")
@lang
def correct(out: Path, student: str, points: float | None, reason: str, bonus: bool, undo: bool,
            comment: str | None, gradebook: str | None) -> None:
    """Set a student's points by hand, in the gradebook of OUT, or say something to the student. Both stay when the
    student is graded again."""
    if undo + (points is not None) != 1 and (comment is None or undo):
        raise click.UsageError(_("give either --points, with a --reason, or --undo; or a --comment"))
    if points is not None and not reason.strip():
        raise click.UsageError(_("--points needs a --reason"))
    try:
        with Gradebook.open(out, gradebook) as book:
            student = run.meant(student, book.students(), str(out))
            if comment is not None:
                row = book.comment(student, comment)
            if undo or points is not None:
                row = book.correct(student, points, reason.strip(), bonus)
    except TooMany as error:
        raise click.ClickException(_("{} (--bonus allows it)").format(error)) from None
    graded = "-" if row.points is None else numbers.points(row.points)
    counts = "-" if row.final is None else numbers.points(row.final)
    terminal.console().print(Text(_("{}: the report gives {} points, {} count").format(student, graded, counts)))
    if (out / "report.html").exists():
        note(_("the pages in {0} are as they were: `batch` again writes them anew, and so does `desk`").format(out))
