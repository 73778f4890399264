"""A file's statements run one by one, and yet as Python runs a file."""
from __future__ import annotations

import builtins
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from grader.worker.sources import Sources

# A file, and what its `answer()` gives.
FILES: dict[str, tuple[str, Any]] = {
    "names among the built-ins": (
        "import builtins\nbuiltins.profile = lambda f: f\n\n\n@profile\ndef answer():\n    return profile(1)\n", 1),
    "names of gettext": ("import gettext\ngettext.install('x')\n\n\ndef answer():\n    return _('one')\n", "one"),
    "bare strings": ("'''max avg'''\nimport math\n'''a remark'''\n\n\ndef answer():\n    return __doc__\n\n\n"
                     "'the end'\n", "max avg"),
    "no docstring": ("import math\n'a remark'\n\n\ndef answer():\n    return __doc__\n", None),
    "warnings made errors": ("import warnings\nwarnings.simplefilter('error')\n\n\ndef answer():\n"
                             "    assert(1 + 1 == 3, 'always true')\n    return '\\d'\n", "\\d"),
    "its own neighbour": ("import other\n\n\ndef answer():\n    from other import one\n    return one + other.one\n",
                          2),
}


@pytest.fixture(autouse=True)
def no_new_builtins() -> Iterator[None]:
    before = dict(vars(builtins))
    yield
    assert vars(builtins)["__import__"] is before["__import__"]
    for name in vars(builtins).keys() - before.keys():
        delattr(builtins, name)
    vars(builtins).update(before)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_run_as_python_does(name: str) -> None:
    text, expected = FILES[name]
    filters = [*warnings.filters]
    sources = Sources({"mine": text.encode(), "other": b"one = 1\n"})
    try:
        with sources.neighbours(), warnings.catch_warnings():
            module = sources.load("mine")
            assert sources.left == {}
            assert module.answer() == expected
    finally:
        sources.close()
    assert warnings.filters == filters
