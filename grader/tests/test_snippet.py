"""`try`: the example as code does what the property did."""
from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.quality import screen
from grader import snippet
from grader.cli import main
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging.property import properties_of
from grader.submission.in_process import InProcess, OwnCode
from grader.submission.submission import Submission

SEED = manifest.load().seed
EXTRA = {("multi_channel", "result_written_into_input")}  # which changes what it is given
SAMPLE = [wrong for name in manifest.load().names for number, wrong in enumerate(library.of(name))
          if number == 2 or (name, wrong.name) in EXTRA]


def ran(source: str, script: Path, wrong: Wrong) -> dict[str, Any]:
    """The script's variables after it has run, with the error that it raised under «raised»."""
    sources = InProcess(wrong.folder(), zeroing=False).sources
    scope: dict[str, Any] = {"__name__": "__main__", "__file__": str(script)}
    try:
        with sources.neighbours():
            exec(compile(source, str(script), "exec", dont_inherit=True), scope)
            for value in scope.values():
                if hasattr(value, "asnumpy"):
                    value.wait_to_read()
    except Exception as error:
        scope["raised"] = error
    finally:
        sources.close()
    return scope


@pytest.mark.parametrize("wrong", SAMPLE, ids=lambda w: f"{w.exercise}-{w.name}")
def test_the_script_gives_what_the_property_got(wrong: Wrong, tmp_path: Path) -> None:
    exercise = manifest.load().exercise(wrong.exercise)
    results = screen.results(wrong, SEED)
    assert any(result.status != "passed" for result in results)
    for prop, result in zip(properties_of(exercise), results, strict=True):
        if result.example is None:
            continue
        found = snippet.trial(prop, result, Submission(OwnCode(wrong.folder())), SEED)
        assert (found.status, str(found.message)) == (result.status, str(result.message))
        made = snippet.snippet(exercise, prop, found, wrong.folder())
        scope = ran(made.source, made.write(tmp_path, exercise.name), wrong)
        assert ("raised" in scope) == (result.status == "error"), made.source
        if result.status == "error":
            assert type(scope["raised"]).__name__ in result.message
        answers = [ask.answer for ask in found.log if ask.trouble is None]
        given = [value.asnumpy() if hasattr(value, "asnumpy") else value for name, value in scope.items()
                 if name.startswith("Y")]
        for answer in answers:  # each array that the property was given, the script has
            value = answer.get("y") if isinstance(answer, dict) else answer[0] if isinstance(answer, tuple) else None
            if isinstance(value, np.ndarray):
                assert any(np.shape(other) == value.shape and np.allclose(other, value, atol=1e-3, equal_nan=True)
                           for other in given), made.source


EDGES = [np.array([[1.5, np.inf], [-np.inf, np.nan]], np.float32), np.zeros((0, 3), np.float32), np.float32(3),
         np.arange(700.0),
         np.ones((2, 3, 4), np.float32), np.array([[1, 2]], np.int32), np.array([True, False]),
         np.array([0.1, 1e-30, 16777217, 1e20], np.float32), np.arange(24, dtype=np.float32).reshape(2, 1, 3, 4)]


class Float32:
    """numpy, with the default type of MXNet."""
    array = staticmethod(functools.partial(np.array, dtype=np.float32))
    full = staticmethod(functools.partial(np.full, dtype=np.float32))
    zeros = staticmethod(functools.partial(np.zeros, dtype=np.float32))


@pytest.mark.parametrize("array", EDGES, ids=lambda a: f"{a.dtype}{a.shape}")
def test_every_array_comes_back_as_it_was(array: np.ndarray) -> None:
    writer = snippet.Writer(manifest.load().exercise("corr2d"), {})
    name = writer.array(array, "X")
    scope: dict[str, Any] = {"nd": Float32, "kept": {"X": array}}
    exec("\n".join(writer.lines), scope)
    assert snippet.alike(scope[name], array) and max(map(len, writer.lines)) <= snippet.WIDTH


def grader(*words: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", "try", *words], cwd=manifest.ROOT, text=True,
                          capture_output=True, input=answers, env=os.environ | {"LC_ALL": "C.UTF-8"})


FLIPPED = b"""from mxnet import nd

def corr2d(X, K):
    h, w = K.shape
    print("I was called with", X.shape, K.shape)
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i: i + h, j: j + w] * K[::-1, ::-1]).sum()
    return Y
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "corr2d.py").write_bytes(FLIPPED)
    return tmp_path


def test_it_prints_once_and_leaves_a_script_that_runs_alone(work: Path) -> None:
    done = grader("corr2d", "--path", str(work))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("I was called with (") == 1 and "# expected:" in done.stdout
    script = work / ".try_corr2d.py"
    alone = subprocess.run([sys.executable, "-W", "ignore", str(script)], text=True, capture_output=True)
    assert alone.stdout and done.stdout.endswith(alone.stdout)


def test_a_breakpoint_stops_once_and_the_debugger_stands_in_the_function(work: Path) -> None:
    (work / "corr2d.py").write_bytes(FLIPPED.replace(b"    print(", b"    breakpoint()\n    print("))
    done = grader("corr2d", "--path", str(work), answers="p X.shape\nc\n")
    assert done.returncode == 0 and done.stdout.count("(Pdb)") == 2 and done.stdout.count("I was called with (") == 1
    (work / "corr2d.py").write_bytes(FLIPPED)
    done = grader("corr2d", "--pdb", "--path", str(work), answers="p K.shape\nc\n")
    assert done.returncode == 0 and "h, w = K.shape" in done.stdout and done.stdout.count("I was called with (") == 1


def test_an_error_is_told_with_the_students_lines_only(work: Path) -> None:
    (work / "corr2d.py").write_bytes(FLIPPED.replace(b"h, w = K.shape", b"h, w = K.shapes"))
    done = grader("corr2d", "same_as_convolution", "--path", str(work))
    assert done.returncode == 1 and done.stderr.rstrip().endswith("has no attribute 'shapes'")
    assert done.stderr.count('File "') == 2 and "corr2d.py" in done.stderr and "grader" not in done.stderr


def test_a_file_that_cannot_be_read_is_told_and_not_run(work: Path) -> None:
    (work / "corr2d.py").write_text("x = 1)\n")
    done = CliRunner().invoke(main, ["try", "corr2d", "--path", str(work), "--lang", "en"])
    assert (done.exit_code, done.stdout) == (1, "") and not (work / ".try_corr2d.py").exists()
    assert done.stderr.splitlines() == ["line 1 of corr2d.py: nothing opens the bracket )", "    x = 1)", "         ^"]


def test_a_property_by_name_and_a_wrong_one(work: Path) -> None:
    done = grader("corr2d", "test_output_shape", "--path", str(work), "--lang", "zh")
    assert done.returncode == 0 and "没有不通过的例子" in done.stdout
    done = grader("corr2d", "nope", "--path", str(work))
    assert done.returncode == 2 and "same_as_convolution" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_file_with_neighbours_runs_alone_too(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for name in ("corr2d", "multi_channel"):
        (work / f"{name}.py").write_bytes((manifest.ROOT / "solutions" / f"{name}.py").read_bytes())
    done = grader("multi_channel", "--path", str(work))
    assert done.returncode == 0, done.stderr
    alone = subprocess.run([sys.executable, "-W", "ignore", str(work / ".try_multi_channel.py")], cwd=tmp_path,
                           text=True, capture_output=True)
    assert alone.stdout and done.stdout.endswith(alone.stdout)
