"""The report goes to JSON and comes back, and knows no language."""
from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.language import i18n
from grader.language.said import Said
from grader.render import message
from grader.report.record import Code, Example, ExerciseResult, Misconception, PropertyResult, Report
from grader.report.statuses import SEVERITY
from grader.report.training import NetworkResult, TrainingResult


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.set_language("en")


VALUES = (arrays.arrays(np.float32, arrays.array_shapes(max_dims=3, max_side=3), elements=st.integers(-9, 9))
          | st.tuples(st.integers(0, 3), st.integers(0, 3)) | st.booleans() | st.none()
          | st.sampled_from(["max", "avg"]))
EXAMPLES = st.builds(lambda case, got: Example.of(case, expected=np.ones((2, 2)), got=got),
                     st.dictionaries(st.sampled_from(["X", "K", "stride", "mode"]), VALUES), VALUES)
RESULTS = st.builds(
    PropertyResult, st.just("test_x"), st.sampled_from(["corr2d computes what MXNet's own cross-correlation computes"]),
    st.sampled_from(SEVERITY[1:]), st.just(0), st.integers(0, 9),
    message=st.builds(lambda a, b: Said("expected {0}, got {1}", a, b), st.integers(), st.text()),
    trace=st.text(), law=st.text(), section=st.just("5.1"), example=st.none() | EXAMPLES, printed=st.text(),
    misconception=st.none() | st.just(Misconception("flipped", {"en": "flipped", "zh": "翻转"})))


def same(a: PropertyResult, b: PropertyResult) -> bool:
    def plain(result: PropertyResult) -> object:
        example = None if result.example is None else {
            name: value if isinstance(value, Code) else value.tolist()
            for name, value in result.example.values().items()}
        return {**vars(result), "example": example}
    return plain(a) == plain(b)


@given(RESULTS, st.sampled_from(["en", "zh"]))
def test_a_result_comes_back_whatever_language_it_was_written_in(result: PropertyResult, language: str) -> None:
    if result.status != "failed":  # only a wrong answer has results
        result.example = result.example and Example(result.example.case)
    i18n.set_language(language)
    again = PropertyResult.from_json(json.loads(json.dumps(result.as_json())))
    assert same(again, result)
    assert again.as_json() == result.as_json()
    i18n.set_language("en" if language == "zh" else "zh")
    assert again.as_json() == result.as_json()


@pytest.mark.parametrize(("got", "told"), [
    (np.zeros((1 << 20, 1, 1)), "an array of shape (1048576, 1, 1)"), ([[[7] * 64] * 64] * 64, "a list of 64 items"),
    ([np.zeros(900)] * 64, "a list of 64 items"), ({str(n): "x" * 300 for n in range(200)}, "a dict of 200 items")])
def test_of_a_large_answer_a_report_has_what_it_was(got: object, told: str) -> None:
    example = Example.of({"X": np.ones((1, 1))}, expected=np.ones((1, 1)), got=got)
    result = PropertyResult("test_x", "", "failed", 0, 1, example=example)
    assert example.got == Code(told, told) and len(json.dumps(result.as_json())) < 1000
    assert len(message.plain(result)) < 1000 and told[:20] in message.plain(result)


def test_one_report_in_two_languages() -> None:
    result = PropertyResult("test_x", "Zero padding on both sides of each axis", "failed", 0, 3,
                            Said("expected {0}, got {1}", 1, 2),
                            misconception=Misconception("m", {"en": "e", "zh": "中"}))
    report = Report("s", 1, "process", [ExerciseResult("corr2d", {"en": "Cross", "zh": "互相关"}, [result])],
                    TrainingResult("failed", "cpu", Said("not asked for"), 0, 5, [
                        NetworkResult("vgg", "failed", message=Said("expected {0}, got {1}", 1, 2))]))
    english = report.as_json()
    i18n.set_language("zh")
    chinese = Report.from_json(english).as_json()
    assert chinese["exercises"][0]["title"] == "互相关"
    assert chinese["exercises"][0]["properties"][0]["message"] == "应为1，实际是2"
    assert chinese["exercises"][0]["properties"][0]["misconception"]["message"] == "中"
    assert chinese["training"]["networks"][0]["message"] == "应为1，实际是2"
    i18n.set_language("en")
    assert Report.from_json(chinese).as_json() == english
