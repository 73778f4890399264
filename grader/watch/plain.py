"""Plain lines: for a pipe, a log, a terminal without control codes."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from ..course import manifest
from ..course.hints import learned
from ..language import harmless
from ..language.i18n import _
from ..render import braille
from ..report.numbers import points
from ..report.statuses import QUIET
from . import problem
from .engine import Done, Fails, Idle, Ready
from .model import Model
from .session import Saved
from .training import Line, Trained


class Plain:
    """Says each exercise's result once, the current exercise's with its message."""
    keys = False

    def __init__(self) -> None:
        self.notes: set[str] = set()
        self.started = False
        self.last = ""
        self.begun = ""  # the last first line of a failure

    def told(self, model: Model, event: Any) -> None:
        if isinstance(event, Ready) and not self.started:
            self.started = True
            self.line(problem.BEGINS)
            self.line(progress(model))
        elif isinstance(event, Saved):
            self.last = self.begun = ""
            self.line(problem.BEGINS)
        elif isinstance(event, Fails) and event.exercise == model.state.current and not self.begun:
            self.begins(event.exercise, event.status)
        elif isinstance(event, Done):
            self.done(model, event.exercise)
        elif isinstance(event, Idle):
            for exercise in manifest.load().exercises:
                wrong = [result for result in model.wrong(exercise.name) if result.status not in QUIET]
                if wrong:
                    self.line(problem.line(wrong[0], Path(model.file(exercise.name)), exercise.functions))
            self.line(progress(model))
            self.line(problem.ENDS)
        elif isinstance(event, Line):
            self.line(event.text)
        elif isinstance(event, Trained):
            for line in training(model, 60):
                self.line(line)
        if model.note and model.note not in self.notes:
            self.notes.add(model.note)
            self.line(model.note)

    def done(self, model: Model, name: str) -> None:
        exercise = manifest.load().exercise(name)
        if name == model.state.current and model.failing(name) is not None:
            self.failure(model, name)
        self.line(f"{name}: {_(model.status(name))}, " + _("{0} of {1} points").format(model.points(name),
                                                                                       exercise.points))
        if name == model.state.current and model.solved(name):
            for text in (*(line.plain for line in model.remarked()), *solved(model)):
                self.line(text)
            later = [n for n in manifest.load().names if not model.solved(n)]
            if later and not model.live:  # no keys here: the next one shows itself
                model.state.current = later[0]
                self.last = ""
                if model.failing(later[0]) is not None:
                    self.failure(model, later[0])

    def failure(self, model: Model, name: str) -> None:
        """What is wrong with the current exercise, once."""
        failing, said = model.failing(name), model.message().plain
        if failing is None or said == self.last:
            return
        self.last = said
        self.begins(name, failing.status)
        for text in said.splitlines():
            self.line(f"  {text}".rstrip())

    def begins(self, name: str, status: str) -> None:
        """The first line of a failure, which is said before its example is found."""
        line = f"{name}: {_(status)}"
        if line != self.begun:
            self.begun = line
            self.line(line)

    def draw(self, model: Model) -> None:
        pass

    def line(self, text: str) -> None:
        print(text, flush=True)


def progress(model: Model) -> str:
    """How many exercises are solved, and the points."""
    names = manifest.load().names
    return _("{0} of {1} exercises, {2} of {3} points").format(sum(map(model.solved, names)), len(names), model.total,
                                                               model.possible)


def solved(model: Model) -> list[str]:
    """After a pass: what was learned, and the model answer."""
    name = model.exercise.name
    return [_("{0} is solved. What you have learned:").format(model.title(model.exercise)), learned(name),
            _("A model answer to compare with: {0}").format(model.answer(name))]


def learning(model: Model, width: int, height: int) -> list[str]:
    """The loss of each network so far."""
    lines: list[str] = []
    for name, losses in model.losses.items():
        if len(losses) > 1:
            lines += [f"{name}: " + _("loss {0:.2f}").format(losses[-1]),
                      *braille.with_axes(losses, model.batches[name], max(10, width - 24), height,
                                         len(losses) / model.batches[name])]
    return lines


def training(model: Model, width: int, height: int = 5) -> list[str]:
    """What the training check found, with each network's loss."""
    found = model.trained
    if found is None:
        return [_("The training check did not end as it should: {0}").format(model.note)]
    lines = [_("The training check: {0}, {1} of {2} points, on {3}").format(
        _(found.status), points(found.score), found.max_score, (found.device or "-").upper())]
    for network in found.networks:
        if network.accuracy is not None and network.threshold is not None:
            lines.append(_("{0}: {1:.1%} of the test images right ({2:.0%} are needed)").format(
                network.name, network.accuracy, network.threshold))
        else:
            lines.append(f"{network.name}: {harmless.terminal(_(network.message)) or _(network.status)}")
        losses = network.losses.finite
        if len(losses) > 1:
            lines += braille.with_axes(losses, network.losses.batches, max(10, width - 24), height)
            lines.append("  " + _("loss: {0:.2f} at first, {1:.2f} at the end").format(losses[0], losses[-1]))
    return lines
