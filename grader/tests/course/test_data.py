"""course/: what is read of it, and what verdicts depend on."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import data, manifest
from grader.course.data import CourseError

CACHED = (data.course, data.exercise, data.misconceptions, manifest.load)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of course/, to change; it is read anew each time."""
    for path in data.FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    yield tmp_path
    forget()


def forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


def change(course: Path, file: str, old: str, new: str) -> None:
    text = (course / file).read_text("utf-8")
    assert old in text
    (course / file).write_text(text.replace(old, new, 1), "utf-8")
    forget()


@pytest.mark.parametrize(("file", "old", "new"), [
    ("course.toml", "seed = 20260901", "seed = 20260902"), ("course.toml", "call_seconds = 10", "call_seconds = 11"),
    ("course.toml", "call_seconds = 300", "call_seconds = 301"), ("course.toml", "points = 10", "points = 12"),
    ("corr2d.toml", "points = 15", "points = 16"), ("corr2d.toml", "points = 15", "points = 15\ncall_seconds = 3"),
    ("corr2d.toml", "forbid_builtins = true", ""), ("vgg.toml", '"vgg_block", "vgg"', '"vgg"'),
    ("vgg.toml", "order = 7", "order = 9"), ("corr2d.toml", "y = sum(", "y = 1 * sum("),
    ("corr2d.toml", 'K.asnumpy()[::-1]"', 'K.asnumpy()[:1]"'),
    ("corr2d.toml", "Your kernel stands upside down", "Your kernel is upside down"),
    ("corr2d.toml", "卷积核上下颠倒了", "卷积核上下翻转了"), ("corr2d.toml", 'name = "output_transposed"', 'name = "turned"'),
])
def test_verdicts_depend_on_it(course: Path, file: str, old: str, new: str) -> None:
    before = manifest.verdict()
    change(course, file, old, new)
    assert manifest.verdict() != before


@pytest.mark.parametrize(("file", "old", "new"), [
    ("course.toml", "# due = ", "due = "), ("course.toml", 'per_day = "10%"', 'per_day = "20%"'),
    ("course.toml", "# What holds", "# All that holds"), ("corr2d.toml", "order = 1", "# first\norder = 1"),
    ("corr2d.toml", "Two-dimensional", "2-D"), ("corr2d.toml", "Start with the size", "Begin with the size"),
    ("corr2d.toml", "Slide the kernel", "Move the kernel"), ("corr2d.toml", 'section = "5.1"', 'section = "6.2"'),
    ("corr2d.toml", "is a small window", "is a window"),
    ("corr2d.toml", "Your kernel stands upside down: its", "Your kernel stands upside down:\nits"),  # a line break
])
def test_verdicts_do_not_depend_on_it(course: Path, file: str, old: str, new: str) -> None:
    before = manifest.verdict()
    change(course, file, old, new)
    assert manifest.verdict() == before


@pytest.mark.parametrize(("file", "old", "new", "message"), [
    ("corr2d.toml", "points = 15", 'points = "15"', "course/corr2d.toml: points is missing, or not what it should be"),
    ("vgg.toml", "order = 7\n", "", "course/vgg.toml: order is missing"),
    ("course.toml", "[limits]", "[limit]", "course/course.toml: limits is missing"),
    ("course.toml", "threads = 64", "thread = 64", "course/course.toml: .*thread"),
    ("course.toml", "seed = ", "seed : ", r"course/course.toml: Expected '=' .*line 3"),
    ("course.toml", 'per_day = "10%"', 'per_day = "ten"', "course/course.toml: .*'ten' is neither points nor «10%»"),
    ("course.toml", "# due = 2026-10-12T23:59:00+08:00", "due = 2026-10-12", "course/course.toml: .* no time of day"),
])
def test_what_cannot_be_used_is_named(course: Path, file: str, old: str, new: str, message: str) -> None:
    change(course, file, old, new)
    with pytest.raises(CourseError, match=message):
        manifest.load()


def test_the_exercises_come_in_their_order(course: Path) -> None:
    change(course, "resnet.toml", "order = 8", "order = 0")
    assert manifest.load().names[:2] == ["resnet", "corr2d"]


def test_misconceptions_are_read_when_they_are_asked_for(course: Path) -> None:
    for path in course.glob("*.toml"):
        head, mark, rest = path.read_text("utf-8").partition(data.MISCONCEPTION)
        path.write_text(head + mark + "no TOML at all" * bool(mark), "utf-8")
    forget()
    assert len(manifest.load().exercises) == 8
    with pytest.raises(CourseError, match=r"course/vgg.toml: .*line \d+"):
        data.misconceptions("vgg")
