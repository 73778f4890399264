"""One child of the zygote: it is asked questions, and answers or ends."""
from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..course.manifest import Limits
from ..language.said import Said
from ..worker.wire import frames
from ..worker.wire.values import pack, text, unpack
from .ends import SandboxError, Stopped, file_message, memory_message

if TYPE_CHECKING:
    from .zygote import Sandbox

LOOK_SECONDS = 0.2  # between two looks at a child's CPU time
AWAY_SECONDS = 1.0  # by which this process may wake up late before it counts as having been stopped
TRACE_SECONDS = 5.0  # in which a child that is too late says where its code stands
TRACE_ENDS = (b" in serve\n", b"\n  ...\n")  # the worker's own frame comes last, or three dots where there are too many
LONGEST_TEXT = 10_000  # of a message or a traceback: the worker's own are shorter
MOST_NAMES = 20  # of built-ins, in one answer
NAME = re.compile(r"[\w.]{1,40}( \([a-z ]{1,20}\))?", re.ASCII)  # of a built-in: «Convolution (gradient)»
OUT_OF_MEMORY = re.compile(r"bad_alloc|Cannot allocate memory|MemoryError|failed to allocate", re.IGNORECASE)


class Worker:
    """The judge's end of one child."""

    def __init__(self, sandbox: Sandbox, limits: Limits, zero_builtins: bool, exec_memory: bool) -> None:
        self.sandbox, self.limits = sandbox, limits
        self.answers = 0
        self.away = 0.0  # seconds of the last question in which this process stood still itself
        self.used_seconds = 0.0  # waiting for answers; the owner carries it over to the next worker of an exercise
        self.last_words, self.printed_bytes = b"", 0
        self.printed = b""  # since the last question: the end of it
        self.end: dict[str, Any] | None = None
        self.stopped: Stopped | None = None
        self.data, theirs = socket.socketpair()
        self.output, their_output = os.pipe()
        os.set_blocking(self.output, False)
        try:
            self.pid = sandbox.fork(self, [theirs.fileno(), their_output], {
                "zero_builtins": zero_builtins, "exec_memory": exec_memory, "gpu": sandbox.gpu,
                "scratch_files": limits.scratch_files,
                "limits": {"cpu_seconds": limits.cpu_seconds, "memory_bytes": limits.memory_mb << 20,
                           "file_bytes": limits.file_mb << 20, "threads": limits.threads}})
        except BaseException:
            self.data.close()
            os.close(self.output)
            raise
        finally:
            theirs.close()
            os.close(their_output)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.data, selectors.EVENT_READ)
        self.selector.register(self.output, selectors.EVENT_READ)

    # Questions ------------------------------------------------------------------------------------------------------
    def ask(self, op: str, inputs: dict[str, Any], seconds: float, what: str,
            computing: float | None = None) -> dict[str, Any]:
        """Asks one question and returns the answer: the worker's message with its values unpacked. Raises Stopped if it
        takes more than `seconds`, or more than `computing` seconds of CPU time."""
        message = self._exchange(op, inputs, seconds, what, computing)
        if "step" in message:
            raise self.stop("crashed", Said("the process sent something that is not a valid answer: {0}",
                                            "it is a step of a longer one"))
        while self.output in self.selector.get_map() and self._drain():
            pass
        if self._readable():
            raise self.stop("crashed", Said("the process sent data that the grader had not asked for"))
        return message

    def stream(self, op: str, inputs: dict[str, Any], seconds: float, what: str) -> Any:
        """Yields the steps of a long answer. The last message is the answer itself."""
        message = self._exchange(op, inputs, seconds, what)
        while "step" in message:
            yield message
            message = self._answer(time.monotonic() + seconds, lambda: too_late(seconds, what))
        yield message

    def _exchange(self, op: str, inputs: dict[str, Any], seconds: float, what: str,
                  computing: float | None = None) -> dict[str, Any]:
        if self.stopped:
            raise self.stopped
        if self._readable():
            raise self.stop("crashed", Said("the process sent data that the grader had not asked for"))
        arrays: list[np.ndarray] = []
        self.answers += 1
        self.printed = b""
        frame = frames.encode({"id": self.answers, "op": op, "input": pack(inputs, arrays)}, arrays)
        left = self.limits.exercise_seconds - self.used_seconds
        allowed, seconds = seconds, min(left, seconds)

        def why() -> Said:
            if left < allowed:
                return Said("all calls of this exercise took more than {0:g} s together (exercise_seconds = {0:g})",
                            self.limits.exercise_seconds)
            return too_late(allowed, what)
        if left <= 0:
            raise self.stop("timeout", why())
        before = self.sandbox.cpu(self) if computing else 0.0
        start, self.away = time.monotonic(), 0.0
        try:
            self.data.settimeout(seconds)
            self.data.sendall(frame)
        except TimeoutError:
            raise self.late(why()) from None
        except OSError:
            raise self._ended() from None
        try:
            return self._answer(start + seconds, why, before + computing if computing else None)
        finally:
            self.used_seconds += time.monotonic() - start - self.away

    def _answer(self, deadline: float, late: Callable[[], Said], most_cpu: float | None = None) -> dict[str, Any]:
        """The next message, within the deadline and before the child has used `most_cpu` seconds of CPU time."""
        self.data.setblocking(False)
        look = deadline if most_cpu is None else min(deadline, time.monotonic() + LOOK_SECONDS)

        def read(count: int) -> bytearray:
            nonlocal look, deadline
            data = bytearray()
            while len(data) < count:
                due = min(look, (now := time.monotonic()) + AWAY_SECONDS)
                events = self.selector.select(max(0.0, due - now))
                if (gap := time.monotonic() - max(due, now)) > AWAY_SECONDS:  # this process stood still itself
                    look, deadline, self.away = look + gap, deadline + gap, self.away + gap
                for key, _events in events:
                    if key.fileobj == self.output:
                        self._drain()
                        continue
                    try:
                        piece = self.data.recv(min(count - len(data), 1 << 20))
                    except BlockingIOError:
                        continue
                    except OSError:
                        piece = b""
                    if not piece:
                        raise self._ended()
                    data += piece
                if len(data) < count and time.monotonic() > look:
                    if time.monotonic() > deadline:
                        raise self.late(late())
                    if most_cpu is not None and self.sandbox.cpu(self) >= most_cpu:
                        raise self.stop("timeout", Said(
                            "after a call that did not end, each further one has {0:g} s of CPU time "
                            "(later_call_seconds = {0:g})", self.limits.later_call_seconds))
                    look = min(deadline, time.monotonic() + LOOK_SECONDS)
            return data

        try:
            message, arrays = frames.decode(read, self.limits.array_mb << 20)
            return self._checked(message, arrays)
        except frames.TooLarge:
            raise self.stop("output", Said("the returned array is larger than {0} MB (array_mb = {0})",
                                           self.limits.array_mb)) from None
        except (frames.BadFrame, ValueError, RecursionError) as error:
            raise self.stop("crashed", Said("the process sent something that is not a valid answer: {0}",
                                            str(error))) from None

    def _checked(self, message: Any, arrays: list[np.ndarray]) -> dict[str, Any]:
        """The message, if it is well-formed; ValueError otherwise."""
        if not isinstance(message, dict) or message.get("id") != self.answers or type(message["id"]) is not int:
            raise ValueError("it answers another question")
        for kind in ("ok", "step"):
            if kind in message:
                return {kind: unpack(message[kind], arrays), "builtins": _names(message.get("builtins", []))}
        if "missing" in message and isinstance(message["missing"], str):
            return {"missing": text(message["missing"])}
        if "error" in message:
            return {"error": _texts(message["error"], 3), "builtins": _names(message.get("builtins", []))}
        raise ValueError("it says neither what came nor what went wrong")

    def _readable(self) -> bool:
        for key, _events in self.selector.select(0):
            if key.fileobj == self.output:
                self._drain()
            else:
                with contextlib.suppress(OSError):
                    return bool(self.data.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        return False

    def _drain(self) -> bool:
        """Reads what was printed; False if nothing was."""
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self.output, 1 << 16)
            if not piece:  # the child closed it
                self.selector.unregister(self.output)
                return False
            self.printed_bytes += len(piece)
            self.last_words = (self.last_words + piece)[-2000:]
            self.printed = (self.printed + piece)[-(self.limits.output_kb << 10):]
            if self.printed_bytes > self.limits.output_mb << 20:
                raise self.stop("output", Said("more than {0} MB were printed (output_mb = {0})",
                                               self.limits.output_mb))
            return True
        return False

    # Ends -----------------------------------------------------------------------------------------------------------
    def stop(self, status: str, message: str) -> Stopped:
        """Kills the child; gives the reason as an exception to raise."""
        if self.stopped is None:
            self.stopped = Stopped(status, message)
            if status == "timeout":
                self.stopped.said = self._traced()
        self.sandbox.kill(self)
        return self.stopped

    def _traced(self) -> str:
        """Where the child's code stands, as Python's fault handler says it on the child's own output: it is the
        submission's word."""
        self.printed = b""
        self.sandbox.trace(self)
        until = time.monotonic() + TRACE_SECONDS
        with contextlib.suppress(Stopped):  # it prints without end
            while (self.output in self.selector.get_map() and not any(end in self.printed for end in TRACE_ENDS)
                   and (left := until - time.monotonic()) > 0):
                if not any(key.fileobj == self.output for key, _events in self.selector.select(left)):
                    break  # it answers, or has ended
                self._drain()
            while self.output in self.selector.get_map() and self._drain():
                pass
        return self.printed.decode("utf-8", "replace").partition("(most recent call first)")[2]

    def late(self, message: str) -> Stopped:
        """The end of a child that did not answer in time; SandboxError if somebody outside had stopped it."""
        halted = self.sandbox.halted(self)
        stopped = self.stop("internal" if halted else "timeout", "" if halted else message)
        if halted:
            raise SandboxError(Said("a process of the sandbox was stopped from outside"))
        return stopped

    def _ended(self) -> Stopped:
        """Finds out why the child has closed its socket."""
        self.sandbox.reap(self, 3.0)
        if self.end is None:
            return self.stop("crashed", Said("the process closed its connection to the grader"))
        if self.end.get("flooded"):
            return self.stop("output", Said("the scratch folders hold more than {0} files (scratch_files = {0})",
                                            self.limits.scratch_files))
        while self.output in self.selector.get_map() and self._drain():
            pass  # its last words are in the pipe
        status, limits = self.end["status"], self.limits
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number in (signal.SIGXCPU, signal.SIGKILL) and self.end["cpu"] >= limits.cpu_seconds - 1:
            return self.stop("timeout", Said("it used more than {0} s of CPU time (cpu_seconds = {0})",
                                             limits.cpu_seconds))
        if number == signal.SIGKILL and "seccomp" not in self.sandbox.unlocked:  # it can't do that to itself
            self.stop("internal", "")
            raise SandboxError(Said("a process of the sandbox was killed from outside: the machine may be out of "
                                    "memory"))
        if number == signal.SIGXFSZ:
            return self.stop("output", file_message(limits))
        if OUT_OF_MEMORY.search(self.last_words.decode("utf-8", "replace")):
            return self.stop("memory", memory_message(limits))
        if number and self.end.get("grown_kb", 0) > limits.memory_mb << 9:
            return self.stop("memory", memory_message(limits))  # it held half of that, and died: what it asked for next
        if number:
            return self.stop("crashed", Said("the process was ended by {0}", signal.Signals(number).name))
        code = os.waitstatus_to_exitcode(status)
        return self.stop("crashed", Said("the process exited with status {0} before it answered", code))

    def close(self) -> None:
        """Ends the child, if it hasn't ended, and waits for it."""
        self.sandbox.kill(self)
        self.selector.close()
        self.data.close()
        with contextlib.suppress(OSError):
            os.close(self.output)


def too_late(seconds: float, what: str) -> Said:
    return Said("no answer within {0:g} s, the limit for {1}", seconds, what)


def _texts(value: Any, count: int | None = None) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value) or count not in (None, len(value)):
        raise ValueError("a text is missing")
    return [text(v, LONGEST_TEXT) for v in value]


def _names(value: Any) -> list[str]:
    """Names of built-ins, as the worker has them; what is no such name is nobody's, like one that it hides."""
    return [name for name in _texts(value)[:MOST_NAMES] if NAME.fullmatch(name)]
