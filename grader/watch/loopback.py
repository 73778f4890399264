"""A page for one person on one machine: an address on 127.0.0.1 with a random key in its path.

Whoever does not know the key, comes from another host or asks for anything else gets an empty answer. What a browser
sends counts only from the page itself (`Origin`), so no other page that is open beside it can press a button here.
"""
from __future__ import annotations

import hmac
import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
           "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}
PATIENCE = 10.0   # seconds that a request, or a browser that reads an answer, may take


class Loopback:
    """A server in a thread of its own, until `close`."""

    def __init__(self, handler: type[Handler], name: str) -> None:
        self.key = secrets.token_urlsafe(24)
        self.server = Server(("127.0.0.1", 0), handler)
        self.server.page = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.1,), name=name, daemon=True)

    def serve(self) -> None:
        self.thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/{self.key}/"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(2.0)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    page: Any  # the Loopback whose server this is

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is nobody's error."""


class Handler(BaseHTTPRequestHandler):
    """Answers requests. `policy`: what the pages may load and do; `referrer`: whom they tell where they are."""
    server: Server
    timeout = PATIENCE
    referrer = "no-referrer"
    policy = "default-src 'none'; frame-ancestors 'none'"

    def asked(self) -> str | None:
        """What of the page is asked for; None without the key, or from another host."""
        page = self.server.page
        _empty, key, name = [*self.path.split("/", 2), "", ""][:3]
        known = hmac.compare_digest(key.encode(), page.key.encode())
        return name if known and self.headers.get("Host") == page.host else None

    def sent(self, kind: str, largest: int) -> bytes | None:
        """What a page of ours has sent, in this content type; None from any other, or where there is too much."""
        length = self.headers.get("Content-Length", "")
        if (self.headers.get("Content-Type") != kind or not length.isdecimal() or int(length) > largest
                or self.headers.get("Origin") != f"http://{self.server.page.host}"):
            return None
        return self.rfile.read(int(length))

    def answer(self, status: int, content: bytes = b"", kind: str = "text/plain",
               more: Mapping[str, str] | None = None) -> None:
        self.head(status, kind, len(content), more)
        self.wfile.write(content)

    def head(self, status: int, kind: str, length: int | None = None, more: Mapping[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in (HEADERS | {"Content-Security-Policy": self.policy, "Referrer-Policy": self.referrer}
                            | dict(more or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Gives an empty answer to what the server cannot read as a request."""
        self.close_connection = True
        self.answer(code)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the terminal is for other things."""


def show(address: str) -> bool:
    """Opens the page in a browser. False if there is none to open: over ssh, in a container, without a screen."""
    away = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "REMOTE_CONTAINERS", "CODESPACES",
                                                  "CI", "KUBERNETES_SERVICE_HOST")) or Path("/.dockerenv").exists()
    blind = sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if away or blind:
        return False
    threading.Thread(target=webbrowser.open, args=(address,), name="browser", daemon=True).start()
    return True
