"""How a failure is laid out in text."""
from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from grader.render import message, terminal
from grader.report.causes import causes
from grader.report.record import Example, ExerciseResult, Report
from grader.tests.results import result


@pytest.mark.parametrize("scale", [1.0, -0.123456], ids=["short numbers", "long numbers beside short ones"])
def test_the_same_maps_stand_beside_each_other(scale: float) -> None:
    """However wide the numbers of either side are."""
    expected = np.zeros((2, 2, 2, 2), np.float32)
    rows = message.results(Example.of({}, expected=expected, got=(expected + 1) * np.float32(scale)))
    heads = [re.findall(r"\[\d\]\[\d\]", row) for row in rows]
    shown = [head for head in heads if head]
    assert shown and all(head[:len(head) // 2] == head[len(head) // 2:] for head in shown)
    assert len(shown) == (1 if scale == 1 else 3)


def test_of_one_cause_the_most_telling_example_is_shown() -> None:
    wrong = [replace(result("failed", {}, name=name, misconception="It is flipped."), fits=fits)
             for name, fits in (("uncounted", 0), ("three", 3), ("one", 1), ("one more", 1))]
    other = result("failed", {}, name="without a name")
    assert [[one.name for one in group] for group in causes([wrong[0], other, *wrong[1:]])] == [
        ["one", "one more", "uncounted", "three"], ["without a name"]]
    again = [type(one).from_json(one.as_json()) for one in wrong]
    assert [one.fits for one in again] == [0, 3, 1, 1]


def test_one_cause_is_told_once_with_the_other_properties_below() -> None:
    exercise = ExerciseResult("corr2d", {"en": "corr2d"}, [
        result("failed", {}, name="a", title="first", misconception="It is flipped."),
        result("passed", name="b", title="second"),
        result("failed", {}, name="c", title="third", misconception="It is flipped."),
        result("error", {}, "NameError: x", name="d", title="fourth", trace="line 1\n"),
        result("error", {}, "NameError: x", name="e", title="fifth", trace="line 1\n"),
        result("failed", {}, "expected 1, got 2", name="f", title="sixth"),
        result("failed", {}, "expected 1, got 2", name="g", title="seventh")])
    uses = result("error", {}, "NameError: x", name="h", title="eighth", misconception="It uses the other.")
    assert [[one.name for one in group] for group in causes([*exercise.properties, uses])][:3] == [
        ["a", "c"], ["b"], ["d", "e", "h"]]
    out = io.StringIO()
    terminal.failures(Console(file=out, width=80), Report("x", 1, "process", [exercise]))
    said = out.getvalue()
    assert said.count("It is flipped.") == said.count("NameError: x") == 1 and said.count("expected 1, got 2") == 2
    assert said.count("the same cause: 1 more") == 2
    assert [said.index(title) for title in ("first", "third", "fourth", "fifth", "sixth", "seventh")] == sorted(
        said.index(title) for title in ("first", "third", "fourth", "fifth", "sixth", "seventh"))
