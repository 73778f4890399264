"""Compares an answer with what was expected."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..language.i18n import N_
from ..language.said import Said
from ..report.numbers import differing, number
from ..report.sizes import TOLD, described, weight
from ..worker.wire.values import Odd, describe


class Disagreement(AssertionError):
    """The submission's answer is not the expected one."""

    def __init__(self, message: str, expected: Any = None, got: Any = None) -> None:
        super().__init__(message)
        self.message = message if isinstance(message, Said) else Said(message)
        self.expected, self.got = expected, got


@dataclass(frozen=True)
class Expected:
    """An oracle's answer, and by how much another right one can differ from each of its values."""
    y: np.ndarray
    bound: np.ndarray
    ROUNDING: ClassVar[float] = 2.0 ** -24  # of one float32

    @property
    def shape(self) -> tuple[int, ...]:
        return self.y.shape

    def __array__(self, dtype: Any = None) -> np.ndarray:
        return self.y if dtype is None else self.y.astype(dtype)

    def __getitem__(self, place: Any) -> Expected:
        return Expected(self.y[place], self.bound[place])

    def __add__(self, other: Any) -> Expected:
        y = self.y + other
        return Expected(y, self.bound + 2 * self.ROUNDING * np.abs(y))


def agree(got: Any, expected: Any, message: str = "", tolerance: float = 1e-5,
          bound: np.ndarray | None = None) -> None:
    """Raises Disagreement unless `got` is what was expected: the type, the shape, and every value: up to its `bound`
    where there are bounds (an `Expected` has its own), else up to `tolerance` times the largest magnitude. `message`
    says in a sentence what a difference means."""
    __tracebackhide__ = True
    if isinstance(expected, Expected):
        expected, bound = expected.y, expected.bound

    def differ(pattern: str, *arguments: Any, value: Any = got) -> Disagreement:
        said = Said(pattern, *arguments)
        if message:
            said = Said("{0}: {1}", message if isinstance(message, Said) else Said(message), said)
        return Disagreement(said, expected, value)

    known = None if isinstance(got, Odd) else got
    if isinstance(expected, np.ndarray):
        if not isinstance(got, np.ndarray):
            raise differ(N_("expected an array of shape {0}, got {1}"), expected.shape, called(got), value=known)
        if got.dtype.kind != "f":
            raise differ(N_("expected an array of floats, got {0}"), describe(got))
        if got.shape != expected.shape:
            raise differ(N_("the shape should be {0}, it is {1}"), expected.shape, got.shape)
        if not np.isfinite(got).all():
            raise differ(N_("the result has values that are not finite (infinity or NaN)"))
        if got is expected:
            return
        off = differing(expected, got, tolerance) if bound is None else beyond(expected, got, bound)
        if off.any():
            where = tuple(int(i) for i in np.argwhere(off)[0])
            values = number(expected[where]), number(got[where]), int(off.sum()), off.size
            if where:
                raise differ(N_("at {4}, expected {0}, got {1} ({2} of {3} values differ)"), *values, list(where))
            raise differ(N_("expected {0}, got {1}"), *values)
    elif kind(got) != kind(expected) or got != expected:
        raise differ(N_("expected {0}, got {1}"), repr(expected), called(got), value=known)


def beyond(expected: np.ndarray, got: np.ndarray, bound: np.ndarray) -> np.ndarray:
    """Where two arrays of one shape differ by more than a bound for each value."""
    with np.errstate(invalid="ignore"):
        return np.asarray(~(np.abs(got.astype(np.float64) - expected) <= bound))


def an_array(got: Any) -> np.ndarray:
    """Returns `got`, or raises Disagreement unless it is an array of finite floats. For laws that compare answers with
    each other."""
    __tracebackhide__ = True
    if not isinstance(got, np.ndarray):
        raise Disagreement(Said("expected an array, got {0}", called(got)))
    agree(got, got)
    return got


def kind(value: Any) -> Any:
    """The type of a value that is not an array, and of its items: where (3, 4) is expected, (3.0, 4.0) is wrong.
    numpy's integers count as integers."""
    if type(value) in (tuple, list):
        return type(value), tuple(kind(item) for item in value)
    return int if isinstance(value, np.integer) else type(value)


def called(value: Any) -> str:
    """Describes a value of a wrong type in words."""
    if isinstance(value, np.ndarray):
        return Said("an array of shape {0}", value.shape)
    if value is None:
        return Said("nothing (None)")
    if isinstance(value, Odd):
        return value.described
    return f"{value!r}"[:80] if weight(value) <= TOLD else described(value)
