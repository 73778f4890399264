"""What reading a file shows: each kind of file that Python cannot read, names and arguments that are nearly right."""
from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from grader import notebook, scoring
from grader.course import manifest, stubs
from grader.render import terminal
from grader.render.pages import view
from grader.report.record import ExerciseResult, Report
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder
from grader.submission.reading import builtin_place, notes, unreadable
from grader.upkeep import measure
from grader.watch.model import Model
from grader.watch.screen import frame
from grader.watch.state import State

KIT = manifest.load()
RIGHT = {e.name: e.solution.read_bytes() for e in KIT.exercises}
NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["import mxnet"]}], "nbformat": 4}).encode()


@pytest.mark.parametrize(("source", "said", "trace"), [
    ("def corr2d(X, K):\n    return nd.zeros((1，1))\n",
     "line 2 of corr2d.py has the Chinese ， where Python knows only ,", "^"),
    ("def corr2d（X, K）:\n    pass\n", "line 1 of corr2d.py has the Chinese （ where Python knows only (", "^"),
    ("x = (1, 2）\n", "line 1 of corr2d.py has the Chinese ） where Python knows only )", "^"),
    ("import mxnet\n%matplotlib inline\n", "line 2 of corr2d.py is a command of notebooks (%matplotlib inline): "
                                           "a Python file does without it", "%matplotlib"),
    ("!pip install mxnet\n", "line 1 of corr2d.py is a command of notebooks (!pip install mxnet): a Python file does "
                             "without it", "!pip"),
    ("def f(x)\n    return x\n", "line 1 of corr2d.py: a colon is missing at the end of the line", "^"),
    ("x = [1, 2\ny = 3\n", "line 1 of corr2d.py: the bracket [ is never closed", "^"),
    ("x = 1)\n", "line 1 of corr2d.py: nothing opens the bracket )", "^"),
    ("def f():\nreturn 1\n", "line 2 of corr2d.py: this line has to be indented: it follows one that ends with a colon",
     "^"),
    ("x = 1\n  y = 2\n", "line 2 of corr2d.py: this line is indented, and none before it asks for that", ""),
    ("if x:\n        y\n    z\n", "line 3 of corr2d.py: this line is indented less than the one before, and as far as "
                               "none above it", "^"),
    ("x = 'a\n", "line 1 of corr2d.py: a text in quotation marks does not end", "^"),
    ("if x = 1:\n    pass\n", "line 1 of corr2d.py: = sets a name; == compares", "^"),
    ("x = 1 +\n", "line 1 of corr2d.py: Python cannot read this line (invalid syntax)", "^"),
])
def test_a_file_that_python_cannot_read(source: str, said: str, trace: str) -> None:
    found = unreadable("corr2d.py", source.encode())
    assert found is not None and found.message == said and trace in found.trace


@pytest.mark.parametrize(("source", "said"), [
    ("x = 1\n".encode("utf-16"), "corr2d.py is stored as UTF-16, which Python does not read: save it as UTF-8"),
    ("x = 1\n".encode("utf-16-le"), "corr2d.py is stored as UTF-16, which Python does not read: save it as UTF-8"),
    ("x = '卷积'\n".encode("gbk"), "corr2d.py is stored in another encoding than UTF-8, GBK perhaps: save it as UTF-8"),
    (NOTEBOOK, "corr2d.py is a notebook, not a Python file: copy the code of its cells into corr2d.py, or export the "
               "notebook as a Python file"),
])
def test_a_file_of_another_kind(source: bytes, said: str) -> None:
    found = unreadable("corr2d.py", source)
    assert found is not None and found.message == said


@pytest.mark.parametrize("source", [*RIGHT.values(), b"", b"\xef\xbb\xbfx = 1\n", "# 卷积，（）\n".encode(),
                                    b'{"cells": 1}.keys()\n', "# -*- coding: gbk -*-\n# 卷积\n".encode("gbk"),
                                    b"1" + b"+1" * 100000, b"-" * 100000 + b"1"])
def test_what_python_reads_is_readable(source: bytes) -> None:
    assert unreadable("corr2d.py", source) is None


def test_it_is_judged_without_an_example_and_said_once(box: Sandbox) -> None:
    folder = Folder("student", RIGHT | {"corr2d": "x = （1）\n".encode()}, {})
    result = scoring.score(folder, box, 0, [KIT.exercise("corr2d")]).exercises[0]
    assert result.score == 0 and {p.status for p in result.properties} == {"error"}
    assert len({p.message for p in result.properties}) == 1
    assert all(p.example is None and p.misconception is None for p in result.properties)
    # Each that shows it says it once: the file, and none of what the properties ask for.
    again = ExerciseResult.from_json(result.as_json())
    assert all(p.unread and not p.law and not p.section for p in again.properties)
    out = io.StringIO()
    terminal.failures(Console(file=out, width=80), Report("x", 1, "process", [again]))
    assert [line.strip() for line in out.getvalue().splitlines() if line] == [
        "corr2d: error", "line 1 of corr2d.py has the Chinese （ where Python knows only (", "x = （1）", "^"]
    told, = view.tell("corr2d", again.properties)
    assert (told.title, told.max_score, told.also) == ("corr2d.py cannot be read", 15, ())
    assert notebook.rows(again) == "<b>corr2d.py cannot be read</b>"
    model = Model(Path("exercises"), State(Path("x"), "corr2d"), 1, ready=True,
                  statuses={"corr2d": {p.name: p.status for p in again.properties}},
                  found={("corr2d", p.name): p for p in again.properties})
    screen = "\n".join(frame(model, 80, 24))
    assert screen.count("✗") == 1 and "corr2d.py cannot be read" in screen and "the others" not in screen


