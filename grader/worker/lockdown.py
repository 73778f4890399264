"""What a forked child does to itself before it loads a student's code: resource limits, a seccomp filter, Landlock.

It is the inner of two walls. The outer one, the sandbox of the judge, decides what the child can see: files, network,
processes. This one holds where there is no outer one as well: no new process, no program, no socket, no signal to
anyone else, no way into another process' memory, and no new executable memory, which is what keeps zeroed built-ins
zeroed. Everything here is for good: nothing that the child does later can lift it.

The filter names the system calls that are allowed. Any other one fails with EPERM (``clone3`` and those newer than the
list with ENOSYS, so that libc falls back), and Python raises PermissionError: a student reads which call it was, and
the process lives on. Only a system call of another architecture (32-bit code on a 64-bit kernel) kills it.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import importlib
import math
import mmap
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Limits", "close_files", "lock", "preload", "shield", "unlocked"]


@dataclass(frozen=True)
class Limits:
    """How much the child may use, from the moment of ``lock()``.

    ``memory_bytes`` is address space beyond what is mapped already. It bounds threads, too: each takes 8 MiB of it for
    a stack unless it asks for less. ``threads`` is how many more threads this user may have; the kernel keeps
    to it only for a user who is not root. ``file_bytes`` is the size that any one file may reach.
    """

    cpu_seconds: float
    memory_bytes: int
    file_bytes: int = 1 << 20
    threads: int = 64
    files: int = 64


# --- system calls -----------------------------------------------------------------------------------------------------
# What a child may call. The list was measured: every call that solutions, equivalents, leftovers at import and the
# training make, and their siblings (who opens may stat). name: (x86-64, aarch64), None where an architecture has none.

_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # files, by name and by descriptor
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "preadv": (295, 69), "pwritev": (296, 70), "open": (2, None), "openat": (257, 56),
    "creat": (85, None), "close": (3, 57), "stat": (4, None), "fstat": (5, 80), "lstat": (6, None),
    "newfstatat": (262, 79), "statx": (332, 291), "statfs": (137, 43), "fstatfs": (138, 44), "lseek": (8, 62),
    "access": (21, None), "faccessat": (269, 48), "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24),
    "pipe": (22, None), "pipe2": (293, 59), "sendfile": (40, 71), "copy_file_range": (326, 285),
    "getdents": (78, None), "getdents64": (217, 61), "getcwd": (79, 17), "chdir": (80, 49), "fchdir": (81, 50),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "unlink": (87, None), "unlinkat": (263, 35), "readlink": (89, None), "readlinkat": (267, 78), "chmod": (90, None),
    "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None),
    "fchownat": (260, 54), "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47), "fsync": (74, 82),
    "fdatasync": (75, 83), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "umask": (95, 166), "getxattr": (191, 8), "lgetxattr": (192, 9), "fgetxattr": (193, 10),
    "listxattr": (194, 11), "llistxattr": (195, 12), "flistxattr": (196, 13),
    # memory
    "munmap": (11, 215), "brk": (12, 214), "msync": (26, 227), "mlock": (149, 228),
    "munlock": (150, 229), "membarrier": (324, 283), "get_mempolicy": (239, 236), "set_mempolicy": (238, 237),
    "mbind": (237, 235),
    # threads, and what a process may know of itself
    "exit": (60, 93), "exit_group": (231, 94), "futex": (202, 98), "set_tid_address": (218, 96),
    "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293), "arch_prctl": (158, None),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_getattr": (315, 275), "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126), "sched_rr_get_interval": (148, 127), "getpriority": (140, 141),
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getpgrp": (111, None), "getpgid": (121, 155),
    "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "getresuid": (118, 148), "getresgid": (120, 150), "getgroups": (115, 158), "capget": (125, 90),
    "getrlimit": (97, 163), "getrusage": (98, 165), "times": (100, 153), "sysinfo": (99, 179), "uname": (63, 160),
    "getcpu": (309, 168), "wait4": (61, 260), "waitid": (247, 95), "getrandom": (318, 278),
    # time
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "time": (201, None), "alarm": (37, None), "setitimer": (38, 103),
    "getitimer": (36, 102), "timerfd_create": (283, 85), "timerfd_settime": (286, 86), "timerfd_gettime": (287, 87),
    # signals, its own
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132), "signalfd": (282, None),
    "signalfd4": (289, 74), "pause": (34, None), "restart_syscall": (219, 128),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "epoll_create": (213, None),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "eventfd": (284, None), "eventfd2": (290, 19),
    # sockets that exist
    "recvfrom": (45, 207), "recvmsg": (47, 212), "socketpair": (53, 199), "shutdown": (48, 210),
    "getsockname": (51, 204), "getpeername": (52, 205), "getsockopt": (55, 209), "setsockopt": (54, 208),
    # newer: numbers are the same everywhere
    "close_range": (436, 436), "openat2": (437, 437), "faccessat2": (439, 439), "epoll_pwait2": (441, 441),
    "futex_waitv": (449, 449), "fchmodat2": (452, 452), "futex_wake": (454, 454), "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
}  # fmt: skip
_LOOKED_AT: dict[str, tuple[int | None, int | None]] = {  # allowed or refused by their arguments
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "prlimit64": (302, 261), "sendto": (44, 206),
    "sched_setaffinity": (203, 122), "mmap": (9, 222), "mremap": (25, 216), "mprotect": (10, 226),
    "pkey_mprotect": (329, 288), "prctl": (157, 167), "fcntl": (72, 25), "ioctl": (16, 29), "madvise": (28, 233),
}  # fmt: skip
_SECCOMP = {"x86_64": 317, "aarch64": 277, "arm64": 277}
_OFTEN = ("futex", "sendto", "recvfrom", "mmap", "munmap", "mprotect", "madvise", "ioctl", "fcntl")
_LAST_OLD = 434  # a kernel that lacks a newer call says ENOSYS, and libc does without
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7), "arm64": (1, 0xC00000B7)}

# fcntl and prctl: what is allowed; F_SETOWN, F_SETLK, PR_SET_DUMPABLE, PR_SET_SECCOMP and the like are not among it
_F_ALLOWED = [0, 1, 2, 3, 4, 1030, 1032]  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC, GETPIPE_SZ
_PR_ALLOWED = [2, 3, 15, 16, 21, 23, 39, 0x53564D41]  # GET_*, SET_NAME, GET_NAME, CAPBSET_READ, SET_VMA
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
# ioctl: drivers of GPUs have many; what sends signals to others or types into a terminal is refused
_FIOSETOWN, _SIOCSPGRP, _TIOCSTI, _TIOCLINUX = 0x8901, 0x8902, 0x5412, 0x541C
_MADV_COLD, _MADV_PAGEOUT = 20, 21
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080  # all namespaces

# --- a small assembler of classic BPF ---------------------------------------------------------------------------------

_LOAD, _RETURN = 0x20, 0x06
_JUMP_EQUAL, _JUMP_ABOVE, _JUMP_ANY_BIT = 0x15, 0x25, 0x45
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCH = 0, 4  # offsets in struct seccomp_data


def _low(argument: int) -> int:
    return 16 + 8 * argument  # both architectures are little-endian


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value & 0xFFFFFFFF)


def _refuse(number: int = errno.EPERM) -> bytes:
    return _op(_RETURN, _ERROR | number)


_PASS = _op(_RETURN, _ALLOW)


def _case(number: int, body: bytes) -> bytes:
    """The body, which must end in a return, for this system call; goes on behind it for all others."""
    return _op(_JUMP_EQUAL, number, 0, len(body) // 8) + body


def _if_equal(argument: int, values: Sequence[int], then: bytes) -> bytes:
    """Ends so where an argument is one of the values; goes on behind it for all others."""
    return _op(_LOAD, _low(argument)) + b"".join(_op(_JUMP_EQUAL, value, 0, 1) + then for value in values)


def _refuse_if_equal(argument: int, values: Sequence[int]) -> bytes:
    return _if_equal(argument, values, _refuse()) + _PASS


def _allow_if_equal(argument: int, values: Sequence[int]) -> bytes:
    return _if_equal(argument, values, _PASS) + _refuse()


def _own(signal_argument: int) -> bytes:
    """Signals to the process itself, all but those that kill or stop it whatever it does: they come from outside."""
    return _if_equal(signal_argument, _FROM_OUTSIDE, _refuse()) + _allow_if_equal(0, [_PID])


def _must_be(argument: int, value: int, number: int = errno.EPERM) -> bytes:
    """Goes on behind where an argument, in all of its 64 bits, is this small value; refuses all others."""
    halves = (_low(argument), value), (_low(argument) + 4, 0)
    return b"".join(_op(_LOAD, half) + _op(_JUMP_EQUAL, wanted, 1, 0) + _refuse(number) for half, wanted in halves)


_PID = 0x50494420  # stands for the process' own number until that is known; larger than any


@functools.cache
def _template(machine: str, exec_memory: bool) -> bytes:
    """The filter, as an array of struct sock_filter, for a process with the number _PID."""
    column, arch = _ARCHITECTURES[machine]
    number = {name: both[column] for name, both in (_ALLOWED | _LOOKED_AT).items()}
    program = _op(_LOAD, _ARCH) + _op(_JUMP_EQUAL, arch, 1, 0) + _op(_RETURN, _KILL) + _op(_LOAD, _NUMBER)

    own_or_none = [_PID, 0]
    bodies: dict[str, bytes] = {
        # threads are fine; a thread's flags never ask for a namespace
        "clone": _op(_LOAD, _low(0)) + _op(_JUMP_ANY_BIT, _CLONE_NEW, 1, 0)
        + _op(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0) + _refuse() + _PASS,
        **{name: _own(1) for name in ("kill", "tkill", "rt_sigqueueinfo")},  # tkill: its main thread's number
        **{name: _own(2) for name in ("tgkill", "rt_tgsigqueueinfo")},
        "sched_setaffinity": _allow_if_equal(0, own_or_none),
        # limits may be read, not set
        "prlimit64": _must_be(2, 0) + _allow_if_equal(0, own_or_none),
        # a datagram to an address of its choice would be a way around connect
        "sendto": _must_be(4, 0) + _PASS,
        "fcntl": _allow_if_equal(1, _F_ALLOWED),
        "ioctl": _refuse_if_equal(1, [_FIOSETOWN, _SIOCSPGRP, _TIOCSTI, _TIOCLINUX]),
        "madvise": _refuse_if_equal(2, [_MADV_COLD, _MADV_PAGEOUT]),
        "prctl": _allow_if_equal(0, _PR_ALLOWED),
        "clone3": _refuse(errno.ENOSYS),  # its flags are in memory, where no filter sees them: libc calls clone then
    }
    unless_executable = _op(_LOAD, _low(2)) + _op(_JUMP_ANY_BIT, mmap.PROT_EXEC, 0, 1) + _refuse() + _PASS
    bodies |= dict.fromkeys(("mmap", "mprotect", "pkey_mprotect"), _PASS if exec_memory else unless_executable)
    # What a mapping of a library grows by is the library's file: the first code of a page behind it that was replaced.
    # A page that is moved stays what it is: that is how built-ins are zeroed. For the rest, libc copies.
    one_page = _must_be(1, mmap.PAGESIZE, errno.ENOMEM) + _must_be(2, mmap.PAGESIZE, errno.ENOMEM) + _PASS
    bodies["mremap"] = _PASS if exec_memory else one_page
    bodies |= dict.fromkeys(_ALLOWED, _PASS)
    for name in sorted(bodies, key=lambda name: name not in _OFTEN):
        value = number[name]
        if value is not None:
            program += _case(value, bodies[name])
    # everything else; what is new or unknown, x32's calls among it (bit 30), looks like a kernel that lacks it
    return program + _op(_JUMP_ABOVE, _LAST_OLD, 0, 1) + _refuse(errno.ENOSYS) + _refuse()


def _program(machine: str, pid: int, exec_memory: bool) -> bytes:
    return _template(machine, exec_memory).replace(struct.pack("<I", _PID), struct.pack("<I", pid))


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


@functools.cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    libc.syscall.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_long]
    libc.syscall.restype = ctypes.c_long
    return libc


def _filter(exec_memory: bool) -> bool:
    """Put the filter on every thread of the process. True where it holds."""
    machine = platform.machine().lower()
    if sys.platform != "linux" or machine not in _ARCHITECTURES:
        return False
    code = _program(machine, os.getpid(), exec_memory)
    program = _Program(len(code) // 8, code)
    set_mode_filter, all_threads = 1, 1
    return bool(_libc().syscall(_SECCOMP[machine], set_mode_filter, all_threads, ctypes.addressof(program), 0) == 0)


# --- files ------------------------------------------------------------------------------------------------------------

# Landlock's rights (include/uapi/linux/landlock.h), the bits of struct landlock_ruleset_attr.handled_access_fs
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # by ABI; later ones as below
_NEWEST_RIGHTS = (1 << 16) - 1
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # on every architecture
_READABLE = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/dev/zero",
             "/dev/urandom", "/dev/random")


def close_files(writable: Sequence[str]) -> int | None:
    """Makes, in the zygote, a Landlock ruleset for lock(), by which Python's files, the packages' and the system
    libraries' can be read, the scratch folders be written, and nothing else be opened. So /proc is closed, which tells
    how the judge was called, and without namespaces so are the home, the solutions and the tests. None where the kernel
    has no Landlock."""
    libc = _libc()
    abi = libc.syscall(_LANDLOCK_CREATE, 0, 0, 1, 0)
    if abi < 1:
        return None
    rights = _RIGHTS.get(abi, _NEWEST_RIGHTS)
    handled = ctypes.create_string_buffer(struct.pack("<Q", rights))
    ruleset = int(libc.syscall(_LANDLOCK_CREATE, ctypes.addressof(handled), 8, 0, 0))
    if ruleset < 0:
        return None
    packages = [entry.path for folder in sys.path if os.path.isdir(folder) for entry in os.scandir(folder)
                if entry.is_symlink()]  # without namespaces, packages are links
    readable = map(os.path.realpath, [sys.base_prefix + "/lib", sys.executable, *sys.path, *packages, *_READABLE])
    wanted = {os.devnull: _READ_FILE | _WRITE_FILE} | dict.fromkeys(readable, _EXECUTE | _READ_FILE | _READ_DIR)
    for path, allowed in (wanted | dict.fromkeys(writable, rights)).items():
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # it isn't there
        if not os.path.isdir(path):
            allowed &= _EXECUTE | _WRITE_FILE | _READ_FILE
        rule = ctypes.create_string_buffer(struct.pack("<Qi", allowed, place))
        libc.syscall(_LANDLOCK_ADD, ruleset, 1, ctypes.addressof(rule), 0)
        os.close(place)
    return ruleset


def _restrict(ruleset: int | None) -> None:
    if ruleset is None or _libc().syscall(_LANDLOCK_RESTRICT, ruleset, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    os.close(ruleset)


# --- limits -----------------------------------------------------------------------------------------------------------


def _mapped_bytes() -> int:
    """Address space in use."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * mmap.PAGESIZE


