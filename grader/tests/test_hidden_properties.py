"""A teacher's hidden properties come last, and nothing of them is seen."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader import scoring
from grader.course import manifest
from grader.sandbox.support import best_isolation, unavailable
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder

KIT = manifest.load()
HIDDEN = '''"""Hidden."""
from hypothesis import strategies as st

from grader.properties import agree, graded


@graded(2, layers=st.just([(97, 1)]))
def test_secret(submission, layers):
    """A secret layer"""
    agree(submission.receptive_field(layers), 97)
'''
SPY = b"""
seen = []


def receptive_field(layers):
    seen.append(layers)
    open("seen", "a").write(str(layers))
    raise ValueError(str(seen) + open("seen").read())
"""


def test_what_a_submission_saw_of_hidden_properties_shows_nowhere(tmp_path: Path) -> None:
    (tmp_path / "test_receptive_field.py").write_text(HIDDEN)
    exercises = [KIT.exercise("receptive_field"), KIT.exercise("conv1x1")]
    later = b"def corr2d_multi_in_out_1x1(X, K):\n    raise ValueError(open('seen').read())\n"
    heard: list[str] = []
    with Sandbox(best_isolation(), KIT.limits) as box:
        report = scoring.score(Folder("spy", {"receptive_field": SPY, "conv1x1": later}, {}), box, 0, exercises,
                               told=lambda result: heard.append(result.name),
                               hidden=scoring.hidden_tests(tmp_path))
    assert heard == ["conv1x1", "receptive_field"]
    secret = report.exercises[0].properties[-1]
    assert secret.hidden and "97" in secret.message and secret.message.count("[(") + secret.message.count("[[") <= 4
    shown = json.dumps(report.for_student().as_json())
    assert "(97" not in shown and "[97" not in shown
    assert report.for_student().exercises[0].max_score == 7


COUNTS = b"""
import os


def receptive_field(layers):
    made = 1 + 499 * (layers == [(97, 1)])  # a secret as the number of files, which tmpfs goes on counting
    for _ in range(made):
        number = os.stat(os.open("counted", os.O_CREAT | os.O_EXCL)).st_ino
        os.unlink("counted")
    raise ValueError(f"file number {number}")
"""


@pytest.mark.skipif(unavailable() is not None, reason="without namespaces, the numbers are the machine's")
def test_no_number_of_files_tells_the_next_student(tmp_path: Path) -> None:
    (tmp_path / "test_receptive_field.py").write_text(HIDDEN)
    told = []
    with Sandbox(best_isolation(), KIT.limits) as box:
        for _student in range(2):
            report = scoring.score(Folder("x", {"receptive_field": COUNTS}, {}), box, 0,
                                   [KIT.exercise("receptive_field")],
                                   hidden=scoring.hidden_tests(tmp_path), diagnose=False)
            told.append([p.message for p in report.for_student().exercises[0].properties])
    assert told[0] == told[1] and "file number" in told[0][0]


def test_hidden_points_are_added(tmp_path: Path) -> None:
    (tmp_path / "test_receptive_field.py").write_text(HIDDEN)
    exercise = KIT.exercise("receptive_field")
    with Sandbox(best_isolation(), KIT.limits) as box:
        report = scoring.score(Folder("right", {exercise.name: exercise.solution.read_bytes()}, {}), box, 0, [exercise],
                               hidden=scoring.hidden_tests(tmp_path))
    assert (report.score, report.max_score) == (7, 7)


@pytest.mark.parametrize("plain, said", [
    ("assert submission.receptive_field(layers) == 97", "assert submission.receptive_field(layers) == 97"),
    ("assert submission.receptive_field(layers) == 97, 'it is the kernel'", "it is the kernel")])
def test_a_plain_assert_is_a_property(tmp_path: Path, plain: str, said: str) -> None:
    """As any user of pytest writes it."""
    text = HIDDEN.replace("agree(submission.receptive_field(layers), 97)", plain)
    (tmp_path / "test_receptive_field.py").write_text(text)
    exercises = [KIT.exercise("receptive_field")]
    with Sandbox(best_isolation(), KIT.limits) as box:
        for answer, status in (("97", "passed"), ("96", "failed")):
            files = Folder("x", {"receptive_field": f"def receptive_field(layers):\n    return {answer}".encode()}, {})
            report = scoring.score(files, box, 1, exercises, hidden=scoring.hidden_tests(tmp_path))
            secret = next(p for e in report.exercises for p in e.properties if p.name == "test_secret")
            assert (secret.status, secret.score > 0) == (status, status == "passed")
            if status == "failed":
                assert said in secret.message
