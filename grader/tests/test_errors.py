"""The tree of errors at the head of grader/errors.py is the one in the code."""
from __future__ import annotations

import re

from grader import errors
from grader.course.manifest import ROOT


def test_the_tree_is_complete() -> None:
    drawn = dict(re.findall(r"─ (\w+) +([\w/]+\.py)", errors.__doc__ or ""))
    found = {}
    for path in sorted((ROOT / "grader").rglob("*.py")):
        if "tests" not in path.parts:
            for name in re.findall(r"^class (\w+)\(KitError\b", path.read_text("utf-8"), re.M):
                found[name] = path.relative_to(ROOT / "grader").as_posix()
    assert drawn == found
