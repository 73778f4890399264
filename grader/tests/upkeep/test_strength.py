"""`strength`: edits by rule are edits of the language, and what becomes of them is what the examples show."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.commands import strength as command
from grader.course import manifest
from grader.diagnosis.edits import Edit, Edits, compiles
from grader.judging.property import properties_of
from grader.upkeep import strength as measured
from grader.upkeep.strength import Judged, Strength

RIGHT = '''def conv_output_shape(input_shape, kernel_size, padding=(0, 0), stride=(1, 1)):
    """Numbers in here are no code: 1 + 1."""
    return tuple((n - k + 2 * p) // s + 1 for n, k, p, s in zip(input_shape, kernel_size, padding, stride))
'''


def made(source: str) -> list[Edit]:
    edits = Edits(source)
    return [edit for number in range(len(edits.found)) if (edit := edits.edit(number)) is not None]


def test_each_edit_is_another_program_and_changes_one_place() -> None:
    found = made(RIGHT)
    assert len(found) > 30
    assert all(edit.source != RIGHT and compiles(edit.source) and edit.before != edit.after for edit in found)
    assert all("Numbers in here are no code: 1 + 1." in edit.source for edit in found), "a docstring is no code"
    assert {edit.rule for edit in found} >= {"operator", "operand dropped", "operands swapped", "constant", "name",
                                            "arguments swapped", "default changed", "returned"}
    for edit in found:
        lines = [a == b for a, b in zip(RIGHT.splitlines(), edit.source.splitlines(), strict=True)]
        assert lines.count(False) == 1 and not lines[edit.line - 1]


@pytest.mark.parametrize("text", ["def f():\n    return 1 +\n", "def f():\n    return 1\n  return 2\n"])
def test_what_is_no_python_is_no_edit(text: str) -> None:
    assert not compiles(text)


def judged(source: str) -> Judged:
    exercise = manifest.load().exercise("padding_stride")
    return measured.judge(exercise, Path("x.py"), Edit("by hand", 1, "", "", source), properties_of(exercise), 3, 2)


FILE = (manifest.ROOT / "solutions" / "padding_stride.py").read_text("utf-8")


def test_a_wrong_edit_is_caught_and_one_that_stays_right_is_set_aside() -> None:
    assert "padding=(0, 0)" in FILE
    wrong = judged(FILE.replace("padding=(0, 0)", "padding=(1, 0)", 1))
    assert wrong.verdict == "caught" and wrong.by
    assert judged(FILE + "\nTWO = 2\n").verdict == "alike"


def test_a_survivor_is_seen_by_other_seeds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "caught_by", lambda exercise, source, props, seed: "p" if seed == 5 else "")
    found = judged(FILE)
    assert (found.verdict, found.seen) == ("survives", (5,))
    one = Strength("padding_stride", 1, 10, [found, *[Judged("", "", found.edit, "caught")] * 3])
    assert one.score == 0.75


@pytest.mark.parametrize(("refused", "tried", "most"), [(0, 299, 0.00997), (0, 59, 0.0495), (1, 100, 0.0466)])
def test_how_many_may_be_refused(refused: int, tried: int, most: float) -> None:
    """The first two are the rule of three; the third is in every table of exact bounds."""
    assert measured.at_most(refused, tried) == pytest.approx(most, rel=0.01)


def test_rows_of_other_exercises_stay_in_the_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("above\n<!-- begin strength -->\n<!-- end strength -->\nbelow\n", "utf-8")
    edit = Edit("constant", 3, "1", "2", "")
    for name, verdict in (("vgg", "survives"), ("corr2d", "caught"), ("vgg", "caught")):
        command.write([Strength(name, 2, 9, [Judged(name, "x.py", edit, verdict)])], page)
    lines = page.read_text("utf-8").splitlines()
    assert lines[0] == "above" and lines[-1] == "below"
    assert lines[4:6] == ["| corr2d | 2 | 9 | 1 | 1 | 0 | 0 | 100.0 % |", "| vgg | 2 | 9 | 1 | 1 | 0 | 0 | 100.0 % |"]


def test_the_command(tmp_path: Path) -> None:
    """A few edits of one exercise, as anybody would call it."""
    told = tmp_path / "told.json"
    run = CliRunner().invoke(command.strength, ["receptive_field", "--edits", "4", "--wide", "1", "--jobs", "1",
                                                "--json", str(told), "--lang", "en"])
    assert run.exit_code == 0, run.output
    (found,) = json.loads(told.read_text("utf-8"))
    assert found["exercise"] == "receptive_field" and len(found["judged"]) == 4
    assert "100.0 %" in run.output
    designs = CliRunner().invoke(command.strength, ["corr2d", "--design", "--lang", "en"])
    assert designs.exit_code == 0 and "kernel" in designs.output


def test_an_unknown_exercise_is_one_line() -> None:
    run = CliRunner().invoke(command.strength, ["corr3d"])
    assert run.exit_code == 2 and "there is no exercise 'corr3d'" in run.output