def _user_threads() -> int:
    """Threads that this user has, in the processes that can be seen."""
    total, own = 0, os.getuid()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/status") as file:
                    fields = dict(line.split(":", 1) for line in file if ":" in line)
            except OSError:
                continue  # it has just ended
            if int(fields["Uid"].split()[0]) == own:
                total += int(fields["Threads"])
    return total


def _set_limit(which: int, soft: int, hard: int | None = None) -> None:
    """Lower both limits; never raises the hard one."""
    if soft < 0:  # to the kernel it would be a very large one, or none
        raise ValueError("a limit can't be negative")
    _, ceiling = resource.getrlimit(which)
    values = [soft, soft if hard is None else hard]
    if ceiling != resource.RLIM_INFINITY:
        values = [min(value, ceiling) for value in values]
    resource.setrlimit(which, (values[0], values[1]))


def _limit_threads(limits: Limits) -> None:
    if os.getuid() == 0:
        raise OSError("the kernel does not limit root")
    _set_limit(resource.RLIMIT_NPROC, _user_threads() + limits.threads)


def _limit_cpu(limits: Limits) -> None:
    seconds = math.ceil(time.process_time() + limits.cpu_seconds)
    _set_limit(resource.RLIMIT_CPU, seconds, seconds + 1)  # SIGXCPU, and SIGKILL for who ignores it
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def lock(limits: Limits, exec_memory: bool = False, files: Literal["open"] | int | None = "open") -> list[str]:
    """Limit this process for good; returns the names of what could not be applied, and never raises.

    The names are those of the limits ("RLIMIT_AS"), of the options ("PR_SET_NO_NEW_PRIVS"), "Landlock" and "seccomp".
    For root "RLIMIT_NPROC" is always among them. ``files`` is what close_files() gave.

    ``exec_memory`` allows mapping executable memory, for code that must load an extension module.
    """
    steps: list[tuple[str, Any]] = [
        ("RLIMIT_CPU", lambda: _limit_cpu(limits)),
        ("RLIMIT_AS", lambda: _set_limit(resource.RLIMIT_AS, _mapped_bytes() + limits.memory_bytes)),
        ("RLIMIT_FSIZE", lambda: _set_limit(resource.RLIMIT_FSIZE, limits.file_bytes)),
        ("RLIMIT_CORE", lambda: _set_limit(resource.RLIMIT_CORE, 0)),
        ("RLIMIT_NOFILE", lambda: _set_limit(resource.RLIMIT_NOFILE, limits.files)),
        ("RLIMIT_MEMLOCK", lambda: _set_limit(resource.RLIMIT_MEMLOCK, 0)),
        ("RLIMIT_NPROC", lambda: _limit_threads(limits)),
        ("PR_SET_PDEATHSIG", lambda: _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)),
        ("PR_SET_NO_NEW_PRIVS", lambda: _prctl(_PR_SET_NO_NEW_PRIVS, 1)),
    ]
    if files != "open":
        steps.append(("Landlock", lambda: _restrict(files)))
    missing = []
    for name, step in steps:
        try:
            step()
        except Exception:
            missing.append(name)
    try:
        held = _filter(exec_memory)
    except Exception:
        held = False
    return missing if held else [*missing, "seccomp"]


