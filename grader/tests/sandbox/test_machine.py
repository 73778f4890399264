"""What a machine lacks is said in one line with what to do, before anything is graded."""
from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import manifest
from grader.sandbox import machine

LIMITS = manifest.load().limits


def test_here_nothing_is_lacking() -> None:
    assert machine.lacking(LIMITS) is None and machine.no_processes() is None


@pytest.mark.parametrize(("which", "limit", "letter"), [
    (resource.RLIMIT_AS, 1 << 30, "v"), (resource.RLIMIT_CPU, 100, "t"), (resource.RLIMIT_FSIZE, 1 << 20, "f"),
    (resource.RLIMIT_NOFILE, 32, "n")])
def test_a_low_limit_is_named(which: int, limit: int, letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit
    monkeypatch.setattr(resource, "getrlimit", lambda asked: (limit, limit) if asked == which else before(asked))
    assert f"ulimit -{letter}" in str(machine.lacking(LIMITS))


def test_a_machine_without_shared_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")
    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuse)
    assert "/dev/shm" in str(machine.no_processes())


def test_batch_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "corr2d.py").write_text("")
    words = f"{sys.executable} -m grader batch {tmp_path / 'class'} --out {tmp_path / 'out'} --lang en"
    done = subprocess.run(["bash", "-c", f"ulimit -f 1000; {words}"], capture_output=True, text=True, cwd=manifest.ROOT)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "ulimit -f" in done.stderr, done.stderr
    assert not (tmp_path / "out").exists()
