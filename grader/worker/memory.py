"""Memory for networks: a dense layer of VGG has 64 MB, and pages that come anew from the system cost three to eight
times what filling them costs. So what is freed stays, and pages are large. Each does nothing where the C library is not
glibc, or the system has no large pages."""
from __future__ import annotations

import contextlib
import ctypes
import mmap

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of glibc's mallopt
LARGEST = 1 << 30  # bytes: what is larger goes back to the system at once
LARGE_PAGES = 1 << 28  # bytes


def keep() -> None:
    """From here on, arrays are made where others have been."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        for option in (TRIM_THRESHOLD, MMAP_THRESHOLD):
            library.mallopt(option, LARGEST)


def large_pages() -> None:
    """The next arrays are made in pages of 2 MB. To be called after keep() and under the process's own limit: it
    asks for room, which costs nothing before it is written to."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        library.malloc.restype = ctypes.c_void_p
        if start := library.malloc(ctypes.c_size_t(LARGE_PAGES)):
            page = -start % mmap.PAGESIZE
            library.madvise(ctypes.c_void_p(start + page), ctypes.c_size_t(LARGE_PAGES - mmap.PAGESIZE),
                            mmap.MADV_HUGEPAGE)
            library.free(ctypes.c_void_p(start))
