"""What the grader's own tests share."""
from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from grader.course import manifest
from grader.judging import judge
from grader.judging.finding import Finding
from grader.sandbox.support import best_isolation
from grader.sandbox.zygote import Sandbox

# A shell's background job ignores Ctrl-C, and so would the programs that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    """A sandbox, the best that this machine has: started once, each score forks from it."""
    with Sandbox(best_isolation(), manifest.load().limits) as sandbox:
        yield sandbox


@pytest.fixture
def first_failure_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more examples after the first failure, and none made smaller: for tests that look at something else."""
    def first(*given: Any) -> Finding:
        return next(g for g in given if isinstance(g, Finding))
    monkeypatch.setattr(judge, "EVIDENCE", 0)
    monkeypatch.setattr(judge, "shrink", first)
    monkeypatch.setattr(judge, "smaller", first)
    monkeypatch.setattr(judge, "most_telling", lambda failing, fitting: (1, failing[0]))
