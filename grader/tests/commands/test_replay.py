"""A mark again: what the report has of it, and judged anew."""
from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from grader.batch.gradebook import Gradebook
from grader.cli import main
from grader.commands import isolation
from grader.tests.classroom import hidden, out, submissions

__all__ = ["hidden", "out", "submissions"]  # fixtures


def replay(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["replay", *map(str, arguments), "--lang", "en"])


def failed(out: Path, student: str) -> dict[str, object]:
    with Gradebook.open(out) as book:
        row = book.row(student)
    assert row is not None and row.report is not None
    return next(p for e in row.report["exercises"] for p in e["properties"]
                if p["status"] == "failed" and not p.get("hidden") and p["counterexample"])


def test_a_mark_is_shown_and_judged_again(out: Path, submissions: Path, hidden: Path) -> None:
    prop = failed(out, "bob")
    done = replay(out, "bob", f"corr2d/{prop['name']}")
    assert done.exit_code == 0 and f"corr2d/{prop['name']}: 0 /" in done.output and "expected" in done.output
    exact = json.loads(done.output.partition("with all digits: ")[2].splitlines()[0])
    assert exact == prop["counterexample"]
    done = replay(out, "王小明", prop["title"], "--submissions", submissions, "--hidden", hidden)
    assert (done.exit_code, "the same, to the last digit" in done.output) == (0, True), done.output
    done = replay(out, "ann", f"corr2d/{prop['name']}", "--submissions", submissions)
    assert done.exit_code == 0 and "the same, to the last digit" in done.output


def test_what_differs_is_told(out: Path, submissions: Path, tmp_path: Path) -> None:
    prop = failed(out, "bob")
    with Gradebook.open(out) as book, book.engine.begin() as connection:
        text = connection.execute(sa.text("SELECT report FROM reports WHERE student = 'bob'")).scalar_one()
        record = json.loads(text)
        kept = next(p for e in record["exercises"] for p in e["properties"] if p["name"] == prop["name"])
        kept["score"] = 1
        connection.execute(sa.text("UPDATE reports SET report = :r WHERE student = 'bob'"), {"r": json.dumps(record)})
    try:
        done = replay(out, "bob", f"corr2d/{prop['name']}", "--submissions", submissions)
        assert done.exit_code == 1 and "score was 1, and is 0" in done.output and "not the same" in done.output
    finally:
        with Gradebook.open(out) as book, book.engine.begin() as connection:
            connection.execute(sa.text("UPDATE reports SET report = :r WHERE student = 'bob'"), {"r": text})


def test_without_a_sandbox_others_code_waits_for_leave(out: Path, submissions: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "unavailable", lambda: "no namespaces")
    mark = "bob", f"corr2d/{failed(out, 'bob')['name']}"
    assert replay(out, *mark).exit_code == 0  # nothing of bob's runs
    refused = replay(out, *mark, "--submissions", submissions)
    assert refused.exit_code == 2 and "--allow-unsandboxed" in refused.stderr and refused.stderr.count("\n") == 1
    done = replay(out, *mark, "--submissions", submissions, "--allow-unsandboxed")
    assert done.exit_code == 0 and "warning: the submission runs without a sandbox" in done.stderr


def test_what_there_is_not(out: Path, submissions: Path, tmp_path: Path) -> None:
    for arguments, said in ((("away", "corr2d/x"), "has no report"),
                            (("bob", "corr2d/none"), "there is no property corr2d/none"),
                            (("nobody", "x"), "there is no student"),
                            (("bob", f"corr2d/{failed(out, 'bob')['name']}", "--submissions", tmp_path), "")):
        done = replay(out, *arguments)
        assert done.exit_code == 2 and done.stderr.count("\n") == 1 and said in done.stderr
