"""Diagnosis by repair: the line of a submission's own file where one small change makes a function right."""
from __future__ import annotations

import ast
import itertools
from typing import Any

import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library, repair
from grader.diagnosis.edits import Edits
from grader.diagnosis.search import PHRASES
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.report.record import ExerciseResult
from grader.sandbox.zygote import Sandbox
from grader.submission import reading
from grader.submission.asking import Trouble
from grader.submission.files import Folder
from grader.submission.isolated import Isolated
from grader.submission.submission import Submission
from grader.upkeep import measure
from grader.upkeep.measure import equivalents

KIT = manifest.load()
# A mistake each that belongs to a style: no edit of the solution answers so.
WRONG = [
    ("padding_stride", "sliding_window_view.py", "(pw, pw)", "(sh, pw)", "slip_name_line_13"),
    ("pooling", "running_maximum.py", "P.shape[0] - kh + 1", "P.shape[0] - kh", "slip_one_more_or_less_line_15"),
    ("pooling", "np_second_edition.py", "X[top:top + p_h, left:left + p_w].mean()",
     "X[j:top + p_h, left:left + p_w].mean()", "slip_name_line_21"),
]


def folder(exercise: str, source: str) -> Folder:
    return Folder("repaired", library.solutions() | {exercise: source.encode()}, {})


def named(result: ExerciseResult) -> set[str]:
    return {p.misconception.name for p in result.properties if p.misconception}


def styled(exercise: str, file: str, before: str, after: str) -> str:
    source = next(path for path in equivalents(exercise) if path.name == file).read_text("utf-8")
    assert source.count(before) == 1
    return source.replace(before, after)


@pytest.mark.parametrize(("exercise", "file", "before", "after", "name"), WRONG)
def test_a_slip_of_a_style_of_its_own_is_found_in_its_line(exercise: str, file: str, before: str, after: str, name: str,
                                                          box: Sandbox) -> None:
    """In the sandbox, and in a student's own pytest: both say the same."""
    source = styled(exercise, file, before, after)
    result = scoring.score(folder(exercise, source), box, KIT.seed, [KIT.exercise(exercise)]).exercises[0]
    assert named(result) - {"begins_elsewhere"} == {name}
    props = properties_of(KIT.exercise(exercise))
    with measure.in_process(folder(exercise, source)) as submission:
        here = scoring.judge_exercise(KIT.exercise(exercise), props, submission, KIT.seed)
    assert [p.misconception for p in here.properties] == [p.misconception for p in result.properties]
    line = int(name.rpartition("_")[2])
    for wrong in (p.misconception for p in result.properties if p.misconception and p.misconception.name == name):
        assert f"line {line} of {exercise}.py" in wrong.texts["en"] and f"第{line}行" in wrong.texts["zh"]
        assert source.splitlines()[line - 1].strip() not in wrong.texts["en"]


def test_no_change_makes_right_what_is_wrong_twice(box: Sandbox) -> None:
    source = library.solutions()["receptive_field"].decode().replace("field, jump = 1, 1", "field, jump = 7, 3")
    result = scoring.score(folder("receptive_field", source), box, KIT.seed, [KIT.exercise("receptive_field")])
    assert not any(name.startswith("slip") for name in named(result.exercises[0]))


def test_each_rule_has_its_phrases() -> None:
    sources = [path.read_text("utf-8-sig") for exercise in KIT.exercises for path in equivalents(exercise.name)[::3]
               if "gbk" not in path.name]
    rules = {rule for source in sources for rule, _node, _changed in Edits(source, 4, True).found}
    assert rules | {"moved"} == set(repair.LIKELY) <= PHRASES.keys() | repair.UNDONE.keys()


@pytest.mark.parametrize(("rule", "wrong", "right"), [
    ("moved", "for x in X:\n        s = 0\n        s = s + x", "s = 0\n    for x in X:\n        s = s + x"),
    ("moved", "y = []\n    for x in X:\n        y.append(x)", "for x in X:\n        y = []\n        y.append(x)"),
    ("list repeated", "Y = [[0] * w] * h", "Y = [[0] * w for _ in range(h)]"),
    ("brackets", "n = a + b - k // s + 1", "n = (a + b - k) // s + 1"),
    ("brackets", "n = (a + b) // s", "n = a + b // s"),
    ("brackets", "n = i * s + a", "n = i * (s + a)"),
    ("brackets", "n = i * (s + a)", "n = i * s + a"),
    ("operation dropped", "y = nd.relu(X)", "y = X"),
    ("items swapped", "sw, sh = s", "sh, sw = s"),
    ("operation dropped", "y = X.T.reshape(-1)", "y = X.reshape(-1)"),
    ("operation dropped", "y = X.transpose((1, 0)).reshape(-1)", "y = X.reshape(-1)"),
    ("name for a number", "y = (k - s) * j", "y = (k - 1) * j"),
    ("one more or less", "for i in range(h - k):\n        pass", "for i in range((h - k) + 1):\n        pass"),
    ("added, not assigned", "y = x", "y += x"),
    ("keyword added", "y = helper(X)", "y = helper(X, s=s)"),
])
def test_what_undoes_a_mistake_is_among_the_changes(rule: str, wrong: str, right: str) -> None:
    source = "def helper(X, s):\n    return X\n\ndef f(X, s):\n    %s\n    return 1\n"
    made = {change.source.decode() for change in repair.changes((source % wrong).encode(), "f") if change.rule == rule}
    plain = {ast.dump(ast.parse(text)) for text in made}
    assert ast.dump(ast.parse(source % right)) in plain


