"""What a locked-down child can no longer do, and what it still can."""
from __future__ import annotations

import ctypes
import errno
import fcntl
import importlib
import mmap
import multiprocessing
import os
import pickle
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mxnet as mx
import numpy as np
import pytest
from mxnet import autograd, gluon, nd

from grader.worker import lockdown
from grader.worker.lockdown import Limits
from grader.worker.zeroing import patch
from grader.worker.zeroing.self_test import available

LINUX = sys.platform == "linux"
pytestmark = pytest.mark.skipif(not LINUX, reason="seccomp is Linux'")
MIB = 1 << 20
LIMITS = Limits(cpu_seconds=20, memory_bytes=1024 * MIB)
X86 = os.uname().machine == "x86_64"
ROOT = os.getuid() == 0


@pytest.fixture(scope="module", autouse=True)
def zygote() -> None:
    """What the process does from which the locked ones are forked."""
    lockdown.preload()
    if available() is None:
        patch.prepare()


def in_child(function: Callable[[], Any], status: int = 0) -> Any:
    """Run it in a forked child, and return what it returned; or see it end with another status."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            answer: tuple[bool, Any] = (True, function())
        except BaseException:
            answer = (False, traceback.format_exc())
        os.write(writer, pickle.dumps(answer))  # small enough for a pipe
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        data = file.read()
    assert os.waitpid(child, 0)[1] == status, data
    if status:
        return None
    fine, value = pickle.loads(data)
    assert fine, value
    return value


def locked(function: Callable[[], Any], limits: Limits = LIMITS, status: int = 0, **options: Any) -> Any:
    def case() -> Any:
        missing = lockdown.lock(limits, **options)
        assert set(missing) <= ({"RLIMIT_NPROC"} if os.getuid() == 0 else set()), missing
        return function()

    return in_child(case, status)


# Calls that a child must never have: name: (x86-64, aarch64).
FORBIDDEN: dict[str, tuple[int | None, int | None]] = {
    # processes and programs
    "fork": (57, None), "vfork": (58, None),
    "execve": (59, 221), "execveat": (322, 281), "setsid": (112, 157), "setpgid": (109, 154),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "setrlimit": (160, 164), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # sockets: the one to the judge exists already
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    # what outlives a process
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197),
    "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_notify": (244, 184), "memfd_create": (319, 279),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # the kernel's larger surfaces
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "io_setup": (206, 0),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241), "seccomp": (317, 277),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "lookup_dcookie": (212, 18), "nfsservctl": (180, 42),
    # what is felt outside: locks on files that others see, and who has read which page of them
    "flock": (73, 32), "fadvise64": (221, 223), "readahead": (187, 213), "mincore": (27, 232), "preadv2": (327, 286),
    "timer_create": (222, 107),  # a timer may send SIGKILL
    # namespaces, mounts, the machine
    "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mknod": (133, None), "mknodat": (259, 33),
    "personality": (135, 92), "sync": (162, 81), "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "vhangup": (153, 58),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170), "adjtimex": (159, 171),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "modify_ldt": (154, None), "iopl": (172, None), "ioperm": (173, None), "uselib": (134, None),
    "_sysctl": (156, None),
    # who one is
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143), "setgroups": (116, 159),
    "setresuid": (117, 147), "setresgid": (119, 149), "setfsuid": (122, 151), "setfsgid": (123, 152),
    "remap_file_pages": (216, 234),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446),
}  # fmt: skip


def number(name: str) -> int:
    value = (FORBIDDEN | lockdown._LOOKED_AT)[name][0 if X86 else 1]
    assert value is not None
    return value


def call(nr: int, *arguments: Any) -> int:
    """errno of a raw system call, 0 where it succeeds."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    result = libc.syscall(ctypes.c_long(nr), *[ctypes.c_long(argument) for argument in arguments])
    return ctypes.get_errno() if result == -1 else 0


def failure(function: Callable[[], Any]) -> str:
    try:
        return f"succeeded: {function()!r}"
    except BaseException as error:
        return type(error).__name__


