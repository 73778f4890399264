"""Where built-ins cannot be zeroed, MXNet's profiler says which of them ran, and points stay."""
from __future__ import annotations

import json
import platform
import subprocess
from pathlib import Path

import pytest

from grader.course import manifest
from grader.tests.refusing import without

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="zeroing is written for x86-64")
SOLUTION = (manifest.ROOT / "solutions" / "pooling.py").read_text("utf-8")
BUILT_IN = """
from mxnet import nd

def pool2d(X, pool_size, mode="max"):
    return nd.Pooling(X.reshape((1, 1) + X.shape), kernel=pool_size, pool_type=mode)[0, 0]
"""
MREMAP = 25  # on x86-64


def without_moving(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command where the kernel moves no pages, so that a patch cannot come to its place."""
    return without(MREMAP, *words)


@pytest.mark.parametrize(("source", "ran"), [
    (SOLUTION, ""), (BUILT_IN, "Pooling"),
    (SOLUTION + "\nnd.Pooling(nd.ones((1, 1, 2, 2)), kernel=(2, 2))\n", "")], ids=["solution", "built-in", "at import"])
def test_what_ran_is_a_remark(source: str, ran: str, tmp_path: Path) -> None:
    (tmp_path / "pooling.py").write_text(source, "utf-8")
    done = without_moving("score", tmp_path, "--exercise", "pooling", "--no-train", "--lang", "en", "--json",
                          tmp_path / "report.json")
    assert "answers from built-ins get a remark here, and points" in done.stderr, done.stderr
    (exercise,) = json.loads((tmp_path / "report.json").read_text("utf-8"))["exercises"]
    said = [remark for remark in exercise.get("remarks", []) if "of MXNet's own ran" in remark]
    assert said == ([f"{ran} of MXNet's own ran. Whether the answer comes from it cannot be found out on this machine: "
                     "look at the file"] if ran else [])
    assert all(p["status"] != "forbidden" for p in exercise["properties"])
    assert next(p for p in exercise["properties"] if p["name"] == "test_max")["status"] == "passed"


def test_doctor_says_so() -> None:
    assert "built-ins cannot be zeroed: PermissionError" in without_moving("doctor", "--lang", "en").stdout
