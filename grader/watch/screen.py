"""The screen of `watch`, drawn anew after each event: progress, exercise, properties, feedback, hint, note, keys,
always in this order, the keys at the bottom.

It fits the terminal. If the feedback does not, the properties take one line. Then the feedback leaves out blank lines,
the law, and rows of its arrays. What is still cut can be scrolled.
"""
from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ..course import manifest
from ..course.hints import hints
from ..language.i18n import _
from ..language.wrapping import wrapped
from ..render import terminal
from ..render.grids import WIDTH
from ..render.message import HEIGHT
from ..report.causes import unread
from ..report.numbers import points
from . import plain
from .model import Model

MARKS = {"passed": ("✓", "green"), "todo": ("·", "yellow"), "missing": ("·", "yellow"), "unknown": ("·", "dim")}
WRONG = ("✗", "red")
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
PATIENCE = 2  # seconds until it is said that something still runs


class Screen:
    """A view for a terminal with keys."""
    keys = True

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.size = os.terminal_size((0, 0))

    def told(self, model: Model, event: Any) -> None:
        pass

    def draw(self, model: Model) -> None:
        try:
            size = os.get_terminal_size(sys.stdout.fileno())  # whatever COLUMNS says
        except OSError:
            size = os.terminal_size((80, 24))
        width, height = max(20, size.columns or 80), max(8, size.lines or 24)
        model.width = min(WIDTH, width)
        lines = frame(model, width, height)
        if lines == self.drawn and size == self.size:
            return
        self.drawn, self.size = lines, size
        # One write, line by line over the old ones: nothing flickers, not even over a slow connection.
        sys.stdout.write("\x1b[H" + "\x1b[K\r\n".join(lines) + "\x1b[K\x1b[J")
        sys.stdout.flush()


def frame(model: Model, width: int, height: int) -> list[str]:
    """The screen as `height` lines, with colours where the terminal has them; its text is no wider than a page."""
    width = min(width, WIDTH)
    head = rendered(header(model, width), width)
    keys = rendered([Text("─" * width, "dim"), *key_lines(model, width)], width)
    if model.showing == "list":
        body = rendered([exercise_table(model, width)], width)
    elif model.showing == "finish":
        body = rendered(finish(model, width, height - len(head) - len(keys)), width)
    else:
        body = exercise(model, width, height - len(head) - len(keys))
    space = max(0, height - len(head) - len(keys))
    return [*head, *body[:space], *[""] * (space - len(body)), *keys][-height:]


def exercise(model: Model, width: int, space: int) -> list[str]:
    """The current exercise, in `space` lines at most."""
    name = model.exercise.name
    below: list[RenderableType] = []
    if model.hint:
        below += [Text(), Text(model.hint_text(), "cyan")]
    if model.solved(name):
        done, learned, answer = plain.solved(model)
        below += [Text(), *remarks, Text()] if (remarks := model.remarked()) else [Text()]
        below += [Text(done, "bold green"), Text(learned), Text(answer),
                  Text(_("Press n for the training check.") if model.all_solved else
                       _("Press n for the next exercise."), "bold")]
    elif model.asked:
        below += [Text(), Text(_("{0} is not solved yet. Press n again to go on all the same.").format(name), "bold")]
    if model.note:
        below += [Text(), Text(model.note, "yellow")]
    foot = rendered(below, width)
    top = rendered(properties(model, width, compact=False), width)
    said = rendered([message(model)], width) if not model.solved(name) else []
    if len(top) + 1 + len(said) + len(foot) > space:  # no room for a line for each property
        top = rendered(properties(model, width, compact=True), width)
        if said:
            said = rendered([message(model, max(1, space - len(top) - len(foot)))], width)
    foot = foot[:max(0, space - len(top))]
    room = space - len(top) - len(foot)
    if said and len(said) < room:
        said[:0] = [""]
    if len(said) > room > 1:
        model.page = room - 1
        model.scroll = min(model.scroll, len(said) - model.page)
        hidden = len(said) - model.page - model.scroll
        more = (_("… {0} more lines (↓)").format(hidden) if hidden else _("… the end (↑)"))
        said = [*said[model.scroll:model.scroll + model.page], *rendered([Text(more, "dim")], width)[:1]]
    else:
        model.scroll = 0
    return [*top, *said[:max(0, room)], *foot]


