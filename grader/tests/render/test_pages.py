"""Pages: what a student sees, what only the teacher sees, and that what came from outside stays text."""
from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.batch import gradebook
from grader.batch.gradebook import Gradebook
from grader.batch.pages import write_all
from grader.cli import main
from grader.export import gradescope
from grader.language import i18n
from grader.render import message as feedback
from grader.render import terminal
from grader.render.grids import LARGEST
from grader.render.pages import classview, view, write
from grader.report.record import Example, ExerciseResult, Misconception, PropertyResult, Report
from grader.report.student import Attempt, Student
from grader.report.training import TrainingResult
from grader.tests.classroom import CLASS, REPORTS, WRONG, hidden, out, submissions
from grader.watch import live_state, state
from grader.watch.model import Model

__all__ = ["hidden", "out", "submissions"]  # fixtures
NASTY = "<script>alert(1)</script>"


class Tags(HTMLParser):
    """The tags of a page, the addresses it names, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.shown = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]
        self.handlers += [name for name, _value in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.shown += data


@pytest.fixture(scope="module")
def people(out: Path) -> dict[str, Student]:
    with Gradebook.open(out) as book:
        return {s.id: s for s in gradebook.students_of(book)}


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("en")


def test_everything_is_written_and_self_contained(out: Path, tmp_path: Path) -> None:
    with Gradebook.open(out) as book:
        write_all(book, tmp_path, "en")
    pages = sorted(tmp_path.rglob("*.html"))
    assert len(pages) == len(CLASS)  # all but the one who is missing, and the report
    assert len(list(tmp_path.rglob("*.md"))) == len(CLASS) - 1
    assert {p.parent for p in pages} == {tmp_path, tmp_path / "feedback"}
    for page in pages:
        text = page.read_text("utf-8")
        tags = Tags(text)
        assert not {"img", "iframe", "object", "embed", "base", "form", "video", "audio"} & set(tags.tags)
        assert tags.tags.count("script") == (page.name == "report.html" or "data-scene" in text) and not tags.handlers
        for address in tags.addresses:
            assert address.startswith(("#", "data:,")) or (page.parent / unquote(address)).is_file(), address
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy and "default-src 'none'" in policy[1].replace("&#39;", "'")
        for tag in ("style", "script"):  # what the policy allows is what is there
            for inline in re.findall(f"<{tag}>(.*?)</{tag}>", text, re.S):
                assert base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode() in policy[1]
        assert "url(" not in text and "@import" not in text and 'http' not in re.sub(
            'http-equiv|http://www.w3.org/2000/svg"', '', text)  # the second names what a drawing is, and is not asked


def test_a_students_text_is_text(people: dict[str, Student]) -> None:
    for page in (write.feedback_html(people[NASTY]), write.class_report(list(people.values()))):
        assert NASTY not in page and NASTY in Tags(page).shown
        assert "<b>flipped" not in page and "your kernel is <b>flipped</b>" in Tags(page).shown
    assert f"\n# {NASTY}" not in "\n" + write.feedback_markdown(people[NASTY])


def test_hostile_messages() -> None:
    """What a student's code can put into a report: mark-up, fences, control characters, halves of characters."""
    message = "</pre></style></script><img src=x onerror=alert(1)>```\n````\n# heading\x1b[31m \ud800 {{ 7 * 7 }}"
    report = {"submission": "s", "seed": 1, "isolation": "process", "exercises": [
        {"name": "corr2d", "title": "t", "status": "error", "score": 0, "max_score": 3, "properties": [
            {"name": "test_x", "title": "*t*", "status": "error", "score": 0, "max_score": 3, "message": message,
             "counterexample": {"X": [["nan", 1], [2, 3]], "odd": "</code><b>", "K": [[1, 2], [3]]},
             "misconception": None}]}], "training": TrainingResult().as_json()}
    student = Student("s", "s", report=Report.from_json(report))
    page = write.feedback_html(student)
    assert "<img" not in page and "</pre></style>" not in page and "\x1b" not in page and "49" not in Tags(page).shown
    assert "nan" in Tags(page).shown and "</code><b>" in Tags(page).shown
    text = write.feedback_markdown(student)
    fence = re.search(r"^(`{3,})$", text, re.M)
    assert fence and len(fence[1]) == 5 and "\x1b" not in text
    outside = re.sub(rf"^{fence[1]}$.*?^{fence[1]}$", "", text, flags=re.M | re.S)
    assert "img" not in outside and "# heading" not in outside
    assert "alert" in Tags(write.class_report([student])).shown


