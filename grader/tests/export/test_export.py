"""Exports: what learning platforms get back, byte for byte, and what nobody may find in there."""
from __future__ import annotations

import ast
import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.batch.gradebook import Gradebook
from grader.batch.rows import Student
from grader.cli import main
from grader.course import manifest
from grader.course.manifest import ROOT, Late
from grader.errors import KitError
from grader.export import canvas, cells, gradescope, late, mail, moodle
from grader.report.student import Student as Graded
from grader.tests.classroom import CLASS, FLIPPED, REPORTS, hidden, out, submissions
from grader.tests.results import report

__all__ = ["hidden", "out", "submissions"]  # fixtures
KIT = manifest.load()


def flipped() -> str:
    """The score of the wrong answer, as a cell has it."""
    return f"{REPORTS[True]['score']:g}"


def export(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["export", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result


# Byte by byte ---------------------------------------------------------------------------------------------------------
CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,Other (7),Convkata (12345),"Final, Score"\r\n'
    ',,,,,,Manual Posting,\r\n'
    '"    Points Possible",,,,,10,34,(read only)\r\n'
    '"O\'Neill, ""Ann""",123,s-1,ann@example.org,"A ""x"", 1",9.50,,77\r\n'
    '"=HYPERLINK(""x"")",124,s-2,bob@example.org,A,,  12 ,"0"\r\n'
    '王小明,125,s-3,xm@example.org,一班,-,"3",\r\n'
    '"Unknown, Student",999,s-9,who@example.org,,,1.0,"a\nline"\r\n'
    '"Script, A",126,,126,B,,EX,\r\n'
    'sum,127\r\n'
    '"Student, Test",55,,zz,A,,,\r\n')
WORKSHEET = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Online text","Last modified (grade)","Feedback comments"\n'
    '"Participant 123","Ann O\'Neill",ann@example.org,"Submitted for grading",,"34.00",Yes,'
    '"Monday, 12 October 2026, 12:00 PM",,-,\n'
    '"Participant 124",Bob,bob@example.org,"Submitted for grading",,34.00,Yes,'
    '"Friday, 16 October 2026, 11:30 AM",,-,\n'
    '"Participant 125",王小明,xm@example.org,"Submitted for grading",1.00,34.00,No,-,,"Monday",kept\n'
    '"Participant 900",Nobody,nobody@example.org,"No submission",,34.00,Yes,-,"a, b\nc",-,"kept, too"\n'
    'Participant 128,Zoe,zoe@example.org,"",,34.00,Yes,-,,-,a comment that was there')


def changed(before: bytes, after: bytes) -> dict[tuple[int, int], str]:
    """Which cells differ, by row and column; all other bytes must be the same."""
    old, new = cells.read(before, "x"), cells.read(after, "x")
    assert [len(r) for r in old.rows] == [len(r) for r in new.rows]
    assert (old.bom, old.ends, old.delimiter) == (new.bom, new.ends, new.delimiter)
    return {(i, j): b.text for i, (r, s) in enumerate(zip(old.rows, new.rows, strict=True))
            for j, (a, b) in enumerate(zip(r, s, strict=True)) if a.raw != b.raw}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("bom", "encoding"), [(b"", "utf-8"), (cells.BOM, "utf-8"), (b"", "gb18030")])
def test_reading_and_writing_changes_nothing(bom: bytes, end: str, delimiter: str, encoding: str) -> None:
    for text in (CANVAS, WORKSHEET, "a,b\r\n\r\n,\r\n", 'a,b\n"unclosed, "" quote\nand more', 'x,"y" z,"\n1,2,3'):
        data = bom + text.replace("\r\n", "\n").replace("\n", end).replace(",", delimiter).encode(encoding)
        assert bytes(cells.read(data, "x")) == data


def test_cells_are_those_of_the_csv_module() -> None:
    for text in (CANVAS, WORKSHEET):
        table = cells.read(text.encode(), "x")
        assert [[c.text for c in row] for row in table.rows] == list(csv.reader(io.StringIO(text, newline="")))


