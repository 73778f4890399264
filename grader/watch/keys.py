"""What the student presses, and what that does: keys in the terminal, keys and buttons on the live page."""
from __future__ import annotations

from typing import TYPE_CHECKING

from ..course import manifest
from ..course.hints import hints
from ..files import whole
from ..language.i18n import _

if TYPE_CHECKING:
    from .session import Session

MAPS = "feature-maps.png"
FAR = 1 << 20  # lines: the view stops at its end
SCROLLS = {"down": (1, 0), "j": (1, 0), "up": (-1, 0), "k": (-1, 0), "pagedown": (0, 1), " ": (0, 1), "pageup": (0, -1),
           "home": (-FAR, 0), "g": (-FAR, 0), "end": (FAR, 0), "G": (FAR, 0)}  # a key: lines and pages


class Key:
    def __init__(self, name: str | None) -> None:
        self.name = name


class Asked:
    """What was pressed on the live page: an action, and the exercise or the property that it is about."""
    def __init__(self, what: str, about: str) -> None:
        self.what, self.about = what, about


class Controls:
    """Does in a session what was pressed."""

    def __init__(self, session: Session) -> None:
        self.session, self.model = session, session.model

    def key(self, name: str) -> None:
        """A key of the terminal."""
        model = self.model
        asked, model.asked = model.asked, False
        model.note = ""
        if model.showing == "list" and name.isdigit() and 0 < int(name) <= len(manifest.load().names):
            self.go(manifest.load().names[int(name) - 1])
        elif name == "q":
            self.session.finished = True
        elif name == "h":
            self.hint()
        elif name == "n":
            self.next(asked)
        elif name == "l":
            model.showing = "exercise" if model.showing == "list" else "list"
        elif name == "a":
            model.showing = "exercise"
            self.session.judge(self.session.order())
        elif name == "b":
            model.note = model.section()
        elif name == "m" and model.has_maps:
            self.draw_maps()
        elif name == "o":
            self.session.open_page()
        elif name in SCROLLS:
            lines, pages = SCROLLS[name]
            model.scroll = max(0, model.scroll + lines + pages * max(1, model.page - 1))
        elif name in ("left", "right"):
            model.choose(1 if name == "right" else -1)
        else:
            model.showing = "exercise"

    def asked(self, event: Asked) -> None:
        """What was pressed on the live page."""
        if event.what == "go" and event.about in manifest.load().names:
            self.go(event.about)
        elif event.what == "look":
            result = self.model.found.get((self.model.exercise.name, event.about))
            if result is not None and result.traced is None:
                self.session.engine.look(self.model.exercise.name, result)
        elif event.what == "hint":
            self.hint()
        elif event.what == "next":
            self.next(asked=True)
        elif event.what == "run":
            self.session.judge(self.session.order())

    def hint(self) -> None:
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

    def draw_maps(self) -> None:
        """The digits on their way through the student's own layers, as a picture beside the files."""
        from ..render.pictures import maps
        path = self.session.path / MAPS
        assert self.model.trained is not None
        try:
            with whole(path) as draft:
                maps.write(self.model.trained, draft, "png")
            self.model.note = _("the way of eight digits through your layers: {0}").format(path.name)
        except OSError as error:
            self.model.note = _("{0} cannot be written: {1}").format(path, error.strerror)

    def next(self, asked: bool) -> None:
        model = self.model
        names = manifest.load().names
        if model.showing == "finish":
            self.session.train()
            return
        if not model.solved(model.state.current) and not asked:
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
        model = self.model
        model.state.current, model.showing, model.hint, model.scroll, model.chosen = name, "exercise", 0, 0, ""
        model.state.save()
        if self.session.pending:  # the current one comes first
            self.session.judge([n for n in self.session.order()
                                if n in self.session.pending or (n == name and not model.solved(n))])
        elif not model.solved(name) and model.failing(name) is None:
            self.session.judge([name])
