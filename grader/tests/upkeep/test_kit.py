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
    for place in ("grader", "exercises", "solutions", "tests", "course"):
        shutil.copytree(ROOT / place, tmp_path / place, ignore=shutil.ignore_patterns("__pycache__", "hostile"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def grader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", *words], cwd=folder, capture_output=True,
                          text=True, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, timeout=300)


NINTH = "batch_norm"
FOUR = {f"exercises/{NINTH}.py", f"solutions/{NINTH}.py", f"tests/test_{NINTH}.py", f"course/{NINTH}.toml"}
START = ("new-exercise", NINTH, "--title", "Batch normalisation", "--title-zh", "批量归一化", "--section", "5.10",
         "--points", "7")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")}


def test_a_new_exercise_starts_from_skeletons(copy: Path) -> None:
    before = contents(copy)
    made = grader(copy, *START)
    assert made.returncode == 0, made.stderr
    assert set(made.stdout.split()) == FOUR
    after = contents(copy)
    assert after.keys() - before.keys() == FOUR and {name: after[name] for name in before} == before
    assert "批量归一化 (book section 5.10" in (copy / "exercises/batch_norm.py").read_text("utf-8")

    again = grader(copy, "new-exercise", "batch_norm")
    assert again.returncode == 2 and len(again.stderr.splitlines()) == 1
    assert contents(copy) == after

    checked = grader(copy, "check-kit", "--static")
    assert checked.returncode == 1
    said = checked.stdout
    for missing in ("there are 1 misconceptions", "hint 1 is missing in en", "hint 1 is missing in zh",
                    "the sentence on what was learned is missing in en", "has no Chinese translation",
                    "the misconception nothing_done is missing in zh",
                    "docstring of batch_norm is not in both languages"):
        assert f"batch_norm: {missing}" in said or missing in said, missing
    assert all(line.startswith("batch_norm: ") for line in said.splitlines()[:-1])

    # The skeleton is judged like any other: to do, and no points.
    scored = grader(copy, "score", "exercises", "--exercise", "batch_norm", "--no-train", "--lang", "en")
    assert scored.returncode == 0 and "todo" in scored.stdout and "0 / 7" in " ".join(scored.stdout.split())


WRONG = """
[[misconception]]
name = "{name}"
of = "batch_norm"
edit = [["X - X.mean()", "{code}"]]
en = "Your result is not what was asked for, for a reason that this sentence gives (section 5.10)."
zh = "你的结果不对，原因写在这句话里（5.10节）。"
"""
WRONGS = {"mean_added": "X + X.mean()", "mean_kept": "X", "sum_subtracted": "X - X.sum()",
          "sign_lost": "abs(X - X.mean())", "mean_only": "X * 0 + X.mean()"}


def test_a_ninth_exercise_is_four_new_files_and_no_edited_one(copy: Path) -> None:
    before = contents(copy)
    assert grader(copy, *START).returncode == 0
    stub = (copy / "exercises/batch_norm.py").read_text("utf-8")
    break_it(copy, "exercises/batch_norm.py", "What it computes", "每个元素减去平均值。What it computes")
    break_it(copy, "exercises/batch_norm.py", "[1.0, 2.0, 3.0]", "[-1.0, 0.0, 1.0]")
    break_it(copy, "solutions/batch_norm.py", "raise NotImplementedError", "return X - X.mean()")
    break_it(copy, "tests/test_batch_norm.py", "(X), X)", "(X), X - X.mean())")
    course = (copy / "course/batch_norm.toml").read_text("utf-8").partition("[[misconception]]")[0]
    course = course.replace('zh = ""', 'zh = "每个元素减去平均值。"').replace('en = ""', 'en = "Take the mean from X."')
    course += "\n".join(WRONG.format(name=name, code=code) for name, code in WRONGS.items())
    (copy / "course/batch_norm.toml").write_text(course, "utf-8")
    assert "stub is taken" in grader(copy, "check-kit", "--static", "--take-stubs").stdout

    whole = grader(copy, "check-kit")
    assert whole.returncode == 0 and "9 exercises, 97 points: all is well" in whole.stdout, whole.stdout
    after = contents(copy)
    assert after.keys() - before.keys() == FOUR and {name: after[name] for name in before} == before

    todo = (copy / "exercises/batch_norm.py").read_text("utf-8")
    assert todo != stub
    hint = grader(copy, "hint", "batch_norm", "--lang", "zh")
    assert hint.returncode == 0 and "每个元素减去平均值" in hint.stdout
    assert judged_by_pytest(copy) == (0, "skipped")

    # Wrong, as a misconception is; then solved.
    wrong, right = (todo.replace("raise NotImplementedError", f"return X {sign} X.mean()") for sign in "+-")
    (copy / "exercises/batch_norm.py").write_text(wrong, "utf-8")
    said = grader(copy, "score", "exercises", "--exercise", "batch_norm", "--no-train", "--lang", "zh").stdout
    assert "原因写在这句话里" in "".join(said.split()) and "每个元素减去平均值" in "".join(said.split())
    (copy / "exercises/batch_norm.py").write_text(right, "utf-8")
    assert judged_by_pytest(copy) == (0, "passed")
    scored = grader(copy, "score", "exercises", "--exercise", "batch_norm", "--no-train", "--lang", "en")
    assert "7 / 7" in " ".join(scored.stdout.split())
    watched = grader(copy, "watch", "--plain", "--lang", "en")  # until its input ends
    assert watched.returncode == 0 and "batch_norm" in watched.stdout, watched.stdout
    caught = grader(copy, "misconceptions", "--exercise", "batch_norm", "--jobs", "1", "--lang", "en")
    assert caught.returncode == 0 and "5 of 5 misconceptions caught" in caught.stdout, caught.stdout

    back = grader(copy, "reset", "batch_norm", "--lang", "en")
    assert back.returncode == 0 and (copy / "exercises/batch_norm.py").read_text("utf-8") == todo


def judged_by_pytest(folder: Path) -> tuple[int, str]:
    """The exit status of a student's pytest, and what it says of the one property."""
    done = subprocess.run([sys.executable, "-m", "pytest", "tests/test_batch_norm.py"], cwd=folder, capture_output=True,
                          text=True, env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, timeout=300)
    return done.returncode, next((word for word in ("skipped", "passed") if f"1 {word}" in done.stdout), done.stdout)


@pytest.mark.parametrize("name", ["corr2d", "Upper", "9x", "class", "train", "course", "../x", "a-b", "", "Conv2D",
                                  "pool2d"])
def test_names_that_cannot_be(name: str) -> None:
    assert valid(name)


@pytest.mark.parametrize("there", ["exercises/lenet.py", "solutions/lenet.py", "tests/test_lenet.py",
                                   "course/lenet.toml"])
def test_nothing_is_overwritten(there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("exercises", "solutions", "tests", "course"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / there).write_text("mine")
    monkeypatch.setattr(manifest, "ROOT", tmp_path)
    with pytest.raises(FileExistsError, match=there):
        create("lenet", "LeNet", "", "5.5", 5)
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == [there]


def break_it(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_what_is_broken_is_named(copy: Path) -> None:
    break_it(copy, "course/corr2d.toml", 'zh = "二维互相关"', 'zh = ""')
    break_it(copy, "course/corr2d.toml", "section =", "chapter = 5\nsection =")
    break_it(copy, "solutions/padding_stride.py", "def conv_output_shape", "def conv_output_size")
    break_it(copy, "tests/test_receptive_field.py", "@graded(3", "@graded(2")
    break_it(copy, "course/vgg.toml", "[learned]", "[learnt]")
    break_it(copy, "course/pooling.toml", '"window.max()", "max(window.max(), 0)"', '"window.min()", "0"')
    break_it(copy, "course/multi_channel.toml", "order = 4", "order = 3")
    break_it(copy, "course/padding_stride.toml", "[learned]", '[[text]]\nen = "not said"\nzh = "没说"\n\n[learned]')
    break_it(copy, "exercises/resnet.py", "raise NotImplementedError", "return None")
    (copy / "solutions" / "conv1x1.py").unlink()
    (copy / "exercises" / "lenet.py").write_text("")
    said = grader(copy, "check-kit", "--static").stdout
    for problem in ("corr2d: the title in zh is missing",
                    "padding_stride: the solution does not define conv_output_shape",
                    "receptive_field: the properties' points add up to 4, course/receptive_field.toml says 5",
                    "corr2d: the course file says chapter, which means nothing",
                    "vgg: the sentence on what was learned is missing in en",
                    "pooling: course/pooling.toml: max_starts_at_zero: 'window.min()' occurs 0 times in what it edits",
                    "padding_stride: the course file translates 'not said', which tests/test_padding",
                    "course: multi_channel and receptive_field have the same order",
                    "resnet: exercises/resnet.py is not the stub", "conv1x1: the solution is missing",
                    "exercises/lenet.py: there is no course/lenet.toml"):
        assert problem in said, problem
    break_it(copy, "course/corr2d.toml", "order = 1", "order = one")
    for command in (["check-kit", "--static"], ["list"]):
        done = grader(copy, *command)
        assert done.returncode == 2 and done.stdout == ""
        assert done.stderr.startswith("convkata: course/corr2d.toml: Invalid value (at line 1")


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
