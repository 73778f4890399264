"""What a student's file gives in this process is what it gives in the sandbox."""
from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from grader.sandbox.zygote import Sandbox
from grader.submission.asking import Transport, Trouble
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.isolated import Isolated
from grader.submission.submission import Submission
from grader.worker.wire.values import Odd

FIRST = """
import typing
import numpy as np
import mxnet as mx

class Size(typing.NamedTuple):
    height: int
    width: int

class Pixels(int):
    pass

class Bad(int):
    def __int__(self):
        raise ValueError("no")
    __abs__ = __int__

def receptive_field(layers):
    return {}
"""
VALUES = {
    "Size(2, 3)": (2, 3), "[Pixels(2)]": [2], "np.float32(5)": 5.0, "np.int64(5)": 5, "True": True, "None": None,
    "{'a': (1, 2)}": {"a": (1, 2)}, "np.longdouble([0.5])": np.array([0.5]), "object()": "an object of type object",
    "1 << 64": "an object of type int", "mx.nd": "an object of type module", "'a' * 400": "a" * 300,
    "Bad(1)": "ValueError: no", "np.array(['a'])": "a numpy array of dtype str32",
}


def given(transport: Transport) -> Any:
    try:
        return Submission(transport).receptive_field([])
    except Trouble as trouble:
        return str(trouble.message)


@pytest.mark.parametrize("code", VALUES)
def test_both_give_the_same(code: str, box: Sandbox) -> None:
    folder = Folder("values", {"receptive_field": FIRST.replace("{}", code).encode()}, {})
    here, there = InProcess(folder), Isolated(folder, box)
    try:
        for found in (given(here), given(there)):
            found = found.described if isinstance(found, Odd) else found
            np.testing.assert_equal(found, VALUES[code])
            assert type(found) is type(VALUES[code])
    finally:
        here.sources.close()
        there.close()


def test_what_a_file_makes_of_warnings_is_for_its_own_code() -> None:
    """It comes back with the next call, and the judge's own code has what it had."""
    text = ("import warnings\nwarnings.simplefilter('error')\n\n\ndef receptive_field(layers):\n"
            "    warnings.warn('mine')\n")
    here = InProcess(Folder("warnings", {"receptive_field": text.encode()}, {}))
    before = [*warnings.filters]
    try:
        assert "UserWarning: mine" in given(here) and "UserWarning: mine" in given(here)
        assert warnings.filters == before
    finally:
        here.sources.close()