def test_nothing_hidden_and_nobody_else(people: dict[str, Student]) -> None:
    for student in (people["bob"], people["ann"]):
        for text in (write.feedback_html(student), write.feedback_markdown(student)):
            assert "secret" not in text.casefold()
            assert "hidden properties: " in text
            for other in people.values():
                if other is not student:
                    assert other.email not in text or not other.email
                    assert other.name not in text
        for text in (write.feedback_html(student, teacher=True), write.feedback_markdown(student, teacher=True)):
            assert "A secret title" in text and "hidden properties: " not in text
    assert "a secret message" in write.feedback_html(people["bob"], teacher=True)


def test_reports_for_students() -> None:
    """A hidden property changes an exercise's status to failed at most, and its points only are left of it."""
    def result(status: str, hidden: bool) -> PropertyResult:
        return PropertyResult(f"test_{hidden}", "t", status, 1 if status == "passed" else 0, 1, hidden=hidden)
    for shown, secret, status in (("passed", "timeout", "failed"), ("passed", "passed", "passed"),
                                  ("todo", "failed", "todo"), ("error", "crashed", "error"),
                                  ("passed", "internal", "internal")):
        exercise = ExerciseResult("corr2d", {"en": "t"}, [result(shown, False), result(secret, True)])
        assert exercise.status == status
        assert exercise.for_student().status == status
        assert ExerciseResult.from_json(exercise.for_student().as_json()).status == status
    full = REPORTS[True]
    student_sees = Report.from_json(full).for_student().as_json()
    assert student_sees["exercises"][0]["hidden"] == {"score": 0, "max_score": 4}
    assert student_sees["score"] == full["score"]
    assert "hidden" not in student_sees["exercises"][1]
    assert any(p.get("hidden") for p in full["exercises"][0]["properties"])


def test_what_a_terminal_shows_is_there(people: dict[str, Student]) -> None:
    """Every message and grid of the terminal's text, in Markdown as it is, in HTML as tables."""
    student = people["bob"]
    markdown, shown = write.feedback_markdown(student), Tags(write.feedback_html(student)).shown
    told = [p for e in view.exercises(student, teacher=False) for first in e.properties for p in (first, *first.also)
            if p.status == "failed"]
    assert told
    for p in told:
        assert p.message in markdown and p.text in markdown and p.message in shown and p.law in shown
        assert "expected" in p.text and "*" in p.text
        assert isinstance(p.got, view.Grid) and any(c.differs for _l, rows in p.got.tables for row in rows for c in row)
    assert write.feedback_html(student).count(" differs") == sum(
        c.differs for p in told for _label, rows in p.got.tables for row in rows for c in row)  # type: ignore[union-attr]


def test_a_grid_is_cut_around_the_difference() -> None:
    values = np.arange(4 * 20 * 30, dtype=np.float64).reshape(4, 20, 30)
    marks = np.zeros(values.shape, bool)
    marks[3, 17, 25] = True
    shown = view.grid(values, marks, (3, 17, 25), values + 1)
    assert shown.note and [label for label, _rows in shown.tables] == ["[1]", "[2]", "[3]"]
    cells = [c for _label, rows in shown.tables for row in rows for c in row]
    wrong = values[3, 17, 25]
    assert [(c.text, c.wanted) for c in cells if c.differs] == [(f"{wrong:g}", f"{wrong + 1:g}")]
    assert values[3, shown.top, shown.left] == float(shown.tables[2][1][0][0].text)
    assert all(len(rows) == LARGEST and len(rows[0]) == LARGEST for _label, rows in shown.tables)
    assert view.grid(np.array([[1.0, -2.0, 0.0]])).tables[0][1][0][2].colour == "zero"


