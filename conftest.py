"""pytest for students: `pytest` judges exercises/, `pytest --submission DIR` another folder.

The student's code runs in pytest's own process, so breakpoints, print and tracebacks work as in any project.
"""
from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest

from grader import scoring, snippet
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis.diagnose import Further, Known
from grader.judging import judge as judging
from grader.judging.finding import Evidence, Finding
from grader.judging.property import Property, hide_unless_failed, properties_of
from grader.language import i18n
from grader.language.i18n import _
from grader.render import message, summary
from grader.report.causes import causes
from grader.report.record import PropertyResult
from grader.submission import files
from grader.submission.earlier import mended
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


class Session:
    """What was found so far. A mistake gets a name when all of its exercise has been tried, as in `score`: so the first
    failure has the exercise's other properties judged, which are told when their turn comes."""

    def __init__(self, submission: Submission, seed: int) -> None:
        self.submission, self.seed = submission, seed
        assert isinstance(submission.transport, InProcess)
        self.transport = submission.transport
        self.evidence: dict[str, Evidence] = defaultdict(Evidence)
        self.findings: dict[Property, Finding] = {}
        self.told: dict[str, list[PropertyResult]] = {}
        self.read: set[str] = set()  # exercises whose file was remarked on

    def judge(self, exercise: Exercise, prop: Property) -> Finding:
        __tracebackhide__ = hide_unless_failed
        if prop not in self.findings:
            found = self.once(exercise, prop)
            if found.status != "passed" and self.mended(exercise):
                found = self.once(exercise, prop)
            self.findings[prop] = found
        return self.findings[prop]

    def once(self, exercise: Exercise, prop: Property) -> Finding:
        __tracebackhide__ = hide_unless_failed
        return scoring.unreadable(exercise, self.submission) or judging.judge(
            prop, self.submission, self.seed, self.evidence[exercise.name], fitting=Known(exercise).fitting)

    def mended(self, exercise: Exercise) -> bool:
        """Whether right answers stand in from now on for earlier files that it imports, as in `score`."""
        if not mended(exercise, self.transport, self.right):
            return False
        self.submission.forget()
        del self.evidence[exercise.name]
        return True

    def right(self, exercise: Exercise) -> bool:
        return all(self.judge(exercise, prop).status == "passed" for prop in properties_of(exercise))

    def notes(self, exercise: Exercise) -> list[str]:
        """What reading the file shows, the first time that something of it has failed."""
        if exercise.name in self.read:
            return []
        self.read.add(exercise.name)
        return list(map(_, scoring.notes(exercise, self.submission)))

    def results(self, exercise: Exercise) -> list[PropertyResult]:
        """What is told of an exercise, with the names of the mistakes: all of it is judged first."""
        if exercise.name not in self.told:
            props = properties_of(exercise)
            findings = [self.judge(exercise, prop) for prop in props]
            names = scoring.diagnosis(exercise, self.evidence[exercise.name], self.submission,
                                      Further(self.submission, props, self.seed))
            self.told[exercise.name] = scoring.results(exercise, props, findings, names)
        return self.told[exercise.name]

    def cause(self, exercise: Exercise, prop: Property, asked: Collection[str]) -> list[PropertyResult]:
        """The results of those asked for that have failed for the same cause; the first one tells of it."""
        wrong = [result for result in self.results(exercise)
                 if f"{prop.path.name}::{result.name}" in asked and result.status not in ("passed", "todo")]
        return next(group for group in causes(wrong) if any(one.name == prop.name for one in group))


@pytest.fixture(scope="session")
def session(submission: Submission, request: pytest.FixtureRequest) -> Session:
    return Session(submission, request.config.getoption("--examples-seed"))


@pytest.fixture
def judged(session: Session, request: pytest.FixtureRequest) -> Callable[[Property], None]:
    """Judges a property as `score` does, and tells pytest."""
    def judge(asked_for: Property) -> None:
        __tracebackhide__ = hide_unless_failed
        exercise = manifest.load().exercise(asked_for.path.stem.removeprefix("test_"))
        prop = next(p for p in properties_of(exercise) if p.name == asked_for.name)  # pytest imports the file itself
        found = session.judge(exercise, prop)
        again = "" if found.unread else snippet.command(exercise.name, prop.name, elsewhere(request.config))
        title = _("{0} cannot be read").format(f"{exercise.name}.py") if found.unread else prop.title
        request.node.user_properties.append(summary.Judged(
            exercise.name, title, found.status, prop.points if found.status == "passed" else 0, prop.points,
            getattr(found.raised, "function", ""), again).as_property())
        request.node.user_properties.extend(("remark", f"{exercise.name}: {_(remark.message)}") for remark in
                                            session.transport.remarks(exercise))
        if found.status == "passed":
            return
        if found.status == "todo":
            pytest.skip(_("to do: {0}").format(f"{exercise.name}.py"))
        cause = session.cause(exercise, prop, names(request))
        first, result = cause[0], next(one for one in cause if one.name == prop.name)
        if found.unread:
            pytest.fail(message.plain(result) if first is result else _(found.message), pytrace=False)
        if first is not result:
            pytest.fail("\n".join((_(prop.title), _("the same cause as in «{0}»").format(_(first.title)),
                                   _(result.message), once_more(again))), pytrace=False)
        notes = session.notes(exercise)
        if found.status == "error" and found.raised is not None and found.raised.__cause__ is not None:
            raised = found.raised.__cause__
            raised.add_note("\n".join(filter(None, (
                *notes,
                result.misconception.message if result.misconception else "",
                message.inputs(result.example) if result.example else "", once_more(again)))))
            raise raised from None
        pytest.fail("\n".join([*notes, message.plain(result), *([once_more(again)] if result.example else [])]),
                    pytrace=False)
    return judge


def names(request: pytest.FixtureRequest) -> set[str]:
    """The properties of this run, «file::test»; where it ends with a failure, those up to this one."""
    items = request.session.items
    if request.config.option.maxfail:
        items = items[:items.index(request.node) + 1]
    return {f"{item.path.name}::{item.name}" for item in items}


def elsewhere(config: pytest.Config) -> Path | None:
    """The folder that is judged, if it is not exercises/."""
    folder = str(config.getoption("--submission"))
    return None if Path(folder).resolve() == ROOT / "exercises" else Path(folder)


def once_more(again: str) -> str:
    return _("This example only, once more: {0}").format(again)


def pytest_report_header(config: pytest.Config) -> str:
    return _("submission: {0}").format(os.path.relpath(config.getoption("--submission")))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    reports = [report for kind in ("passed", "failed", "skipped") for report in terminalreporter.stats.get(kind, [])
               if getattr(report, "when", "") == "call"]
    judged = summary.judged_in(reports)
    if not judged:
        return
    names = manifest.load().names
    terminalreporter.write_line("")
    for line in summary.lines(sorted(judged, key=lambda one: names.index(one.exercise)),
                              terminalreporter._tw.fullwidth):
        terminalreporter.write_line(line)
    for remark in dict.fromkeys(str(value) for report in reports for name, value in report.user_properties
                                if name == "remark"):
        terminalreporter.write_line(remark)
    if all(any(name == "convkata" for name, _value in report.user_properties) for report in reports):
        terminalreporter.reportchars = ""  # pytest's own lines would say it again, cut
