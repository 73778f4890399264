"""The sandbox: how a submission's code runs where it can harm nobody and learn nothing.

Theory of operation
===================
Processes. The *judge* (this process) starts one *zygote* per sandbox: `python -m worker`, inside bubblewrap. The zygote
imports MXNet and then only forks. Each *child* that it forks serves one exercise of one submission and runs its code;
a dead child is replaced by the next fork, a dead zygote by a new sandbox.

        judge --- control socket (orders; deaths with CPU time and peak memory) --- zygote
          |                                                                           | fork
          +------ data socket: frames ---------- child: the submission's code --------+
          +------ pipe: what it prints ----------'

What flows. The judge sends a child the submission's files as bytes (nothing of a student is mounted, so nothing can be
read but one's own, and the graded files cannot be changed), then requests: call this function with these arrays. A
child answers with values in frames (worker/wire/frames.py): JSON and raw bytes, bounded, never unpickled. An answer is
a value and nothing else: inputs, oracles, verdicts and points stay with the judge. The judge reads with a deadline,
drains what is printed while it waits (a few kilobytes are kept, the rest is counted), and takes one answer for one
question: bytes that come unasked end the child. Texts are cut, and cleaned of what a terminal or a
browser could take amiss.

What a child can see. The namespaces are new ones (user, pid, ipc, net, uts, cgroup): no network, no process but the
zygote's family. Mounted, read-only: Python's library, the system's shared libraries, numpy and MXNet with what they
import (no other package), and worker/. Writable: two empty scratch folders in memory, of bounded size, emptied when
the child has died. The environment holds what SETTINGS says and nothing of the judge's. No terminal: a new session.

What a child can do. Before the first byte of the submission is looked at, worker/lockdown.py takes the rest away:
limits on CPU time, address space, threads, file size and descriptors; a seccomp filter without fork, exec, ptrace,
signals to others, new sockets, and, where built-ins are forbidden, without new executable memory; and Landlock, which
closes every file but Python's, its packages' and the scratch folders'. The zygote is not dumpable, so a child can
neither trace it nor open its memory.

Verdicts. `Stopped` says what ended a child: a limit that was hit, with its value (timeout, memory, output), or the
child's own end (crashed). `SandboxError` is the grader's own fault: it is never scored as the student's.

Forbidden built-ins. In exercises that ask for the computation itself, a child replaces MXNet's and numpy's
convolutions, correlations and poolings by functions that return zeros (worker/zeroing/), before the submission's
first line runs: later it could not be relied on. An honest answer does not depend on them. Where an answer is wrong,
the judge asks a second child whose built-ins are real: if its answer differs, the answer came from a built-in. The two
never live at the same time: they could talk. A file that compares itself with a built-in, and fails where that gives
zeros, is given another child, which overlooks assertions (worker/sources.py).

Without namespaces (macOS, a locked-down container) the same zygote runs as a plain process. The process boundary, the
limits, seccomp and Landlock (on Linux) and every check of the judge still hold. What is lost: scratch folders of
bounded size, an environment without other processes, and, where there is no Landlock, the closed file system.
"""
from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ..course.manifest import Limits
from ..worker import scratch
from . import environment
from .child import Worker
from .ends import SandboxError
from .machine import Unfit, lacking
from .mounts import WORKER, bubblewrap_command, keep_byte_code, python_command, visible_packages
from .support import Isolation

SETTINGS = environment.SETTINGS | {"LANG": "C.UTF-8", "HOME": "/tmp", "PATH": "/nonexistent",
                                   "MALLOC_ARENA_MAX": "2"}  # each takes 64 MB of address space, one for each thread
# For many small calls, an operator that runs where it is called costs a quarter less than one that a thread runs. And
# Landlock holds the threads that begin after it: those of MXNet's engine begin with the child.
QUICK = {"MXNET_ENGINE_TYPE": "NaiveEngine"}
ANSWER_SECONDS = 10  # in which a zygote, which only forks, answers
START_SECONDS = 120  # to start a zygote: only a machine in trouble needs longer
LAST_WORDS_SECONDS = 30  # from the end of its socket to the end of its traceback, which reads cold files