def test_a_written_cell_is_read_back() -> None:
    table = cells.read(b'a,"b",c\n', "x")
    for column, text in enumerate(('1,5', 'say "yes"', "two\nlines")):
        table.write(0, column, text)
    assert next(csv.reader(io.StringIO(bytes(table).decode(), newline=""))) == ["1,5", 'say "yes"', "two\nlines"]


@pytest.mark.parametrize("bom", [b"", cells.BOM])
def test_canvas(out: Path, tmp_path: Path, bom: bytes) -> None:
    template = tmp_path / "canvas.csv"
    template.write_bytes(bom + CANVAS.encode())
    result = export(out, "--format", "canvas", "--template", template, "--to", tmp_path / "new.csv")
    cell = changed(template.read_bytes(), (tmp_path / "new.csv").read_bytes())
    assert cell == {(3, 6): "19", (4, 6): flipped(), (5, 6): flipped()}  # nothing else, no unknown student
    assert f'王小明,125,s-3,xm@example.org,一班,-,"{flipped()}",\r\n'.encode() in (tmp_path / "new.csv").read_bytes()
    for note in ("«EX» was left", "too short", "Zoe (zoe): no row"):
        assert note in result.stderr
    assert "away" not in result.stderr  # nothing to write, nothing missing


def test_canvas_scales_and_takes_the_column_that_is_named(out: Path, tmp_path: Path) -> None:
    template = tmp_path / "canvas.csv"
    text = CANVAS.replace(",34,", ",17,")
    template.write_bytes(text.encode())
    for name in ("12345", "Convkata", "Convkata (12345)"):
        export(out, "--format", "canvas", "--template", template, "--to", tmp_path / "new.csv",
               "--scale", "--column", name)
        assert changed(text.encode(), (tmp_path / "new.csv").read_bytes())[3, 6] == "9.5"
    result = export(out, "--format", "canvas", "--template", template, "--to", tmp_path / "new.csv")
    assert "17 points possible" in result.stderr
    template.write_bytes(text.replace("Convkata", "Other two").encode())
    assert "Other (7)" in export(out, "--format", "canvas", "--template", template, status=2).stderr
    template.write_bytes(b"a,b\n1,2\n")
    assert "not a Canvas" in export(out, "--format", "canvas", "--template", template, status=2).stderr
    assert "--template" in export(out, "--format", "canvas", status=2).stderr


def test_canvas_with_decimal_commas() -> None:
    from grader.report.student import Student as Graded
    data = b'Student;ID;Convkata (1)\r\n    Points Possible;;"10,0"\r\nAnn;1;\r\n'
    filled, _notes = canvas.fill(data, [Graded("1", "Ann", report=report(7.25, 10))])
    assert filled == data.replace(b"Ann;1;", b"Ann;1;7,25")