def test_chinese_is_aligned(chinese: None, people: dict[str, Student], monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"expected": "期望的结果", "got": "得到"}
    monkeypatch.setattr(feedback, "_", lambda text: words.get(text, text))
    head, *rows = feedback.results(Example.of({}, expected=np.eye(2), got=np.ones((2, 2))))
    right = cell_len(head[:head.index("得到")])
    assert [row[:right].rstrip() != row for row in rows] == [True, True]
    assert {len(row) - len(row[right:]) for row in rows} == {right} and all(row[right] != " " for row in rows)
    page = write.feedback_html(people["小明"])
    assert '<html lang="zh-CN">' in page and "二维互相关" in page


def test_the_same_error_is_told_once() -> None:
    def broken(name: str, message: str = "NameError: name 'a' is not defined (corr2d.py, line 3)") -> PropertyResult:
        return PropertyResult(name, f"Title of {name}", "error", 0, 2, message, trace="corr2d.py:3\n    a",
                              example=Example.of({"X": np.eye(2)}))
    passed = PropertyResult("two", "Two", "passed", 2, 2)
    results = [broken("one"), passed, broken("three"), broken("four", "TypeError")]
    student = Student("s", report=Report("s", 1, "process", [ExerciseResult("corr2d", {"en": "t"}, results)]))
    for text in (write.feedback_html(student), write.feedback_markdown(student)):
        shown = Tags(text).shown.replace("&#39;", "'")
        assert shown.count("NameError: name 'a'") == 1 and shown.count("TypeError") == 1
        assert all(f"Title of {name}" in shown for name in ("one", "three", "four")) and "same cause: 1 more" in shown


def test_values_are_written_as_python_writes_them() -> None:
    case = {"padding": (0, 1), "use_1x1conv": True, "conv_arch": ((1, 16), (2, 32)), "layers": [(3, 1), (2, 2)]}
    result = PropertyResult("p", "t", "failed", 0, 2, "m", example=Example.of(case, expected=(1, 2), got=None))
    report = Report("s", 1, "process", [ExerciseResult("corr2d", {"en": "t"}, [result])])
    for known in (report, Report.from_json(report.as_json())):
        page = Tags(write.feedback_html(Student("s", report=known))).shown
        for value in (*case.values(), (1, 2)):
            assert repr(value) in page
        assert "table" not in Tags(write.feedback_html(Student("s", report=known))).tags[20:]
    result.example = Example.of(case, expected=None, got=None)  # an argument was changed: no answer is wrong
    assert "None" not in Tags(write.feedback_html(Student("s", report=report))).shown


def test_an_empty_array_is_said_to_be_empty() -> None:
    """A student's function may give one, of whatever shape."""
    for shape in ((0,), (0, 3), (2, 0, 3)):
        example = Example.of({"X": np.ones((2, 2), np.float32)}, expected=np.ones((2, 2)), got=np.zeros(shape))
        result = PropertyResult("p", "t", "failed", 0, 2, "m", example=example)
        report = Report("s", 1, "process", [ExerciseResult("corr2d", {"en": "t"}, [result])])
        assert f"(empty, {shape})" in Tags(write.feedback_html(Student("s", report=report))).shown


def test_two_of_one_name_are_told_apart() -> None:
    wrong = PropertyResult("p", "t", "failed", 0, 2, "m")
    people = [Student(n, "Bob Smith", report=Report(n, 1, "process", [ExerciseResult("corr2d", {"en": "t"}, [wrong])]))
              for n in ("b1", "b2")]
    shown = Tags(write.class_report(people)).shown
    assert "Bob Smith (b1)" in shown and "Bob Smith (b2)" in shown


