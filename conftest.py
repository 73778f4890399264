"""pytest for students: `pytest` judges exercises/, `pytest --submission DIR` another folder.

The student's code runs in pytest's own process, so breakpoints, print and tracebacks work as in any project.
"""
from __future__ import annotations

import os
import traceback
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import scoring
from grader.course import manifest
from grader.diagnosis.diagnose import Diagnosis
from grader.judging import judge as judging
from grader.judging.finding import Evidence
from grader.judging.property import Property, hide_unless_failed
from grader.language import i18n
from grader.language.i18n import _
from grader.render import message
from grader.submission import files
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission

ROOT = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("convkata")
    group.addoption("--submission", default=str(ROOT / "exercises"), metavar="DIR",
                    help="the folder to judge (default: exercises/)")
    group.addoption("--lang", choices=["en", "zh"], default=None,
                    help="the language of what is said (default: the locale's)")
    group.addoption("--examples-seed", type=int, default=manifest.load().seed, metavar="N",
                    help="the seed of the drawn examples, as in `python -m grader score --seed`")


def pytest_configure(config: pytest.Config) -> None:
    i18n.set_language(config.getoption("--lang"))


@pytest.fixture(scope="session")
def submission(request: pytest.FixtureRequest) -> Submission:
    try:
        return Submission(InProcess(files.read(Path(request.config.getoption("--submission")))))
    except files.NotASubmission as error:
        pytest.exit(f"--submission: {error}", returncode=2)


@pytest.fixture(scope="session")
def evidence() -> dict[str, Evidence]:
    """What was asked of each exercise so far."""
    return defaultdict(Evidence)


@pytest.fixture
def judged(submission: Submission, evidence: dict[str, Evidence],
           request: pytest.FixtureRequest) -> Callable[[Property], None]:
    """Judges a property as `score` does, and tells pytest."""
    def judge(prop: Property) -> None:
        __tracebackhide__ = hide_unless_failed
        exercise = manifest.load().exercise(prop.path.stem.removeprefix("test_"))
        known = evidence[exercise.name]
        found = judging.judge(prop, submission, request.config.getoption("--examples-seed"), known)
        if found.status == "passed":
            return
        if found.status == "todo":
            pytest.skip(_("to do: {0}").format(f"{exercise.name}.py"))
        result = scoring.property_result(exercise, prop, found, Diagnosis(exercise, known).of(found))
        if found.status == "error" and found.raised is not None and found.raised.__cause__ is not None:
            raised = found.raised.__cause__
            if isinstance(raised, SyntaxError):  # no code of the student's has run: the line and the caret say it all
                pytest.fail("".join(traceback.format_exception_only(raised)).rstrip(), pytrace=False)
            raised.add_note("\n".join(filter(None, (
                result.misconception.message if result.misconception else "",
                message.inputs(result.example) if result.example else ""))))
            raise raised from None
        pytest.fail(message.plain(result), pytrace=False)
    return judge


def pytest_report_header(config: pytest.Config) -> str:
    return _("submission: {0}").format(os.path.relpath(config.getoption("--submission")))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    todo = len(terminalreporter.stats.get("skipped", []))
    if todo:
        terminalreporter.write_line(
            _("{0} properties are still to do: fill the stubs in the order of README.md").format(todo))
