"""What a misconception's code computes, element by element: it adds up to the answer, and is told where it does."""
from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.language import i18n
from grader.report.record import Code, Misconception, PropertyResult
from grader.report.steps import Steps
from grader.retrace import traced
from grader.submission.in_process import OwnCode
from grader.submission.submission import Submission

NAMED = [("corr2d", "absolute_values"), ("corr2d", "negatives_cut_off"), ("corr2d", "max_instead_of_sum"),
         ("corr2d", "stored_as_pixels"), ("corr2d", "flipped_kernel"), ("corr2d", "output_transposed"),
         ("corr2d", "bias_ignored"),
         ("padding_stride", "only_top_left_padded"), ("padding_stride", "stride_ignored"),
         ("multi_channel", "last_channel_left_out"), ("conv1x1", "weights_transposed"),
         ("pooling", "padded_zeros_in_max"), ("pooling", "padding_not_counted_in_average"),
         ("receptive_field", "strides_ignored")]


def failures(wrong: Wrong) -> Iterator[PropertyResult]:
    """What the misconception's own file fails with: each property's first example that does not hold."""
    exercise, transport = manifest.load().exercise(wrong.exercise), OwnCode(wrong.folder())
    submission = Submission(transport)
    try:
        for prop in properties_of(exercise):
            tried = (attempt(prop, submission, case) for _row, case in draw(prop, manifest.load().seed))
            found = next((found for found in tried if found.status == "failed"), None)
            if found is not None:
                yield scoring.property_result(exercise, prop, found, Misconception(wrong.name, wrong.texts))
    finally:
        transport.sources.close()


def steps_of(result: PropertyResult, exercise: str) -> Steps | None:
    found = traced(exercise, result).traced
    assert found is not None and result.example is not None
    assert "# expected:" in found.code or not isinstance(result.example.expected, np.ndarray)
    compile(found.code, "example", "exec")
    return found.steps


def answer(steps: Steps, X: np.ndarray) -> np.ndarray:
    """What the steps add up to, by numpy."""
    values = []
    for terms, rest in zip(steps.terms, steps.rest, strict=True):
        parts = np.array([X.flat[t.x] * t.weight for t in terms], np.float64)
        total = parts.sum() + (rest or 0)
        values.append({"sum": total, "cut off": max(0, total), "absolute": abs(total), "a byte": total % 256,
                       "largest": max(parts, default=0) + (rest or 0)}.get(
            steps.how, max([*parts, *([] if rest is None else [rest])])))
    return np.reshape(values, steps.shape)


@pytest.mark.parametrize("exercise, name", NAMED)
def test_steps_lead_to_the_answer(exercise: str, name: str) -> None:
    i18n.set_language("en")
    wrong = library.named(exercise, name)
    told = 0
    for result in failures(wrong):
        if (steps := steps_of(result, exercise)) is None:
            continue
        told += 1
        assert result.example is not None
        case, got = result.example.case, result.example.got
        if exercise == "receptive_field":
            layers = case["layers"]
            assert isinstance(got, Code) and isinstance(layers, Code)
            assert steps.rest[-1] == got.plain and len(steps.rest) == len(layers.plain) + 1
            continue
        X, K = case["X"], case.get("K")
        assert isinstance(X, np.ndarray) and isinstance(got, np.ndarray)
        np.testing.assert_allclose(answer(steps, X), got, rtol=1e-4, atol=1e-4)
        for term in (t for terms in steps.terms for t in terms if t.k >= 0):
            assert isinstance(K, np.ndarray) and term.weight == K.flat[term.k]
    assert told


def test_a_flipped_kernel_meets_each_element_with_the_opposite_one() -> None:
    """In what a gradebook kept, too: its arrays were JSON."""
    i18n.set_language("en")
    wrong = library.named("corr2d", "flipped_kernel")
    first = next(failures(wrong))
    for result in (first, PropertyResult.from_json(json.loads(json.dumps(first.as_json())))):
        steps = steps_of(result, "corr2d")
        assert steps is not None and result.example is not None
        X, K = result.example.case["X"], result.example.case["K"]
        assert isinstance(X, np.ndarray) and isinstance(K, np.ndarray)
        for number, terms in enumerate(steps.terms):
            i, j = (int(n) for n in np.unravel_index(number, steps.shape))
            assert {(t.x, t.k) for t in terms} == {
                ((i + a) * X.shape[1] + j + b, K.size - 1 - (a * K.shape[1] + b)) for a, b in np.ndindex(*K.shape)}


def test_what_is_no_sum_of_products_has_no_steps() -> None:
    i18n.set_language("en")
    wrong = library.named("multi_channel", "channels_multiplied")
    found = list(failures(wrong))
    assert found and all(steps_of(r, "multi_channel") is None for r in found)


def test_steps_are_only_told_of_the_answer_that_was_given() -> None:
    """A result whose answer is not the misconception's has the example as code, and no steps."""
    i18n.set_language("en")
    result = next(failures(library.named("corr2d", "flipped_kernel")))
    other = next(failures(library.named("corr2d", "output_transposed")))
    result.misconception = other.misconception
    assert steps_of(result, "corr2d") is None