def header(model: Model, width: int) -> list[RenderableType]:
    words = plain.progress(model)
    room = min(40, width - cell_len(words) - 3)
    bar = Text()
    if room >= 6:
        full = int(model.total / max(model.possible, 1) * room)  # full when all is done, and not before
        bar = Text.assemble(("█" * full, "green"), ("░" * (room - full), "dim"), "  ")
    return [Text.assemble(bar, (words, "bold")), Text("─" * width, "dim")]


def properties(model: Model, width: int, compact: bool) -> list[RenderableType]:
    """The exercise and what is known of each of its properties."""
    this = model.exercise
    number = manifest.load().names.index(this.name) + 1
    found = model.statuses.get(this.name, {})
    busy = model.busy == this.name or this.name in model.waiting
    lines: list[RenderableType] = [Text.assemble(
        (f"{number}. {this.name}", "bold"), "  ", model.title(this), "  ",
        (_("{0} of {1} points").format(model.points(this.name), this.points), "dim"), "  ",
        (spinner(model) if busy and model.failing(this.name) else "", "dim"))]
    if title := unread(this.name, model.wrong(this.name)):  # one fault of the file, not one of each property
        return [*lines, Text.assemble(" ", WRONG, f"  {_(title)}")]
    shown = model.failing(this.name) if len(model.wrong(this.name)) > 1 else None
    marks: list[tuple[str, str]] = []
    for prop in model.stated(this.name):
        status = found.get(prop.name)
        mark, style = ("…", "dim") if status is None and busy else MARKS.get(status or "unknown", WRONG)
        chosen = shown is not None and shown.name == prop.name
        marks += [("‹", "dim"), (mark, style), ("›", "dim")] if chosen else [(mark, style)]
        if not compact:
            points = f"{prop.points:>3}"
            title = fitted(_(prop.title), width - 5 - len(points))
            lines.append(Text.assemble("›" if chosen else " ", (mark, style), "  ",
                                       (title, "" if status != "passed" else "dim"), points))
    return [*lines, Text.assemble(" ", *marks)] if compact else lines


def message(model: Model, height: int = HEIGHT) -> RenderableType:
    name = model.exercise.name
    if model.failing(name) is not None:
        return model.message(height)
    if model.busy == name or name in model.waiting:
        said = _("starting MXNet …") if not model.ready else _("being judged …") if not model.seeking else _(
            "it is wrong; the example that tells you most is looked for …")
        return Text(f"{spinner(model)} {said}{waited(model)}", "dim")
    return Text()


def spinner(model: Model) -> str:
    return SPINNER[model.turn % len(SPINNER)]


def waited(model: Model) -> str:
    """How long it has taken so far, once that is long."""
    if model.seconds < PATIENCE:
        return ""
    if not model.ready:
        return _(" {0} s").format(model.seconds)
    limit = model.exercise.limits.call_seconds
    return _(" {0} s (one call may take {1:g} s)").format(model.seconds, limit)


