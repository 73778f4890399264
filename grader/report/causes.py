"""What failed for the same cause: it is told once."""
from __future__ import annotations

from collections.abc import Hashable, Sequence

from .record import PropertyResult

QUIET = ("passed", "todo", "missing")  # nothing went wrong


def causes(results: Sequence[PropertyResult]) -> list[list[PropertyResult]]:
    """The results in their order, those of one cause together: the same misconception, the same error, the same limit.
    Wrong values without a name have a cause each."""
    groups: dict[Hashable, list[PropertyResult]] = {}
    for number, result in enumerate(results):
        key: Hashable = number
        if result.status in QUIET:
            pass
        elif result.misconception:
            key = result.misconception.name
        elif result.status != "failed":
            key = result.status, str(result.message)
        groups.setdefault(key, []).append(result)
    return list(groups.values())