def test_names_of_files() -> None:
    ids = ("ann", "王小明", "a b", "a_b", "../x", "..", "", "con", "CON.x", "x" * 300, NASTY, "a/b")
    names = [Student(i).file for i in ids]
    assert names[:2] == ["ann", "王小明"] and len(set(names)) == len(names)
    for name in names:
        assert name and not set(name) & set('/\\<>:"|?*\0') and not name.startswith(".") and len(name.encode()) < 120


def test_what_happened_before_and_where() -> None:
    """Four students of two sections, in three attempts: who passes when, who is stuck, and what is misunderstood."""
    def student(name: str, section: str, *tries: tuple[int, bool, bool]) -> Student:
        """Each try: the day, whether `one` passed, whether the kernel was flipped."""
        history = [Attempt(n, datetime(2026, 11, day), frozenset({"corr2d/two", *(["corr2d/one"] if passed else [])}),
                           frozenset({("corr2d", "flipped_kernel")} if flipped else ()))
                   for n, (day, passed, flipped) in enumerate(tries, 1)]
        _day, passed, flipped = tries[-1]
        wrong = Misconception("flipped_kernel", {"en": "flipped"}) if flipped else None
        result = PropertyResult("one", "One", "passed" if passed else "failed", 2 * passed, 2, misconception=wrong)
        other = PropertyResult("two", "Two", "passed", 3, 3)
        report = Report(name, 1, "process", [ExerciseResult("corr2d", {"en": "t"}, [result, other])])
        return Student(name, section=section, report=report, history=history)

    people = [student("a", "A", (2, False, True), (3, True, False)), student("b", "A", (2, True, False)),
              student("c", "B", (2, False, True), (3, False, True), (9, False, True)),
              student("d", "A; B", (3, False, False))]
    c = classview.of(people)
    one, two = c.rates
    assert c.again and (one.tries, one.stuck, two.stuck) == ([2, 1], 1, 0)
    assert c.sections == classview.Spread(["A", "B"], [("corr2d: flipped_kernel", ["0 / 3", "1 / 2"])])
    assert c.times == classview.Spread(["2026-11-02", "2026-11-03", "2026-11-09"],
                                       [("corr2d: flipped_kernel", ["2 / 3", "1 / 3", "1 / 1"])])
    assert len(c.lessons) == 3 and "again and did not pass" in c.lessons[2]
    page = Tags(write.class_report(people)).shown
    assert all(text in page for text in ("By section", "Over time", "2026-11-09", "attempts to pass"))
    undated = [replace(s, history=[replace(a, when=None) for a in s.history]) for s in people]
    times = classview.of(undated).times
    assert times is not None and list(times.heads) == ["attempt 1", "attempt 2", "attempt 3"]
    many = [replace(s, history=[replace(a, when=datetime(2026, 9, 1) + timedelta(days=3 * n))
                                for n, a in enumerate([*s.history] * 9)]) for s in people]
    times = classview.of(many).times
    assert times is not None and all(date.fromisoformat(head).weekday() == 0 for head in times.heads)
    alone = [replace(s, section="", history=s.history[:1]) for s in people[:2]]
    assert classview.of(alone).sections is None and classview.of(alone).times is None and not classview.of(alone).again


def test_the_class(people: dict[str, Student]) -> None:
    c = classview.of(list(people.values()))
    assert len(c.graded) == len(CLASS) - 1 and c.max_score == 34 and sum(b.count for b in c.bars) == len(c.graded)
    assert [(w.exercise, w.name, {s.id for s in w.students}) for w in c.wrong] == [("corr2d", "flipped_kernel", WRONG)]
    mistakes = [(m.exercise, {s.id for s in m.students}, m.names) for m in c.mistakes]
    assert mistakes == [("corr2d", WRONG, ["flipped_kernel"])]
    assert c.mistakes[0].sample.expected is not None
    rates = {r.name: (r.passed, r.of) for r in c.rates}
    by_name = {r.name: r for r in c.rates}
    assert by_name["test_same_as_convolution"].discrimination == pytest.approx(1)  # two kinds of students: all or less
    assert any({"test_secret", "test_same_as_convolution"} <= {r.name for r in group} for group in c.together)
    assert len(c.lessons) == 3 and "Section" in c.lessons[2]
    assert "flipped_kernel" in c.lessons[1] and "hardest property" in c.lessons[0]
    assert rates["test_secret"] == (3, 6) and rates["test_same_as_convolution"] == (3, 6)
    scores = sorted([REPORTS[True]["score"]] * 3 + [19, 19, 17.5])
    assert c.median == (scores[2] + scores[3]) / 2 and c.mean == pytest.approx(sum(scores) / 6)


