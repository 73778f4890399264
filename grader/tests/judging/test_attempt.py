"""What becomes of an answer that a property cannot take, and of one that is too large to be kept."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.course import manifest
from grader.diagnosis import library
from grader.judging import attempt as attempting
from grader.judging.attempt import attempt
from grader.judging.finding import Evidence, freeze
from grader.judging.judge import judge
from grader.judging.property import Property, graded, properties_of
from grader.report.sizes import LARGE, Large, kept, weight
from grader.sandbox.ends import SandboxError
from grader.submission.files import Folder
from grader.submission.submission import REMEMBERED, Submission
from grader.upkeep.measure import in_process

KIT = manifest.load()
SOLUTIONS = library.solutions()


def answers(value: str) -> Folder:
    return Folder("odd", SOLUTIONS | {
        "receptive_field": f"import numpy as np\n\ndef receptive_field(layers):\n    return {value}\n".encode()}, {})


def made(check: Callable[..., None]) -> Property:
    prop: Property = graded(1, layers=st.just([(3, 1)]))(check).property  # type: ignore[attr-defined]
    return prop


@made
def takes_a_number(submission: Submission, layers: Any) -> None:
    assert (np.zeros((2, 3)) + submission.receptive_field(layers))[0, 0] == 3


@made
def raises_always(submission: Submission, layers: Any) -> None:
    submission.receptive_field(layers)
    raise ZeroDivisionError


@pytest.mark.parametrize(("value", "error"), [
    ("[1, 2, 3, 4]", "ValueError"), ("'3'", "UFuncTypeError"), ("None", "TypeError"),
    ("np.zeros((1 << 20, 1, 1, 1, 1), np.int8) if False else {'a': 1}", "TypeError")])
def test_an_answer_that_a_property_cannot_take_is_wrong(value: str, error: str) -> None:
    with in_process(answers(value)) as submission:
        found = attempt(takes_a_number, submission, {"layers": [(3, 1)]})
    assert found.status == "failed" and error in found.message and found.case == {"layers": [(3, 1)]}


def test_a_property_that_cannot_take_the_right_answer_either_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_process(answers("7")) as submission, pytest.raises(ZeroDivisionError):
        attempt(raises_always, submission, {"layers": []})
    monkeypatch.setattr(attempting, "solution", lambda: None)  # the kit as students have it
    with in_process(answers("[1, 2, 3, 4]")) as submission, pytest.raises(ValueError, match="broadcast"):
        attempt(takes_a_number, submission, {"layers": []})


@pytest.mark.parametrize("fault", [KeyError, SandboxError])
def test_the_graders_own_fault_is_nobodys_answer(fault: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    with in_process(answers("7")) as submission:
        def ask(*_args: Any) -> Any:
            raise fault("the grader's own")
        monkeypatch.setattr(submission.transport, "ask", ask)
        with pytest.raises(fault):
            attempt(takes_a_number, submission, {"layers": []})


HUGE = b"""
import numpy as np

def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return np.full(2_000_000, float(X.sum().asscalar()) + sum(pool_size), np.float32)

def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return [pool2d(X, pool_size)] * 2
"""


def test_of_large_answers_is_kept_what_they_were() -> None:
    """8 MB at every call."""
    evidence = Evidence()
    with in_process(Folder("huge", SOLUTIONS | {"pooling": HUGE}, {})) as submission:
        found = [judge(prop, submission, KIT.seed, evidence) for prop in properties_of(KIT.exercise("pooling"))]
        asked = sum(len(trial) for trial in evidence.trials)
        assert asked * 8_000_000 > 2 * REMEMBERED
        assert sum(weight(ask.answer) for ask, _builtins in submission.answers.values()) <= REMEMBERED
    assert {one.status for one in found} == {"failed"}
    assert sum(weight(one.got) + weight(one.expected) for one in (*found, *evidence.findings)) < LARGE
    assert sum(weight(ask.answer) for one in (*found, *evidence.findings) for ask in one.log) < LARGE
    assert "(2000000,)" in found[0].message


def test_large_answers_can_be_told_apart() -> None:
    ones, twos = (np.full((LARGE, 1), value, np.int8) for value in (1, 2))
    assert isinstance(kept(ones), Large) and freeze(kept(ones)) == freeze(kept(ones.copy())) != freeze(kept(twos))
    assert kept(ones).described == f"an array of shape ({LARGE}, 1)"
    answer = ones, ["X"]
    assert kept(answer)[1] == ["X"] and isinstance(kept(answer)[0], Large)
    nested = [[[1] * 64] * 64] * 64
    assert kept(nested).described == "a list of 64 items" and kept(nested[0]) is nested[0]
    assert weight(kept({"y": ones, "dx": ones[:9]})) < 2000
