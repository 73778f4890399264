"""What a misconception's code computes, element by element: it adds up to the answer, and is told where it does."""
from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging.property import properties_of
from grader.report.record import Code, PropertyResult
from grader.report.steps import Steps
from grader.submission.in_process import OwnCode
from grader.submission.submission import Submission

NAMED = [("corr2d", "flipped_kernel"), ("corr2d", "output_transposed"), ("corr2d", "bias_ignored"),
         ("padding_stride", "only_top_left_padded"), ("padding_stride", "stride_ignored"),
         ("multi_channel", "last_channel_left_out"), ("conv1x1", "weights_transposed"),
         ("pooling", "padded_zeros_in_max"), ("pooling", "padding_not_counted_in_average"),
         ("receptive_field", "strides_ignored")]


def failures(wrong: Wrong) -> Iterator[PropertyResult]:
    """The failed properties of the misconception's own file, judged in this process."""
    exercise = manifest.load().exercise(wrong.exercise)
    transport = OwnCode(wrong.folder())
    try:
        result = scoring.judge_exercise(exercise, properties_of(exercise), Submission(transport), manifest.load().seed)
    finally:
        transport.sources.close()
    yield from (p for p in result.properties if p.status == "failed")


def answer(steps: Steps, X: np.ndarray) -> np.ndarray:
    """What the steps add up to, by numpy."""
    values = []
    for terms, rest in zip(steps.terms, steps.rest, strict=True):
        parts = np.array([X.flat[t.x] * t.weight for t in terms], np.float64)
        values.append(parts.sum() + (rest or 0) if steps.how == "sum" else
                      max([*parts, *([] if rest is None else [rest])]))
    return np.reshape(values, steps.shape)


@pytest.mark.parametrize("exercise, name", NAMED)
def test_steps_lead_to_the_answer(exercise: str, name: str) -> None:
    wrong = next(w for w in library.of(exercise) if w.name == name)
    told = 0
    for result in failures(wrong):
        if result.steps is None:
            continue
        told += 1
        assert result.example is not None
        case, got = result.example.case, result.example.got
        if exercise == "receptive_field":
            layers = case["layers"]
            assert isinstance(got, Code) and isinstance(layers, Code)
            assert result.steps.rest[-1] == got.plain and len(result.steps.rest) == len(layers.plain) + 1
            continue
        X, K = case["X"], case.get("K")
        assert isinstance(X, np.ndarray) and isinstance(got, np.ndarray)
        np.testing.assert_allclose(answer(result.steps, X), got, rtol=1e-4, atol=1e-4)
        for term in (t for terms in result.steps.terms for t in terms if t.k >= 0):
            assert isinstance(K, np.ndarray) and term.weight == K.flat[term.k]
        assert Steps.from_json(result.steps.as_json()) == result.steps
    assert told


def test_a_flipped_kernel_meets_each_element_with_the_opposite_one() -> None:
    wrong = next(w for w in library.of("corr2d") if w.name == "flipped_kernel")
    result = next(failures(wrong))
    assert result.steps is not None and result.example is not None
    X, K = result.example.case["X"], result.example.case["K"]
    assert isinstance(X, np.ndarray) and isinstance(K, np.ndarray)
    for number, terms in enumerate(result.steps.terms):
        i, j = (int(n) for n in np.unravel_index(number, result.steps.shape))
        assert {(t.x, t.k) for t in terms} == {
            ((i + a) * X.shape[1] + j + b, K.size - 1 - (a * K.shape[1] + b)) for a, b in np.ndindex(*K.shape)}


def test_what_is_no_sum_of_products_has_no_steps() -> None:
    wrong = next(w for w in library.of("corr2d") if w.name == "absolute_values")
    found = [r for r in failures(wrong) if r.misconception is not None]
    assert found and all(r.steps is None for r in found)
