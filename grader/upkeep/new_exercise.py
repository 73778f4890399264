"""Makes the files of a new exercise."""
from __future__ import annotations

import keyword
import re
import tomllib
from pathlib import Path
from typing import Any

from ..course import manifest, stubs
from .check import folder, parts


# A new exercise -----------------------------------------------------------------------------------------------------
def valid(name: str) -> str | None:
    """Why a new exercise cannot have this name; None where it can."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        return "a name is lower-case letters, digits and underscores, as a Python module's"
    if name in manifest.load().names or name in ("train", "learned", "limits", "exercise", "training"):
        return "there is one of that name"
    owners = [e.name for e in manifest.load().exercises if name in e.functions]
    return f"{owners[0]} asks for a function of that name" if owners else None


def create(name: str, title: str, title_zh: str, section: str, points: int) -> list[Path]:
    """Writes the skeletons and the entries of a new exercise; FileExistsError before anything is written."""
    files = parts(name) | {"copy of the stub": stubs.FOLDER / f"{name}.py.txt"}
    for path in files.values():
        if path.exists():
            raise FileExistsError(str(path.relative_to(manifest.ROOT)))
    filled = {"name": name, "title": title, "zh": title_zh, "section": section, "points": points}
    text = {what: _fill(TEMPLATES["stub" if what == "copy of the stub" else what], filled) for what in files}
    listed, hints = folder("grader") / "manifest.toml", folder("grader") / "hints.toml"
    entry = _fill(ENTRY, filled)
    before, mark, after = listed.read_text("utf-8").rpartition("\n[training]\n")
    whole = before + "\n" + entry + mark + after if mark else listed.read_text("utf-8") + "\n" + entry
    tomllib.loads(whole)
    said = hints.read_text("utf-8") + "\n" + _fill(HINTS, filled)
    tomllib.loads(said)
    for what, path in files.items():
        path.write_text(text[what], "utf-8")
    listed.write_text(whole, "utf-8")
    hints.write_text(said, "utf-8")
    return [*files.values(), listed, hints]


def _fill(template: str, values: dict[str, Any]) -> str:
    for key, value in values.items():
        template = template.replace(f"<{key}>", str(value))
    return template


ENTRY = '''[[exercise]]
name = "<name>"
title = { en = "<title>", zh = "<zh>" }
section = "<section>"
points = <points>
functions = ["<name>"]
forbid_builtins = true
'''
HINTS = '''[[<name>]]
en = ""
zh = ""

[learned.<name>]
en = ""
zh = ""
'''
TEMPLATES = {
    "stub": '''"""<title> · <zh> (book section <section>, 书中<section>节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_<name>.py`.
`python -m grader watch` follows along: it tries the file each time you save it.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_<name>.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
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

from grader.properties import agree, graded
from grader.submission import Submission


@graded(<points>, X=arrays(3))
def test_same_as_mxnet(submission: Submission, X: np.ndarray) -> None:
    """<name> computes what MXNet's own operator computes

    Why it must be so, in a sentence for the student who sees it fail."""
    agree(submission.<name>(X), X)
''',
    "misconceptions": '''"""Wrong answers to <name>."""
from . import wrong


@wrong("<name>")
def nothing_done(X):
    """What the code does, why that is not what was asked, and where the book explains it (section <section>)."""
    return X
''',
}