REFUSED: dict[str, Callable[[], Any]] = {
    "fork": os.fork,
    "forkpty": os.forkpty,
    "subprocess": lambda: subprocess.run(["true"]),
    "posix_spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "multiprocessing": lambda: multiprocessing.get_context("fork").Process(target=print).start(),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "kill parent": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "probe parent": lambda: os.kill(os.getppid(), 0),
    "kill group": lambda: os.kill(0, signal.SIGTERM),
    "killpg": lambda: os.killpg(os.getpgrp(), signal.SIGTERM),
    "kill all": lambda: os.kill(-1, signal.SIGTERM),
    "socket": lambda: socket.socket(),
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "connect": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].connect("/run/nobody"),
    "bind": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].bind("\0name"),
    "sendto": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"", "/run/nobody"),
    "sendmsg": lambda: socket.socketpair()[0].sendmsg([b"x"]),
    "setsid": os.setsid,
    "setpgid": lambda: os.setpgid(0, 0),
    "priority": lambda: os.setpriority(os.PRIO_USER, os.getuid(), 5),
    "affinity": lambda: os.sched_setaffinity(os.getppid(), {0}),
    "scheduler": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),  # root's would starve the machine
    "mknod": lambda: os.mknod("/tmp/convkata-no-pipe", 0o600 | 0o010000),
    "memfd": lambda: os.memfd_create("x"),
    "pidfd": lambda: os.pidfd_open(os.getppid()),
    "setuid": lambda: os.setuid(os.getuid()),
    "chroot": lambda: os.chroot("/"),
    "executable mmap": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
    "writable executable mmap": lambda: mmap.mmap(-1, 4096, prot=7),
    "limit of another": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
    "own limit": lambda: resource.prlimit(0, resource.RLIMIT_NOFILE, (8, 8)),
    "owner of a descriptor": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid()),
    "signal of a descriptor": lambda: fcntl.fcntl(0, fcntl.F_SETSIG, 9),
    "killing itself": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "lock on a file": lambda: fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX),
    "lock on bytes of a file": lambda: fcntl.lockf(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH),
    "page cache emptied": lambda: os.posix_fadvise(os.open(os.__file__, os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED),
    "page cache asked": lambda: os.preadv(os.open(os.__file__, os.O_RDONLY), [bytearray(1)], 0, os.RWF_NOWAIT),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    assert locked(lambda: failure(REFUSED[name])) == "PermissionError"


RAW: dict[str, tuple[int, ...]] = {
    "clone": (signal.SIGCHLD, 0),
    "ptrace": (0, 0),
    "process_vm_readv": (1, 0),
    "process_vm_writev": (1, 0),
    "io_uring_setup": (1, 0),
    "userfaultfd": (0,),
    "bpf": (0, 0),
    "perf_event_open": (0,),
    "keyctl": (0, 0),
    "add_key": (0,),
    "shmget": (0, 4096, 0o1600),
    "shmat": (0, 0),
    "semget": (0, 1, 0o1600),
    "msgget": (0, 0o1600),
    "mount": (0,),
    "umount2": (0,),
    "unshare": (0x10000000,),
    "setns": (0,),
    "pivot_root": (0,),
    "personality": (0x0400000,),
    "seccomp": (0, 0),
    "execveat": (0,),
    "tkill": (1, 0),
    "tgkill": (1, 1, 0),
    "rt_sigqueueinfo": (1, 0, 0),
    "pidfd_send_signal": (0,),
    "mprotect": (0, 4096, 5),
    "pkey_mprotect": (0, 4096, 4, 0),
    "open_by_handle_at": (0,),
    "sync": (),
}


def test_refused_by_number() -> None:
    answers = locked(lambda: {name: call(number(name), *arguments) for name, arguments in RAW.items()})
    assert answers == dict.fromkeys(RAW, errno.EPERM)


def test_unknown_calls_look_unknown() -> None:
    numbers = [number("clone3"), 442, 463, 5000, 0x40000000 + 39, 0x40000000 + 57]
    assert locked(lambda: [call(nr, 0, 0) for nr in numbers]) == [errno.ENOSYS] * len(numbers)


def test_refused_options() -> None:
    options = [
        (number("prctl"), 1, 0),  # PR_SET_PDEATHSIG: to outlive the parent
        (number("prctl"), 4, 1),  # PR_SET_DUMPABLE
        (number("prctl"), 22, 1),  # PR_SET_SECCOMP
        (number("prctl"), 0x59616D61, -1),  # PR_SET_PTRACER
        (number("ioctl"), 0, 0x5412, 0),  # TIOCSTI
        (number("clone"), 0x10000000 | 0x00010000, 0),  # CLONE_NEWUSER with CLONE_THREAD
    ]
    assert locked(lambda: [call(*option) for option in options]) == [errno.EPERM] * len(options)


def test_threads_that_were_there_are_locked_as_well() -> None:
    def case() -> Any:
        start, answers = threading.Event(), []

        def work() -> None:
            start.wait()
            answers.append(failure(os.fork))

        thread = threading.Thread(target=work)
        thread.start()
        lockdown.lock(LIMITS)
        start.set()
        thread.join()
        return answers

    assert in_child(case) == ["PermissionError"]


@pytest.mark.skipif(not X86, reason="32-bit calls of x86")
def test_a_call_of_another_architecture_kills() -> None:
    def case() -> None:
        code = mmap.mmap(-1, 4096, prot=7)
        code.write(b"\xb8\x14\0\0\0\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
        ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()

    locked(case, status=signal.SIGSYS, exec_memory=True)


# --- what still works -------------------------------------------------------------------------------------------------


def threads() -> Any:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda i: i * i, range(5)))


