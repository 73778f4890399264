"""The core promises of properties: no examples are no pass, what `agree` lets through, and the same draws for all."""
from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.course import manifest
from grader.diagnosis.library import solutions
from grader.judging import judge as properties
from grader.judging import property
from grader.judging.attempt import attempt
from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.design import Design, Row, covering
from grader.judging.examples import draw
from grader.judging.finding import Evidence, Finding, freeze
from grader.judging.judge import judge
from grader.judging.property import Property
from grader.submission.asking import Ask, Trouble
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.isolated import Isolated
from grader.submission.submission import Submission
from grader.upkeep import measure
from grader.worker.wire.values import Odd

KIT = manifest.load()
Y = np.array([[1, 2], [3, 4]], np.float32)


def refused(got: Any, expected: Any, **more: Any) -> str:
    with pytest.raises(Disagreement) as raised:
        agree(got, expected, **more)
    return raised.value.message


def test_agree_lets_right_answers_through() -> None:
    agree(Y, Y)
    agree(Y.astype(np.float64), Y)
    agree(Y + 1e-6, Y)
    agree((3, 4), (3, 4))
    agree((np.int64(3), 4), (3, 4))
    agree(np.int32(7), 7)


@pytest.mark.parametrize("got", [
    Y[0], Y[None], Y.T.copy(), Y + 1e-3, Y.astype(int), Y.astype(bool), Y * np.nan, Y / 0, Y.tolist(), None, 3.0, "Y",
    Odd("a list of NDArrays"), np.zeros((0, 2), np.float32), np.array(["a", "b"])], ids=repr)
def test_agree_refuses(got: Any) -> None:
    assert refused(got, Y)


@pytest.mark.parametrize("got", [(3.0, 4.0), [3, 4], (3,), (3, 4, 5), (True, 4), (4, 3), None, np.array([3, 4]),
                                 Odd("an object"), ("3", "4")], ids=repr)
def test_agree_refuses_other_tuples(got: Any) -> None:
    assert refused(got, (3, 4))


def test_agree_says_where() -> None:
    assert "[1, 0]" in refused(np.add(Y, [[0, 0], [1, 0]]), Y)
    assert "shape" in refused(Y[0], Y) and "finite" in refused(Y / 0, Y)
    assert refused(Y + 1, Y, message="the first map").startswith("the first map: ")


def test_tolerance_follows_the_largest_magnitude() -> None:
    large = np.array([1e6, 1.0], np.float32)
    agree(np.add(large, [0, 1]), large)
    refused(np.add(large, [0, 100]), large)
    refused(np.array([np.inf, 1]), large)


def test_an_array() -> None:
    assert an_array(Y) is Y
    for other in (None, [1.0], np.array([np.nan]), np.array([1])):
        with pytest.raises(Disagreement):
            an_array(other)


class Answers:
    """A transport whose answers are given."""
    isolation, zero_is_cheap, folder, printed = "none", True, Folder("answers", {}, {}), ""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.used_builtins: list[str] = []
        self.asked = 0

    def ask(self, *_request: Any) -> Any:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def finish(self, exercise: Any) -> None: ...

    def another(self) -> Isolated: ...  # type: ignore[empty-body]

    def drop_asserts(self, exercise: str) -> bool:
        return False


def simple(name: str = "test_span_of_the_gradient") -> Property:
    return next(p for p in property.properties_of(KIT.exercise("receptive_field")) if p.name == name)


def judged(answer: Any, prop: Property | None = None) -> Finding:
    return judge(prop or simple(), Submission(Answers(answer)), 1)


def test_no_examples_are_the_graders_own_fault() -> None:
    nothing = replace(simple(), rows=(Row("nothing", {}, st.nothing()),))
    assert draw(nothing, 1) == ()
    found = judge(nothing, Submission(Answers((1, []))), 1)
    assert found.status == "internal"


@pytest.mark.parametrize("answer", [(0, []), (1.0, []), ("1", []), (None, []), (True, []), (Odd("x"), []), ([1], [])])
def test_wrong_answers_fail(answer: Any) -> None:
    assert judged(answer).status == "failed"


@pytest.mark.parametrize("answer", [1, None, (1,), [1, []], ("a", "b", "c")])
def test_what_is_no_answer_is_no_pass(answer: Any) -> None:
    assert judged(answer).status == "crashed"


@pytest.mark.parametrize("status", ["todo", "missing", "error", "timeout", "memory", "output", "crashed"])
def test_trouble_is_the_status(status: str) -> None:
    found = judged(Trouble(status, "what happened"))
    assert (found.status, found.message) == (status, "what happened")
    assert found.examples == 1


def test_a_changed_list_fails() -> None:
    prop = simple("test_single_layer")
    assert {"layers": []} in [case for _turn, case in draw(prop, 1)]
    assert attempt(prop, Submission(Answers((1, []))), {"layers": []}).status == "passed"
    assert attempt(prop, Submission(Answers((1, ["0"]))), {"layers": []}).status == "failed"


def test_the_host_notices_a_changed_list() -> None:
    source = b"def receptive_field(layers):\n    layers.clear()\n    return 1\n"
    with measure.in_process(Folder("x", {"receptive_field": source}, {})) as submission:
        given = [(3, 1), (2, 2)]
        assert submission.receptive_field(given) == 1
        assert submission.changed == ["0"] and given == [(3, 1), (2, 2)]


