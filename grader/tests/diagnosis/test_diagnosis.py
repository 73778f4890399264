"""Diagnosis and messages: a misconception is known by its answers, and nothing right ever is one.

`python -m benchmarks.quality.diagnosis` submits every misconception; here it is a sample."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.diagnose import Diagnosis
from grader.diagnosis.errors import known_error
from grader.judging import judge, property
from grader.judging.finding import Evidence, Finding
from grader.language import i18n
from grader.render import message as feedback
from grader.report.record import ExerciseResult
from grader.sandbox.zygote import Sandbox
from grader.submission.asking import Trouble
from grader.submission.files import Folder
from grader.tests.results import result
from grader.upkeep import measure

KIT = manifest.load()
SAMPLE = [("corr2d", "input_used_as_storage"), ("corr2d", "bias_in_every_product"), ("corr2d", "parameters_shared"),
          ("padding_stride", "rounded_up"), ("receptive_field", "layers_used_up"), ("pooling", "stride_not_passed_on"),
          ("vgg", "block_dropout_added"), ("vgg", "dropout_missing"), ("resnet", "bn_momentum_of_keras"),
          ("resnet", "block_all_halve")]  # more of them in test_same_names.py
COMBINED = sorted((manifest.ROOT / "course" / "combined").glob("*/*.py"))


def judged(folder: Folder, exercise: str, box: Sandbox) -> ExerciseResult:
    return scoring.score(folder, box, KIT.seed, [KIT.exercise(exercise)]).exercises[0]


def names(result: ExerciseResult) -> set[str | None]:
    return {p.misconception.name if p.misconception else None for p in result.properties if p.status != "passed"}


@pytest.mark.parametrize(("exercise", "name"), SAMPLE, ids=lambda value: str(value))
def test_named(exercise: str, name: str, box: Sandbox) -> None:
    wrong = library.named(exercise, name)
    found = judged(wrong.folder(), exercise, box)
    assert name in names(found) and names(found) <= {name, "begins_elsewhere", None}
    said = {p.misconception.message for p in found.properties if p.misconception and p.misconception.name == name}
    assert said == {wrong.en}


@pytest.mark.parametrize("path", [p for p in COMBINED if p.parent.name in ("receptive_field", "conv1x1")],
                         ids=lambda path: path.stem)
def test_two_mistakes_at_once_are_no_single_one(path: Path, box: Sandbox) -> None:
    found = names(judged(measure.equivalent_folder(path), path.parent.name, box))
    assert all(name is None or "+" in name or name.startswith("edit_") for name in found)


def test_two_mistakes_in_two_functions_are_told_apart(box: Sandbox) -> None:
    path = next(p for p in COMBINED if p.stem == "flipped_and_bias_ignored")
    found = {p.name: p.misconception and p.misconception.name
             for p in judged(measure.equivalent_folder(path), "corr2d", box).properties if p.status != "passed"}
    assert found["test_same_as_convolution"] == found["test_one_hot_kernel_copies"] == "flipped_kernel"
    assert found["test_conv2d_forward"] == "begins_elsewhere"  # neither explains it alone


def test_there_are_twenty_combinations() -> None:
    assert len(COMBINED) >= 20


def test_no_evidence_no_diagnosis() -> None:
    diagnosis = Diagnosis(KIT.exercise("corr2d"), Evidence())
    assert all(diagnosis.of(Finding(status)) is None for status in ("failed", "passed", "timeout"))


def error_of(source: str) -> Finding:
    """What a file with this corr2d raises, by really running it."""
    folder = Folder("wrong", {"corr2d": source.encode()}, {})
    with measure.in_process(folder) as submission:
        found = [judge.judge(p, submission, 1, shrinks=0) for p in property.properties_of(KIT.exercise("corr2d"))]
    return next(f for f in found if f.status == "error")


LAYER = """
from mxnet import nd
from mxnet.gluon import nn
def corr2d(X, K):
    {0}
