"""Writes into pages of machine code."""
from __future__ import annotations

import ctypes
import functools
import mmap
import os
from typing import Any

PAGE = mmap.PAGESIZE
READ, WRITE, EXEC = 1, 2, 4
_FAILED = ctypes.c_void_p(-1).value


@functools.cache
def libc() -> Any:
    found = ctypes.CDLL(None, use_errno=True)
    found.mmap.restype = found.mremap.restype = ctypes.c_void_p
    found.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    found.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    found.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    found.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
    return found


def _failed(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


def mapped(content: bytes, protection: int) -> int:
    """New anonymous pages that hold the content."""
    size = -(-len(content) // PAGE) * PAGE
    address: int = libc().mmap(None, size, READ | WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address == _FAILED:
        raise _failed("mmap")
    ctypes.memmove(address, content, len(content))
    if libc().mprotect(address, size, protection) != 0:
        error = _failed("mprotect")
        libc().munmap(address, size)
        raise error
    return address


def move(fresh: int, page: int) -> None:
    """Put an executable page in the place of one that may be running.

    One mremap: no thread ever finds the page missing, half written or not executable.
    """
    may_move, fixed = 1, 2
    if libc().mremap(fresh, PAGE, PAGE, may_move | fixed, page) == _FAILED:
        raise _failed("mremap")


def replace(page: int, content: bytes) -> None:
    """Put a new, anonymous page of this content in its place.

    As it is new, the kernel also takes care of the instruction cache where the processor does not.
    """
    fresh = mapped(content, READ | EXEC)
    try:
        move(fresh, page)
    except OSError:
        libc().munmap(fresh, PAGE)
        raise