def unlocked(files: Literal["open"] | int | None) -> list[str]:
    """What a child cannot lock here, tried by one; root's threads, which Linux does not limit, are not among it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, " ".join(lock(Limits(60, 1 << 30), files=files)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        found = said.read().split()
    os.waitpid(pid, 0)
    return [name for name in found if name != "RLIMIT_NPROC" or os.getuid() != 0]


def shield() -> None:
    """Closes the zygote's memory to other processes of the same user, its own children among them.

    What is not dumpable can't be traced, and its /proc/<pid>/mem, maps, environ, fd and cwd belong to root. Children
    inherit it, so that they are closed to each other as well. Raises OSError where it fails.
    """
    _prctl(_PR_SET_DUMPABLE, 0)


# --- what must be loaded before ---------------------------------------------------------------------------------------

# no use without a terminal or a display, or with effects of their own when imported
_NOT_LOADED = ("_curses", "_tkinter", "_test", "_xx", "xx", "readline", "_gdbm", "_dbm", "ossaudiodev", "nis",
               "idlelib")
_WITH_EXTENSIONS = (
    "numpy.fft", "numpy.linalg", "numpy.random", "numpy.polynomial", "numpy.ma", "numpy.lib.format", "numpy.testing",
    "ctypes.util", "encodings.idna", "encodings.gb18030", "encodings.utf_16", "encodings.cp1252",
)  # fmt: skip


def _extension_modules() -> list[str]:
    """The standard library's extension modules that are files of their own."""
    folder = sysconfig.get_config_var("DESTSHARED") or os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")
    try:
        names = sorted({name.split(".", 1)[0] for name in os.listdir(folder) if name.endswith(".so")})
    except OSError:
        return []
    return [name for name in names if not name.startswith(_NOT_LOADED)]


def preload() -> None:
    """Loads in the zygote what code would otherwise load when it first needs it, which needs executable memory.

    Those are all extension modules of the standard library, NumPy's that are imported late, and memory for ctypes
    callbacks. What fails to load is left out: it would fail for the student as well.
    """
    for name in (*_extension_modules(), *_WITH_EXTENSIONS):
        try:
            importlib.import_module(name)
        except Exception:  # a missing library of the system, say: the same for everyone
            continue
    for exec_memory in (False, True):
        if platform.machine().lower() in _ARCHITECTURES:
            _template(platform.machine().lower(), exec_memory)  # remembered: lock() is quicker by it
    _libc()
    prototype = ctypes.CFUNCTYPE(None)
    made = [prototype(lambda: None) for _ in range(1000)]
    del made  # libffi keeps their memory for the next ones
