"""Reads what was handed in, in a process that may die.

What a student packs may take time and memory without end to unpack, or meet a fault in what unpacks it. So a process of
its own reads it, with limits; whatever happens to that process is this student's row, and the next one gets a new one.
"""
from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import time
from collections.abc import Sequence

import numpy as np

from ...language import said
from ...language.said import Said
from ...submission.files import Folder
from ...worker.wire import frames
from .attempt import Entry, Taken
from .items import Refused

SECONDS = 60
MEMORY_MB = 2048
LARGEST = 1 << 30  # bytes of an answer


class Reader:
    """Reads entries, each within a time and a memory limit. A context manager."""

    def __init__(self, entries: Sequence[Entry], seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> None:
        self.entries, self.seconds, self.memory_mb = list(entries), seconds, memory_mb
        self.numbers = {id(entry): number for number, entry in enumerate(self.entries)}
        self.pid = 0
        self.socket: socket.socket | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_all(self, entries: Sequence[Entry]) -> list[Taken | Refused]:
        """Reads a student's attempts, the last one first, since it counts: all of them within the time of one."""
        ends = time.monotonic() + self.seconds
        found: list[Taken | Refused] = []
        for entry in reversed(entries):
            try:
                found.append(self.read(entry, ends - time.monotonic()))
            except Refused as refused:
                found.append(refused)
        return found[::-1]

    def read(self, entry: Entry, seconds: float | None = None) -> Taken:
        """Reads an entry: the files, and what is to be said of them; Refused, whatever went wrong."""
        seconds = self.seconds if seconds is None else seconds
        too_slow = Refused(Said("what was handed in cannot be read within {0:g} s and {1} MB", self.seconds,
                                self.memory_mb))
        if seconds <= 0:
            raise too_slow
        if self.socket is None:
            self._start()
        assert self.socket is not None
        try:
            self.socket.settimeout(seconds)
            self.socket.sendall(frames.encode(self.numbers[id(entry)]))
            message, arrays = frames.receive(self.socket, LARGEST)
        except (OSError, frames.Closed, frames.BadFrame):  # a time-out is an OSError
            self.close()
            raise too_slow from None
        if "refused" in message:
            raise Refused(said.from_json(message["refused"]))
        sources = dict(zip(message["names"], (a.tobytes() for a in arrays), strict=True))
        problems = {name: said.from_json(problem) for name, problem in message["problems"].items()}
        return Taken(Folder(entry.student, sources, problems), tuple(map(said.from_json, message["remarks"])))

    def close(self) -> None:
        """Ends the process; the next read() starts another."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    def _start(self) -> None:
        self.socket, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.socket.close()
                self._serve(theirs)
            finally:
                os._exit(0)
        theirs.close()

    def _serve(self, judge: socket.socket) -> None:
        """The process: answers until the judge hangs up."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the judge's
        with open("/proc/self/statm") if os.path.exists("/proc/self/statm") else contextlib.nullcontext() as file:
            used = int(file.read().split()[0]) * resource.getpagesize() if file else 0
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (used + (self.memory_mb << 20),) * 2)
        while True:
            number, _arrays = frames.receive(judge, 0)
            try:
                taken = self.entries[number].read()
            except Refused as refused:
                answer = frames.encode({"refused": said.as_json(refused.said)})
            except MemoryError:
                return
            except Exception as error:  # of whatever kind: a fault of ours is this student's row as well
                answer = frames.encode({"refused": said.as_json(Said(
                    "what was handed in cannot be read: {}", f"{type(error).__name__}: {error}"[:300]))})
            else:
                arrays = [np.frombuffer(source, np.uint8) for source in taken.folder.sources.values()]
                answer = frames.encode({"names": list(taken.folder.sources), "problems": {
                    name: said.as_json(problem) for name, problem in taken.folder.problems.items()},
                    "remarks": list(map(said.as_json, taken.remarks))}, arrays)
            judge.sendall(answer)
