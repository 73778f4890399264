"""What several properties say: arguments stay as they were, and an answer depends on them and on nothing else."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.properties import Disagreement, Submission, agree, an_array


def unchanged(submission: Submission, call: Callable[..., Any], *args: Any) -> np.ndarray:
    """The answer, an array, of a call that leaves its arguments alone."""
    __tracebackhide__ = True
    got = call(*args)
    if submission.changed:
        raise Disagreement("an argument was changed in place")
    return an_array(got)


def repeatable(submission: Submission, call: Callable[..., Any], *args: np.ndarray) -> None:
    """The same call gives the same answer, and one that is computed from the arguments."""
    __tracebackhide__ = True
    got = unchanged(submission, call, *args)
    with submission.afresh():
        agree(call(*args), got, "the same call a second time")
    depends(call, *args)


def depends(call: Callable[..., Any], *shapes: np.ndarray) -> None:
    """The answer is another one where any argument is: one that isn't computed from its arguments keeps many a law.
    Arguments of these shapes count up from 1, or down from -1: no answer is the same by chance."""
    __tracebackhide__ = True
    ramps = [np.arange(1, array.size + 1, dtype=np.float32).reshape(array.shape) for array in shapes]
    got = call(*ramps)
    for place, ramp in enumerate(ramps):
        other = call(*ramps[:place], -ramp, *ramps[place + 1:])
        if isinstance(other, np.ndarray) and np.array_equal(other, got):
            raise Disagreement("the answer does not change when an argument does: it isn't computed from it",
                               None, got)


def shaped(got: Any, expected: np.ndarray) -> None:
    """An array of the expected shape, whatever it holds."""
    __tracebackhide__ = True
    if getattr(got, "shape", None) != expected.shape:
        agree(got, expected)
    an_array(got)
