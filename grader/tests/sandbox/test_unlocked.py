"""Where a submission's process cannot be locked, a person is told before anything is graded."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import manifest
from grader.sandbox.support import unavailable, unlocked

pytestmark = pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))

# Runs a command in a process whose kernel refuses to take a filter: by a filter.
WITHOUT_FILTERS = """
import ctypes, os, platform, sys
from grader.worker import lockdown as l
refused = l._op(l._LOAD, l._NUMBER) + l._case(l._SECCOMP[platform.machine().lower()], l._refuse())
code = refused + l._op(l._RETURN, l._ALLOW)
program = l._Program(len(code) // 8, code)
prctl = l._libc().prctl
assert prctl(l._PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
assert prctl(22, 2, ctypes.addressof(program), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "grader", *sys.argv[1:]])
"""


def without_filters(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT_FILTERS, *map(str, words)], cwd=manifest.ROOT, text=True,
                          capture_output=True, env=os.environ | {"COLUMNS": "200"})


def test_here_everything_is_locked() -> None:
    assert unlocked() == ()


def test_batch_refuses_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "corr2d.py").write_text("")
    done = without_filters("batch", tmp_path / "class", "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == 2 and "(seccomp)" in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not (tmp_path / "out").exists()


def test_batch_grades_all_the_same_when_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "class" / "ann").mkdir(parents=True)
    right = manifest.ROOT / "solutions" / "receptive_field.py"
    (tmp_path / "class" / "ann" / "receptive_field.py").write_bytes(right.read_bytes())
    done = without_filters("batch", tmp_path / "class", "--out", tmp_path / "out", "--no-train", "--exercise",
                           "receptive_field", "--jobs", "1", "--lang", "en", "--allow-unsandboxed")
    assert done.returncode == 0 and "1 graded" in done.stdout, done.stdout + done.stderr


def test_score_warns_and_doctor_says_so() -> None:
    done = without_filters("score", "solutions", "--exercise", "receptive_field", "--lang", "en")
    assert done.returncode == 0 and "does not let a submission be locked in (seccomp)" in done.stderr, done.stderr
    assert "a submission cannot be locked in: seccomp" in without_filters("doctor", "--lang", "en").stdout
