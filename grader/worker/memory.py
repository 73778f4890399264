"""Memory that is freed stays: a dense layer of VGG has 64 MB, and pages that come anew from the system cost three to
eight times what filling them costs."""
from __future__ import annotations

import contextlib
import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of glibc's mallopt
LARGEST = 1 << 30  # bytes: what is larger goes back to the system at once


def keep() -> None:
    """Has arrays made where others have been, from now on. Does nothing where the C library is not glibc."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        for option in (TRIM_THRESHOLD, MMAP_THRESHOLD):
            library.mallopt(option, LARGEST)
