"""A file is written whole or not at all."""
from __future__ import annotations

from pathlib import Path

import pytest

from grader import files


def test_a_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with files.whole(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]
    (tmp_path / "usual").touch()
    assert path.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(KeyError), files.whole(path) as draft:
        draft.write_text("half")
        raise KeyError
    with files.whole(path):
        pass  # nothing was written
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_half_a_character_is_no_reason_to_stop(tmp_path: Path) -> None:
    files.write(tmp_path / "x", "a\ud800b")
    assert (tmp_path / "x").read_text() == "a?b"
