"""The stubs as they were handed out: what `reset` puts back.

A student works in exercises/, and git may be missing; so each stub is also kept as text in course/<exercise>.toml, where
nothing imports it and nobody overwrites it. `check-kit` holds the two together; `check-kit --take-stubs` copies
exercises/ into course/.
"""
from __future__ import annotations

import re

from . import data

STUB = re.compile(r"^stub = '''\n.*?^'''$", re.MULTILINE | re.DOTALL)


def content(exercise: str) -> bytes:
    """The stub of an exercise, as it was handed out."""
    return str(data.require(exercise, data.exercise(exercise), "stub", str)).encode()


def take(exercise: str, stub: str) -> None:
    """Keeps another stub for an exercise."""
    if "'''" in stub or not stub.endswith("\n"):
        raise data.CourseError(f"exercises/{exercise}.py: a stub ends with a line break and has no ''' in it")
    path = data.file(exercise)
    text, count = STUB.subn(lambda _: f"stub = '''\n{stub}'''", data.read(path), count=1)
    if not count:
        raise data.CourseError(f"course/{path.name} has no stub = '''...''' to put it into")
    path.write_text(text, "utf-8")
    data.exercise.cache_clear()
