"""What judging one property of one submission found."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..report.sizes import Large
from ..submission.asking import Ask
from .design import Case


class Trial(tuple[Ask, ...]):
    """What was asked for one example, in order. `kept`: what a diagnosis keeps of it as long as it lives."""
    kept: dict[str | None, Any]

    def __new__(cls, asks: Iterable[Ask] = ()) -> Trial:
        self = super().__new__(cls, asks)
        self.kept = {}
        return self


@dataclass(frozen=True)
class Finding:
    """What judging one property of one submission found."""
    status: str
    message: str = ""
    trace: str = ""
    case: Case | None = None
    expected: Any = None
    got: Any = None
    log: Trial = field(default=Trial(), compare=False, repr=False)  # what was asked for `case`
    examples: int = 0  # how many were tried
    fits: int = 0      # how many known mistakes give its answers, where they were counted
    unread: bool = False  # Python cannot read the file: nothing was tried
    raised: BaseException | None = field(default=None, compare=False, repr=False)

    @property
    def printed(self) -> str:
        """What the example's calls printed."""
        return "".join(ask.printed for ask in self.log)


@dataclass
class Evidence:
    """Everything that one exercise was asked, and its answers: a diagnosis rests on this."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def trials(self) -> list[Trial]:
        return [found.log for found in self.findings]


def kind_of(finding: Finding) -> str:
    return getattr(finding.raised, "kind", "")


def alike(one: Finding, other: Finding) -> bool:
    """Whether two examples fail in the same way."""
    return one.status == other.status and kind_of(one) == kind_of(other)


def freeze(value: Any) -> Any:
    """Makes a hashable key of `value`."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, Large):
        return value.digest
    if isinstance(value, dict):
        return tuple((k, freeze(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(freeze(v) for v in value)
    return type(value).__name__, repr(value)
