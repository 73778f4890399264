"""What a session knows, for the views to show."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rich.text import Text

from ..course import manifest
from ..course.hints import hints
from ..course.manifest import Exercise
from ..course.outline import Stated, stated
from ..language.i18n import _, language
from ..language.wrapping import wrapped
from ..render import message
from ..render.grids import WIDTH
from ..report.causes import causes
from ..report.record import PropertyResult
from ..report.statuses import QUIET, SEVERITY
from ..report.training import TrainingResult
from ..submission.files import Folder
from . import state
from .state import State

Showing = Literal["exercise", "list", "finish"]


@dataclass
class Model:
    """`statuses`: the latest status known of each property, from this session or an earlier one. `found`: what this
    session found itself."""
    path: Path
    state: State
    seed: int
    ready: bool = False              # the sandbox has imported MXNet
    live: bool = False               # a page in a browser shows it, too
    sources: Mapping[str, bytes] = field(default_factory=dict)  # the files, as they are judged
    statuses: dict[str, dict[str, str]] = field(default_factory=dict)
    found: dict[tuple[str, str], PropertyResult] = field(default_factory=dict)
    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)  # on the exercises' files
    busy: str | None = None          # the exercise that is being judged
    seconds: int = 0                 # since the last result came
    turn: int = 0                    # of the spinner
    waiting: set[str] = field(default_factory=set)  # exercises whose statuses are of files that have changed since
    showing: Showing = "exercise"
    asked: bool = False              # n was pressed for an exercise that isn't solved
    hint: int = 0                    # the one shown, from 1
    width: int = WIDTH               # columns of the feedback
    scroll: int = 0                  # lines of the feedback above the screen
    page: int = 1                    # lines of the feedback on the screen
    chosen: str = ""                 # the property that the student wants to see
    note: str = ""
    training: bool = False           # the training check runs
    training_lines: list[str] = field(default_factory=list)
    losses: dict[str, list[float]] = field(default_factory=dict)  # of the networks that learn, so far
    batches: dict[str, int] = field(default_factory=dict)  # that each of them will see
    trained: TrainingResult | None = None  # what the training check found for these files

    @classmethod
    def remembered(cls, path: Path, folder: Folder, seed: int) -> Model:
        """The model of a new session: what the ones before have found for the files as they are."""
        kept = state.load(path)
        model = cls(path, kept, seed, note=kept.problem, sources=folder.sources)
        state.recall(folder, kept, model.statuses)
        model.trained = state.recall_training(folder, kept)
        return model

    @property
    def has_maps(self) -> bool:
        """Whether the training check has left feature maps to look at."""
        return self.showing == "finish" and self.trained is not None and any(n.maps for n in self.trained.networks)

    @property
    def exercise(self) -> Exercise:
        return manifest.load().exercise(self.state.current)

    def status(self, name: str) -> str:
        """An exercise's status: as in a report, or «unknown» while a property has not been judged."""
        found = self.statuses.get(name, {})
        if not {p.name for p in self.stated(name)} <= found.keys():
            return "unknown"
        return max(found.values(), key=lambda s: SEVERITY.index(s) if s in SEVERITY else len(SEVERITY))

    def solved(self, name: str) -> bool:
        return self.status(name) == "passed" and name not in self.waiting

    def points(self, name: str) -> int:
        """The points of an exercise: none if an answer came from a built-in, as in `score`."""
        found = self.statuses.get(name, {})
        if "forbidden" in found.values():
            return 0
        return sum(p.points for p in self.stated(name) if found.get(p.name) == "passed")

    def stated(self, name: str) -> tuple[Stated, ...]:
        return stated(manifest.load().exercise(name).tests)

    def wrong(self, name: str) -> list[PropertyResult]:
        """What this session has judged and was not passed. Where several ended alike, without an example, the first
        stands for all of them."""
        wrong = [w for p in self.stated(name) if (w := self.found.get((name, p.name))) and w.status != "passed"]
        return [w for i, w in enumerate(wrong) if w.example is not None or w.status in (*QUIET, "failed")
                or w.message not in [other.message for other in wrong[:i]]]

    def failing(self, name: str) -> PropertyResult | None:
        """The property to show: the chosen one, else one whose answer came from a built-in, else the first cause's."""
        wrong = self.wrong(name)
        return next((w for w in wrong if w.name == self.chosen),
                    next((w for w in wrong if w.status == "forbidden"), causes(wrong)[0][0] if wrong else None))

    @property
    def seeking(self) -> bool:
        """Whether a property of the current exercise has failed whose counterexample is still looked for."""
        name = self.exercise.name
        failed = (prop for prop, status in self.statuses.get(name, {}).items() if status in ("failed", "error"))
        return self.busy == name and any((name, prop) not in self.found for prop in failed)

    def choose(self, step: int) -> None:
        """Shows the next of the properties that were not passed, or the one before."""
        wrong, shown = self.wrong(self.exercise.name), self.failing(self.exercise.name)
        if shown is not None:
            self.chosen, self.scroll = wrong[(wrong.index(shown) + step) % len(wrong)].name, 0

    @property
    def total(self) -> int:
        """The points of the exercises, and of the training check if it has run."""
        trained = 0 if self.trained is None else int(self.trained.score)
        return sum(self.points(name) for name in manifest.load().names) + trained

    @property
    def possible(self) -> int:
        kit = manifest.load()
        return sum(e.points for e in kit.exercises) + kit.training_points

    @property
    def all_solved(self) -> bool:
        return all(self.solved(name) for name in manifest.load().names)

    def message(self, height: int = message.HEIGHT) -> Text:
        """What is to be said of the current exercise, in `height` lines if it can be."""
        failing = self.failing(self.exercise.name)
        if failing is None:
            return Text()
        if failing.status == "todo":
            return Text("\n").join([
                Text(_(failing.title), "bold"), Text(), Text(_(
                    "Still to do: open {0}, replace `raise NotImplementedError` with your code, and save.").format(
                        self.file(self.exercise.name))), *([Text(), Text(_(failing.law))] if failing.law else [])])
        remarks = self.remarked()
        return Text("\n").join([*remarks, message.coloured(failing, self.width, height - len(remarks))])

    def remarked(self) -> list[Text]:
        """What is said of the current exercise's file, as lines."""
        said = "\n".join(_(remark) for remark in self.remarks.get(self.exercise.name, ()))
        return [Text(line) for line in wrapped(said, self.width)] if said else []

    def file(self, name: str) -> str:
        return shortest(self.path / f"{name}.py")

    def answer(self, name: str) -> str:
        return shortest(manifest.ROOT / "solutions" / f"{name}.py")

    def hint_text(self) -> str:
        said = hints(self.exercise.name)
        if not 0 < self.hint <= len(said):
            return ""
        return _("Hint {0} of {1}: {2}").format(self.hint, len(said), said[self.hint - 1])

    def title(self, exercise: Exercise) -> str:
        return exercise.title[language()]

    def section(self) -> str:
        exercise = self.exercise
        return _("The book, 《动手学深度学习》 (Dive into Deep Learning, MXNet edition), section {0}: {1}").format(
            exercise.section, self.title(exercise))


def shortest(path: Path) -> str:
    """A path as one would type it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
