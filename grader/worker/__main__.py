"""The zygote of a sandbox, and the children that it forks. sandbox/zygote.py tells how they fit together.

Called with the number of the control socket's descriptor. The zygote imports MXNet once and never runs a submission's
code; each child answers the requests for one submission's exercise on a socket of its own.
"""
from __future__ import annotations

import faulthandler
import gc
import io
import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import callbacks, gpu, lockdown, memory, scratch
from .errors import Missing, StudentError
from .host import Host
from .sources import Sources
from .wire import frames
from .wire.values import pack, unpack
from .zeroing import patch, profiled
from .zeroing.self_test import available

LOOK_SECONDS = 0.2  # between two looks at the number of files
SCRATCH = [Path(p) for p in os.environ.get("CONVKATA_SCRATCH", "").split(":") if p]


def main(control_fd: int) -> None:
    control = socket.socket(fileno=control_fd)
    lockdown.preload()
    lockdown.shield()
    gpu.refuse()
    files = lockdown.close_files([str(folder) for folder in SCRATCH])
    problem = available()  # the judge is told, nothing is zeroed, and MXNet's profiler says what ran
    callbacks.prepare()
    memory.keep()
    open_ = lockdown.unlocked(files)  # likewise
    gc.freeze()  # a child's collections leave alone what is here already, so it stays shared
    control.send(json.dumps({"ready": os.getpid(), "builtins": problem, "open": open_}).encode())
    children: dict[int, int] = {}  # pid: pidfd
    most_files = 0
    flooded: set[int] = set()  # ended, as they made too many files
    while True:
        sources: list[Any] = [control, *children.values()]
        ready, _, _ = select.select(sources, [], [], LOOK_SECONDS if children else None)
        if children and not flooded and sum(map(scratch.count, SCRATCH)) > most_files:
            flooded |= children.keys()
            for pid in children:
                os.kill(pid, signal.SIGKILL)
        for pid, pidfd in list(children.items()):
            if pidfd in ready:
                _, status, usage = os.wait4(pid, 0)
                os.close(children.pop(pid))
                if not children:  # nothing stays for the next one
                    for folder in SCRATCH:
                        scratch.empty(folder)
                own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # what the child began with
                control.send(json.dumps({"ended": pid, "status": status, "cpu": usage.ru_utime + usage.ru_stime,
                                         "grown_kb": usage.ru_maxrss - own, "flooded": pid in flooded}).encode())
                flooded.discard(pid)
        if control in ready:
            data, fds, _, _ = socket.recv_fds(control, 1 << 16, 4)
            if not data:
                return  # the judge is gone
            order = json.loads(data)
            if "kill" in order and order["kill"] in children:
                os.kill(order["kill"], signal.SIGKILL)
            if "trace" in order and order["trace"] in children:
                os.kill(order["trace"], signal.SIGUSR1)
            if "cpu" in order:
                control.send(json.dumps({"cpu_of": order["cpu"], "seconds": cpu(order["cpu"])}).encode())
            if "state" in order:
                control.send(json.dumps({"state_of": order["state"], "state": state(order["state"])}).encode())
            if "fork" in order:
                most_files = order["fork"]["scratch_files"]
                pid = os.fork()
                if pid == 0:
                    child(control, fds, order["fork"] | {"zeroable": problem is None}, files)
                children[pid] = os.pidfd_open(pid)
                for fd in fds:
                    os.close(fd)
                control.send(json.dumps({"forked": pid}).encode())