def own_signals() -> Any:
    seen: list[int] = []
    signal.signal(signal.SIGUSR1, lambda number, _: seen.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    return len(seen)


def training() -> Any:
    net = gluon.nn.HybridSequential()
    net.add(gluon.nn.Conv2D(2, 3), gluon.nn.BatchNorm(), gluon.nn.MaxPool2D(), gluon.nn.Dense(2))
    net.initialize()
    net.hybridize(static_alloc=True, static_shape=True)
    trainer = gluon.Trainer(net.collect_params(), "adam")
    for _ in range(2):
        with autograd.record():
            loss = gluon.loss.SoftmaxCrossEntropyLoss()(net(nd.random.normal(shape=(2, 1, 6, 6))), nd.array([0, 1]))
        loss.backward()
        trainer.step(2)
    return bool(np.isfinite(loss.asnumpy()).all())


def own_function() -> Any:
    class Twice(autograd.Function):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x * 2

        def backward(self, dy: Any) -> Any:
            return dy * 2

    x = nd.ones(3)
    x.attach_grad()
    for _ in range(50):
        with autograd.record():
            y = Twice()(x)
        y.backward()
    return x.grad.asnumpy().tolist()


def linear_algebra() -> Any:
    np.random.seed(1)
    parts = [np.linalg.svd(np.eye(3))[1], np.fft.fft([1, 2]).real, np.random.default_rng(0).normal(size=2)]
    parts += [mx.np.linalg.svd(mx.np.eye(2))[1].asnumpy(), nd.linalg.potrf(nd.eye(2)).asnumpy()]
    parts += [mx.np.einsum("ij,jk", mx.np.eye(2), mx.np.eye(2)).asnumpy(), nd.random.shuffle(nd.arange(3)).asnumpy()]
    return all(np.isfinite(part).all() for part in parts)


def late_imports() -> Any:
    names = "asyncio bz2 csv ctypes decimal hashlib json lzma queue random secrets sqlite3 ssl statistics uuid zoneinfo"
    modules = [importlib.import_module(name) for name in names.split()]
    modules[0].new_event_loop().run_until_complete(modules[0].sleep(0))
    return modules[5].sha256(b"").hexdigest()[:4]


def solutions() -> Any:
    module = importlib.import_module("solutions.corr2d")
    return module.corr2d(nd.ones((3, 3)), nd.ones((2, 2))).asnumpy().tolist()


def sockets_that_exist() -> Any:
    left, right = socket.socketpair()
    left.sendall(b"frame")
    return right.recv(10)


def asking_for_limits() -> Any:
    return resource.getrlimit(resource.RLIMIT_CORE)


def growing() -> Any:
    """Memory that is mapped by itself grows by a copy: no mapping may grow."""
    libc = ctypes.CDLL(None)
    libc.mallopt(-3, 1 << 20)  # M_MMAP_THRESHOLD
    grown = bytearray()
    for _ in range(20):
        grown += bytes(range(256)) * 16384
    array = np.arange(1 << 20)
    array.resize(1 << 22, refcheck=False)
    return len(grown) >> 20, grown[-1], int(array[: 1 << 20].sum()), len([*range(1 << 20), 1])


WORKS: dict[Callable[[], Any], Any] = {
    growing: (80, 255, (1 << 20) * ((1 << 20) - 1) // 2, (1 << 20) + 1),
    threads: [0, 1, 4, 9, 16],
    own_signals: 3,
    training: True,
    own_function: [2.0, 2.0, 2.0],
    linear_algebra: True,
    late_imports: "e3b0",
    solutions: [[4.0, 4.0], [4.0, 4.0]],
    sockets_that_exist: b"frame",
    asking_for_limits: (0, 0),
}


@pytest.mark.parametrize("function", WORKS, ids=lambda function: function.__name__)
def test_still_works(function: Callable[[], Any]) -> None:
    assert locked(function) == WORKS[function]


# --- executable memory and built-ins ----------------------------------------------------------------------------------


def test_no_library_can_be_loaded(tmp_path: Path) -> None:
    module = importlib.import_module("_decimal" if "_decimal" not in sys.builtin_module_names else "numpy.core._simd")
    copy = shutil.copy(module.__file__ or "", tmp_path / "mine.so")
    assert locked(lambda: failure(lambda: ctypes.CDLL(str(copy)))) == "OSError"
    assert locked(lambda: ctypes.CDLL(str(copy)) is not None, exec_memory=True)


def test_builtins_are_zeroed_for_good_after_the_lock() -> None:
    if available() is not None:
        pytest.skip("built-ins can't be zeroed here")

    def convolution() -> Any:
        x, w = nd.ones((1, 1, 3, 3)), nd.ones((1, 1, 2, 2))
        return nd.Convolution(x, w, kernel=(2, 2), num_filter=1, no_bias=True).asnumpy().sum()

    def case() -> Any:
        real = convolution()
        patch.zero()
        zero, undone = convolution(), failure(patch.restore)
        return real, zero, undone, convolution(), patch.used()

    assert locked(case) == (16.0, 0.0, "PermissionError", 0.0, ["Convolution"])


# --- limits -----------------------------------------------------------------------------------------------------------


def spin() -> None:
    while True:
        pass


def test_cpu_time() -> None:
    locked(spin, Limits(cpu_seconds=0.1, memory_bytes=256 * MIB), status=signal.SIGXCPU)


def test_cpu_time_is_kept_from_who_ignores_the_signal() -> None:
    def case() -> None:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        spin()

    locked(case, Limits(cpu_seconds=0.1, memory_bytes=256 * MIB), status=signal.SIGKILL)


def test_memory() -> None:
    def case() -> Any:
        at_once = failure(lambda: bytearray(300 * MIB))
        little = len(bytearray(50 * MIB))
        arrays = failure(lambda: np.ones(1 << 40))
        ndarray = failure(lambda: nd.ones((1 << 15, 1 << 15)).wait_to_read())
        steps: list[Any] = []

        def step() -> None:
            while True:
                steps.append(bytearray(MIB))

        in_steps = failure(step)
        steps.clear()
        return at_once, little, arrays, ndarray, in_steps, len(bytearray(50 * MIB))

    at_once, little, arrays, ndarray, in_steps, again = locked(case, Limits(20, 256 * MIB))
    assert at_once == in_steps == "MemoryError" and "MemoryError" in arrays
    assert ndarray == "MXNetError"
    assert little == again == 50 * MIB


def test_size_of_a_file(tmp_path: Path) -> None:
    def case() -> Any:
        path = tmp_path / "file"
        return path.write_bytes(b"x" * 1000), failure(lambda: path.write_bytes(b"x" * 5000)), path.stat().st_size

    assert locked(case, Limits(20, 256 * MIB, file_bytes=4096)) == (1000, "OSError", 4096)


def test_number_of_files() -> None:
    def case() -> Any:
        opened: list[Any] = []

        def step() -> None:
            while True:
                opened.append(os.open("/dev/null", os.O_RDONLY))

        return failure(step), len(opened)

    kind, count = locked(case, Limits(20, 256 * MIB, files=40))
    assert kind == "OSError" and 0 < count <= 40


def test_a_thread_bomb_ends() -> None:
    def case() -> Any:
        forever, count = threading.Event(), 0
        try:
            while count < 10_000:
                threading.Thread(target=forever.wait, daemon=True).start()
                count += 1
        except RuntimeError:
            pass
        return count

    assert locked(case, Limits(20, 512 * MIB)) < 512 // 8 + 2


NOBODY = 65534


@pytest.mark.skipif(not ROOT, reason="only root can become somebody else")
def test_number_of_threads_of_an_ordinary_user() -> None:
    def case() -> Any:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        missing = lockdown.lock(Limits(20, 1024 * MIB, threads=5))
        forever, count = threading.Event(), 0
        try:
            while count < 100:
                threading.Thread(target=forever.wait, daemon=True).start()
                count += 1
        except RuntimeError:
            pass
        return missing, count

    missing, count = in_child(case)
    assert missing == [] and 0 < count <= 5


# --- the rest ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not ROOT, reason="only root can become somebody else")
def test_shield_closes_the_memory_of_a_process_to_its_children() -> None:
    def case() -> Any:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # changing the user has closed it already: open it again
        path = f"/proc/{os.getpid()}/environ"

        def read() -> Any:
            with open(path, "rb") as file:
                return file.read(1)

        before = in_child(lambda: failure(read))
        lockdown.shield()
        return before, in_child(lambda: failure(read)), in_child(lambda: failure(lambda: open("/proc/self/mem", "r+b")))

    before, after, own = in_child(case)
    assert before.startswith("succeeded")
    assert after == own == "PermissionError"


def test_dies_with_its_parent() -> None:
    reader, writer = os.pipe()

    def parent() -> None:
        child = os.fork()
        if child == 0:
            try:
                lockdown.lock(LIMITS)
                os.write(writer, b"locked")
                signal.pause()
            finally:
                os._exit(1)
        os.set_blocking(reader, True)
        assert os.read(reader, 6) == b"locked"

    in_child(parent)
    os.close(writer)
    assert os.read(reader, 1) == b""  # the last one to hold the other end has gone
    os.close(reader)


def test_never_raises_and_tells_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def strange() -> Any:
        return lockdown.lock(Limits(float("nan"), -(1 << 62), files=-5))

    assert {"RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_NOFILE"} <= set(in_child(strange))
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "seccomp" in in_child(lambda: lockdown.lock(LIMITS))


@pytest.fixture
def ruleset(tmp_path: Path) -> Iterator[int]:
    """What close_files() gives, with tmp_path/scratch as the only folder to write to."""
    (tmp_path / "scratch").mkdir()
    made = lockdown.close_files([str(tmp_path / "scratch")])
    if made is None:
        pytest.skip("this kernel has no Landlock")
    yield made
    os.close(made)


def test_files_are_closed_but_for_python_and_the_scratch_folder(ruleset: int, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    scratch = tmp_path / "scratch"

    def inside() -> None:
        (scratch / "a").write_text("x")
        (scratch / "b").mkdir()
        (scratch / "a").rename(scratch / "b" / "c")
        shutil.rmtree(scratch / "b")
        importlib.import_module("sndhdr")
        Path(os.devnull).write_text("x")

    refused = ["/proc/self/maps", "/proc/self/mountinfo", "/proc/1/cmdline", "/etc/passwd", str(tmp_path / "mine")]

    def reads() -> list[str]:
        return [failure(lambda path=path: open(path).read(1)) for path in refused]  # type: ignore[misc]

    assert locked(reads, files=ruleset) == ["PermissionError"] * len(refused)
    assert locked(lambda: failure((tmp_path / "new").touch), files=ruleset) == "PermissionError"
    locked(inside, files=ruleset)


def test_where_there_is_no_landlock_it_is_told() -> None:
    assert "Landlock" in in_child(lambda: lockdown.lock(LIMITS, files=None))


def test_a_second_lock_changes_nothing() -> None:
    # libc's setrlimit and prctl are refused by then; what holds, holds
    assert locked(lambda: ("seccomp" in lockdown.lock(LIMITS), failure(os.fork))) == (True, "PermissionError")


# --- the filter of either architecture, run by a small interpreter ----------------------------------------------------

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def verdict(machine: str, nr: int, *arguments: int, arch: int | None = None, exec_memory: bool = False) -> str:
    program = lockdown._program(machine, 77, exec_memory)
    values = [argument & (1 << 64) - 1 for argument in (*arguments, *[0] * 6)][:6]
    data = struct.pack("<IIQ6Q", nr, ARCH[machine] if arch is None else arch, 0, *values)
    code = list(struct.iter_unpack("<HBBI", program))
    place = accumulator = 0
    while True:
        op, yes, no, value = code[place]
        place += 1
        if op == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif op == 0x06:
            kind = {0x7FFF0000: "allow", 0x80000000: "kill", 0x00050000: "error"}[value & 0xFFFF0000]
            return kind if kind != "error" else errno.errorcode[value & 0xFFFF]
        else:
            taken = {0x15: accumulator == value, 0x25: accumulator > value, 0x45: accumulator & value}[op]
            place += yes if taken else no


@pytest.mark.parametrize("machine", ARCH)
def test_filter(machine: str) -> None:
    column = list(ARCH).index(machine)

    def run(name: str, *arguments: int, **options: Any) -> str:
        nr = (FORBIDDEN | lockdown._LOOKED_AT | lockdown._ALLOWED)[name][column]
        assert nr is not None
        return verdict(machine, nr, *arguments, **options)

    assert verdict(machine, 0, arch=0x40000003) == "kill"
    assert run("kill", 77, 15) == run("tgkill", 77, 78, 6) == run("tkill", 77, 6) == "allow"
    assert run("kill", 77, 9) == run("tgkill", 77, 78, 9) == run("tkill", 77, 9) == "EPERM"  # it can't end like that
    assert run("rt_sigqueueinfo", 77, 9) == run("rt_tgsigqueueinfo", 77, 77, 9) == "EPERM"
    assert run("madvise", 0, 4096, 4) == "allow" and run("madvise", 0, 4096, 21) == run("fcntl", 3, 6) == "EPERM"
    assert {run("kill", pid, 9) for pid in (0, 1, 76, -1, -77)} == {"EPERM"}
    assert run("clone", 0x3D0F00) == "allow"  # as pthread_create does it
    assert {run("clone", flags) for flags in (17, 0x4111, 0x3D0F00 | 0x20000000)} == {"EPERM"}
    assert run("clone3") == "ENOSYS" and run("futex_waitv") == run("close_range") == "allow"
    assert run("landlock_add_rule") == verdict(machine, 999) == verdict(machine, 1 << 30) == "ENOSYS"
    assert run("mmap", 0, 4096, 3) == run("mprotect", 0, 4096, 1) == "allow"
    assert run("mmap", 0, 4096, 5) == run("mprotect", 0, 4096, 7) == run("pkey_mprotect", 0, 1, 4) == "EPERM"
    assert run("mmap", 0, 4096, 5, exec_memory=True) == "allow"
    page, large = mmap.PAGESIZE, 1 << 32
    assert run("mremap", large, page, page, 3, large) == "allow"  # zeroes a built-in
    grown = (page, 2 * page), (2 * page, 2 * page), (page, large + page), (large + page, page), (0, page)
    assert {run("mremap", large, *sizes, 1) for sizes in grown} == {"ENOMEM"}
    assert run("mremap", large, page, 2 * page, 1, exec_memory=True) == "allow"
    assert run("prlimit64", 0, 7, 0, 4096) == run("prlimit64", 77, 7, 0) == "allow"
    assert {run("prlimit64", *them) for them in ((1, 7, 0), (0, 7, 4096), (77, 7, 1 << 32))} == {"EPERM"}
    assert run("sendto", 3, 4096, 5, 0, 0, 0) == "allow" and run("sendto", 3, 4096, 5, 0, 1 << 40) == "EPERM"
    assert run("prctl", 15, 1) == "allow" and run("prctl", 4, 1) == "EPERM"
    assert run("fcntl", 1, 3) == run("ioctl", 1, 0x5401) == "allow" and run("fcntl", 1, 8, 1) == "EPERM"
    assert run("sched_setaffinity", 0) == "allow" and run("sched_setaffinity", 5) == "EPERM"
    assert not FORBIDDEN.keys() & lockdown._ALLOWED.keys()
    for name, numbers in FORBIDDEN.items():
        if numbers[column] is not None:
            assert run(name) in ("EPERM", "ENOSYS"), name
    allowed = {numbers[column] for numbers in (lockdown._ALLOWED | lockdown._LOOKED_AT).values()}
    for nr in range(500):  # whatever it is
        assert nr in allowed or verdict(machine, nr) == ("EPERM" if nr <= 434 else "ENOSYS"), nr
    # read, write, close, openat, futex, exit_group, getpid, brk, rt_sigreturn, munmap
    plain = [0, 1, 3, 257, 202, 231, 39, 12, 15, 11], [63, 64, 57, 56, 98, 94, 172, 214, 139, 215]
    assert {verdict(machine, nr) for nr in plain[column]} == {"allow"}


@pytest.mark.parametrize("machine", ARCH)
def test_filter_is_well_formed(machine: str) -> None:
    for exec_memory in (False, True):
        code = list(struct.iter_unpack("<HBBI", lockdown._program(machine, 77, exec_memory)))
        assert len(code) <= 4096  # the kernel's limit
        for place, (op, yes, no, _) in enumerate(code):
            assert op in (0x20, 0x06, 0x15, 0x25, 0x45)
            assert op in (0x20, 0x06) or place + 1 + max(yes, no) < len(code)
        assert code[-1][0] == 0x06
