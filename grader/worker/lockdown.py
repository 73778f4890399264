"""What a forked child does to itself before it loads a student's code: resource limits and a seccomp filter.

It is the inner of two walls. The outer one, the sandbox of the judge, decides what the child can see: files, network,
processes. This one holds where there is no outer one as well: no new process, no program, no socket, no signal to
anyone else, no way into another process' memory, and no new executable memory, which is what keeps zeroed built-ins
zeroed. Everything here is for good: nothing that the child does later can lift it.

A refused system call fails with EPERM (``clone3`` and unknown ones with ENOSYS, so that libc falls back), and Python
raises PermissionError: a student reads which call it was, and the process lives on. Only a system call of another
architecture (32-bit code on a 64-bit kernel) kills it.
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

__all__ = ["Limits", "close_files", "lock", "preload", "shield"]


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
# name: (x86-64, aarch64), None where an architecture has none.

_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # processes and programs
    "fork": (57, None), "vfork": (58, None), "clone": (56, 220), "clone3": (435, 435),
    "execve": (59, 221), "execveat": (322, 281), "setsid": (112, 157), "setpgid": (109, 154),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
    "prlimit64": (302, 261), "setrlimit": (160, 164), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119), "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # sockets: the one to the judge exists already
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
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
    "madvise": (28, 233), "timer_create": (222, 107),  # a timer may send SIGKILL
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
    # looked at more closely
    "mmap": (9, 222), "mprotect": (10, 226), "pkey_mprotect": (329, 288), "remap_file_pages": (216, 234),
    "prctl": (157, 167), "fcntl": (72, 25), "ioctl": (16, 29),
    "close_range": (436, 436), "openat2": (437, 437), "faccessat2": (439, 439), "epoll_pwait2": (441, 441),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446),
    "futex_waitv": (449, 449), "fchmodat2": (452, 452), "futex_wake": (454, 454), "futex_wait": (455, 455),
    "futex_requeue": (456, 456),
}  # fmt: skip
_LOOKED_AT = {
    "clone", "clone3", "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64", "sendto",
    "sched_setparam", "sched_setscheduler", "sched_setaffinity", "sched_setattr",
    "mmap", "mprotect", "pkey_mprotect", "prctl", "fcntl", "ioctl", "madvise",
}  # fmt: skip
# Numbers are the same everywhere from 424 on. Of the newer ones, all but these are unknown to the child.
_NEW_BUT_FINE = {
    "close_range", "openat2", "faccessat2", "epoll_pwait2", "futex_waitv", "fchmodat2",
    "futex_wake", "futex_wait", "futex_requeue",
}  # fmt: skip
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7), "arm64": (1, 0xC00000B7)}

# fcntl, ioctl and prctl: commands that send signals to others, type into a terminal, or undo what was set here
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_F_LOCKS = [6, 7, 37, 38, 1024, 1026]  # SETLK, SETLKW, OFD_SETLK, OFD_SETLKW, SETLEASE, NOTIFY
_MADV_COLD, _MADV_PAGEOUT = 20, 21
_FIOSETOWN, _SIOCSPGRP, _TIOCSTI, _TIOCLINUX = 0x8901, 0x8902, 0x5412, 0x541C
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_MM = 1, 4, 22, 35
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_SET_SYSCALL_USER_DISPATCH, _PR_SET_PTRACER = 36, 38, 59, 0x59616D61
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


def _case(number: int, body: bytes) -> bytes:
    """The body, which must end in a return, for this system call; goes on behind it for all others."""
    return _op(_JUMP_EQUAL, number, 0, len(body) // 8) + body


def _refuse_if_equal(argument: int, values: list[int]) -> bytes:
    body = _op(_LOAD, _low(argument))
    for value in values:
        body += _op(_JUMP_EQUAL, value, 0, 1) + _refuse()
    return body + _op(_RETURN, _ALLOW)


def _allow_if_equal(argument: int, values: list[int]) -> bytes:
    body = _op(_LOAD, _low(argument))
    for value in values:
        body += _op(_JUMP_EQUAL, value, 0, 1) + _op(_RETURN, _ALLOW)
    return body + _refuse()


def _refuse_if_any(argument: int, bits: int) -> bytes:
    """Refuse where any of these bits is set."""
    return _op(_LOAD, _low(argument)) + _op(_JUMP_ANY_BIT, bits, 0, 1) + _refuse() + _op(_RETURN, _ALLOW)


def _own(signal_argument: int) -> bytes:
    """Signals to the process itself, all but SIGKILL: one that comes is known to come from outside."""
    return (_op(_LOAD, _low(signal_argument)) + _op(_JUMP_EQUAL, signal.SIGKILL, 0, 1) + _refuse()
            + _allow_if_equal(0, [_PID]))


def _pointer_is_null(argument: int) -> bytes:
    """Goes on behind where both halves are zero, else refuses."""
    low, high = _low(argument), _low(argument) + 4
    return b"".join(_op(_LOAD, half) + _op(_JUMP_EQUAL, 0, 1, 0) + _refuse() for half in (low, high))


_PID = 0x50494420  # stands for the process' own number until that is known; larger than any


@functools.cache
def _template(machine: str, exec_memory: bool) -> bytes:
    """The filter, as an array of struct sock_filter, for a process with the number _PID."""
    column, arch = _ARCHITECTURES[machine]
    number = {name: both[column] for name, both in _NUMBERS.items()}

    program = _op(_LOAD, _ARCH) + _op(_JUMP_EQUAL, arch, 1, 0) + _op(_RETURN, _KILL) + _op(_LOAD, _NUMBER)
    # the new and unknown, x32's among them (bit 30 of the number), look like a kernel that lacks them
    fine = [number[name] for name in _NEW_BUT_FINE]
    newest = b"".join(_op(_JUMP_EQUAL, value or 0, 0, 1) + _op(_RETURN, _ALLOW) for value in fine)
    program += _op(_JUMP_ABOVE, 434, 0, len(newest) // 8 + 1) + newest + _refuse(errno.ENOSYS)

    own_or_none = [_PID, 0]
    bodies: dict[str, bytes] = {
        # threads are fine; a thread's flags never ask for a namespace
        "clone": _op(_LOAD, _low(0))
        + _op(_JUMP_ANY_BIT, _CLONE_NEW, 1, 0)
        + _op(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0)
        + _refuse()
        + _op(_RETURN, _ALLOW),
        **{name: _own(1) for name in ("kill", "tkill", "rt_sigqueueinfo")},  # tkill: its main thread's number
        **{name: _own(2) for name in ("tgkill", "rt_tgsigqueueinfo")},
        **{
            name: _allow_if_equal(0, own_or_none)
            for name in ("sched_setparam", "sched_setscheduler", "sched_setaffinity", "sched_setattr")
        },
        # limits may be read, not set
        "prlimit64": _pointer_is_null(2) + _allow_if_equal(0, own_or_none),
        # a datagram to an address of its choice would be a way around connect
        "sendto": _pointer_is_null(4) + _op(_RETURN, _ALLOW),
        "fcntl": _refuse_if_equal(1, [_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, *_F_LOCKS]),
        "ioctl": _refuse_if_equal(1, [_FIOSETOWN, _SIOCSPGRP, _TIOCSTI, _TIOCLINUX]),
        "madvise": _refuse_if_equal(2, [_MADV_COLD, _MADV_PAGEOUT]),
        "prctl": _refuse_if_equal(
            0,
            [
                _PR_SET_PDEATHSIG,
                _PR_SET_DUMPABLE,
                _PR_SET_SECCOMP,
                _PR_SET_MM,
                _PR_SET_CHILD_SUBREAPER,
                _PR_SET_SYSCALL_USER_DISPATCH,
                _PR_SET_PTRACER,
            ],
        ),
    }
    if not exec_memory:
        bodies |= {name: _refuse_if_any(2, mmap.PROT_EXEC) for name in ("mmap", "mprotect", "pkey_mprotect")}
    # the most frequent first: the filter runs for every system call
    often = ("mmap", "mprotect", "madvise", "ioctl", "fcntl", "sendto")
    for name in sorted(bodies, key=lambda name: name not in often):
        value = number[name]
        if value is not None:
            program += _case(value, bodies[name])
    for name, value in number.items():
        if name not in _LOOKED_AT and name not in _NEW_BUT_FINE and value is not None and value <= 434:
            program += _case(value, _refuse())
    return program + _op(_RETURN, _ALLOW)


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
    number = _NUMBERS["seccomp"][_ARCHITECTURES[machine][0]]
    return bool(_libc().syscall(number, set_mode_filter, all_threads, ctypes.addressof(program), 0) == 0)


# --- files ------------------------------------------------------------------------------------------------------------

# Landlock's rights (include/uapi/linux/landlock.h), the bits of struct landlock_ruleset_attr.handled_access_fs
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # by ABI; later ones as below
_NEWEST_RIGHTS = (1 << 16) - 1
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # on every architecture
_READABLE = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/dev/zero",
             "/dev/urandom", "/dev/random")


def close_files(writable: Sequence[str]) -> int | None:
    """For the zygote: a Landlock ruleset for lock(), by which Python's files, the packages' and the system libraries'
    can be read, the scratch folders be written, and nothing else be opened. So /proc is closed, which tells how the
    judge was called, and without namespaces so are the home, the solutions and the tests. None where the kernel has no
    Landlock."""
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


def shield() -> None:
    """For the zygote: close its memory to other processes of the same user, its own children among them.

    What is not dumpable can't be traced, and its /proc/<pid>/mem, maps, environ, fd and cwd belong to root. Children
    inherit it, so that they are closed to each other as well. Raises OSError where it fails.
    """
    _prctl(_PR_SET_DUMPABLE, 0)


# --- what must be loaded before ---------------------------------------------------------------------------------------

# no use without a terminal or a display, or with effects of their own when imported
_NOT_LOADED = (
    "_curses",
    "_tkinter",
    "_test",
    "_xx",
    "xx",
    "readline",
    "_gdbm",
    "_dbm",
    "ossaudiodev",
    "nis",
    "idlelib",
)
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
    """For the zygote: load what code would otherwise load when it first needs it, which needs executable memory.

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
    made = [prototype(_nothing) for _ in range(1000)]
    del made  # libffi keeps their memory for the next ones


def _nothing() -> None:
    return
