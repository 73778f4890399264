"""No cheat earns a point in the training check: each sample of hostile/training, in the sandbox, with its reason."""
from __future__ import annotations

import pytest
from hostile.training import CHEATS, Cheat  # type: ignore[import-not-found]

from grader.report.training import TrainingResult
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder
from grader.tests.training.test_train import isolated
from grader.training import images


@pytest.fixture(scope="module")
def digits() -> images.Dataset:
    return images.digits(7)


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.name)
def test_no_cheat_earns_a_point(cheat: Cheat, box: Sandbox, digits: images.Dataset) -> None:
    result: TrainingResult = isolated(Folder("cheat", {"vgg": cheat.source, "resnet": cheat.source}, {}), box, digits)
    assert result.score == 0
    for network in result.networks:
        assert network.status == cheat.status and cheat.message in network.message, network