class Sandbox:
    """One zygote. Use as a context manager; `worker()` gives a fresh child."""

    def __init__(self, isolation: Isolation, limits: Limits, settings: dict[str, str] | None = None,
                 gpu: bool = False) -> None:
        self.isolation, self.limits = isolation, limits
        self.settings = SETTINGS | (QUICK if settings is None else settings)
        self.gpu = gpu
        self.workers: dict[int, Worker] = {}
        self.process: subprocess.Popen[bytes] | None = None
        self.scratch: tempfile.TemporaryDirectory[str] | None = None
        self.builtins_unavailable: str | None = None
        self.unlocked: list[str] = []  # what no child can lock here: the names of lockdown.lock()
        self.ready = False

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def holes(self) -> list[str]:
        """What is missing of the lock and closed by nothing else: namespaces close the files that Landlock would."""
        return [name for name in self.unlocked if name != "Landlock" or self.isolation == "process"]

    def start(self) -> None:
        """Starts the zygote without waiting for it to be ready."""
        if too_little := lacking(self.limits):
            raise Unfit(too_little)
        keep_byte_code()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        fd = theirs.fileno()
        if self.isolation == "bubblewrap":
            command = bubblewrap_command(self.limits, self.settings, self.gpu, fd)
            env: dict[str, str] = {}
        else:
            self.scratch = tempfile.TemporaryDirectory(prefix="convkata-")
            folder, site = (Path(self.scratch.name, name) for name in ("scratch", "site"))
            for made in (folder, site):
                made.mkdir()
            for path in visible_packages():  # and no other package: as in bubblewrap, unless one looks for it
                (site / path.name).symlink_to(path)
            (site / "worker").symlink_to(WORKER)
            env = self.settings | {"CONVKATA_SCRATCH": str(folder), "HOME": str(folder), "TMPDIR": str(folder)}
            command = python_command(sys.executable, [str(site)], fd)
        try:
            self.process = subprocess.Popen(
                command, env=env, pass_fds=[fd], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, start_new_session=True, cwd=self.scratch.name if self.scratch else "/")
        except OSError as error:
            raise SandboxError(f"the sandbox did not start: {error}") from error
        finally:
            theirs.close()
        self.ready = False

    def worker(self, zero_builtins: bool = False, exec_memory: bool = False, limits: Limits | None = None) -> Worker:
        """A fresh child. SandboxError where none can be had."""
        if self.process is None or (self.ready and self.process.poll() is not None):
            self.close()
            self.start()
        wanted = limits or self.limits, zero_builtins, exec_memory
        try:
            return Worker(self, *wanted)
        except SandboxError:
            if not self.ready:
                raise
            self.close()  # the zygote died after it had worked once: a new one
            self.start()
            return Worker(self, *wanted)

    def wait(self) -> None:
        """Waits until the zygote is ready, and says what it can't do here. SandboxError."""
        if not self.ready:
            message = self._message(START_SECONDS)
            if message is None:
                raise SandboxError(f"the sandbox did not start: {self._complaint()}")
            self.builtins_unavailable = message.get("builtins")
            self.unlocked = [str(name) for name in message.get("open", [])]
            self.ready = True

    # The control socket ---------------------------------------------------------------------------------------------
    def fork(self, worker: Worker, fds: list[int], order: dict[str, Any]) -> int:
        self.wait()
        try:
            socket.send_fds(self.control, [json.dumps({"fork": order}).encode()], fds)
        except OSError as error:
            raise SandboxError(f"the sandbox's first process is gone: {error}") from error
        message = self._answer("forked", START_SECONDS)
        if message is None:
            raise SandboxError("the sandbox's first process did not fork")
        pid = int(message["forked"])
        self.workers[pid] = worker
        return pid

    def kill(self, worker: Worker) -> None:
        """Ends a child and waits until it is gone; a zygote that does not answer goes too."""
        if worker.end is not None or worker.pid not in self.workers:
            return
        self._order("kill", worker)
        if not self.reap(worker, 60.0):  # the scratch folder is emptied first
            self._terminate()

    def trace(self, worker: Worker) -> None:
        """Has a child print where its code stands."""
        if worker.pid in self.workers:
            self._order("trace", worker)

    def reap(self, worker: Worker, seconds: float) -> bool:
        """Waits for a child's end; False if it has not come."""
        deadline = time.monotonic() + seconds
        while worker.end is None:
            message = self._message(max(0.0, deadline - time.monotonic()))
            if message is None:
                return worker.end is not None  # the zygote is gone, and its children with it
            self._note(message)
        return True

    def cpu(self, worker: Worker) -> float:
        """CPU seconds of a child so far."""
        if not self._order("cpu", worker) or (message := self._answer("cpu_of", START_SECONDS)) is None:
            return 0.0  # the zygote is gone, and so is the child
        return float(message["seconds"])

    def halted(self, worker: Worker) -> bool:
        """Whether a child, or the zygote, stands still: somebody outside stopped it, it cannot do that itself."""
        if "seccomp" in self.unlocked or worker.end is not None or not self._order("state", worker):
            return False
        message = self._answer("state_of", ANSWER_SECONDS)
        return message is None or message["state"] in ("T", "t")

    def _order(self, what: str, worker: Worker) -> bool:
        """Orders something of a child; False where the zygote is gone."""
        try:
            self.control.send(json.dumps({what: worker.pid}).encode())
        except OSError:
            return False
        return True

    def _answer(self, key: str, seconds: float) -> dict[str, Any] | None:
        """The message with that key, after what else the zygote has to say; None where it does not come."""
        while (message := self._message(seconds)) is not None and key not in message:
            self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        worker = self.workers.pop(message.get("ended", 0), None)
        if worker is not None:
            worker.end = message

    def _message(self, seconds: float) -> dict[str, Any] | None:
        """What the zygote says next; None where it says nothing, or is gone."""
        self.control.settimeout(max(seconds, 0.001))
        try:
            data = self.control.recv(1 << 16)
        except TimeoutError:
            return None
        except OSError:
            data = b""
        if not data:
            self._terminate()
            return None
        return dict(json.loads(data))

    def _complaint(self) -> str:
        """What the dying process said on its way out, in one line."""
        assert self.process and self.process.stderr
        with contextlib.suppress(subprocess.TimeoutExpired):  # its socket is closed before its traceback is printed
            self.process.wait(LAST_WORDS_SECONDS)
        self._terminate()
        said = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else "it said nothing"

    def _terminate(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()
        for worker in self.workers.values():
            worker.end = {"status": signal.SIGKILL, "cpu": 0.0}
        self.workers.clear()

    def close(self) -> None:
        """Ends everything in the sandbox; nothing stays behind."""
        if self.process is None:
            return
        for worker in list(self.workers.values()):
            self.kill(worker)
        self.control.close()
        self._terminate()
        assert self.process.stderr
        self.process.stderr.close()
        self.process = None
        if self.scratch is not None:
            with contextlib.suppress(OSError):  # as root, a submission can make a file that even root cannot remove
                scratch.empty(Path(self.scratch.name))
            self.scratch.cleanup()
