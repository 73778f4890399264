"""Where a submission's process cannot be locked, a person is told before anything is graded."""
from __future__ import annotations

import platform
import subprocess
from pathlib import Path

import pytest

from grader.course import manifest
from grader.sandbox.support import unavailable, unlocked
from grader.tests.refusing import without
from grader.worker import lockdown

pytestmark = pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))


def without_filters(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command where the kernel takes no filter."""
    return without(lockdown._SECCOMP[platform.machine().lower()], *words)


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
