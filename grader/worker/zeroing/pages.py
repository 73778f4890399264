"""Writes into pages of machine code."""
from __future__ import annotations

import ctypes
import functools
import mmap
import os
from typing import Any

# --- memory -----------------------------------------------------------------------------------------------------------

_PAGE = mmap.PAGESIZE
_READ, _WRITE, _EXEC = 1, 2, 4
_FAILED = ctypes.c_void_p(-1).value


@functools.cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
    return libc


def _failed(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


def _map(content: bytes, protection: int) -> int:
    """New anonymous pages that hold the content."""
    libc = _libc()
    size = -(-len(content) // _PAGE) * _PAGE
    address: int = libc.mmap(None, size, _READ | _WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address == _FAILED:
        raise _failed("mmap")
    ctypes.memmove(address, content, len(content))
    if libc.mprotect(address, size, protection) != 0:
        error = _failed("mprotect")
        libc.munmap(address, size)
        raise error
    return address


def _move(fresh: int, page: int) -> None:
    """Put an executable page in the place of one that may be running.

    One mremap: no thread ever finds the page missing, half written or not executable.
    """
    may_move, fixed = 1, 2
    if _libc().mremap(fresh, _PAGE, _PAGE, may_move | fixed, page) == _FAILED:
        raise _failed("mremap")


def _replace(page: int, content: bytes) -> None:
    """Put a new, anonymous page of this content in its place.

    As it is new, the kernel also takes care of the instruction cache where the processor does not.
    """
    fresh = _map(content, _READ | _EXEC)
    try:
        _move(fresh, page)
    except OSError:
        _libc().munmap(fresh, _PAGE)
        raise
