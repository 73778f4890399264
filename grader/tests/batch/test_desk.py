"""The desk, in a browser: a correction, a comment, judging again, two tabs; and what it refuses."""
from __future__ import annotations

import csv
import http.client
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from grader import scoring
from grader.batch.desk import Desk, Files
from grader.batch.gradebook import Gradebook, students_of
from grader.batch.rows import Row
from grader.batch.version import version
from grader.export import table
from grader.language import i18n
from grader.tests.batch import standing_in
from grader.tests.browser import browser, needed, opened, violations
from grader.tests.classroom import REPORTS, hidden, out, submissions
from grader.tests.conftest import box
from grader.tests.waiting import eventually

__all__ = ["box", "browser", "hidden", "out", "submissions"]  # fixtures
EXERCISES = ["corr2d", "pooling"]


class Strict(standing_in.Pool):
    """Judges again, and finds everybody as wrong as those of the classroom who are."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.executor.judge = lambda job: REPORTS[True] | {"submission": job.student, "seed": job.seed}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, out: Path, submissions: Path, hidden: Path) -> Iterator[Desk]:
    """A desk on a copy of the classroom, graded by the version of today; a stand-in judges again."""
    i18n.set_language("en")
    mine = tmp_path_factory.mktemp("desk") / "out"
    shutil.copytree(out, mine)
    tests = scoring.hidden_tests(hidden)
    of_today = version(False, {path.name: path.read_bytes() for path in tests}, tuple(EXERCISES))
    with sqlite3.connect(mine / "gradebook.sqlite") as book:
        book.execute("UPDATE reports SET version = ?", [of_today])
        book.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", [
            ("version", json.dumps(of_today)), ("exercises", json.dumps(EXERCISES)),
            ("source", json.dumps(submissions.name))])
    book.close()
    desk = Desk(mine, files=Files(submissions, tests), pool_of=Strict)
    yield desk
    desk.close()


def row(desk: Desk, student: str) -> Row:
    with Gradebook.open(desk.out) as book:
        found = book.row(student)
    assert found is not None
    return found


def exported(desk: Desk, student: str) -> dict[str, str]:
    """The student's line of grades.csv."""
    with Gradebook.open(desk.out) as book:
        text = table.write(students_of(book)).decode("utf-8-sig")
    return next(line for line in csv.DictReader(io.StringIO(text, newline="")) if line["student"] == student)


class Looking:
    """A tab."""

    def __init__(self, browser: Any, desk: Desk) -> None:
        self.browser, self.desk = browser, desk

    def open(self, name: str = "") -> Looking:
        opened(self.browser, self.desk.address + name)
        return self

    def js(self, script: str, *values: Any) -> Any:
        return self.browser.execute_script(script, *values)

    def text(self) -> str:
        return str(self.js("return document.body.innerText"))

    def press(self, key: str) -> None:
        self.js("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
                "{key: arguments[0], bubbles: true, cancelable: true}))", key)

    def send(self, what: str, **typed: str) -> None:
        """Fills a form in and sends it; waits for the page that comes."""
        self.js("window.old = true; const form = document.querySelector(`input[value=${arguments[0]}]`).form;"
                "for (const [name, value] of Object.entries(arguments[1])) form.elements[name].value = value;"
                "form.requestSubmit();", what, typed)
        assert eventually(lambda: self.js("return !window.old && document.readyState === 'complete'"), 200)


