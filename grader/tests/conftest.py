"""What the grader's own tests share."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader import manifest
from grader.sandbox import Sandbox, best_isolation


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    """A sandbox, the best that this machine has: started once, each score forks from it."""
    with Sandbox(best_isolation(), manifest.load().limits) as sandbox:
        yield sandbox
