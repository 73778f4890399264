"""Every wrong answer fails, under one seed; `python -m grader misconceptions --seeds 20` measures more. A mistake in
one aspect costs that aspect's points, not the exercise."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging import judge, property
from grader.upkeep import measure

KIT = manifest.load()
ALL = [wrong for name in KIT.names for wrong in library.of(name)]
CJK = re.compile(r"[\u4e00-\u9fff]")

# A mistake in one aspect, and properties that judge another one.
PARTIAL = {
    "corr2d": ("bias_ignored", ["test_same_as_convolution", "test_output_shape", "test_conv2d_parameters"]),
    "padding_stride": ("stride_swapped", ["test_output_shape", "test_defaults", "test_padding"]),
    "receptive_field": ("strides_ignored", ["test_stride_one", "test_single_layer"]),
    "multi_channel": ("outputs_reversed", ["test_multi_in", "test_one_channel", "test_multi_in_shape"]),
    "conv1x1": ("outputs_reversed", ["test_positions_apart", "test_output_shape"]),
    "pooling": ("padding_not_counted_in_average", ["test_max", "test_avg", "test_stride", "test_max_padding"]),
    "vgg": ("dropout_missing", ["test_block_output", "test_block_gradients", "test_vgg_layers", "test_vgg_output"]),
    "resnet": ("block_all_halve", ["test_residual_layers", "test_residual_prediction", "test_residual_training"]),
}


def named(exercise: str, name: str) -> Wrong:
    return library.named(exercise, name)


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: f"{wrong.exercise}-{wrong.name}")
def test_fails(wrong: Wrong) -> None:
    caught = measure.catch(wrong, [KIT.seed])
    assert not caught.survived
    assert caught.needed >= 1


def test_there_are_enough() -> None:
    assert len(ALL) >= 130
    for exercise in KIT.exercises:
        wrongs = library.of(exercise.name)
        assert len(wrongs) >= 10
        assert len({wrong.name for wrong in wrongs}) == len(wrongs)
        assert {wrong.target for wrong in wrongs} == set(exercise.functions), "one function has none"


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: f"{wrong.exercise}-{wrong.name}")
def test_speaks_both_languages(wrong: Wrong) -> None:
    assert 40 < len(wrong.en) < 450 and wrong.en.endswith(".") and not CJK.search(wrong.en)
    assert len(CJK.findall(wrong.zh)) > 10 and wrong.zh.endswith(("。", "）"))
    assert "\n" not in wrong.en + wrong.zh
    assert wrong.code in wrong.source() != library.solutions()[wrong.exercise].decode()


@pytest.mark.parametrize("exercise", KIT.names)
def test_partial_credit(exercise: str) -> None:
    name, kept = PARTIAL[exercise]
    with measure.in_process(named(exercise, name).folder()) as submission:
        props = property.properties_of(KIT.exercise(exercise))
        passed = {p.name for p in props if judge.judge(p, submission, KIT.seed, shrinks=0).status == "passed"}
    assert set(kept) <= passed
    points = sum(p.points for p in props if p.name in passed)
    assert 0 < points < KIT.exercise(exercise).points


@pytest.fixture
def one_survivor(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A misconception that is none."""
    right = Wrong("receptive_field", "same", "receptive_field", "", "",
                  library.definition(library.solutions()["receptive_field"].decode(), "receptive_field"))
    monkeypatch.setattr(library, "of", lambda name: (right,))
    yield


def test_a_survivor_is_told(one_survivor: None) -> None:
    caught = measure.catch(library.of("receptive_field")[0], [1, 2])
    assert caught.survived == [1, 2] and not caught.by


def test_command(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["misconceptions", "--exercise", "receptive_field", "--no-equivalents", "--jobs",
                                     "1", "--json", str(tmp_path / "table.json"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    count = len(library.of("receptive_field"))
    assert f"{count} of {count} misconceptions caught" in done.output
    assert (tmp_path / "table.json").stat().st_size
    assert CliRunner().invoke(main, ["misconceptions", "--exercise", "nothing"]).exit_code == 2
