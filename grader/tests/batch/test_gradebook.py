"""The gradebook, in SQLite and in PostgreSQL."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from grader.batch import run
from grader.batch.gradebook import FILE, Gradebook, NoGradebook, address
from grader.batch.rows import Attempt, Key, Student

SETTINGS = {"version": "v", "seed": 4000000000, "trained": False, "attempt": "last", "source": "class"}
ADA, BOB = Student("1", "Ada", "a@x", "A"), Student("2", "王小明", "b@x", "B")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own, on a socket in a folder of its own."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(binaries[-1]) if binaries else shutil.which("initdb")
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user: dict[str, Any] = {}
    folder = tempfile.mkdtemp(prefix="convkata-pg-")
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder}
    options: dict[str, Any] = {"cwd": folder, "env": env, "check": True, "stdout": subprocess.DEVNULL, **user}
    control = str(Path(found).parent / "pg_ctl")
    try:
        subprocess.run([found, "-D", "data", "-U", "teacher", "--auth=trust", "-E", "UTF8", "--no-sync"], **options)
        server = f"-c listen_addresses='' -k {folder} -F"
        subprocess.run([control, "-D", "data", "-w", "-l", "log", "-o", server, "start"], **options)
        yield f"postgresql+psycopg://teacher@/postgres?host={folder}"
        subprocess.run([control, "-D", "data", "-m", "immediate", "stop"], **options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gradebook]:
    url = f"sqlite:///{tmp_path / FILE}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    with Gradebook(url, create=True) as book:
        yield book
        with book.engine.begin() as connection:
            for table in ("reports", "marks", "comments", "attempts", "students", "settings"):
                connection.execute(sa.text(f"DROP TABLE {table}"))


def test_a_gradebook_of_version_1_in_postgresql(postgres: str) -> None:
    """As SQLite's is taken over in test_right_student.py."""
    text = (Path(__file__).parent / "gradebook_1.sql").read_text("utf-8")
    for ours, theirs in (("DATETIME", "TIMESTAMP WITHOUT TIME ZONE"), ("DOUBLE", "DOUBLE PRECISION")):
        text = text.replace(ours, theirs)
    engine = sa.create_engine(postgres)
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(text)
        raw.cursor().execute("INSERT INTO reports VALUES ('1', 'c', 'v', 7, FALSE, 'graded', 4, 5, '', %s, '{}', FALSE,"
                             " '2026-01-01', 1.0)", (json.dumps(report(4) | {
                                 "max_score": 5, "exercises": [{"name": "receptive_field"}]}),))
        raw.commit()
        for _again in range(2):
            with Gradebook(postgres) as book:
                row, = book.rows()
                assert (row.points, row.final, row.correction_reason) == (4, 4.5, "lab")
                assert row.submitted_at == datetime(2026, 1, 2, 3) and not row.correction_outdated
        with Gradebook(postgres) as book:
            book.begin([(ADA, [Attempt("1", "c")]), (BOB, [Attempt("2", "d", remarks=("a remark",))])], SETTINGS)
            book.write("2", key("d"), "graded", report(50))
            assert [(r.student.id, r.final, r.remarks) for r in book.rows()] == [
                ("1", 4.5, ()), ("2", 50, ("a remark",))]
    finally:
        raw.close()
        with engine.begin() as connection:
            for table in ("reports", "marks", "comments", "attempts", "students", "settings"):
                connection.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
        engine.dispose()


def report(points: float) -> dict[str, Any]:
    return {"schema": 1, "score": points, "max_score": 90, "exercises": [], "text": "NUL \0, half \ud800, 中文"}


def key(content: str = "c", version: str = "v") -> Key:
    return Key(content, version, 4000000000, False)


def test_a_row_for_every_student(book: Gradebook) -> None:
    attempts = [[], [Attempt("a.zip", refusal="a zip bomb")], [Attempt("b", "c", late=True)],
                [Attempt("c", "c", late_seconds=60)], [Attempt("d", "c")]]
    handed = [(Student(str(i), f"S{i}", section="B" if i < 3 else "A"), own) for i, own in enumerate(attempts)]
    book.begin(handed, SETTINGS)
    book.write("2", key(), "graded", report(81.5), {"corr2d/test_x": "abc"})
    book.write("3", key(), "internal", reason="the process died")
    rows = book.rows()
    assert [(r.student.id, r.status, r.points) for r in rows] == [
        ("3", "internal", None), ("4", "waiting", None), ("0", "missing", None), ("1", "refused", None),
        ("2", "graded", 81.5)]
    by_id = {r.student.id: r for r in rows}
    graded = by_id["2"]
    assert (graded.report, graded.max_points, graded.late, graded.late_seconds) == (report(81.5), 90, True, None)
    assert graded.signatures == {"corr2d/test_x": "abc"} and graded.final == 81.5
    assert (by_id["1"].reason, by_id["3"].reason) == ("a zip bomb", "the process died")
    assert by_id["3"].late and by_id["3"].late_seconds == 60 and by_id["0"].attempts == 0
    assert not book.is_graded("3", key()) and book.is_graded("2", key())  # the grader's own fault is tried again


def test_what_a_report_depends_on(book: Gradebook) -> None:
    book.begin([(ADA, [Attempt("a", "c")])], SETTINGS)
    book.write("1", key(), "graded", report(1))
    for other in (key("other"), key(version="w"), Key("c", "v", 1, False), Key("c", "v", 4000000000, True)):
        assert not book.is_graded("1", other)
    book.begin([(ADA, [Attempt("a", "c")])], SETTINGS | {"version": "w"})
    assert (book.rows()[0].points, book.rows()[0].again) == (1, "again")  # until there is another
    book.begin([(BOB, [])], SETTINGS)  # who is not in this batch stays
    assert [(r.student.id, r.points) for r in book.rows()] == [("1", 1), ("2", None)]
    book.begin([(BOB, [])], SETTINGS, only=True)  # unless that is asked for
    assert [r.student.id for r in book.rows()] == ["2"] and book.is_graded("1", key())


