"""Misconceptions as edits of right answers."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.course import data
from grader.course.data import CourseError
from grader.diagnosis import library

TEXT = """def f(x):
    for i in x:
        y = i + 1  # one more
    return y + 1
"""


@pytest.mark.parametrize(("edits", "expected"), [
    ([["return y", "return -y"]], TEXT.replace("return y", "return -y")),
    ([["+ 1", "+ 2", 2]], TEXT.replace("+ 1", "+ 2")),
    ([["y = i + 1", "\ny = i\nif y:\n    y += 1\n"]],
     TEXT.replace("y = i + 1", "y = i\n        if y:\n            y += 1")),
    ([["y = i + 1", "y = x"], ["for i in x:", "while x:"]],
     TEXT.replace("y = i + 1", "y = x").replace("for i in x:", "while x:")),
    ([["for i in x:", "return y + 1"], ["return y + 1", "for i in x:"]],  # both look for what was there before
     "def f(x):\n    return y + 1\n        y = i + 1  # one more\n    for i in x:\n"),
    ([[" + 1  # one more", ""]], TEXT.replace(" + 1  # one more", "")),
])
def test_edits(edits: list[list[str]], expected: str) -> None:
    assert library.edited(TEXT, edits) == expected


@pytest.mark.parametrize(("edits", "message"), [
    ([["x + 1", "x"]], "'x + 1' occurs 0 times in what it edits, not 1"),
    ([["+ 1", "+ 2"]], "'+ 1' occurs 2 times in what it edits, not 1"),
    ([["+ 1", "+ 2", 3]], "'+ 1' occurs 2 times in what it edits, not 3"),
    ([["return y", ""], ["y + 1", "y"]], "two edits of the same place: 'y'"),
])
def test_an_edit_that_does_not_fit_is_told(edits: list[list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        library.edited(TEXT, edits)


@pytest.mark.parametrize(("old", "new", "message"), [
    ('of = "receptive_field"', 'of = "field"', "no_layers_gives_zero: the solution defines no field"),
    ('["in layers:", "in layers[1:]:"]', '["in layer:", "in layers[1:]:"]',
     "course/receptive_field.toml: first_layer_ignored: 'in layer:' occurs 0 times"),
    ('name = "first_layer_ignored"\n', 'name = "first_layer_ignored"\nbase = "quick"\n',
     "course/receptive_field.toml: first_layer_ignored: 'base' is missing"),
    ('[[misconception]]\nname = "area', '[late]\n[[misconception]]\nname = "area', "misconceptions come last; late"),
    ('points = 5', 'points = five', r"course/receptive_field.toml: Invalid value \(at line 4"),
    ('edit = [["return field", "return field * field"]]', 'edit = [["return',
     r"course/receptive_field.toml: .* \(at line \d+"),
])
def test_a_course_file_that_is_wrong_is_named(old: str, new: str, message: str, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    text = data.file("receptive_field").read_text("utf-8")
    assert old in text
    (tmp_path / "receptive_field.toml").write_text(text.replace(old, new), "utf-8")
    for cached in (data.exercise, data.misconceptions, library.of):
        cached.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(data, "FOLDER", tmp_path)
        with pytest.raises(CourseError, match=message):
            data.exercise("receptive_field")
            library.of("receptive_field")
    for cached in (data.exercise, data.misconceptions, library.of):
        cached.cache_clear()


def test_every_base_is_used() -> None:
    for name in data.names():
        given = {(base, function) for base, code in data.exercise(name).get("base", {}).items() for function in code}
        assert given == {(entry["base"], entry["of"]) for entry in data.misconceptions(name) if "base" in entry}
