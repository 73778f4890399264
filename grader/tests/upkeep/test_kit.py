"""`check-kit` and `new-exercise`: every exercise has all its parts; a new one starts from skeletons."""
from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import manifest, stubs
from grader.upkeep import check
from grader.upkeep.new_exercise import create, valid

ROOT = manifest.ROOT


def test_the_kit_is_whole() -> None:
    """Static checks, and in the sandbox: every stub scores 0, every solution full."""
    assert check.problems() == []
    assert check.judged() == []


def test_stubs_that_reset_puts_back_are_those_handed_out() -> None:
    for name in manifest.load().names:
        assert stubs.content(name) == (ROOT / "exercises" / f"{name}.py").read_bytes(), (
            f"exercises/{name}.py has changed: `python -m grader check-kit --take-stubs`")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A kit of its own, to change."""
    for place in ("grader", "exercises", "solutions", "tests"):
        shutil.copytree(ROOT / place, tmp_path / place, ignore=shutil.ignore_patterns(
            "__pycache__", "hostile"))
    return tmp_path


def grader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", *words], cwd=folder, capture_output=True,
                          text=True, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, timeout=300)


def test_a_new_exercise_starts_from_skeletons(copy: Path) -> None:
    made = grader(copy, "new-exercise", "batch_norm", "--title", "Batch normalisation", "--title-zh", "批量归一化",
                  "--section", "5.10", "--points", "7")
    assert made.returncode == 0, made.stderr
    files = made.stdout.split()
    assert set(files) == {"exercises/batch_norm.py", "solutions/batch_norm.py", "tests/test_batch_norm.py",
                          "grader/diagnosis/misconceptions/batch_norm.py", "grader/stubs/batch_norm.py.txt",
                          "grader/manifest.toml", "grader/hints.toml"}
    assert "批量归一化 (book section 5.10" in (copy / "exercises/batch_norm.py").read_text("utf-8")

    before = {path: path.read_bytes() for path in copy.rglob("*.toml")}
    again = grader(copy, "new-exercise", "batch_norm")
    assert again.returncode == 2 and len(again.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in copy.rglob("*.toml")} == before

    checked = grader(copy, "check-kit", "--static")
    assert checked.returncode == 1
    said = checked.stdout
    for missing in ("there are 1 misconceptions", "hint 1 is missing in en", "hint 1 is missing in zh",
                    "the sentence on what was learned is missing in en", "has no Chinese translation",
                    "docstring of batch_norm is not in both languages"):
        assert f"batch_norm: {missing}" in said or missing in said, missing
    assert all(line.startswith("batch_norm: ") for line in said.splitlines()[:-1])

    # The skeleton is judged like any other: to do, and no points.
    scored = grader(copy, "score", "exercises", "--exercise", "batch_norm", "--no-train", "--lang", "en")
    assert scored.returncode == 0 and "todo" in scored.stdout and "0 / 7" in " ".join(scored.stdout.split())


@pytest.mark.parametrize("name", ["corr2d", "Upper", "9x", "class", "train", "learned", "../x", "a-b", "", "Conv2D",
                                  "pool2d"])
def test_names_that_cannot_be(name: str) -> None:
    assert valid(name)


@pytest.mark.parametrize("there", ["exercises/lenet.py", "solutions/lenet.py", "tests/test_lenet.py",
                                   "grader/diagnosis/misconceptions/lenet.py", "grader/stubs/lenet.py.txt"])
def test_nothing_is_overwritten(there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("exercises", "solutions", "tests", "grader/diagnosis/misconceptions", "grader/stubs"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / there).write_text("mine")
    monkeypatch.setattr(manifest, "ROOT", tmp_path)
    monkeypatch.setattr(stubs, "FOLDER", tmp_path / "grader" / "stubs")
    with pytest.raises(FileExistsError, match=there):
        create("lenet", "LeNet", "", "5.5", 5)
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == [there]


def break_it(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_what_is_broken_is_named(copy: Path) -> None:
    break_it(copy, "grader/manifest.toml", 'zh = "二维互相关"', 'zh = ""')
    break_it(copy, "solutions/padding_stride.py", "def conv_output_shape", "def conv_output_size")
    break_it(copy, "tests/test_receptive_field.py", "@graded(3", "@graded(2")
    break_it(copy, "grader/hints.toml", "[learned.vgg]", "[learned.vgg_]")
    break_it(copy, "grader/diagnosis/misconceptions/pooling.py", '@wrong("pool2d")', '@wrong("pool3d")')
    break_it(copy, "exercises/resnet.py", "raise NotImplementedError", "return None")
    (copy / "solutions" / "conv1x1.py").unlink()
    (copy / "exercises" / "lenet.py").write_text("")
    said = grader(copy, "check-kit", "--static").stdout
    for problem in ("corr2d: the title in zh is missing",
                    "padding_stride: the solution does not define conv_output_shape",
                    "receptive_field: the properties' points add up to 4, the manifest says 5",
                    "vgg: the sentence on what was learned is missing in en", "replaces no function of the exercise",
                    "resnet: exercises/resnet.py is not the stub", "conv1x1: the solution is missing",
                    "exercises/lenet.py: the manifest has no such exercise"):
        assert problem in said, problem


def test_a_stub_that_scores_and_a_solution_that_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = manifest.load()
    only = dataclasses.replace(known, exercises=(known.exercise("receptive_field"),))
    monkeypatch.setattr(manifest, "load", lambda: only)
    monkeypatch.setattr(check, "folder", lambda name: tmp_path / name)
    (tmp_path / "exercises").mkdir()
    shutil.copy(ROOT / "solutions" / "receptive_field.py", tmp_path / "exercises")
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "receptive_field.py").write_text("def receptive_field(layers):\n    return 0\n")
    stub, solution = check.judged()
    assert stub == "receptive_field: the stub scores 5 of 5"
    assert solution.startswith("receptive_field: the solution scores 0 of 5: test_")
