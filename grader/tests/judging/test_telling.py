"""The counterexample that is shown: small, of numbers that can be told apart, and telling."""
from __future__ import annotations

import numpy as np
import pytest

from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.diagnose import Known
from grader.judging.attempt import attempt, solution
from grader.judging.examples import draw
from grader.judging.finding import Finding
from grader.judging.judge import judge
from grader.judging.property import properties_of
from grader.judging.telling import FEW, cuts, most_telling, numberings, numbers
from grader.upkeep import measure

KIT = manifest.load()


def shown(exercise: str, name: str, prop: str) -> Finding:
    wrong = library.named(exercise, name)
    known = next(p for p in properties_of(KIT.exercise(exercise)) if p.name == prop)
    with measure.in_process(wrong.folder()) as submission:
        return judge(known, submission, KIT.seed, fitting=Known(KIT.exercise(exercise)).fitting)


@pytest.mark.parametrize(("exercise", "name", "prop", "few"), [
    ("corr2d", "flipped_kernel", "test_same_as_convolution", 14), ("pooling", "min_instead_of_max", "test_max", FEW),
    ("pooling", "padding_not_counted_in_average", "test_avg_padding", FEW),
    ("multi_channel", "first_channel_only", "test_multi_in_out", 40)])  # smaller ones fit other mistakes, too
def test_it_is_small_counts_up_and_fits_nothing_else(exercise: str, name: str, prop: str, few: int) -> None:
    found = shown(exercise, name, prop)
    assert found.case is not None and numbers(found.case) <= few
    assert Known(KIT.exercise(exercise)).fitting(found.log, 9) == 1
    assert not any(isinstance(value, np.ndarray) and value.size and not value.any() for value in found.case.values())


@pytest.mark.parametrize("name", ["last_layer_ignored", "strides_ignored", "last_kernel_only"])
def test_without_arrays_too_the_example_tells_most(name: str) -> None:
    """No other one that was drawn fits fewer mistakes."""
    exercise = KIT.exercise("receptive_field")
    known, found = Known(exercise), shown("receptive_field", name, "test_span_of_the_gradient")
    prop = next(p for p in properties_of(exercise) if p.name == "test_span_of_the_gradient")
    wrong = library.named("receptive_field", name)
    with measure.in_process(wrong.folder()) as submission:
        tried = [attempt(prop, submission, case) for _turn, case in draw(prop, KIT.seed)]
    counts = [known.fitting(one.log, 99) for one in tried if one.status == "failed"]
    assert known.fitting(found.log, 99) == min(counts) < max(counts)


def test_what_is_made_is_an_example_still() -> None:
    found = shown("corr2d", "flipped_kernel", "test_one_hot_kernel_copies")
    assert found.case is not None and np.count_nonzero(found.case["K"]) == 1  # else no copy of a part of X
    right = solution()
    assert right is not None
    prop = next(p for p in properties_of(KIT.exercise("corr2d")) if p.name == "test_one_hot_kernel_copies")
    assert attempt(prop, right, found.case).status == "passed"


def test_the_example_with_the_fewest_explanations_is_taken() -> None:
    findings = [Finding("failed", str(n), case={"X": np.zeros(n, np.float32)}) for n in (3, 2, 1)]
    counts = iter((5, 4, 1))  # the smallest is asked first
    assert most_telling(findings, lambda _trial, _limit: next(counts)) == (1, findings[0])


def test_arrays_are_cut_by_one_and_counted() -> None:
    case = {"X": np.zeros((2, 3), np.float32), "K": np.ones((2, 2), np.float32), "n": 3}
    assert next(numberings(case))(case)["X"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert {(cut["X"].shape, cut["K"].shape) for cut in cuts(case)} == {
        ((1, 3), (2, 2)), ((2, 2), (2, 2)), ((1, 3), (1, 2)), ((2, 3), (1, 2)), ((2, 3), (2, 1))}
    assert list(cuts({"n": 3})) == [] and numbers(case) == 10


def test_it_is_the_same_each_time() -> None:
    first, second = (shown("corr2d", "flipped_kernel", "test_same_as_convolution") for _turn in range(2))
    assert first.case is not None and second.case is not None
    assert all(np.array_equal(first.case[name], second.case[name]) for name in ("X", "K"))


def test_drawn_examples_are_left_as_they_are() -> None:
    prop = properties_of(KIT.exercise("corr2d"))[0]
    before = [case["X"].copy() for _turn, case in draw(prop, KIT.seed)]
    shown("corr2d", "flipped_kernel", prop.name)
    assert all(np.array_equal(case["X"], x) for (_turn, case), x in zip(draw(prop, KIT.seed), before, strict=True))
