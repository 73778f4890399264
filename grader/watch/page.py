"""The live page: what `watch` knows, in a browser on the same machine.

One address on 127.0.0.1, with a random key in its path. The page is told the whole state by server-sent events; what
the student presses there comes back as a POST. Whoever does not know the key, comes from another host or asks for
anything else gets an empty answer. The page builds what it shows of text, never of markup, and its policy lets no
script run that is not one of its own files.
"""
from __future__ import annotations

import hmac
import json
import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ..render import stepping
from .model import Model
from .view import Kept, state

FILES = Path(__file__).parent / "live"
SERVED = {"": (FILES / "live.html", "text/html"), "live.js": (FILES / "live.js", "text/javascript"),
          "live.css": (FILES / "live.css", "text/css"), "stepping.js": (stepping.SCRIPT, "text/javascript"),
          "stepping.css": (stepping.STYLE, "text/css")}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                               "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}
PATIENCE = 10.0   # seconds that a request, or a browser that reads an event, may take
BEAT = 15.0       # seconds between signs of life, so that a browser that has gone is noticed
LARGEST = 200     # bytes of what a browser sends
MOST = 24         # browsers at once


class Page:
    """Serves the model. `draw` is called when it may have changed, `close` at the end; `tell` hears what was pressed:
    the name of an action, and the exercise that it is about."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self.tell = tell
        self.key = secrets.token_urlsafe(24)
        self.changed = threading.Condition()
        self.state, self.version, self.closing = "", 0, False
        self.kept: Kept = {}  # what was found last, of each property
        self.room = threading.BoundedSemaphore(MOST)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.page = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.1,), name="page", daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/{self.key}/"

    def draw(self, model: Model) -> None:
        shown = state(model, self.kept)
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
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(2.0)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    page: Page

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is nobody's error."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = PATIENCE

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
        page, length = self.server.page, self.headers.get("Content-Length", "")
        if (self.asked() != "do" or self.headers.get("Content-Type") != "application/json"
                or self.headers.get("Origin") != f"http://{page.host}" or not length.isdecimal()
                or int(length) > LARGEST):
            return self.answer(404)
        try:
            given = json.loads(self.rfile.read(int(length)))
            page.tell(str(given["do"]), str(given.get("exercise", "")))
        except (ValueError, LookupError, TypeError, AttributeError):
            return self.answer(404)
        self.answer(204)

    def asked(self) -> str | None:
        """What of the page is asked for; None without the key, or from another host."""
        page = self.server.page
        _empty, key, name = [*self.path.split("/", 2), "", ""][:3]
        known = hmac.compare_digest(key.encode(), page.key.encode())
        return name if known and self.headers.get("Host") == page.host else None

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

    def answer(self, status: int, content: bytes = b"", kind: str = "text/plain") -> None:
        self.head(status, kind, len(content))
        self.wfile.write(content)

    def head(self, status: int, kind: str, length: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """For what is no request that this server knows: an empty answer."""
        self.close_connection = True
        self.answer(code)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the terminal shows the session."""


def show(address: str) -> bool:
    """Opens the page in a browser. False where there is none to open: over ssh, in a container, without a screen."""
    away = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "REMOTE_CONTAINERS", "CODESPACES",
                                                  "CI", "KUBERNETES_SERVICE_HOST")) or Path("/.dockerenv").exists()
    blind = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if away or blind:
        return False
    threading.Thread(target=webbrowser.open, args=(address,), name="browser", daemon=True).start()
    return True
