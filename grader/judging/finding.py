"""What judging one property of one submission found."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..submission.asking import Ask, History
from .property import Case


@dataclass(frozen=True)
class Finding:
    """What judging one property of one submission found."""
    status: str
    message: str = ""
    trace: str = ""
    case: Case | None = None
    expected: Any = None
    got: Any = None
    builtins: tuple[str, ...] = ()
    log: tuple[Ask, ...] = field(default=(), compare=False, repr=False)  # what was asked for `case`
    history: History | None = field(default=None, compare=False, repr=False)
    examples: int = 0  # how many were tried
    raised: BaseException | None = field(default=None, compare=False, repr=False)


def kind_of(finding: Finding) -> str:
    return getattr(finding.raised, "kind", "")


def freeze(value: Any) -> Any:
    """`value` as a key."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return tuple((k, freeze(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(freeze(v) for v in value)
    return type(value).__name__, repr(value)
