"""What the grader's own tests share."""
from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from grader.course import manifest
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
