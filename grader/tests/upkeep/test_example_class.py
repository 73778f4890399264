"""The class that docs/batch.md begins with."""
from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from grader.batch import roster, run
from grader.cli import main
from grader.upkeep.example_class import NAMES, make


def test_the_example_is_recognised_as_the_docs_say(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["example-class", str(tmp_path / "a"), "--lang", "en"])
    assert done.exit_code == 0 and "--roster" in done.output
    submissions, worksheet = make(tmp_path / "b")
    assert submissions.read_bytes() == (tmp_path / "a" / "submissions.zip").read_bytes()  # always the same
    assert [p.student.name for p in roster.read(worksheet)] == list(NAMES)
    layout, planned, strays = run.plan(run.Batch(submissions, tmp_path / "out", roster=worksheet))
    assert (layout, strays, len(planned)) == ("moodle", [], len(NAMES))
    assert [row.attempts for row in planned] == [0 if name == "陈晓红" else 1 for name in NAMES]
    troubled = {row.student.split(" (")[0]: row.trouble for row in planned if row.trouble}
    assert set(troubled) == {"李雷", "Anna Öztürk", "Igor Ivanov"}
    assert "was taken as" in troubled["李雷"] and "UTF-16" in troubled["Anna Öztürk"]
    assert "homework.7z cannot be opened" in troubled["Igor Ivanov"]