@needed
def test_a_class_is_graded_at_the_desk(browser: Any, desk: Desk) -> None:
    tab = Looking(browser, desk).open()
    names = tab.js("return [...document.querySelectorAll('#students tbody a')].map(a => a.textContent)")
    with Gradebook.open(desk.out) as book:
        assert names == [s.name or s.id for s in book.in_order()]
    assert not violations(browser)

    tab.press("n")  # the first student, then the next; and back
    assert eventually(lambda: names[0] in browser.title, 200)
    tab.press("n")
    assert eventually(lambda: names[1] in browser.title, 200)
    tab.press("p")
    assert eventually(lambda: names[0] in browser.title, 200)

    tab.open("student/ann.html")  # points by hand, with a reason
    assert not violations(browser)
    assert "A secret title" in tab.text()  # this page is the teacher's
    tab.press("c")
    assert tab.js("return document.activeElement.name") == "points"
    tab.send("correct", points="12,5", reason="shown <b>in the lab</b>")
    assert row(desk, "ann").final == 12.5
    assert "corrected by hand: shown <b>in the lab</b>" in tab.text()
    assert exported(desk, "ann")["score"] == "12.5" and "in the lab" in exported(desk, "ann")["remark"]
    tab.send("correct", points="1e9", reason="more")
    assert "are more than the" in tab.text() and row(desk, "ann").final == 12.5
    assert tab.js("return document.querySelector('input[name=points]').value") == "1e9"  # what was typed stays

    tab.press("m")
    assert tab.js("return document.activeElement.name") == "text"
    tab.send("comment", text="Well done.\nLook at <i>padding</i>.")
    assert row(desk, "ann").comment == "Well done. Look at <i>padding</i>."
    assert "your teacher: Well done. Look at <i>padding</i>." in tab.text()
    assert "Well done" in exported(desk, "ann")["remark"]

    tab.send("regrade")  # there are fewer points: the correction is older than the report now
    assert eventually(lambda: row(desk, "ann").points == REPORTS[True]["score"], 200)
    assert eventually(lambda: "look again" in tab.text(), 200)
    assert row(desk, "ann").final == 12.5 and "look again" in exported(desk, "ann")["remark"]
    assert row(desk, "bob").points and not row(desk, "bob").again  # nobody else was judged
    tab.send("undo")
    assert row(desk, "ann").corrected is None and row(desk, "ann").final == REPORTS[True]["score"]

    tab.open("student/away.html")  # who handed in nothing may be given points, too
    tab.send("correct", points="3", reason="on paper")
    assert row(desk, "away").final == 3

    desk.write_pages("en")
    page = (desk.out / "feedback" / "ann.html").read_text("utf-8")
    assert "Well done" in page and "A secret title" not in page


@needed
def test_two_tabs_do_not_overwrite_each_other(browser: Any, desk: Desk) -> None:
    first = Looking(browser, desk).open("student/zoe.html")
    handle = browser.current_window_handle
    browser.switch_to.new_window("tab")
    second = Looking(browser, desk).open("student/zoe.html")
    second.send("correct", points="11", reason="the second tab")
    browser.close()
    browser.switch_to.window(handle)
    first.send("correct", points="9", reason="the first tab")
    assert row(desk, "zoe").final == 11
    assert "changed in the meantime" in first.text() and "the second tab" in first.text()
    assert first.js("return document.querySelector('input[name=reason]').value") == "the first tab"
    first.send("correct", points="9", reason="the first tab")  # decided again
    assert row(desk, "zoe").final == 9


@needed
def test_what_came_from_outside_is_text_at_the_desk(browser: Any, desk: Desk) -> None:
    tab = Looking(browser, desk).open()
    assert not tab.js("return document.querySelectorAll('main script').length") and "alert(1)" in tab.text()
    tab.js("[...document.querySelectorAll('#students tbody a')].find(a => a.textContent.includes('alert')).click()")
    assert eventually(lambda: "alert(1)" in browser.title, 200)
    assert not [entry for entry in browser.get_log("browser") if "Content Security" in entry["message"]]


# What it refuses ------------------------------------------------------------------------------------------------------
def asked(desk: Desk, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", desk.server.server_address[1], timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True)
        given = {"Host": desk.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            given["Content-Length"] = str(len(body))
        for name, value in given.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body is not None else None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_without_the_key_there_is_nothing(desk: Desk) -> None:
    for path in ("/", "/student/bob.html", "/x/student/bob.html", f"/{desk.key[:-1]}/", f"/{desk.key}x/"):
        assert asked(desk, "GET", path) == (404, b"")
    assert asked(desk, "GET", f"/{desk.key}/")[0] == 200
    assert asked(desk, "GET", f"/{desk.key}/", Host="evil.example") == (404, b"")
    for name in ("student/nobody.html", "student/../../gradebook.sqlite", "gradebook.sqlite", "student/"):
        assert asked(desk, "GET", f"/{desk.key}/{name}") == (404, b"")


@pytest.mark.parametrize("wrong", [
    {"path": "/student/bob.html"}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"},
    {"Content_Type": "text/plain"}, {"body": "do=correct"}, {"body": "do=fly&seen=x"}, {"body": "x" * 30_000}])
def test_a_form_of_another_page_does_nothing(desk: Desk, wrong: dict[str, str]) -> None:
    form = urlencode({"do": "correct", "seen": "x", "points": "1", "reason": "x"})
    before = row(desk, "bob")
    given = {"path": f"/{desk.key}/student/bob.html", "body": form, "Origin": f"http://{desk.host}",
             "Content_Type": "application/x-www-form-urlencoded"} | wrong
    status, said = asked(desk, "POST", given.pop("path"), given.pop("body"), **given)
    assert status in (404, 409) and (status == 409 or not said)
    assert row(desk, "bob") == before