@pytest.mark.parametrize("exercise", KIT.names)
def test_draws(exercise: str) -> None:
    """As many as asked for, the same for the same seed, other ones for another; each strategy has its turn."""
    for prop in property.properties_of(KIT.exercise(exercise)):
        first = draw(prop, 1)
        draw.cache_clear()
        once, again, other = ([freeze(case) for _turn, case in cases]
                              for cases in (first, draw(prop, 1), draw(prop, 2)))
        assert once == again != other
        assert len(prop.rows) // 2 <= len(first) <= prop.examples
        assert {turn for turn, _case in first} == set(range(min(len(prop.rows), prop.examples)))


@pytest.mark.parametrize("exercise", KIT.exercises, ids=lambda exercise: exercise.name)
def test_points_add_up(exercise: manifest.Exercise) -> None:
    props = property.properties_of(exercise)
    assert sum(prop.points for prop in props) == exercise.points
    assert all(prop.title and prop.points > 0 for prop in props)


def test_a_counterexample_is_shrunk_and_its_requests_are_kept() -> None:
    source = b"def receptive_field(layers):\n    return 1 + sum(k - 1 for k, s in layers)\n"
    with measure.in_process(Folder("x", {"receptive_field": source}, {})) as submission:
        found = judge(simple(), submission, 3, evidence := Evidence())
    assert found.status == "failed" and found.case is not None
    assert [ask.inputs["args"] for ask in found.log] == [[found.case["layers"]]]
    assert found.examples <= len(evidence.trials) <= found.examples + properties.EVIDENCE
    assert len(found.case["layers"]) <= 3
    assert all(isinstance(ask, Ask) for ask in found.log)


def test_the_solution_passes_in_this_process() -> None:
    transport = InProcess(Folder("solutions", solutions(), {}))
    submission = Submission(transport)
    for name in ("corr2d", "receptive_field"):
        for prop in property.properties_of(KIT.exercise(name)):
            assert judge(prop, submission, 11).status == "passed"
    transport.sources.close()


def test_a_dropout_that_drops_whole_images_fails() -> None:
    """About half of the units are dropped and the others are doubled, but one choice stands for all of an image."""
    edited = b"nn.Dropout(0.5, axes=(1,))".join(solutions()["vgg"].rsplit(b"nn.Dropout(0.5)", 1))
    transport = InProcess(Folder("axes", {**solutions(), "vgg": edited}, {}))
    prop, = (p for p in property.properties_of(KIT.exercise("vgg")) if p.name == "test_vgg_dropout")
    assert judge(prop, Submission(transport), 11).status == "failed"
    transport.sources.close()


TABLE = {"size": ("small", "large"), "shape": ("wide", "tall", "square"), "values": ("whole", "fractions", "large")}


def possible(classes: dict[str, str]) -> bool:
    return classes["size"] == "large" or classes["shape"] != "square"


def test_a_design_covers_every_pair_that_is_possible() -> None:
    rows = covering(TABLE, possible)
    every = [dict(zip(TABLE, classes, strict=True)) for classes in itertools.product(*TABLE.values())]
    wanted, met = ({(a, row[a], b, row[b]) for row in some for a, b in itertools.combinations(TABLE, 2)}
                   for some in (filter(possible, every), rows))
    assert met == wanted and all(map(possible, rows))
    assert len(rows) <= 10  # of 15 that are possible; 9 pairs of shape and values need as many


def test_rows_draw_alike_whichever_property_has_them() -> None:
    design = Design("some", lambda size, values: st.integers(0, 10 ** 9).map(lambda n: {"n": n}),
                    size=("small", "large"), values=("whole", "fractions"))
    one = replace(simple("test_stride_one"), rows=design.rows, examples=len(design))
    other = replace(one, name="other", rows=tuple(row.also(more=1) for row in reversed(design.rows)))
    drawn, again = ([case["n"] for _turn, case in draw(prop, 5)] for prop in (one, other))
    assert drawn == again[::-1] and len(set(drawn)) > 1
    assert [row.classes["values"] for row in design][:2] == ["whole", "whole"], "the plainest come first"


def test_a_bound_for_each_value() -> None:
    bound = np.array([[0, 0], [0, 0.5]])
    agree(Y + np.array([[0, 0], [0, 0.5]]), Y, bound=bound)
    refused(Y + np.array([[1e-6, 0], [0, 0]]), Y, bound=bound)


def test_a_call_is_made_once_for_all_properties() -> None:
    answers = Answers((1, []))
    submission = Submission(answers)
    assert submission.receptive_field([]) == submission.receptive_field([]) == 1 and answers.asked == 1
    submission.receptive_field([(3, 1)])
    with submission.afresh():
        submission.receptive_field([])
    submission.forget()
    submission.receptive_field([])
    assert answers.asked == 4


def test_another_answer_the_second_time_fails() -> None:
    """In the property that asks twice, and in no other."""
    source = solutions()["receptive_field"] + b"""
right, seen = receptive_field, []
def receptive_field(layers):
    seen.append(list(layers))
    return right(layers) + seen.count(list(layers)) - 1
"""
    with measure.in_process(Folder("x", {"receptive_field": source}, {})) as submission:
        found = {prop.name: judge(prop, submission, KIT.seed, shrinks=0).status
                 for prop in property.properties_of(KIT.exercise("receptive_field"))}
    assert {name for name, status in found.items() if status == "failed"} == {"test_single_layer"}
    assert set(found.values()) == {"passed", "failed"}
