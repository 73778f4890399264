"""A missing or wrong earlier file costs its own points only."""
from __future__ import annotations

import numpy as np
import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.sandbox.zygote import Sandbox
from grader.submission.earlier import mended, without
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission

KIT = manifest.load()
RIGHT = {e.name: e.solution.read_bytes() for e in KIT.exercises}
BOTH = [KIT.exercise("corr2d"), KIT.exercise("multi_channel")]
WRONG = {
    "missing": None,
    "empty": b"",
    "no python": b"def corr2d(X, K:\n",
    "flipped": RIGHT["corr2d"] + b"\n\nright = corr2d\n\n\ndef corr2d(X, K):\n    return right(X, K[::-1])\n",
    "raises": b"def corr2d(X, K):\n    return X.nothing\n",
    "ends": b"import os\n\n\ndef corr2d(X, K):\n    os._exit(3)\n",
}
IMPORTS = {
    "from": b"from .corr2d import corr2d\n",
    "package": b"from . import corr2d as first\n\ncorr2d = first.corr2d\n",
    "script": b"import corr2d as first\n\n\ndef corr2d(X, K):\n    return first.corr2d(X, K)\n",
    "star": b"from .corr2d import *\n",
    "book": b"import d2lzh as d2l\n\n\ndef corr2d(X, K):\n    return d2l.corr2d(X, K)\n",
}


pytestmark = pytest.mark.usefixtures("first_failure_only")


def later(how: str) -> bytes:
    return RIGHT["multi_channel"].replace(b"from .corr2d import corr2d\n", IMPORTS[how])


@pytest.mark.parametrize("how", IMPORTS)
def test_every_way_to_import_an_earlier_file(box: Sandbox, how: str) -> None:
    folder = Folder("student", {"corr2d": RIGHT["corr2d"], "multi_channel": later(how)}, {})
    assert scoring.score(folder, box, 0, BOTH[1:], diagnose=False).score == 15


@pytest.mark.parametrize(("wrong", "how"), [*((wrong, "from") for wrong in WRONG), ("missing", "book"),
                                            ("flipped", "package"), ("raises", "script"), ("ends", "star")])
@pytest.mark.parametrize("alone", [False, True])
def test_a_wrong_earlier_file_costs_its_own_points_only(box: Sandbox, wrong: str, how: str, alone: bool) -> None:
    source = WRONG[wrong]
    sources = {"multi_channel": later(how)} | ({} if source is None else {"corr2d": source})
    report = scoring.score(Folder("student", sources, {}), box, 0, BOTH[1:] if alone else BOTH, diagnose=False)
    assert report.exercises[-1].score == 15, [p.message for p in report.exercises[-1].properties]
    assert alone or report.exercises[0].score < 15


def test_what_else_an_earlier_file_holds_is_its_own(box: Sandbox) -> None:
    first = b"def corr2d(X, K):\n    return None\n\n\ndef total(arrays):\n    return sum(arrays)\n"
    second = b"""from .corr2d import corr2d, total
from mxnet import nd


def corr2d_multi_in(X, K):
    return total(corr2d(x, k) for x, k in zip(X, K))


def corr2d_multi_in_out(X, K):
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])
"""
    folder = Folder("student", {"corr2d": first, "multi_channel": second}, {})
    report = scoring.score(folder, box, 0, BOTH, diagnose=False)
    assert report.exercises[1].score == 15, [p.message for p in report.exercises[1].properties]


def test_a_later_file_has_nothing_to_give_to_an_earlier_one(box: Sandbox) -> None:
    first = b"""from .multi_channel import corr2d_multi_in


def corr2d(X, K):
    return corr2d_multi_in(X[None], K[None])
"""
    report = scoring.score(Folder("student", {"corr2d": first}, {}), box, 0, BOTH, diagnose=False)
    assert report.score == 0