def stat(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on; nothing where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu(pid: int) -> float:
    """CPU seconds of a process so far; 0 where it has ended."""
    return sum(map(int, stat(pid)[11:13])) / os.sysconf("SC_CLK_TCK")


def state(pid: int) -> str:
    """A process's state, as one letter: T is stopped."""
    return "".join(stat(pid)[:1])


def child(control: socket.socket, fds: list[int], order: dict[str, Any], files: int | None) -> None:
    """Becomes a worker; never returns."""
    try:
        control.close()
        for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # MXNet would end the process with an exit status of its own
        data_fd, output_fd = fds
        os.dup2(output_fd, 1)
        os.dup2(output_fd, 2)
        os.close(output_fd)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        faulthandler.register(signal.SIGUSR1, file=2, all_threads=False)  # says where the code stands
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(line_buffering=True)  # what a call printed is there when its answer is
        if SCRATCH:
            os.chdir(SCRATCH[0])
        if order["exec_memory"]:
            callbacks.free()
        else:
            callbacks.close()
        lockdown.lock(lockdown.Limits(**order["limits"]), order["exec_memory"],
                      files="open" if order["gpu"] else files)  # a driver opens what it likes
        zeroed = order["zero_builtins"] and order["zeroable"]
        if zeroed:
            patch.zero()
            patch.forget()  # for good
        elif order["zero_builtins"]:
            profiled.start()
        used = patch.used if zeroed else profiled.used if order["zero_builtins"] else list[str]
        serve(socket.socket(fileno=data_fd), zeroed, used)
    except BaseException:
        import traceback
        traceback.print_exc()
        os._exit(99)
    os._exit(0)


def serve(sock: socket.socket, zeroed: bool, used: Callable[[], list[str]]) -> None:
    """Answers requests until the judge hangs up. `used` names the built-ins that have run."""
    host: Host | None = None
    while True:
        try:
            request, arrays = frames.receive(sock, 1 << 40)
        except frames.Closed:
            return
        out: list[Any] = []
        try:
            op, inputs = request["op"], unpack(request["input"], arrays)
            if op == "sources":
                files = {name: source.tobytes() for name, source in inputs["files"].items()}
                right = {name: (functions, compile(source.tobytes(), name, "exec", optimize=2))
                         for name, (functions, source) in inputs["right"].items()}  # no traceback shows it
                if host is not None:  # another text of the same student's
                    host.close()
                host = Host(Sources(files, asserts=inputs["asserts"], right=right), own_process=True)
                arrays.clear()
                inputs.clear()
                answer: Any = None
            elif op == "fit":  # labels are among the inputs: no submission was ever here
                from .engine_mxnet import session
                assert host is None
                send_steps(sock, request["id"], session(inputs))
                sock.sendall(frames.encode({"id": request["id"], "ok": None, "builtins": []}, []))
                return
            else:
                assert host is not None
                answer = answered(sock, request["id"], host, op, inputs)
            with host.student():  # an object of theirs may not let itself be looked at
                message = {"ok": pack(answer, out), "builtins": used()[:20]}
            if op == "load" and zeroed:
                patch.zero()  # counts anew: what was called at import was no answer
        except Missing as error:
            message = {"missing": str(error)}
        except Exception as error:  # theirs, or the worker's own in a process that they may have changed
            if host is None:
                if request["op"] != "fit":
                    raise
                sock.sendall(frames.encode({"id": request["id"], "builtins": [], "error": [
                    type(error).__name__, str(error)[:300], ""]}, []))
                return
            if not isinstance(error, StudentError):
                error = host.told(error)
            out = []
            message = {"error": [error.kind, error.message, error.trace],
                       "builtins": used()[:20]}
        sock.sendall(frames.encode(message | {"id": request["id"]}, out))


def answered(sock: socket.socket, number: int, host: Host, op: str, inputs: dict[str, Any]) -> Any:
    """What the host answers to a request."""
    if op not in ("classify", "trace", "graph"):
        return getattr(host, op)(**inputs)
    from . import tracing
    if op == "classify":
        send_steps(sock, number, tracing.classify(host, inputs))
        return None
    return tracing.trace(host, inputs) if op == "trace" else tracing.graph(host, **inputs)


def send_steps(sock: socket.socket, number: int, steps: Iterable[dict[str, Any]]) -> None:
    """Sends the steps of a long answer as they come."""
    for step in steps:
        out: list[Any] = []
        sock.sendall(frames.encode({"id": number, "step": pack(step, out)}, out))


if __name__ == "__main__":
    main(int(sys.argv[1]))