def test_moodle(out: Path, tmp_path: Path) -> None:
    template = tmp_path / "worksheet.csv"
    template.write_bytes(cells.BOM + WORKSHEET.encode())
    result = export(out, "--format", "moodle", "--template", template, "--to", tmp_path / "new.csv")
    data = (tmp_path / "new.csv").read_bytes()
    cell = changed(template.read_bytes(), data)
    assert {at: text for at, text in cell.items() if at[1] == 4} == {(1, 4): "19", (2, 4): flipped(), (5, 4): "17.5"}
    assert set(cell) == {(1, 4), (1, 10), (2, 4), (2, 10), (5, 4)}  # a comment that was there stays
    old = data.replace(b"corr2d: 19 / 19", b"corr2d: 1 / 19")  # of an earlier export
    assert old != data
    template.write_bytes(old)
    export(out, "--format", "moodle", "--template", template, "--to", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == data
    assert "flipped" in cell[2, 10] and "<b>" not in cell[2, 10] and "<br>" in cell[2, 10]
    assert "secret" not in data.decode().casefold() and "locked" in result.stderr
    template.write_bytes(b"a,b\n1,2\n")
    assert "not a Moodle" in export(out, "--format", "moodle", "--template", template, status=2).stderr


def test_moodle_in_chinese() -> None:
    from grader.report.student import Student as Graded
    text = ("标识符,全名,Email地址,状态,成绩,最高分,允许更改成绩,上次修改（作业）,上次修改（评分）,反馈评语\n"
            "参与人123,王小明,,已提交请评分,,10.00,是,2026年10月14日 星期三 12:00,-,\n"
            "参与人124,李雷,,已提交请评分,,10.00,否,-,-,\n")
    people = [Graded("s1", "王小明", lms="123", report=report(9, 10)), Graded("124", report=report(9, 10))]
    due = datetime(2026, 10, 13, 12, 0)
    filled, _notes = moodle.fill(text.encode(), people, rule=late.Lateness(Late("10%"), due))
    assert {at: cell for at, cell in changed(text.encode(), filled).items() if at[1] == 4} == {(1, 4): "8"}


def test_penalty_by_the_worksheet_and_by_the_gradebook(out: Path, tmp_path: Path) -> None:
    """Bob: a day by the gradebook's time stamp, three by the worksheet's; of 34 points, 10% a day."""
    template = tmp_path / "worksheet.csv"
    template.write_bytes(WORKSHEET.encode())
    due = ["--penalty", "--due", "2026-10-13T12:00"]
    export(out, "--format", "moodle", "--template", template, "--to", tmp_path / "new.csv", *due)
    cell = changed(template.read_bytes(), (tmp_path / "new.csv").read_bytes())
    assert (cell[1, 4], cell[2, 4]) == ("19", "0")  # more cannot be taken off
    result = export(out, "--format", "csv", "--to", tmp_path / "grades.csv", *due)
    assert "Zoe: marked as late" in result.stderr
    rows = {r["student"]: r for r in csv.DictReader((tmp_path / "grades.csv").read_text("utf-8-sig").splitlines())}
    assert (rows["bob"]["late penalty"], rows["bob"]["score"]) == ("3.4", f"{REPORTS[True]['score'] - 3.4:.1f}")
    assert (rows["ann"]["late penalty"], rows["ann"]["score"]) == ("", "19")
    export(out, "--format", "csv", "--to", tmp_path / "grades.csv", "--penalty")
    rows = {r["student"]: r for r in csv.DictReader((tmp_path / "grades.csv").read_text("utf-8-sig").splitlines())}
    assert rows["../eve"]["late penalty"] == "10.2" and rows["bob"]["late penalty"] == ""


def test_penalty_needs_to_know_the_due_time(tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.sqlite", create=True) as book:
        book.begin([(Student("a"), [])], {"version": "v", "seed": 1, "trained": False})
    assert "due time" in export(tmp_path, "--format", "csv", "--penalty", status=2).stderr


@pytest.mark.parametrize("hours, rule, points", [
    (0.2, Late("10%", "50%", 15), 0), (0.3, Late("10%", "50%", 15), 10), (24, Late("10%", "50%", 15), 10),
    (24.1, Late("10%", "50%", 15), 20), (24 * 30, Late("10%", "50%", 15), 50), (24 * 30, Late("10%"), 80),
    (49, Late(2.5, 5), 5), (47, Late(2.5, "100%"), 5), (-5, Late("10%"), 0)])
def test_late_rule(hours: float, rule: Late, points: float) -> None:
    assert late.penalty(rule, timedelta(hours=hours), 80, 100) == pytest.approx(points)
    assert late.penalty(rule, None, 80, 100) == 0


def test_late_rule_is_checked() -> None:
    for wrong in ({"per_day": "ten"}, {"at_most": "50"}, {"due": datetime(2026, 1, 1).date()}):
        with pytest.raises(KitError, match="course"):
            Late(**wrong)  # type: ignore[arg-type]


def test_zones_of_due_times() -> None:
    noon = datetime(2026, 9, 3, 21, 5)
    china = timezone(timedelta(hours=8))
    assert late.lateness(noon, datetime(2026, 9, 3, 20, 5, tzinfo=china)) == timedelta(hours=1)
    assert late.lateness(noon.replace(tzinfo=UTC), datetime(2026, 9, 4, 4, 5, tzinfo=china)) == timedelta(hours=1)


# Our own --------------------------------------------------------------------------------------------------------------
def test_csv(out: Path, tmp_path: Path) -> None:
    export(out, "--format", "csv", "--to", tmp_path / "grades.csv")
    data = (tmp_path / "grades.csv").read_bytes()
    assert data.startswith(cells.BOM) and data.endswith(b"\r\n")
    header, possible, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert possible[0] == "Points Possible"
    assert dict(zip(header, possible, strict=True)) | {"score": "34", "corr2d": "19", "pooling": "15"} \
        == dict(zip(header, possible, strict=True))
    by = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert len(by) == len(CLASS)
    assert by["ann"]["name"] == CLASS[0][1] and by["ann"]["score"] == "19" and by["小明"]["corr2d"] == flipped()
    assert by["away"]["score"] == "" and by["away"]["remark"] == "missing"
    assert by["zoe"]["score"] == "17.5" and "blackboard" in by["zoe"]["remark"]
    for row in (header, possible, *rows):  # nothing that a spreadsheet would run
        assert not [cell for cell in row if cell.startswith(cells.FORMULA)]
    assert by["bob"]["name"] == "'" + CLASS[1][1] and by["../eve"]["section"] == "'-B"


def test_gradescope_results(out: Path, tmp_path: Path) -> None:
    export(out, "--format", "gradescope", "--to", tmp_path / "g")
    files = sorted((tmp_path / "g").rglob("*"))
    assert {f.name for f in files if f.is_file()} == {"results.json"}
    assert len([f for f in files if f.is_file()]) == len(CLASS) - 1  # one a student, in folders of harmless names
    record = json.loads((tmp_path / "g" / "bob" / "results.json").read_text("utf-8"))
    assert record["score"] == REPORTS[True]["score"]
    assert record["visibility"] == "visible" and record["stdout_visibility"] == "hidden"
    for test in record["tests"]:
        assert set(test) <= {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
                             "tags", "visibility", "extra_data"}
        assert test["status"] in ("passed", "failed") and 0 <= test["score"] <= test["max_score"]
        assert test["visibility"] == ("hidden" if "secret" in test["name"] else "visible")
    assert sum(t["score"] for t in record["tests"]) == record["score"]
    assert sum(t["max_score"] for t in record["tests"]) == 34
    assert "secret" not in json.dumps([t for t in record["tests"] if t["visibility"] == "visible"])
    failed = next(t for t in record["tests"] if t["status"] == "failed")
    assert "your kernel is" in failed["output"] and "expected" in failed["output"]


def test_gradescope_results_of_a_correction_without_a_report(tmp_path: Path) -> None:
    ada = Graded("ada", corrected=12.5, reason="shown in class", trouble="no file of an exercise")
    assert gradescope.write([ada, Graded("bob", trouble="no zip")], tmp_path) == 1
    told = json.loads((tmp_path / "ada" / "results.json").read_text("utf-8"))
    assert told["score"] == 12.5
    assert told["output"] == "not graded: no file of an exercise\ncorrected by hand: shown in class"
    mistaken = gradescope.results(Graded("cy", corrected=1.0, trouble="KeyError", own_fault=True))
    assert "KeyError" not in mistaken["output"]


@pytest.mark.parametrize("text, number", [("12.5", 12.5), (" 12,5 ", 12.5), ("1,000.0", 1000.0), ("1.000,5", 1000.5),
                                          ("1.000.000", None), ("", None), ("nan", None), ("points", None)])
def test_the_number_in_a_cell(text: str, number: float | None) -> None:
    assert cells.value(text) == number


def test_gradescope_archive_scores(tmp_path: Path, hidden: Path, submissions: Path, out: Path) -> None:
    """The archive, unpacked as Gradescope does, grades a submission with nothing else of this checkout."""
    archive = tmp_path / "autograder.zip"
    arguments = ["gradescope-zip", "--to", str(archive), "--no-train", "--seed", "1", "--hidden", str(hidden)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    first = archive.read_bytes()
    assert CliRunner().invoke(main, arguments).exit_code == 0 and archive.read_bytes() == first
    home = tmp_path / "autograder"
    with zipfile.ZipFile(archive) as found:
        names = found.namelist()
        assert {"setup.sh", "run_autograder", "kit/grader/cli.py", "hidden/test_corr2d.py"} <= set(names)
        assert not [n for n in names if "__pycache__" in n or n.startswith("kit/grader/tests/")]
        assert found.getinfo("run_autograder").external_attr >> 16 & 0o111
        found.extractall(home / "source")
    for script in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", home / "source" / script], check=True)
    results = home / "results" / "results.json"

    def run(source: Path) -> int:
        (home / "submission").unlink(missing_ok=True)
        (home / "submission").symlink_to(source)
        results.unlink(missing_ok=True)
        environment = os.environ | {"CONVKATA_AUTOGRADER": str(home), "CONVKATA_PYTHON": sys.executable}
        environment.pop("PYTHONPATH", None)
        return subprocess.run(["bash", home / "source" / "run_autograder"], env=environment, capture_output=True,
                              cwd=home, check=False).returncode

    assert run(submissions / "bob") == 0
    record = json.loads(results.read_text("utf-8"))
    assert record["score"] == REPORTS[True]["score"] and record["extra_data"]["seed"] == 1
    assert [t["visibility"] for t in record["tests"]].count("hidden") == 1
    assert run(ROOT / "docs") == 0  # nothing of ours in it: no points, and the reason
    record = json.loads(results.read_text("utf-8"))
    assert record["score"] == 0 and "none of the exercises' files" in record["output"]
    (home / "source" / "kit" / "grader" / "scoring.py").write_text("broken")
    assert run(submissions / "bob") == 1 and not results.exists()  # our own fault is nobody's zero


def test_jplag(out: Path, tmp_path: Path, submissions: Path) -> None:
    assert "--submissions" in export(out, "--format", "jplag", status=2).stderr
    export(out, "--format", "jplag", "--submissions", submissions, "--to", tmp_path / "j")
    found = sorted((tmp_path / "j" / "submissions").iterdir())
    assert len(found) == len(CLASS) - 1 and all(f.is_dir() for f in found)
    assert (tmp_path / "j" / "submissions" / "bob" / "corr2d.py").read_text().endswith(FLIPPED)
    assert not [f for f in found if not f.resolve().is_relative_to((tmp_path / "j").resolve())]
    (tmp_path / "j" / "submissions" / "stale").mkdir()
    export(out, "--format", "jplag", "--submissions", submissions, "--to", tmp_path / "j")
    assert not (tmp_path / "j" / "submissions" / "stale").exists()
    kept = tmp_path / "own" / "submissions" / "work.py"
    kept.parent.mkdir(parents=True)
    kept.touch()
    result = export(out, "--format", "jplag", "--submissions", submissions, "--to", tmp_path / "own", status=2)
    assert kept.exists() and "did not make" in result.stderr
    assert {f.stem for f in (tmp_path / "j" / "base").iterdir()} == set(KIT.names)


def test_a_call_that_is_wrong_says_so(tmp_path: Path, out: Path) -> None:
    assert "no gradebook" in export(tmp_path, "--format", "csv", status=2).stderr
    template = tmp_path / "t.csv"
    template.write_bytes(CANVAS.encode())
    result = export(out, "--format", "canvas", "--template", template, "--to", template, status=2)
    assert "template itself" in result.stderr
    assert template.read_bytes() == CANVAS.encode()
    template.write_bytes(CANVAS.encode("utf-16"))
    assert "UTF-16" in export(out, "--format", "canvas", "--template", template, status=2).stderr
    for form, option in (("csv", "--scale"), ("csv", "--teacher"), ("jplag", "--penalty"), ("feedback", "--template")):
        given = [option, template] if option == "--template" else [option]
        given += ["--submissions", out] if form == "jplag" else []
        assert f"{option} " in export(out, "--format", form, *given, status=2).stderr
    assert "goes with --penalty" in export(out, "--format", "csv", "--unread-on-time", status=2).stderr


def test_same_fit_for_two_students_is_not_guessed() -> None:
    from grader.report.student import Student as Graded
    data = b"Identifier,Full name,Grade\nParticipant 1,Li Wei,\nParticipant 2,Li Wei,\n"
    people: Sequence[Graded] = [Graded("x", "Li Wei", report=report(5, 10))]
    filled, notes = moodle.fill(data, people)
    assert filled == data and "several rows" in notes[0]


def test_results_of_who_has_left_go(out: Path, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "results.json").write_text("{}")
    (tmp_path / "own").mkdir()
    for name in ("results.json", "notes.txt"):
        (tmp_path / "own" / name).write_text("the teacher's own")
    export(out, "--format", "gradescope", "--to", tmp_path)
    assert not (tmp_path / "gone").exists() and (tmp_path / "own" / "results.json").read_text() == "the teacher's own"
    assert (tmp_path / "ann" / "results.json").exists()


def test_feedback_files_for_moodle(out: Path, tmp_path: Path) -> None:
    """Moodle splits a name at its underscores: name, number, assignfeedback, file, the file's own name."""
    (tmp_path / "w.csv").write_text(WORKSHEET, "utf-8")
    done = export(out, "--format", "moodle-feedback", "--template", tmp_path / "w.csv", "--to", tmp_path / "f.zip")
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        parts = {name.split("_", 4)[1]: name.split("_", 4) for name in archive.namelist()}
        assert set(parts) == {"123", "124", "125", "128"} and "nobody" not in done.output.lower()
        assert all(p[2:] == ["assignfeedback", "file", "feedback.html"] for p in parts.values())
        assert "王小明" in archive.read("_".join(parts["125"])).decode()
        assert not any(b"secret" in archive.read(name) for name in archive.namelist())


def test_who_could_not_be_graded_hears_why(tmp_path: Path) -> None:
    ann = Graded("ann", "Ann One", "ann@x.org", trouble="work.7z cannot be opened: hand in a zip", lms="7")
    data = b"Identifier,Full name,Email address,Grade,Feedback comments\nParticipant 7,Ann One,ann@x.org,,\n"
    filled, _notes = moodle.fill(data, [ann])
    assert b"work.7z cannot be opened" in filled and moodle.fill(filled, [ann])[0] == filled
    archive, count, _notes = moodle.feedback_files(data, [ann], lambda student: student.trouble)
    assert count == 1 and b"work.7z" in zipfile.ZipFile(io.BytesIO(archive)).read(
        "Ann One_7_assignfeedback_file_feedback.html")
    count, _notes = mail.write([ann], tmp_path, lambda student: student.trouble)
    assert count == 1 and "work.7z" in (tmp_path / "ann.html").read_text()


def test_a_mail_merge(out: Path, tmp_path: Path) -> None:
    done = export(out, "--format", "mail", "--to", tmp_path / "mail")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "mail" / "mail.csv").read_text("utf-8-sig"), newline="")))
    assert [row["email"] for row in rows] == [
        harmless for _id, _name, email, *_rest in sorted(CLASS[:-1], key=lambda c: (c[3], c[1], c[0])) if email
        for harmless in ["'" + email if email.startswith("+") else email]]
    attached = [Path(row["attachment"]) for row in rows]
    assert all(path.is_file() and path.parent == tmp_path / "mail" for path in attached)
    zoe = next(row for row in rows if row["student"] == "zoe")
    assert zoe["score"] == "17.5" and "secret" not in Path(zoe["attachment"]).read_text("utf-8")
    assert "<script>" in done.stderr  # has no address


