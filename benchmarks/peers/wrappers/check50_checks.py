"""Checks for check50, one for each property. MXNet is imported once: the processes of the checks are forks of this
one."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import check50  # type: ignore[import-not-found]

from benchmarks.peers.wrappers import judging


def of(exercise: str, name: str) -> Callable[..., Any]:
    def run() -> None:
        try:
            judging.check(exercise, name)
        except Exception as error:
            raise check50.Failure(f"{type(error).__name__}: {error}") from None
    run.__name__ = f"{exercise}:{name}"
    return check50.check(timeout=600)(run)  # type: ignore[no-any-return]


for key in judging.graded():
    globals()[":".join(key)] = of(*key)
