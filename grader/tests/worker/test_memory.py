"""A student's process makes its arrays in large pages, where the system has them, and without them where it has not."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ENABLED = Path("/sys/kernel/mm/transparent_hugepage/enabled")
LARGE = """
import re, numpy, pathlib
from grader.worker import memory
memory.keep()
memory.large_pages()
array = numpy.ones(16 << 20, numpy.float32)
print(sum(map(int, re.findall(r"AnonHugePages: +(\\d+) kB", pathlib.Path("/proc/self/smaps").read_text()))))
"""
NO_ROOM = """
import resource, numpy
from grader.worker import memory
memory.keep()
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (100 << 20),) * 2)
memory.large_pages()
print(int(numpy.ones(16 << 20, numpy.float32).sum()))
try:
    numpy.ones(32 << 20, numpy.float32)
except MemoryError:
    print("refused")
"""


def said(code: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_arrays_are_made_in_large_pages() -> None:
    if not ENABLED.exists() or "[never]" in ENABLED.read_text():
        pytest.skip("this system has no large pages")
    kilobytes, = said(LARGE)
    assert int(kilobytes) > 32 << 10


def test_where_there_is_no_room_for_them_arrays_are_made_within_the_limit() -> None:
    assert said(NO_ROOM) == [str(16 << 20), "refused"]