def test_the_same_mistake_for_rows_and_columns_is_one() -> None:
    source = b"def f(X, r, c):\n    h, w = X.shape\n    return X[r, c] if 0 < r < h and 0 < c < w else 0\n"
    both = [change for change in repair.changes(source, "f") if b"0 <= r < h and 0 <= c < w" in change.source]
    assert [(change.rule, change.line, change.places) for change in both] == [("comparison", 3, 2)]
    said = both[0].misconception(KIT.exercise("corr2d"), "corr2d")
    assert said.name == "slip_comparison_line_3_twice" and "at 2 places" in said.texts["en"]
    assert "2处" in said.texts["zh"]


def test_a_change_is_of_the_function_and_of_what_it_uses() -> None:
    source = b"def other(X):\n    return X + 1\n\ndef helper(X):\n    return X - 1\n\ndef f(X):\n    return helper(X)\n"
    lines = {change.line for change in repair.changes(source, "f")}
    assert lines == {5, 8}
    assert {change.line for change in repair.changes(source, "nowhere")} == {2, 5, 8}


@pytest.mark.parametrize("source", [
    b"def f(X):\n    return " + b"(" * 3000 + b"X" + b")" * 3000, b"def f(X):\n    return " + b"- " * 3000 + b"X",
    b"import " + b".".join([b"a"] * 7000) + b"\ndef f(X):\n    return X + 1",
    b"def f(X):\n    return X + 1\nx = " + b"''" * 1000 + b'""' * 1000,
    b"def f(X):\n    return X" + b".T" * 3000, b"def f(X):\n    return X + 1\n" + b"#" * repair.LONGEST,
    "# 中文\ndef f(X):\n    return X + 1\n".encode("gbk"), b"def f(X:\n", b""])
def test_what_is_not_written_by_hand_is_left_alone(source: bytes) -> None:
    """libcst reads it beside the judge."""
    assert list(itertools.islice(repair.changes(source, "f"), 3)) == []


@pytest.mark.parametrize("lines", [
    b" x=1\n" * 1800 + b" while x:\n  pass\n" * 380, b" x=\\\n1\n" * 1000 + b" while x:\n  pass\n" * 480,
    b"".join(b" a%d=1\n" % n for n in range(800)) + b" f()\n" * 1600, b" return X+X\n" * 1200])
def test_a_long_file_is_changed_a_few_times(lines: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number, not a time: there are a million ways to move a line of these."""
    made = 0

    def counted(*args: Any) -> Any:
        nonlocal made
        made += 1
        return tree(*args)
    tree = reading.tree
    monkeypatch.setattr(reading, "tree", counted)
    source = b"def f(X):\n" + lines + b" return X\n"
    assert len(source) < repair.LONGEST
    assert len(list(repair.changes(source, "f"))) <= 400 and made <= 400


def test_comments_do_not_make_a_statement_long() -> None:
    assert not repair.long("def f(X):\n" + "    # why\n\n" * 1000 + "    return X\n")


class Late(Isolated):
    """Changed code does not end."""
    changed = 0

    def put(self, exercise: Exercise, source: bytes) -> None:
        self.changed += 1

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        if self.changed:
            raise Trouble("timeout", "one call")
        return super().ask(exercise, op, inputs, zero, function)


def test_changes_that_do_not_end_end_the_search(box: Sandbox) -> None:
    wrong = library.named("corr2d", "flipped_kernel")
    prop = properties_of(KIT.exercise("corr2d"))[0]
    transport = Late(wrong.folder(), box)
    try:
        trial = attempt(prop, Submission(transport), draw(prop, KIT.seed)[0][1]).log
        assert list(repair.repairs(KIT.exercise("corr2d"), "corr2d", [trial], transport)) == []
        assert transport.changed == repair.LATE
    finally:
        transport.close()
