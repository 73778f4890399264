"""A small class for the tests of exports and pages: its submissions, hidden properties, and a gradebook."""
from __future__ import annotations

import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader import scoring
from grader.batch.gradebook import Gradebook
from grader.batch.intake.attempt import content_of
from grader.batch.rows import Attempt, Key, Student
from grader.course import manifest
from grader.course.manifest import ROOT
from grader.sandbox.zygote import Sandbox
from grader.submission import files as folder

KIT = manifest.load()
HIDDEN = '''
from grader.properties import agree, graded
from strategies import arrays
import oracles

@graded(4, X=arrays(4, 3), K=arrays(2, 3))
def test_secret(submission, X, K):
    """A secret title

    A secret law."""
    agree(submission.corr2d(X, K), oracles.corr2d(X, K), "a secret message")
'''
FLIPPED = "\n\ndef corr2d(X, K, right=corr2d):\n    return right(X, K[::-1, ::-1])\n"
CLASS = [  # id, name, email, section, lms number: names that a spreadsheet, a page or a file system could stumble over
    ("ann", "Ann \"Anna\" O'Neill, Jr.", "ann@example.org", "A", "123"),
    ("bob", "=cmd|' /C calc'!A0", "bob@example.org", "A", "124"),
    ("小明", "王小明", "xm@example.org", "一班", "125"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>", "", "B", "126"),
    ("../eve", "@SUM(1+1)", "+eve@example.org", "-B", "127"),
    ("zoe", "Zoe", "zoe@example.org", "B", "128"),
    ("away", "Never Came", "away@example.org", "B", "129"),
]
REPORTS: dict[bool, dict[str, Any]] = {}  # by whether it is wrong: judged once
WRONG = {"bob", "小明", "<script>alert(1)</script>"}


@pytest.fixture(scope="session")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hidden")
    (path / "test_corr2d.py").write_text(HIDDEN)
    return path


@pytest.fixture(scope="session")
def submissions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("class")
    for student, *_rest in CLASS[:-1]:
        where = root / student.replace("/", "_").replace("..", "_")
        where.mkdir()
        source = (ROOT / "solutions" / "corr2d.py").read_text()
        (where / "corr2d.py").write_text(source + (FLIPPED if student in WRONG else ""))
        (where / "pooling.py").write_text((ROOT / "exercises" / "pooling.py").read_text())
    return root


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory, submissions: Path, hidden: Path, box: Sandbox) -> Path:
    """A gradebook of real reports, as a batch leaves it: right, three times the same mistake, missing, corrected."""
    path = tmp_path_factory.mktemp("out")
    exercises = [KIT.exercise("corr2d"), KIT.exercise("pooling")]
    with Gradebook(f"sqlite:///{path}/gradebook.sqlite", create=True) as book:
        files = {student: folder.read(submissions / student.replace("/", "_").replace("..", "_"))
                 for student, *_rest in CLASS[:-1]}
        keys = {student: Key(content_of(submitted), "v", 1, False) for student, submitted in files.items()}
        book.begin([(Student(i, n, e, s, lms=number), [Attempt(
            files[i].name, keys[i].content, late=i in ("zoe", "../eve"),
            late_seconds=250_000 if i == "../eve" else None,
            submitted_at=None if i == "zoe" else datetime(2026, 10, 14 if i == "bob" else 12, 12, 0))]
            if i in files else []) for i, n, e, s, number in CLASS],
            {"version": "v", "seed": 1, "trained": False, "attempt": "last", "source": str(submissions)})
        for student, submitted in files.items():
            wrong = student in WRONG
            if wrong not in REPORTS:
                report = scoring.score(submitted, box, 1, exercises, hidden=scoring.hidden_tests(hidden))
                REPORTS[wrong] = report.as_json()
            record = copy.deepcopy(REPORTS[wrong]) | {"submission": student}
            digests = {}
            for e in record["exercises"]:
                for p in e["properties"]:
                    if p["status"] in ("failed", "error"):
                        digests[f"{e['name']}/{p['name']}"] = "the same"
                    if p["status"] == "failed":
                        p["misconception"] = {"name": "flipped_kernel", "message": "your kernel is <b>flipped</b>"}
                        p["neutral"].pop("misconception", None)
            book.write(student, keys[student], "graded", record, digests)
        book.correct("zoe", 17.5, "worked it out at the blackboard")
    return path
