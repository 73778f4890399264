"""The report in a terminal."""
from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from ..language import harmless
from ..language.i18n import _
from ..report.causes import causes
from ..report.numbers import duration, points
from ..report.record import ExerciseResult, Report
from ..report.statuses import QUIET
from ..report.training import NetworkResult
from . import braille, message

if TYPE_CHECKING:
    from ..training.progress import Progress


CURVE = 8  # lines of a loss curve
STYLES = {"passed": "green", "todo": "yellow", "missing": "yellow", "skipped": "dim"}


def console() -> Console:
    """Standard output: colours in a terminal that has them, plain lines elsewhere."""
    return Console(highlight=False, soft_wrap=True)


def coloured(status: str) -> Text:
    return Text(_(status), STYLES.get(status, "red"))


def exercise_line(out: Console, result: ExerciseResult) -> None:
    """Prints one line when an exercise is done."""
    style = STYLES.get(result.status, "red")
    out.print(f"{escape(result.name):16} [{style}]{_(result.status):10}[/] "
              f"{points(result.score):>5} / {result.max_score}")


@contextlib.contextmanager
def training_progress(out: Console, lines: bool = False) -> Iterator[Callable[[Progress], None]]:
    """A line and a loss curve that follow the training in a terminal; elsewhere, with `lines`, a line an epoch."""
    if not out.is_terminal:
        yield lambda p: out.print(progress_line(p)) if lines and p.batch == p.batches else None
        return
    losses: dict[tuple[str, bool], list[float]] = {}
    with Live(Spinner("dots", _("training ...")), console=out, transient=True, refresh_per_second=8) as live:
        spinner = Spinner("dots")

        def told(p: Progress) -> None:
            values = losses.setdefault((p.network, p.reference), [])
            if math.isfinite(p.loss):
                values.append(p.loss)
            spinner.update(text=progress_line(p))
            total = p.epochs * p.batches
            drawn = braille.with_axes(values, total, max(10, min(out.width, 80) - 18), CURVE,
                                      len(values) / total) if len(values) > 1 else []
            live.update(Group(spinner, *map(Text, drawn)))
        yield told


def progress_line(p: Progress) -> str:
    line = _("{0}{1}: epoch {2}/{3}, loss {4:.3f}, accuracy {5:.1%}").format(
        p.network, _(" (reference)") if p.reference else "", p.epoch, p.epochs, p.loss, p.accuracy)
    if p.images_per_second:  # not before the second batch
        speed = f"{p.images_per_second:.{0 if p.images_per_second >= 10 else 1}f}"
        line += _(", {0} images/s, {1} left").format(speed, duration(p.seconds_left))
    return line


def network_line(out: Console, network: NetworkResult) -> None:
    """Prints the result of one network."""
    style = STYLES.get(network.status, "red")
    accuracy = "" if network.accuracy is None else _("accuracy {0:.1%}").format(network.accuracy)
    if network.threshold is not None and accuracy:
        accuracy += _(", {0:.1%} needed").format(network.threshold)
    out.print(f"{'train ' + network.name:16} [{style}]{_(network.status):10}[/] "
              f"{points(network.score):>5} / {network.max_score}  {accuracy}")
    if network.message:
        out.print(Text("    " + harmless.terminal(_(network.message)).replace("\n", "\n    ")))


def show(out: Console, report: Report, teacher: bool = False) -> None:
    """Prints the report: what failed and why, then the points."""
    failures(out, report, teacher)
    table(out, report)


def table(out: Console, report: Report) -> None:
    """Prints the points, one row for each exercise."""
    shown = Table(box=None, pad_edge=False, show_footer=True)
    shown.add_column(_("exercise"), footer=_("all"))
    shown.add_column(_("title"))
    shown.add_column(_("status"))
    shown.add_column(_("points"), justify="right", footer=points(report.score))
    shown.add_column(_("of"), justify="right", footer=str(report.max_score))
    for e in report.exercises:
        shown.add_row(e.name, e.title, coloured(e.status), points(e.score), str(e.max_score))
    training = report.training
    if not training.skipped:
        shown.add_row("train", _("The training check"), coloured(training.status), points(training.score),
                      str(training.max_score))
    out.print()
    out.print(shown)
    if not training.skipped:
        out.print(Text(_("trained on the {0}, with {1}: {2}").format(
            (training.device or "").upper(), training.engine, _(training.reason))))


def failures(out: Console, report: Report, teacher: bool = False) -> None:
    """Prints the message of each cause for which properties failed. Of hidden ones, students see the points only."""
    for exercise in report.exercises:
        if exercise.remarks:
            out.print()
        for remark in exercise.remarks:
            out.print(Text(f"{exercise.name}: {_(remark)}", "dim"))
        wrong = [p for p in exercise.properties if p.status not in QUIET and (teacher or not p.hidden)]
        for result, *others in causes(wrong):
            out.print()
            out.print(Text(f"{exercise.name}: {_(result.status)}", "bold red"))
            out.print(message.coloured(result))
            if others and not result.unread:
                out.print()
                out.print(Text(_("the same cause: {0} more").format(len(others)), "bold"))
                for other in others:
                    out.print(Text(f"  {_(other.title)}"))
        hidden = [p for p in exercise.properties if p.hidden]
        if hidden:
            out.print()
            out.print(f"{exercise.name}: " + _("hidden properties: {0} / {1} points").format(
                points(sum(p.score for p in hidden)), sum(p.max_score for p in hidden)))
