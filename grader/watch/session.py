"""The loop of `watch`: saved files, keys and results come in one queue; the model changes; the view shows it."""
from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import watchfiles

from ..course import manifest
from ..language.i18n import _
from ..submission import files
from . import dependencies, state
from .engine import Broken, Done, Engine, Fails, Idle, Judged, Ready, Started, Traced
from .keys import Asked, Controls, Key
from .model import Model
from .training import Line, Losses, Trained, Training
from .tty import Keys

if TYPE_CHECKING:
    from .page import Page

TICK = 0.5  # seconds
LINES = 200  # of the training check that are kept


def folder_id(path: Path) -> tuple[int, int] | None:
    """Which folder a path leads to; None where it leads to none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class View(Protocol):
    """Shows the model. `told` is called for each event, `draw` when the session has heard all that came so far."""
    keys: bool

    def told(self, model: Model, event: Any) -> None: ...

    def draw(self, model: Model) -> None: ...


class Saved:
    """Files of the folder were written or removed."""


class Redraw:
    """The terminal's size has changed."""


class Tick:
    """Something runs, and time passes."""


class Session:
    """Runs until q, the end of the input, or an exception."""

    def __init__(self, path: Path, view: View, seed: int | None = None) -> None:
        self.path, self.view = path, view
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.seen = folder_id(path)
        self.folder = files.read(path)
        self.model = Model.remembered(path, self.folder, manifest.load().seed if seed is None else seed)
        self.engine = Engine(self.events.put)
        self.training: Training | None = None
        self.job = 0                   # the number of the engine's last; what comes of earlier ones is not heard
        self.pending: list[str] = []   # exercises of the current job that are not done
        self.ending = False            # the input has ended: stop when everything is judged
        self.finished = False          # q
        self.page: Page | None = None  # in a browser
        self.gone = ""                 # why the folder cannot be read, while it cannot
        self.since = time.monotonic()  # the last result came
        self.controls = Controls(self)
        self.hears: dict[type, Callable[[Any], None]] = {
            Broken: self._broken, Ready: self._ready, Started: self._started, Fails: self._fails, Judged: self._judged,
            Done: self._done, Traced: self._traced, Tick: self._tick, Saved: self._saved, Key: self._key,
            Asked: self.controls.asked, Line: self._line, Losses: self._losses, Trained: self._trained}

    def open_page(self) -> None:
        """Serves the live page, if it is not served yet, and opens it where there is a browser to open."""
        from .loopback import show
        from .page import Page
        self.model.live = True
        if self.page is None:
            self.page = Page(lambda what, about: self.events.put(Asked(what, about)))
        show(self.page.address)
        self.model.note = _("the live page: {0}").format(self.page.address)

    def redraw(self) -> None:
        self.events.put(Redraw())

    # The loop -------------------------------------------------------------------------------------------------------
    def run(self) -> None:
        stop = threading.Event()
        keys = Keys(lambda name: self.events.put(Key(name)))
        watcher = threading.Thread(target=self._watch, args=(stop,), name="watcher", daemon=True)
        self.engine.start()
        keys.start()
        watcher.start()
        try:
            self.judge([name for name in self.order() if name not in self.model.statuses or name in self.model.waiting
                        or (name == self.model.state.current and self.model.status(name) != "passed")])
            self._draw()
            while not self.finished:
                self._hear(self._heard())
                while not self.finished and not self.events.empty():
                    self._hear(self.events.get())
                self._draw()
        finally:
            self.model.state.save()
            stop.set()
            if self.page is not None:
                self.page.close()
            if self.training is not None:
                self.training.close()
            self.engine.close()
            keys.close()

    def _draw(self) -> None:
        self.view.draw(self.model)
        if self.page is not None:
            self.page.draw(self.model)

    def _heard(self) -> Any:
        """The next event; a Tick where none comes while something runs."""
        try:
            return self.events.get(timeout=TICK if self.view.keys and self.pending else None)
        except queue.Empty:
            return Tick()

    def _watch(self, stop: threading.Event) -> None:
        """Tells when a file is saved. A folder that goes and comes back, or another in its place, is watched anew."""
        while not stop.is_set():
            here = folder_id(self.path)
            if here != self.seen:
                self.seen = here
                self.events.put(Saved())
            if here is None:
                stop.wait(TICK)
                continue
            try:
                for changes in watchfiles.watch(self.path, watch_filter=None, recursive=False, step=15, debounce=400,
                                                rust_timeout=1000, yield_on_timeout=True, stop_event=stop,
                                                raise_interrupt=False):
                    if any(Path(name).suffix == ".py" for _change, name in changes):
                        self.events.put(Saved())
                    if folder_id(self.path) != here:
                        break
            except FileNotFoundError:
                continue
            except Exception as error:  # too many watches, a file system that tells nothing
                self.events.put(Broken(error))
                return

    def _hear(self, event: Any) -> None:
        if isinstance(event, (Started, Fails, Judged, Done, Idle)) and event.job != self.job:
            return  # of what was given up
        if isinstance(event, (Ready, Started, Fails, Judged, Saved)):
            self.since, self.model.seconds = time.monotonic(), 0
        if type(event) in self.hears:
            self.hears[type(event)](event)
        self.view.told(self.model, event)
        if self.ending and isinstance(event, (Idle, Key)) and not self.pending and self.training is None:
            self._last()

    def _tick(self, _event: Tick) -> None:
        self.model.turn += 1
        self.model.seconds = int(time.monotonic() - self.since)

    def _key(self, event: Key) -> None:
        if event.name is None:
            self.ending = True
        elif self.view.keys:
            self.controls.key(event.name)

    # Results --------------------------------------------------------------------------------------------------------
    def _broken(self, event: Broken) -> None:
        raise event.error

    def _ready(self, _event: Ready) -> None:
        self.model.ready = True

    def _started(self, event: Started) -> None:
        model = self.model
        model.busy = event.exercise
        model.waiting.discard(event.exercise)
        model.statuses[event.exercise] = {}
        model.found = {key: value for key, value in model.found.items() if key[0] != event.exercise}

    def _fails(self, event: Fails) -> None:
        self.model.statuses[event.exercise][event.name] = event.status

    def _judged(self, event: Judged) -> None:
        self.model.found[event.exercise, event.result.name] = event.result
        self.model.statuses[event.exercise][event.result.name] = event.result.status

    def _done(self, event: Done) -> None:
        model = self.model
        self.pending.remove(event.exercise)
        model.remarks[event.exercise] = event.remarks
        model.busy = None
        model.state.verdicts[event.exercise] = self._digest([event.exercise]), dict(model.statuses[event.exercise])
        model.state.save()
        model.note = model.state.problem or model.note

    def _traced(self, event: Traced) -> None:
        if self.model.found.get((event.exercise, event.result.name)) is event.result:  # not judged anew since
            self.model.found[event.exercise, event.result.name] = event.traced

    def _digest(self, names: Iterable[str]) -> str:
        return state.digest(self.folder, names)

    # Judging --------------------------------------------------------------------------------------------------------
    def order(self) -> list[str]:
        """The current exercise first, then the others in the book's order."""
        names = manifest.load().names
        return [self.model.state.current, *(name for name in names if name != self.model.state.current)]

    def judge(self, names: list[str]) -> None:
        """Has these exercises judged, in place of those that were to be judged before."""
        if not names:
            return
        self.pending = names
        self.model.waiting = set(names)
        self.model.busy = None
        self.job = self.engine.judge(self.folder, names, self.model.seed)

    def _saved(self, _event: Saved) -> None:
        before = self.folder
        try:
            self.folder = files.read(self.path)
        except files.NotASubmission as error:  # what is known stays: a folder that was renamed may come back
            self.gone = self.model.note = str(error)
            return
        if self.gone:
            self.gone = self.model.note = ""
        now = self.folder
        self.model.sources = now.sources
        touched = {name for name in before.sources.keys() | now.sources.keys()
                   if before.sources.get(name) != now.sources.get(name)}
        touched |= {name for name in before.problems.keys() | now.problems.keys()
                    if before.problems.get(name) != now.problems.get(name)}
        if not touched:
            return
        worked_at = touched & set(manifest.load().names)
        if len(worked_at) == 1 and self.model.state.current not in touched:
            self.model.state.current = worked_at.pop()  # show what the student works at
            self.model.hint, self.model.chosen = 0, ""
        affected = dependencies.affected(touched, before.sources, now.sources)
        model = self.model
        model.note, model.asked, model.scroll = "", False, 0
        model.trained = None
        if model.showing == "finish":
            model.showing = "exercise"
        if self.training is not None:
            self.training.close()
            self.training, model.training = None, False
        self.judge([name for name in self.order() if name in affected or name in self.pending])

    # Training -------------------------------------------------------------------------------------------------------
    def train(self) -> None:
        """Starts the training check, if it neither runs nor was passed."""
        model = self.model
        if self.training is None and (model.trained is None or model.trained.status != "passed"):
            model.training, model.training_lines, model.losses, model.trained = True, [], {}, None
            self.training = Training(self.path, self.events.put)
            self.training.start()

    def _line(self, event: Line) -> None:
        self.model.training_lines = [*self.model.training_lines, event.text][-LINES:]

    def _losses(self, event: Losses) -> None:
        self.model.losses.setdefault(event.network, []).extend(event.values)
        self.model.batches[event.network] = event.of

    def _trained(self, event: Trained) -> None:
        model = self.model
        model.training, model.trained, self.training = False, event.result, None
        model.note = event.problem
        if event.result is not None:
            model.state.trained = self._digest(manifest.load().names), event.result
            model.state.save()
        self.finished = self.finished or self.ending

    def _last(self) -> None:
        """Ends the session when nothing more will come in: after the training check if all is solved and it has not
        run."""
        if self.model.all_solved and self.model.trained is None and self.model.showing != "finish":
            self.model.showing = "finish"
            self.train()
        else:
            self.finished = True