class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        {1}
"""


@pytest.mark.parametrize(("name", "body", "init"), [
    ("array_used_as_index", "return nd.zeros((X.shape[0] / 1, 2))", "pass"),
    ("array_used_as_index", "return X[:nd.array([1.5])]", "pass"),
    ("shape_mismatch", "return X + nd.zeros((17, 19))", "pass"),
    ("shape_mismatch", "Y = nd.zeros((2, 2)); Y[:] = nd.zeros((5, 7)); return Y", "pass"),
    ("shape_mismatch", "return X.asnumpy() + nd.zeros((17, 19)).asnumpy()", "pass"),
    ("index_out_of_range", "return X[99, 99]", "pass"),
    ("truth_of_an_array", "return X if nd.zeros((2, 2)) else K", "pass"),
    ("nothing_returned", "return None + X", "pass"),
    ("other_arguments", "return nd.zeros()", "pass"),
    ("super_init_missing", "return X", "self.weight = nn.Dense(3)"),
])
def test_typical_errors(name: str, body: str, init: str) -> None:
    found = error_of(LAYER.format(body, init))
    known = known_error(found)
    assert known is not None, found.message
    assert known.name == name, found.message


def test_assignment_while_recording() -> None:
    source = (library.SOLUTIONS / "vgg.py").read_text("utf-8").replace(
        "def vgg_block(num_convs, num_channels):\n    blk = nn.Sequential()", """class Zeroing(nn.Block):
    def forward(self, x):
        x = x * 1
        x[0] = x[0] * 1
        return x


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    blk.add(Zeroing())""")
    exercise = KIT.exercise("vgg")
    prop = next(p for p in property.properties_of(exercise) if p.name == "test_block_gradients")
    with measure.in_process(Folder("wrong", {"vgg": source.encode()}, {})) as submission:
        found = judge.judge(prop, submission, 1, shrinks=0)
    known = known_error(found)
    assert known is not None and known.name == "assignment_while_recording", found.message


def test_an_unknown_error_gets_none() -> None:
    assert known_error(Finding("error", "KeyError: 3", raised=Trouble("error", "KeyError: 3",
                                                                               kind="KeyError"))) is None


# What a failure says ------------------------------------------------------------------------------------------------
def failure(exercise: str, case: dict[str, object], expected: object, got: object, message: str = "wrong") -> str:
    prop = next(p for p in property.properties_of(KIT.exercise(exercise)) if p.law)
    return feedback.plain(result("failed", case, message, expected=expected, got=got, title=prop.title, law=prop.law,
                                 section="5.1", misconception="Your kernel is flipped. " * 6))


@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (6, 6), (20, 30), (3, 6, 6), (2, 3, 40, 50), (0, 3), (7,),
                                   (12, 8, 8)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_fits_a_screen(shape: tuple[int, ...], language: str) -> None:
    expected = np.random.default_rng(1).normal(0, 1e4, shape).astype(np.float32)
    got = expected + 1
    i18n.set_language(language)
    try:
        text = failure("corr2d", {"X": expected, "K": got, "stride": (1, 2)}, expected, got)
    finally:
        i18n.set_language("en")
    lines = text.splitlines()
    assert len(lines) <= 30
    assert max(map(cell_len, lines)) <= 80
    assert "*" in text or not expected.size


def test_order_of_a_message() -> None:
    X = np.eye(2, dtype=np.float32)
    text = failure("corr2d", {"X": X}, X, X + 1, "at [0, 0], expected 1, got 2")
    prop = next(p for p in property.properties_of(KIT.exercise("corr2d")) if p.law)
    parts = [prop.title, "Your kernel is flipped", "at [0, 0]", "X =", "expected  ", prop.law[:20], "section 5.1 of"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_large_array_is_cut_around_the_first_difference() -> None:
    expected = np.zeros((40, 50), np.float32)
    got = expected.copy()
    got[33, 44] = 7
    text = failure("corr2d", {}, expected, got)
    assert "7*" in text and text.count("*") == 1 and "40, 50" in text


def test_colours_only_where_there_are_some() -> None:
    found = result(expected=np.eye(2), got=np.ones((2, 2)))
    shown = []
    for force in (True, False):
        console = Console(force_terminal=force, width=80, color_system="standard" if force else None)
        with console.capture() as captured:
            console.print(feedback.coloured(found))
        shown.append(captured.get())
    assert "\x1b[" in shown[0] and "\x1b" not in shown[1]
    assert [line.rstrip() for line in shown[1].splitlines()] == feedback.plain(found).splitlines()