def exercise_table(model: Model, width: int = 100) -> Table:
    """The exercises with their points and statuses, the training check last, and as much more as there is room for."""
    shown = Table(box=None, pad_edge=False)
    shown.add_column("")
    shown.add_column(_("exercise"), no_wrap=True)
    more = [(_("title"), 76), (_("book"), 90), (_("hints"), 76)]  # the width from which on each is shown
    for head, needed in more:
        if width >= needed:
            shown.add_column(head, no_wrap=True)
    shown.add_column(_("status"))
    shown.add_column(_("points"), justify="right")

    def row(mark: str, name: str, described: tuple[str, ...], status: str, points: str) -> None:
        style = terminal.STYLES.get(status, "dim" if status == "unknown" else "red")
        shown.add_row(mark, name, *(text for text, (_head, needed) in zip(described, more, strict=True)
                                    if width >= needed), Text(_(status), style), points)
    for number, name in enumerate(manifest.load().names, 1):
        this = manifest.load().exercise(name)
        used, there = model.state.hints.get(name, 0), len(hints(name))
        row(f"{'>' if name == model.state.current else ' '}{number}", name,
            (model.title(this), this.section, f"{min(used, there)}/{there}"), model.status(name),
            f"{model.points(name)} / {this.points}")
    status, score = ("unknown", 0.0) if model.trained is None else (model.trained.status, model.trained.score)
    row("", "train", (_("The training check"), "", ""), status, f"{points(score)} / {manifest.load().training_points}")
    return shown


def finish(model: Model, width: int, height: int) -> list[RenderableType]:
    """What is shown when all exercises are solved: the training check."""
    lines: list[RenderableType] = [Text(_("All exercises are solved. Well done!"), "bold green"), Text()]
    if model.training:
        lines.append(Text(_("The training check runs: your vgg_block and your Residual learn from real images …")))
        said = [Text(line, "dim") for line in model.training_lines if line.strip()]
        curves = plain.learning(model, width, max(3, min(8, (height - 8) // max(1, len(model.losses)))))
        lines += [*said[-max(1, height - 5 - len(curves)):], *map(Text, curves)]
    elif model.trained is not None:
        lines[1] = (Text(_("You have built every layer of a convolutional network yourself."), "bold green")
                    if model.trained.status == "passed"
                    else Text(_("Press n to try again."), "bold"))
        rows = plain.training(model, width, height=max(1, min(6, (height - 8) // 2)))
        lines += [Text(), *(Text(row, "bold" if i == 0 else "") for i, row in enumerate(rows))]
        if model.note:
            lines += [Text(), Text(model.note, "yellow")]
    else:
        lines += [Text(_("The training check did not end as it should: {0}").format(model.note), "red"),
                  Text(_("Press n to try again."), "bold")]
    return lines


def key_lines(model: Model, width: int) -> list[RenderableType]:
    """The keys that do something here, in as many lines as they need."""
    if model.showing == "list":
        digits = f"1-{min(9, len(manifest.load().names))}"
        keys = [(digits, _("go to")), ("l", _("back")), ("a", _("run all")), ("q", _("quit"))]
    else:
        keys = [("h", _("hint")), ("n", _("next")), ("l", _("list")), ("a", _("run all")), ("b", _("book")),
                ("o", _("browser")), ("q", _("quit"))]
        if model.has_maps:
            keys.insert(2, ("m", _("feature maps")))
        if model.showing == "exercise" and len(model.wrong(model.exercise.name)) > 1:
            keys.insert(2, ("←→", _("the others")))
    lines = [Text()]
    for key, what in keys:
        if lines[-1] and lines[-1].cell_len + 3 + cell_len(key + what) > width:
            lines.append(Text())
        lines[-1].append("  " if lines[-1] else "").append(key, "bold reverse").append(f" {what}")
    return [*lines]


def fitted(text: str, width: int) -> str:
    """`text`, exactly `width` cells wide: wide characters count twice."""
    return set_cell_size(text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…", width)


def rendered(parts: Sequence[RenderableType], width: int) -> list[str]:
    """Lines for the terminal, none wider than `width`."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, highlight=False, legacy_windows=False)
    for part in parts:
        if isinstance(part, Text):
            for line in part.split("\n", allow_blank=True) or [part]:
                if line.cell_len > width:  # rich would not break Chinese well
                    style = line.spans[0].style if line.spans else line.style
                    line = Text("\n".join(wrapped(line.plain, width)), style)
                console.print(line, soft_wrap=True)
        else:
            console.print(part)
    return out.getvalue().splitlines()
