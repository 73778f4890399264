"""The terminal: single keys without echo, a screen of its own, and everything as it was afterwards."""
from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from typing import Any

ENTER = "\x1b[?1049h\x1b[?25l"  # the alternate screen, no cursor
LEAVE = "\x1b[?25h\x1b[?1049l"
NAMED = {  # CSI and SS3: a terminal sends one or the other, as its modes and its maker say
    **{f"\x1b{lead}{letter}": name for lead in "[O" for letter, name in
       {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}.items()},
    **{f"\x1b[{number}~": name for number, name in
       {1: "home", 7: "home", 4: "end", 8: "end", 5: "pageup", 6: "pagedown"}.items()}}
KEY = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO[ -~]|\x1b[^\x1b\[O]|[^\x1b]", re.S)
BEGUN = re.compile(r"\x1b(\[[0-?]*[ -/]*|O)?\Z")  # the rest of it may still come
PAUSE = 0.05  # seconds; a sequence that does not go on in that time was the key Esc, which does nothing


class Ended(BaseException):
    """A signal asks the program to end: its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def capable() -> bool:
    """Whether there is a terminal that takes keys and control codes."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("", "dumb")


@contextlib.contextmanager
def full_screen(redraw: Callable[[], None]) -> Iterator[None]:
    """Shows the alternate screen, and has keys come one by one. However it ends, the terminal is as before."""
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)

    def enter() -> None:
        tty.setcbreak(fd, termios.TCSADRAIN)
        _write(ENTER)

    def leave() -> None:
        _write(LEAVE)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)

    def suspend(number: int, frame: Any) -> None:  # Ctrl-Z, and back
        leave()
        os.kill(os.getpid(), signal.SIGSTOP)
        enter()
        redraw()

    handlers = {signal.SIGTSTP: suspend, signal.SIGWINCH: lambda *_: redraw()}
    old = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        enter()
        yield
    finally:
        leave()
        for number, handler in old.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def ending_signals() -> Iterator[None]:
    """Has SIGTERM and SIGHUP raise `Ended`, so that everything is put in order on the way out."""
    def end(number: int, frame: Any) -> None:
        raise Ended(number)

    old = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _write(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal is gone
        sys.stdout.write(text)
        sys.stdout.flush()


def parsed(text: str) -> tuple[list[str], str]:
    """The names of the keys in what was read, and the rest: the beginning of a sequence that is not whole."""
    keys, at = [], 0
    while at < len(text):
        found = KEY.match(text, at)
        if found is None and BEGUN.match(text, at):
            break
        word = found[0] if found else text[at]
        at += len(word)
        if not word.startswith("\x1b"):
            keys.append(word)
        elif word in NAMED:
            keys.append(NAMED[word])
    return keys, text[at:]


class Keys(threading.Thread):
    """Reads standard input in a thread of its own; tells each key's name, and None when the input ends."""

    def __init__(self, tell: Callable[[str | None], None]) -> None:
        super().__init__(name="keys", daemon=True)
        self.tell = tell
        self.wake_read, self.wake_write = os.pipe()

    def run(self) -> None:
        fd, rest = sys.stdin.fileno(), ""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        while True:
            ready, _, _ = select.select([fd, self.wake_read], [], [], PAUSE if rest else None)
            if self.wake_read in ready:
                return
            if not ready:
                rest = ""
                continue
            try:
                data = os.read(fd, 1024)
            except OSError:
                data = b""
            if not data:
                self.tell(None)
                return
            keys, rest = parsed(rest + decode(data))
            for key in keys:
                self.tell(key)

    def close(self) -> None:
        os.write(self.wake_write, b"x")
        self.join(1.0)
