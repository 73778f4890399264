"""Makes the files of a new exercise."""
from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Any

from ..course import data, manifest
from .check import parts


def valid(name: str) -> str | None:
    """Why a new exercise cannot have this name; None where it can."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        return "a name is lower-case letters, digits and underscores, as a Python module's"
    if name in manifest.load().names or name in ("course", "train"):
        return "there is one of that name"
    owners = [e.name for e in manifest.load().exercises if name in e.functions]
    return f"{owners[0]} asks for a function of that name" if owners else None


def create(name: str, title: str, title_zh: str, section: str, points: int) -> list[Path]:
    """Writes the four files of a new exercise, as skeletons; FileExistsError before anything is written."""
    files = parts(name)
    for path in files.values():
        if path.exists():
            raise FileExistsError(str(path.relative_to(manifest.ROOT)))
    order = 1 + max((data.exercise(other)["order"] for other in data.names()), default=0)
    filled = {"name": name, "title": title, "zh": title_zh, "section": section, "points": points, "order": order}
    filled["stub"] = _fill(TEMPLATES["stub"], filled)
    for what, path in files.items():
        path.write_text(_fill(TEMPLATES[what], filled), "utf-8")
    return list(files.values())


def _fill(template: str, values: dict[str, Any]) -> str:
    for key, value in values.items():
        template = template.replace(f"<{key}>", str(value))
    return template


TEMPLATES = {
    "stub": '''"""<title> · <zh> (book section <section>, 书中<section>节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_<name>.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/<name>.py` tries the examples below; it prints nothing when all are right.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_<name>.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/<name>.py`会运行下面的例子，全部正确时不输出任何内容。
"""
from mxnet import nd


def <name>(X):
    """What it computes, with the shapes of its arguments and of its result. Book section <section>.

    >>> <name>(nd.array([1, 2, 3])).asnumpy().tolist()
    [1.0, 2.0, 3.0]
    """
    raise NotImplementedError
''',
    "solution": '''"""<title>, <zh> (book section <section>)."""
from mxnet import nd


def <name>(X):
    raise NotImplementedError
''',
    "property file": '''"""<name>.py: <title> (book section <section>)."""
from __future__ import annotations

import numpy as np
from strategies import arrays

from grader.properties import Submission, agree, graded


@graded(<points>, X=arrays(3))
def test_same_as_mxnet(submission: Submission, X: np.ndarray) -> None:
    """<name> computes what MXNet's own operator computes

    Why it must be so, in a sentence for the student who sees it fail."""
    agree(submission.<name>(X), X)
''',
    "course file": '''order = <order>
title = { en = "<title>", zh = "<zh>" }
section = "<section>"
points = <points>
functions = ["<name>"]
forbid_builtins = true

# What `reset` puts back into exercises/, where students write.
stub = \'\'\'
<stub>\'\'\'

# The Chinese of what tests/test_<name>.py says.
[[text]]
en = "<name> computes what MXNet's own operator computes"
zh = ""

[[text]]
en = "Why it must be so, in a sentence for the student who sees it fail."
zh = ""

# What a student who passed has learned, in a sentence.
[learned]
en = ""
zh = ""

# Hints: each more concrete than the one before, the last just short of code.
[[hint]]
en = ""
zh = ""

# Wrong answers that people really give, the more specific ones first: small edits of the solution.
[[misconception]]
name = "nothing_done"
of = "<name>"
edit = [["raise NotImplementedError", "return X"]]
en = "What the code does, why that is not what was asked, and where the book explains it (section <section>)."
zh = ""
'''
}
