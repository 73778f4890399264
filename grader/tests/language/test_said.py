"""A sentence keeps no language."""
from __future__ import annotations

import json
import pickle
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.language import i18n, said
from grader.language.i18n import _
from grader.language.said import Said


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    i18n.set_language("en")


def test_it_is_its_english_and_is_said_in_chinese() -> None:
    text = Said("expected {0}, got {1}", Said("an array of shape {0}", (2, 3)), Said("nothing (None)"))
    assert text == "expected an array of shape (2, 3), got nothing (None)"
    i18n.set_language("zh")
    assert _(text) == "应为形状为(2, 3)的数组，实际是什么也没有（None）"
    assert text == "expected an array of shape (2, 3), got nothing (None)"


ARGUMENTS = st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans()
SENTENCES = st.recursive(st.builds(lambda a: Said("{0}", a), ARGUMENTS),
                         lambda inner: st.builds(lambda a, b: Said("{1}: {0}", a, b), inner | ARGUMENTS, inner))


@given(SENTENCES)
def test_it_comes_back_from_json_and_from_a_pickle(text: Said) -> None:
    for again in (said.from_json(json.loads(json.dumps(said.as_json(text)))), pickle.loads(pickle.dumps(text))):
        assert again == text and isinstance(again, Said)
        assert (again.pattern, again.arguments) == (text.pattern, text.arguments)


@pytest.mark.parametrize("value", ["plain", {"id": "{0} and {1}", "args": [1]}, {"id": "{x}", "args": [1]},
                                   {"id": "{0.real.real:%}", "args": ["a"]}])
def test_what_is_no_sentence_is_text(value: object) -> None:
    assert isinstance(said.from_json(value), str)