def test_comments_for_canvas_open_as_what_they_are_called() -> None:
    ann, bob = Graded("ann", "Ann One"), Graded("bob", "Bob Two")
    names = ["oneann_7_800_corr2d.py", "oneann_LATE_7_900_work-1.zip", "bob_8_801_work.ipynb", "eve_9_802_x.py",
             "readme.txt"]
    data, count, notes = canvas.comments(names, {"7": ann, "8": bob, "10": bob}, lambda s: f"<p>{s.id}",
                                         lambda s: f"# {s.id}\n\n5 / 5\n")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["oneann_LATE_7_900_work-1.zip", "bob_8_801_work.ipynb"]  # the last of each
        with zipfile.ZipFile(io.BytesIO(archive.read("oneann_LATE_7_900_work-1.zip"))) as inner:
            assert inner.read("feedback.html") == b"<p>ann"
        notebook = json.loads(archive.read("bob_8_801_work.ipynb"))
    assert notebook["cells"][0]["source"].startswith("# bob") and count == 2
    assert len(notes) == 1 and bob.called in notes[0]
    python = canvas.readable("x_1_2_corr2d.py", ann, lambda s: "", lambda s: "# A\n\n中\n").decode()
    assert python == "# # A\n#\n# 中\n" and not ast.parse(python).body