def test_attempts(book: Gradebook) -> None:
    handed = [(ADA, [Attempt("a", "one"), Attempt("b", "two"), Attempt("c", "three")])]
    book.begin(handed, SETTINGS)
    for content, points in (("one", 50.0), ("two", 90.0), ("three", 90.0)):
        book.write("1", key(content), "graded", report(points))
    last = book.rows()[0]
    book.begin(handed, SETTINGS | {"attempt": "best"})
    best = book.rows()[0]
    assert (last.attempt, last.label, last.attempts) == (3, "c", 3) and (best.attempt, best.points) == (3, 90)
    book.write("1", key("three"), "graded", report(10))
    assert (book.rows()[0].attempt, book.rows()[0].points) == (2, 90)
    book.begin([(ADA, [Attempt("a", "one"), Attempt("b", refusal="no zip")])], SETTINGS | {"attempt": "best"})
    assert (book.rows()[0].attempt, book.rows()[0].points) == (1, 50)


def test_corrections_survive_and_are_flagged(book: Gradebook) -> None:
    handed = [(ADA, [Attempt("a", "c")]), (BOB, [])]
    book.begin(handed, SETTINGS)
    book.write("1", key(), "graded", report(10))
    row = book.correct("1", 55, "shown in the lab")
    assert (row.points, row.corrected, row.final, row.correction_reason) == (10, 55, 55, "shown in the lab")
    assert not row.correction_outdated
    assert book.regrade(["1"]) == 1 and not book.is_graded("1", key())
    assert book.rows()[0].final == 55 and book.rows()[0].points == 10  # shown until it is graded again
    book.write("1", key(), "graded", report(60))
    row = book.rows()[0]
    assert (row.final, row.points, row.correction_outdated) == (55, 60, True) and book.is_graded("1", key())
    assert book.correct("1", None).final == 60
    assert book.correct("2", 7, "by paper").status == "missing" and book.rows()[1].final == 7
    with pytest.raises(KeyError):
        book.correct("3", 1, "x")
    assert book.regrade(None) == 1


def test_a_dump_holds_everything_but_times(book: Gradebook) -> None:
    handed = [(ADA, [Attempt("a", "c")])]
    book.begin(handed, SETTINGS)
    book.write("1", key(), "graded", report(1), seconds=1.0)
    book.correct("1", 5, "x")
    before = book.dump()
    book.begin(handed, SETTINGS)
    book.write("1", key(), "graded", report(1), seconds=2.0)
    book.correct("1", 5, "x")
    assert book.dump() == before and {name: len(rows) for name, rows in before.items()} == {
        "students": 1, "attempts": 1, "reports": 1, "marks": 1, "comments": 0, "settings": 5}
    book.write("1", key(), "graded", report(2))
    assert book.dump() != before


def test_a_report_is_one_transaction(book: Gradebook) -> None:
    book.begin([(ADA, [Attempt("a", "c")])], SETTINGS)
    with pytest.raises(TypeError):
        book.write("1", key(), "graded", report(1) | {"exercises": object()})
    with pytest.raises(sa.exc.IntegrityError):
        book.write("nobody", key(), "graded", report(1))
    assert book.rows()[0].status == "waiting"


def test_names_that_no_database_takes(book: Gradebook) -> None:
    book.begin([(Student("\udcff\0", "x\udcff"), [Attempt("\udcff", "c")])], SETTINGS)
    assert book.rows()[0].student.id == "?\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("url, message", [
    ("nonsense", "nonsense"), ("nosuchdb://x", "nosuchdb"), ("sqlite:////nowhere/at/all.sqlite", "unable to open"),
    ("postgresql+psycopg://teacher:secret@127.0.0.1:1/x", "teacher:\\*\\*\\*@")])
def test_no_gradebook(url: str, message: str) -> None:
    with pytest.raises(NoGradebook, match=message) as told:
        Gradebook(url)
    assert "secret" not in str(told.value) and "\n" not in str(told.value)


def test_a_database_is_remembered_without_its_password(postgres: str, tmp_path: Path) -> None:
    url = postgres.replace("teacher@", "teacher:secret@")
    with run.opened(run.Batch(tmp_path, tmp_path, url=url)):
        pass
    written = (tmp_path / "gradebook.url").read_text()
    assert sa.make_url(written.strip()) == sa.make_url(postgres)
    for text in (written, written.replace("teacher@", "teacher:***@")):  # as earlier versions wrote it
        (tmp_path / "gradebook.url").write_text(text)
        assert sa.make_url(str(address(tmp_path))) == sa.make_url(postgres)
    with Gradebook.open(tmp_path) as book:
        assert book.rows() == []


def test_a_folder_without_one(tmp_path: Path) -> None:
    with pytest.raises(NoGradebook, match="there is no gradebook"):
        Gradebook.open(tmp_path)
    sa.create_engine(f"sqlite:///{tmp_path / FILE}").connect().close()
    with pytest.raises(NoGradebook, match="no gradebook"):
        Gradebook.open(tmp_path)


def test_a_gradebook_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with Gradebook(f"sqlite:///{path}", create=True) as book:
        book.begin([(ADA, [Attempt("a", "c")])], SETTINGS)
        path.unlink()  # as by somebody who tidies up while a batch runs
        with pytest.raises(NoGradebook, match=r"cannot be written: .*readonly database; what is in it stays") as raised:
            book.write("1", key(), "graded", report(1))
        assert "\n" not in str(raised.value)
