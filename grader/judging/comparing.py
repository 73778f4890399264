"""Compares an answer with what was expected."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..language.i18n import _
from ..report.numbers import differing, number
from ..worker.wire.values import Odd, describe


class Disagreement(AssertionError):
    """The submission's answer is not the expected one."""

    def __init__(self, message: str, expected: Any = None, got: Any = None) -> None:
        super().__init__(_(message))
        self.message, self.expected, self.got = _(message), expected, got


# Comparing ------------------------------------------------------------------------------------------------------------
def agree(got: Any, expected: Any, message: str = "", tolerance: float = 1e-5) -> None:
    """Raises Disagreement unless `got` is what was expected: the type, the shape, and every value up to `tolerance`
    times the largest magnitude. `message` says in a sentence what a difference means."""
    __tracebackhide__ = True
    prefix = _("{0}: ").format(_(message)) if message else ""
    if isinstance(expected, np.ndarray):
        if not isinstance(got, np.ndarray):
            raise Disagreement(prefix + _("an array of shape {0} is asked for, {1} came").format(
                expected.shape, called(got)), expected, None if isinstance(got, Odd) else got)
        if got.dtype.kind != "f":
            raise Disagreement(prefix + _("an array of floats is asked for, {0} came").format(describe(got)),
                               expected, got)
        if got.shape != expected.shape:
            raise Disagreement(prefix + _("the shape should be {0}, it is {1}").format(expected.shape, got.shape),
                               expected, got)
        if not np.isfinite(got).all():
            raise Disagreement(prefix + _("the result holds values that are not finite"), expected, got)
        off = differing(expected, got, tolerance)
        if off.any():
            where = tuple(int(i) for i in np.argwhere(off)[0])
            place = _("at {0} ").format(list(where)) if where else ""
            raise Disagreement(prefix + place + _("{0} is expected, {1} came ({2} of {3} values differ)").format(
                number(expected[where]), number(got[where]), int(off.sum()), off.size), expected, got)
    elif kind(got) != kind(expected) or got != expected:
        raise Disagreement(prefix + _("{0} is expected, {1} came").format(repr(expected), called(got)), expected,
                           None if isinstance(got, Odd) else got)


def an_array(got: Any) -> np.ndarray:
    """`got`, which must be an array of finite floats: for laws that compare answers with each other."""
    __tracebackhide__ = True
    if not isinstance(got, np.ndarray):
        raise Disagreement(_("an array is asked for, {0} came").format(called(got)))
    agree(got, got)
    return got


def kind(value: Any) -> Any:
    """The type of a value that is no array, of its items too: (3.0, 4.0) is no answer where (3, 4) is asked for.
    numpy's integers are integers."""
    if type(value) in (tuple, list):
        return type(value), tuple(kind(item) for item in value)
    return int if isinstance(value, np.integer) else type(value)


def called(value: Any) -> str:
    """A value of a wrong type, in words."""
    if isinstance(value, np.ndarray):
        return _("an array of shape {0}").format(value.shape)
    if value is None:
        return _("nothing (None)")
    return value.described if isinstance(value, Odd) else f"{value!r}"[:80]
