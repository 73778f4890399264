"""The kit's commands under a kernel that refuses one system call: really, by a filter."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.course import manifest

PROGRAM = """
import ctypes, os, sys
from grader.worker import lockdown as l
code = l._op(l._LOAD, l._NUMBER) + l._case(int(sys.argv[1]), l._refuse()) + l._op(l._RETURN, l._ALLOW)
program = l._Program(len(code) // 8, code)
prctl = l._libc().prctl
assert prctl(l._PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
assert prctl(22, 2, ctypes.addressof(program), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-W", "ignore", "-m", "grader", *sys.argv[2:]])
"""


def without(call: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command where the system call of that number is refused."""
    return subprocess.run([sys.executable, "-c", PROGRAM, str(call), *map(str, words)], cwd=manifest.ROOT, text=True,
                          capture_output=True, env=os.environ | {"COLUMNS": "200"})
