"""The statuses of a property, from best to worst."""
from __future__ import annotations

from collections.abc import Iterable

SEVERITY = ("passed", "todo", "missing", "failed", "error", "output", "timeout", "memory", "crashed", "forbidden",
            "internal")
UNDONE = ("todo", "missing")
QUIET = ("passed", *UNDONE)  # nothing went wrong
ENDED = ("output", "timeout", "memory", "crashed")  # the process was ended: by a limit, or by itself


def worst(statuses: Iterable[str]) -> str:
    """The worst of them; `passed` where there are none."""
    return max(statuses, key=SEVERITY.index, default="passed")