def test_other_outputs_are_another_mistake(people: dict[str, Student]) -> None:
    from dataclasses import replace
    other = replace(people["小明"], signatures={k: "different" for k in people["小明"].signatures})
    found = classview.mistakes([people["bob"], other, people[NASTY]])
    assert [[s.id for s in m.students] for m in found] == [["bob", NASTY], ["小明"]]


def test_the_graders_own_fault_is_not_told() -> None:
    student = Student("s", trouble="KeyError: secret", own_fault=True)
    for make in (write.feedback_html, write.feedback_markdown):
        assert "secret" not in make(student) and "secret" in make(student, teacher=True)
        assert "a zip bomb" in make(Student("s", trouble="a zip bomb"))


def test_a_class_without_grades() -> None:
    page = write.class_report([Student("a", "A", missing=True, trouble="missing"), Student("b", trouble="a zip bomb")])
    assert "a zip bomb" in page and "nothing handed in" in page
    assert "<h1>" in write.class_report([])


def test_the_teachers_pages(out: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner
    export = ["export", str(out), "--format", "feedback", "--to", str(tmp_path)]
    assert CliRunner().invoke(main, [*export, "--teacher"]).exit_code == 0
    assert "A secret title" in (tmp_path / "bob.html").read_text("utf-8")
    assert CliRunner().invoke(main, export).exit_code == 0
    assert "secret" not in (tmp_path / "bob.html").read_text("utf-8")


def test_where_no_answer_is_expected_none_is_shown() -> None:
    wrong = [view.told_one(PropertyResult("test_x", "It is right", "failed", 0, 1, "it changed X", example=Example.of(
        {"X": 1}, expected=None, got=got))) for got in (None, np.arange(3))]
    assert all(told.expected is None and told.got is None and told.message == "it changed X" for told in wrong)


ANSWERS: list[object] = [None, 5, 2.5, float("nan"), "text", (3, 3), [1.0, 2.0], {"a": 1}, np.float32(1.5), np.zeros(0),
                         np.ones(()), np.arange(3), np.ones((2, 2), np.float32), np.array(["a"]), (np.ones(2), 1)]


@pytest.mark.parametrize("exercise", ["corr2d", "receptive_field", "vgg"])
def test_whatever_is_expected_and_whatever_came_can_be_shown(exercise: str) -> None:
    """One answer that cannot be shown would cost the pages of the whole class."""
    wrong = [PropertyResult(f"test_{n}", "It is right", "failed", 0, 1, "wrong", example=Example.of(
        {"X": np.ones((2, 2)), "n": 1}, expected=expected, got=got))
        for n, (expected, got) in enumerate(itertools.product(ANSWERS, ANSWERS))]
    again = [PropertyResult.from_json(json.loads(json.dumps(result.as_json()))) for result in wrong]
    for results in (wrong, again):
        student = Student("ada", report=Report("ada", 1, "process", [ExerciseResult(
            exercise, {"en": exercise}, list(results))]))
        assert write.feedback_html(student) and write.feedback_markdown(student) and write.class_report([student])
        assert write.cards(exercise, results) and gradescope.results(student)
        assert student.report is not None
        terminal.failures(Console(file=io.StringIO()), student.report, teacher=True)
        assert all(feedback.plain(result) and live_state.told(Model(Path("."), state.load(Path(".")), 1), result)
                   for result in results)