@pytest.mark.parametrize(("source", "line", "code"), [
    ("from mxnet import nd\n\ndef corr2d(X, K):\n    return nd.Convolution(X, K)\n", 4, "return nd.Convolution(X, K)"),
    ("import mxnet as mx\nlayer = mx.gluon.nn.Conv2D(1, 2)\n", 2, "layer = mx.gluon.nn.Conv2D(1, 2)"),
    ("class Net:\n    def hybrid_forward(self, F, x):\n        return F.Pooling(x)\n", 3, "return F.Pooling(x)"),
    ("from mxnet import nd\nclass Conv2D: pass\nx = self.pool\n", 0, ""), ("x = (", 0, "")])
def test_the_line_that_takes_a_builtin(source: str, line: int, code: str) -> None:
    place = f'  File "corr2d.py", line {line}\n    {code}\n' if line else ""
    assert builtin_place("corr2d.py", source.encode()) == place


# Names and arguments --------------------------------------------------------------------------------------------------
def said(exercise: str, source: str | bytes) -> list[str]:
    return list(notes(KIT.exercise(exercise), source.encode() if isinstance(source, str) else source))


@pytest.mark.parametrize(("exercise", "old", "new", "told"), [
    ("corr2d", "def corr2d", "def corr2D", "corr2d.py has no corr2d; what it has is corr2D, in line 6"),
    ("multi_channel", "def corr2d_multi_in(", "def corr2d_muli_in(",
     "multi_channel.py has no corr2d_multi_in; what it has is corr2d_muli_in, in line 7"),
    ("vgg", "def vgg(", "def vgg_(", "vgg.py has no vgg; what it has is vgg_, in line"),
    ("conv1x1", "_1x1(", "_1X1(", "conv1x1.py has no corr2d_multi_in_out_1x1; what it has is corr2d_multi_in_out_1X1"),
    ("corr2d", "def __init__", "def __int__", "Conv2D has no __init__; what it has is __int__, in line"),
    ("corr2d", "def __init__", "def _init_", "Conv2D has no __init__; what it has is _init_, in line"),
    ("corr2d", "def forward", "def foward", "Conv2D has no forward; what it has is foward, in line"),
    ("pooling", "(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):\n    (h", "(X, size, mode, pad=0):\n    (h",
     "line 5 of pooling.py has pool2d(X, size, mode, pad=0), the exercise asks for pool2d(X, pool_size, mode='max', "
     "padding=(0, 0), stride=(1, 1)): other arguments, or other defaults"),
    ("corr2d", "kernel_size, **kwargs", "kernel_size", "has Conv2D.__init__(self, kernel_size), the exercise asks for "
                                                       "Conv2D.__init__(self, kernel_size, **kwargs)"),
])
def test_nearly_right(exercise: str, old: str, new: str, told: str) -> None:
    source = RIGHT[exercise].decode()
    assert old in source
    found = said(exercise, source.replace(old, new, 1))
    assert any(told in text for text in found), found


@pytest.mark.parametrize(("around", "where"), [
    ("class Solution:\n", "class Solution"), ("def main():\n", "main()"),
    ("if __name__ == '__main__':\n", "if __name__ == ...")])
def test_defined_where_nobody_finds_it(around: str, where: str) -> None:
    found = said("pooling", around + "    def pool2d(X, pool_size):\n        return X\n")
    assert f"pool2d is defined inside of {where} (line 2 of pooling.py)" in found[0]


def test_a_later_line_binds_the_name_again() -> None:
    found = said("pooling", RIGHT["pooling"] + b"\n\npool2d = nn.MaxPool2D(3)\npool2d(X)\n")
    assert found == ["line 24 of pooling.py (pool2d = nn.MaxPool2D(3)) binds pool2d again: it is judged in place of "
                     "your own from line 5"]


@pytest.mark.parametrize("exercise", RIGHT)
def test_nothing_is_remarked_of_what_is_right(exercise: str) -> None:
    assert said(exercise, RIGHT[exercise]) == said(exercise, stubs.content(exercise)) == []
    for path in measure.equivalents(exercise):
        told = said(exercise, path.read_bytes())
        assert not [text for text in told if "binds" not in text and "arguments" not in text], (path, told)


def test_remarks_are_for_what_is_not_right_only(box: Sandbox) -> None:
    renamed = RIGHT["pooling"].replace(b"def pool2d(", b"def Pool2d(").replace(b"[pool2d(", b"[Pool2d(")
    for source, remarks in ((renamed, 1), (renamed + b"\n\npool2d = Pool2d\n", 0)):
        result = scoring.score(Folder("student", RIGHT | {"pooling": source}, {}), box, 0,
                               [KIT.exercise("pooling")]).exercises[0]
        assert len(result.remarks) == remarks, result.remarks
        assert (result.status == "passed") == (not remarks)


def test_a_very_long_file_is_not_read_beside_the_judge() -> None:
    exercise = KIT.exercise("corr2d")
    misspelt = RIGHT["corr2d"].replace(b"def corr2d", b"def cor2d")
    assert notes(exercise, misspelt) and not notes(exercise, misspelt + b"a\n" * (1 << 15))
    assert unreadable("corr2d.py", b"x = 1)\n") and not unreadable("corr2d.py", b"x = 1)\n" + b"a\n" * (1 << 15))
