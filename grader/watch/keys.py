"""What the student presses, and what that does: keys in the terminal, keys and buttons on the live page."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..course import manifest
from ..course.hints import hints
from ..files import whole
from ..language.i18n import _
from .model import Model

if TYPE_CHECKING:
    from .session import Session

MAPS = "feature-maps.png"
FAR = 1 << 20  # lines: the view stops at its end
SCROLLS = {"down": (1, 0), "j": (1, 0), "up": (-1, 0), "k": (-1, 0), "pagedown": (0, 1), " ": (0, 1), "pageup": (0, -1),
           "home": (-FAR, 0), "g": (-FAR, 0), "end": (FAR, 0), "G": (FAR, 0)}  # a key: lines and pages


class Key:
    """A key of the terminal, by its name; None when the input has ended."""
    def __init__(self, name: str | None) -> None:
        self.name = name


class Asked:
    """What was pressed on the live page: an action, and the exercise or the property that it is about."""
    def __init__(self, what: str, about: str) -> None:
        self.what, self.about = what, about


class Controls:
    """Does in a session what was pressed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.model: Model = session.model

    def key(self, name: str) -> None:
        """Does what a key of the terminal means; one that means nothing leads back to the exercise."""
        asked = self.model.asked
        self.model.note = ""
        if name in SCROLLS:
            self.scroll(*SCROLLS[name])
        elif name in self.listed:
            self.go(self.listed[name])
        else:
            KEYS.get(name, Controls.back)(self)
        if asked:
            self.model.asked = False  # n again goes on, any other key takes the question back

    @property
    def listed(self) -> dict[str, str]:
        """The exercises that digits go to, while the list is shown."""
        return dict(zip("123456789", manifest.load().names, strict=False)) if self.model.showing == "list" else {}

    def asked(self, event: Asked) -> None:
        """Does what was pressed on the live page; what it does not know is ignored."""
        if event.what in PRESSED:
            PRESSED[event.what](self, event.about)

    # What can be asked for ------------------------------------------------------------------------------------------
    def quit(self) -> None:
        self.session.finished = True

    def back(self) -> None:
        self.model.showing = "exercise"

    def toggle_list(self) -> None:
        self.model.showing = "exercise" if self.model.showing == "list" else "list"

    def run_all(self) -> None:
        self.model.showing = "exercise"
        self.session.judge(self.session.order())

    def book(self) -> None:
        self.model.note = self.model.section()

    def scroll(self, lines: int, pages: int) -> None:
        model = self.model
        model.scroll = max(0, model.scroll + lines + pages * max(1, model.page - 1))

    def look(self, about: str) -> None:
        """A browser shows a property of the current exercise: its example is prepared for stepping through it."""
        name = self.model.exercise.name
        result = self.model.found.get((name, about))
        if result is not None and result.traced is None:
            self.session.engine.look(name, result)

    def hint(self) -> None:
        """Shows the next hint; after the last, the first again."""
        model, name = self.model, self.model.exercise.name
        count = len(hints(name))
        if not count:
            model.note = _("there is no hint for {0}").format(name)
            return
        model.showing = "exercise"
        shown = model.state.hints.get(name, 0)
        model.hint = model.hint % count + 1 if model.hint else min(shown + 1, count)
        model.state.hints[name] = max(shown, model.hint)
        model.state.save()

    def maps(self) -> None:
        """Draws the digits on their way through the student's own layers, as a picture beside the files."""
        if self.model.trained is None or not self.model.has_maps:
            return self.back()
        from ..render.pictures import maps
        path = self.session.path / MAPS
        try:
            with whole(path) as draft:
                maps.write(self.model.trained, draft, "png")
            self.model.note = _("the way of eight digits through your layers: {0}").format(path.name)
        except OSError as error:
            self.model.note = _("{0} cannot be written: {1}").format(path, error.strerror)

    def next(self, sure: bool = False) -> None:
        """Goes on; from an exercise that is not solved only if one is sure, or asks again."""
        model = self.model
        names = manifest.load().names
        if model.showing == "finish":
            self.session.train()
            return
        if not model.solved(model.state.current) and not (sure or model.asked):
            model.asked = True
            return
        if model.all_solved:
            model.showing = "finish"
            self.session.train()
            return
        at = names.index(model.state.current)
        later = [*names[at + 1:], *names[:at]]
        self.go(next((n for n in later if not model.solved(n)), later[0]) if model.solved(model.state.current)
                else later[0])

    def go(self, name: str) -> None:
        """Shows an exercise. If it is still to be judged, it is judged next."""
        model, session = self.model, self.session
        if name not in manifest.load().names:  # a page of an earlier session may ask for anything
            return
        model.state.current, model.showing = name, "exercise"
        model.hint, model.scroll, model.chosen, model.asked = 0, 0, "", False
        model.state.save()
        if session.pending:
            session.judge([n for n in session.order() if n in session.pending or (n == name and not model.solved(n))])
        elif not model.solved(name) and model.failing(name) is None:
            session.judge([name])


KEYS: dict[str, Callable[[Controls], None]] = {
    "q": Controls.quit, "h": Controls.hint, "n": Controls.next, "l": Controls.toggle_list, "a": Controls.run_all,
    "b": Controls.book, "m": Controls.maps, "o": lambda controls: controls.session.open_page(),
    "left": lambda controls: controls.model.choose(-1), "right": lambda controls: controls.model.choose(1)}
PRESSED: dict[str, Callable[[Controls, str], None]] = {  # on the live page, with what it is about
    "go": Controls.go, "look": Controls.look, "hint": lambda controls, _about: controls.hint(),
    "next": lambda controls, _about: controls.next(sure=True), "run": lambda controls, _about: controls.run_all()}
