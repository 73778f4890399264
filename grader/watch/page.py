"""The live page: what `watch` knows, in a browser on the same machine.

One address on 127.0.0.1, with a random key in its path. The page is told the whole state by server-sent events; what
the student presses there comes back as a POST. Whoever does not know the key, comes from another host or asks for
anything else gets an empty answer. The page builds what it shows of text, never of markup, and its policy lets no
script run that is not one of its own files.
"""
from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

from ..render import stepping
from .live_state import Kept, live_state
from .loopback import Handler, Loopback
from .model import Model

FILES = Path(__file__).parent / "live"
SERVED = {"": (FILES / "live.html", "text/html"), "live.js": (FILES / "live.js", "text/javascript"),
          "live.css": (FILES / "live.css", "text/css"), "stepping.js": (stepping.SCRIPT, "text/javascript"),
          "stepping.css": (stepping.STYLE, "text/css")}
BEAT = 15.0       # seconds between signs of life, so that a browser that has gone is noticed
LARGEST = 200     # bytes that a browser may send
MOST = 24         # browsers at once


class Page(Loopback):
    """Serves the model. `draw` is called when it may have changed, `close` at the end. `tell` hears what was pressed:
    the name of an action, and the exercise or the property that it is about."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        super().__init__(PageHandler, "page")
        self.tell = tell
        self.changed = threading.Condition()
        self.state, self.version, self.closing = "", 0, False
        self.kept: Kept = {}  # what was found last of each property
        self.room = threading.BoundedSemaphore(MOST)
        self.serve()

    def draw(self, model: Model) -> None:
        shown = live_state(model, self.kept)
        if self.address in shown["note"]:
            shown["note"] = ""  # whoever reads it is there already
        told = json.dumps(shown, ensure_ascii=False)
        with self.changed:
            if told != self.state:
                self.state, self.version = told, self.version + 1
                self.changed.notify_all()

    def after(self, version: int) -> tuple[int, str | None]:
        """Waits for a state that is newer; None after a while without one, or at the end."""
        with self.changed:
            self.changed.wait_for(lambda: self.closing or self.version > version, BEAT)
            return self.version, self.state if self.version > version and not self.closing else None

    def close(self) -> None:
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        super().close()


class PageHandler(Handler):
    """Gives a browser the page's files and the state, and hears what was pressed."""
    policy = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
              "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

    def do_GET(self) -> None:
        name = self.asked()
        if name == "events":
            self.events()
        elif name in SERVED:
            path, kind = SERVED[name]
            self.answer(200, path.read_bytes(), kind)
        else:
            self.answer(404)

    def do_POST(self) -> None:
        told = self.sent("application/json", LARGEST) if self.asked() == "do" else None
        if told is None:
            return self.answer(404)
        try:
            given = json.loads(told)
            self.server.page.tell(str(given["do"]), str(given.get("about", "")))
        except (ValueError, LookupError, TypeError, AttributeError):
            return self.answer(404)
        self.answer(204)

    def events(self) -> None:
        """The state, now and each time it changes, until the browser goes or the session ends."""
        page, version = self.server.page, 0
        if not page.room.acquire(blocking=False):
            return self.answer(503)
        try:
            self.head(200, "text/event-stream")
            while not page.closing:
                version, told = page.after(version)
                self.wfile.write(f"data: {told}\n\n".encode("utf-8", "replace") if told else b": \n\n")
                self.wfile.flush()
            self.wfile.write(b"event: end\ndata: \n\n")
        except OSError:
            pass  # the browser has gone
        finally:
            page.room.release()