def test_the_text_of_a_right_answer_is_where_nobody_comes_across_it(box: Sandbox) -> None:
    spy = later("from") + b"""
import inspect
import linecache


def corr2d_multi_in(X, K):
    text = "".join(map(str, linecache.cache.values()))
    try:
        text += inspect.getsource(corr2d)
    except (OSError, TypeError):
        raise ValueError(text.count("def corr" + "2d(X, K)"))
"""
    report = scoring.score(Folder("student", {"multi_channel": spy}, {}), box, 0, BOTH, diagnose=False)
    assert any("ValueError: 0" in p.message for p in report.exercises[1].properties), report.exercises[1]


ALIAS = b"from .multi_channel import corr2d_multi_in_out as corr2d_multi_in_out_1x1\n"
EACH = b"""from mxnet import nd

from .multi_channel import corr2d_multi_in


def corr2d_multi_in_out_1x1(X, K):
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])
"""
SPY = b"""import gc

from .multi_channel import corr2d_multi_in

NAME = "corr2d_multi_in" + "_out"


def corr2d_multi_in_out_1x1(X, K):
    codes = [code for o in gc.get_objects() for code in getattr(getattr(o, "__code__", None), "co_consts", ())]
    assert NAME not in corr2d_multi_in.__globals__
    assert NAME not in [getattr(code, "co_name", "") for code in codes]
    raise ValueError("found " + corr2d_multi_in.__globals__["corr2d_multi_in"].__name__)
"""


@pytest.mark.parametrize(("wrong", "conv1x1", "score", "said"), [
    (None, ALIAS, 0, "cannot import name 'corr2d_multi_in_out'"),
    (b"def corr2d_multi_in_out(X, K):\n    return None\n", ALIAS, 0, "expected an array of shape"),
    (RIGHT["multi_channel"], ALIAS, 10, ""),  # without corr2d: a right one stands in
    (None, EACH, 10, ""),  # the sums are a right one's, the output channels its own
    (None, SPY, 0, "ValueError: found corr2d_multi_in"),
])
def test_what_does_all_that_is_asked_for_is_the_students_own(box: Sandbox, wrong: bytes | None, conv1x1: bytes,
                                                             score: int, said: str) -> None:
    sources = {"conv1x1": conv1x1} | ({} if wrong is None else {"multi_channel": wrong})
    report = scoring.score(Folder("student", sources, {}), box, 0, [KIT.exercise("conv1x1")], diagnose=False)
    assert report.score == score, report
    assert said in report.exercises[0].properties[0].message, report.exercises[0].properties[0]
    assert ("corr2d_multi_in_out stays your own" in "".join(report.exercises[0].remarks)) == (wrong is not RIGHT[
        "multi_channel"])


def test_a_function_is_taken_out_of_a_file_and_the_others_stay_in_their_lines() -> None:
    source = b"import os\n\n\n@first\n@second\ndef a():\n    pass\n\n\ndef b():\n    pass\n"
    assert without(source, ("a",)) == b"import os\n\n\n\n\n\n\n\n\ndef b():\n    pass\n"
    for exercise in KIT.exercises:
        assert without(RIGHT[exercise.name], ()) == RIGHT[exercise.name]
        for name in exercise.special_case_of:
            assert name in KIT.owner(name).functions and KIT.names.index(KIT.owner(name).name) < KIT.names.index(
                exercise.name)


def test_an_earlier_file_may_import_another_one_as_late_as_it_is_judged() -> None:
    later = RIGHT["multi_channel"].replace(b"from .corr2d import corr2d\n", b"").replace(
        b"def corr2d_multi_in(X, K):\n", b"def corr2d_multi_in(X, K):\n    from .corr2d import corr2d\n")
    own = b"from .multi_channel import corr2d_multi_in\n" + RIGHT["pooling"]
    transport = InProcess(Folder("student", {"corr2d": RIGHT["corr2d"], "multi_channel": later, "pooling": own}, {}))
    submission, x = Submission(transport), np.ones((1, 2, 2), np.float32)

    def wrong(exercise: Exercise) -> bool:
        if exercise.name == "corr2d":
            return True
        assert exercise.name == "multi_channel"
        submission.corr2d_multi_in(x, x)
        return False
    assert mended(KIT.exercise("pooling"), transport, wrong)
    assert transport.replaced(KIT.exercise("pooling")) == {"multi_channel"}
    assert not mended(KIT.exercise("pooling"), transport, wrong)
