"""What a submission's process says has a form, and nothing in any form or in none makes the judge fail."""
from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import manifest
from grader.course.manifest import Exercise
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import Property, properties_of
from grader.render import message
from grader.render.pages import view
from grader.report.record import PropertyResult
from grader.scoring import property_result
from grader.submission import answers
from grader.submission.asking import Trouble
from grader.submission.submission import Submission
from grader.watch import live_state
from grader.watch.model import Model
from grader.watch.state import State
from grader.worker.wire.values import Block, pack, unpack

KIT = manifest.load()
EXERCISE = KIT.exercise("vgg")
PROPERTIES = [prop for exercise in KIT.exercises for prop in properties_of(exercise)]
LARGE = "test_vgg_layers", "test_vgg_output", "test_resnet18"
CHEAP = [prop for prop in PROPERTIES if not prop.name.startswith(LARGE)]

NAMES = st.one_of(st.sampled_from(["weight", "bias", "gamma", "uses", "running_var", "y", "dx", "changed", "left"]),
                  st.sampled_from(["conv(8,3,3,3)#0", "dense(10,4096)#0", "dense(4096,8)#0", "norm(8,)#0", "own[]#0"]),
                  st.builds("{}({})#{}".format, st.sampled_from(["conv", "dense", "norm", "weight"]),
                            st.text("0123456789,", max_size=12), st.integers(0, 3)),
                  st.text(max_size=20))
NUMBERS = st.one_of(st.integers(-3, 5000), st.integers(-(1 << 63) + 1, (1 << 63) - 1))
ARRAYS = st.builds(lambda shape, dtype: np.ones(shape, dtype), st.lists(st.integers(0, 4), max_size=4),
                   st.sampled_from(["float32", "float64", "int8", "bool"]))
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, st.floats(), st.text(max_size=20), ARRAYS,
                  st.builds(Block, NUMBERS))
VALUES: st.SearchStrategy[Any] = st.recursive(PLAIN, lambda inner: st.one_of(
    st.lists(inner, max_size=5), st.lists(inner, max_size=5).map(tuple), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12)
SHAPES = st.lists(st.integers(0, 5000), max_size=5)
LAYERS = st.dictionaries(NAMES, st.one_of(VALUES, st.dictionaries(NAMES, st.one_of(SHAPES, NUMBERS), max_size=4)),
                         max_size=4)
RUNS = st.fixed_dictionaries({"y": VALUES}, optional={"dx": VALUES, "changed": VALUES,
                                                      "d conv(8,3,3,3)#0.weight": VALUES})
CALLS: st.SearchStrategy[Any] = st.tuples(st.one_of(ARRAYS, PLAIN, VALUES), st.just([]))
ANSWERS = st.one_of(CALLS, VALUES, LAYERS, RUNS)


def check_form(value: Any) -> None:
    """Any value is in form, and then all of it is what it says, or trouble."""
    for look in (lambda: answers.layers(value, "vgg"), lambda: answers.ran(value, "vgg"),
                 lambda: answers.called(value, "vgg"), lambda: answers.loaded(value, EXERCISE)):
        try:
            seen = look()
        except Trouble as trouble:
            assert trouble.status == "crashed"
            continue
        if isinstance(seen, dict) and "y" not in seen and all(isinstance(layer, dict) and "uses" in layer
                                                                   for layer in seen.values()):
            assert all(type(n) is int for layer in seen.values() for shape in layer.values() if shape != layer["uses"]
                       for n in shape)


class Claims:
    """A transport that says what was drawn; `block`: calls give blocks."""
    zero_is_cheap = True

    def __init__(self, said: list[Any], block: bool) -> None:
        self.said, self.block = itertools.cycle(said), block
        self.used_builtins, self.printed = ["Convolution"], ""

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        return (Block(0), []) if op == "call" and self.block else next(self.said)

    def finish(self, exercise: Exercise) -> None:
        pass

    def drop_asserts(self, exercise: str) -> bool:
        return False


def check_judge(prop: Property, said: list[Any], block: bool) -> None:
    """A property passes, fails or has trouble, whatever is claimed, and it can be shown; nothing else is raised."""
    (_, case), *_rest = draw(prop, 1)
    arrays: list[np.ndarray] = []
    try:
        travelled = unpack(pack(said, arrays), arrays)
    except ValueError:
        return
    found = attempt(prop, Submission(Claims(travelled or [None], block)), case)  # type: ignore[arg-type]
    assert found.status in ("passed", "failed", "crashed"), found
    exercise = next(exercise for exercise in KIT.exercises if exercise.tests == prop.path)
    result = property_result(exercise, prop, found)
    for each in (result, PropertyResult.from_json(json.loads(json.dumps(result.as_json())))):
        view.told_one(each)
        message.plain(each)
        live_state.told(Model(Path(), State(Path(), exercise.name), 1), each)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANSWERS)
def test_an_answer_is_in_form_or_refused(value: Any) -> None:
    check_form(value)


@pytest.mark.parametrize("prop", CHEAP, ids=lambda prop: f"{prop.path.stem}-{prop.name}")
def test_no_claim_breaks_the_judge(prop: Property) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ANSWERS, min_size=1, max_size=4), st.booleans())
    def claim(said: list[Any], block: bool) -> None:
        check_judge(prop, said, block)
    claim()
