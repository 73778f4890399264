"""Signatures: equal mistakes are found again in a class."""
from __future__ import annotations

import pytest

from grader.batch.signature import signature
from grader.course import manifest
from grader.diagnosis import library
from grader.judging.property import properties_of
from grader.upkeep import measure

SEED = manifest.load().seed


def signed(exercise: str, name: str, prop: str, spelt: str = "") -> str:
    """The signature of a mistake, with a line in front of it."""
    wrong = library.named(exercise, name)
    folder = wrong.folder()
    folder.sources[exercise] = spelt.encode() + folder.sources[exercise]
    asked = next(p for p in properties_of(manifest.load().exercise(exercise)) if p.name == prop)
    with measure.in_process(folder) as submission:
        return signature(asked, submission, SEED)


@pytest.mark.parametrize(("exercise", "name", "other", "prop"), [
    ("corr2d", "flipped_kernel", "transposed_kernel", "test_same_as_convolution"),
    # What is dropped is another one each time.
    ("vgg", "block_dropout_added", "tanh_instead_of_relu", "test_block_gradients"),
    ("resnet", "residual_dropout", "shortcut_added_twice", "test_residual_training")])
def test_one_mistake_has_one_signature_and_another_one_another(exercise: str, name: str, other: str, prop: str) -> None:
    assert signed(exercise, name, prop) == signed(exercise, name, prop, "import numpy as np\n\n") != signed(
        exercise, other, prop)
