"""The report in a terminal."""
from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from . import feedback
from .i18n import _
from .properties import Finding, Property
from .report import ExerciseResult, Report

STYLES = {"passed": "green", "todo": "yellow", "missing": "yellow", "skipped": "dim"}


def console() -> Console:
    """Standard output: colours in a terminal that has them, plain lines elsewhere."""
    return Console(highlight=False, soft_wrap=True)


def points(score: float) -> str:
    return f"{score:g}"


def exercise_line(out: Console, result: ExerciseResult) -> None:
    """One line, when an exercise is done."""
    style = STYLES.get(result.status, "red")
    out.print(f"{escape(result.name):16} [{style}]{_(result.status):10}[/] "
              f"{points(result.score):>5} / {result.max_score}")


def table(out: Console, report: Report) -> None:
    """The points, an exercise a row."""
    shown = Table(box=None, pad_edge=False, show_footer=True)
    shown.add_column(_("exercise"), footer=_("all"))
    shown.add_column(_("title"))
    shown.add_column(_("status"))
    shown.add_column(_("points"), justify="right", footer=points(report.score))
    shown.add_column(_("of"), justify="right", footer=str(report.max_score))
    for e in report.exercises:
        shown.add_row(e.name, e.title, Text(_(e.status), STYLES.get(e.status, "red")), points(e.score), str(e.max_score))
    if report.training and report.training["status"] != "skipped":
        training = report.training
        shown.add_row("train", _("The training check"), Text(_(training["status"]), STYLES.get(training["status"], "red")),
                      points(training["score"]), str(training["max_score"]))
    out.print()
    out.print(shown)


def failures(out: Console, report: Report, properties: dict[tuple[str, str], Property]) -> None:
    """For each property that failed, the message."""
    for exercise in report.exercises:
        results = {p.name: p for p in exercise.properties}
        told: set[str] = set()
        for name, result in results.items():
            if result.status in ("passed", "todo", "missing"):
                continue
            found: Finding = report.findings[exercise.name, name]
            if found.status not in ("failed", "error") and found.message in told:
                continue  # one limit, one word
            told.add(found.message)
            out.print()
            out.print(Text(f"{exercise.name}: {_(result.status)}", "bold red"))
            out.print(Text(feedback.terminal(feedback.plain(properties[exercise.name, name], found,
                                                            result.misconception))))
