"""The right grade to the right student, and none of them lost: what went wrong for teachers, and its neighbours."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.batch import version
from grader.batch.gradebook import BadPoints, Gradebook
from grader.cli import main
from grader.commands.batch import pages_of
from grader.language import i18n
from grader.tests.batch.standing_in import batch, points, rows, source, tree

RIGHT, STUB = source(5), source(0)
SMALL = "id,name,email\n1,Anna One,ada@u.edu\n2,Bert Two,bert@u.edu\n"


def export(out: Path, *arguments: object) -> Result:
    done = CliRunner().invoke(main, ["export", str(out), *map(str, arguments)])
    assert done.exit_code == 0, done.output + done.stderr
    return done


def grades(out: Path, *arguments: object) -> dict[str, dict[str, str]]:
    """grades.csv, by student."""
    export(out, "--format", "csv", *arguments)
    table = csv.DictReader(io.StringIO((out / "grades.csv").read_text("utf-8-sig"), newline=""))
    return {row["student"]: row for row in table}


# W1: who is meant -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "files",
    [
        {
            "Anna One_2_assignsubmission_file_/receptive_field.py": RIGHT,
            "Bert Two_1_assignsubmission_file_/receptive_field.py": STUB,
        },
        {"oneanna_2_900_receptive_field.py": RIGHT, "twobert_1_901_receptive_field.py": STUB},
        {"hw 2 - Anna One/receptive_field.py": RIGHT, "hw1-Bert Two/receptive_field.py": STUB},
        {"ada@u.edu_2_receptive_field.py": RIGHT, "bert@u.edu_1_receptive_field.py": STUB},
    ],
)
def test_a_number_beats_no_name(tmp_path: Path, files: dict[str, bytes]) -> None:
    batch(tree(tmp_path / "class", files), tmp_path / "out", SMALL)
    assert points(tmp_path / "out") == {"1": 5, "2": 0}


def test_a_homeworks_number_is_no_id(tmp_path: Path) -> None:
    path = tree(tmp_path / "class", {"hw1-甲/receptive_field.py": RIGHT, "hw1-乙/receptive_field.py": STUB})
    batch(path, tmp_path / "out", "id,name\n1,丙\n2,甲\n3,乙\n")
    assert points(tmp_path / "out") == {"1": None, "2": 5, "3": 0}


@pytest.mark.parametrize(
    "form, template",
    [
        (
            "canvas",
            "Student,ID,SIS User ID,SIS Login ID,Section,Convkata (9)\n    Points Possible,,,,,10\n"
            '"One, Anna",2,,ada@u.edu,A,\n"Two, Bert",1,,bert@u.edu,A,\n',
        ),
        (
            "moodle",
            "Identifier,Full name,Email address,Grade,Maximum Grade\n"
            "Participant 2,Anna One,ada@u.edu,,10\nParticipant 1,Bert Two,bert@u.edu,,10\n",
        ),
    ],
)
def test_an_export_gives_everybody_their_own(tmp_path: Path, form: str, template: str) -> None:
    path = tree(tmp_path / "class", {"Anna One/receptive_field.py": RIGHT, "Bert Two/receptive_field.py": STUB})
    batch(path, tmp_path / "out", SMALL)
    (tmp_path / "t.csv").write_text(template)
    done = export(tmp_path / "out", "--format", form, "--template", tmp_path / "t.csv", "--to", tmp_path / "new.csv")
    anna, bert = (tmp_path / "new.csv").read_text().splitlines()[-2:]
    assert ("5" in anna.split(","), "0" in bert.split(","), done.stderr) == (True, True, "")
    # A row whose name is one's and whose address is the other's is nobody's.
    (tmp_path / "t.csv").write_text(template.replace("ada@u.edu", "x@u.edu").replace("bert@u.edu", "ada@u.edu"))
    done = export(tmp_path / "out", "--format", form, "--template", tmp_path / "t.csv", "--to", tmp_path / "new.csv")
    assert (tmp_path / "new.csv").read_text() == (tmp_path / "t.csv").read_text()
    assert "nothing is written" in done.stderr and "Anna One" in done.stderr


def test_signs_that_disagree_give_nobody_anything(tmp_path: Path) -> None:
    path = tree(tmp_path / "class", {"Anna One_702_assignsubmission_file_/receptive_field.py": RIGHT})
    roster = "id,name,identifier\n1,Anna One,Participant 701\n2,Bert Two,Participant 702\n"
    summary = batch(path, tmp_path / "out", roster)
    assert points(tmp_path / "out") == {"1": None, "2": None, "702": None}
    row = rows(tmp_path / "out")["702"]
    assert row.status == "refused" and "702 says Bert Two (2)" in row.reason and "says Anna One (1)" in row.reason
    assert any("702" in line for line in summary.trouble)
    remarks = grades(tmp_path / "out")
    assert all("may be theirs" in remarks[student]["remark"] for student in ("1", "2"))


# W2, W3: attempts -----------------------------------------------------------------------------------------------------
def test_an_exact_id_is_no_attempt(tmp_path: Path) -> None:
    path = tree(
        tmp_path / "class",
        {f"{name}/receptive_field.py": source(n) for n, name in enumerate(("li", "li-1", "li-2", "wu", "wu-1"))},
    )
    batch(path, tmp_path / "out", "id,name\nli,Li\nli-1,B\nli-2,C\nwu,Wu\n")
    assert points(tmp_path / "out") == {"li": 0, "li-1": 1, "li-2": 2, "wu": 4}
    assert rows(tmp_path / "out")["wu"].attempts == 2


@pytest.mark.parametrize(
    "name",
    [
        "ada@u.edu_{}_receptive_field.py",
        "HW1_ada_attempt_2026-11-{:02}-09-00-00_receptive_field.py",
        "12345-678 - Ada L - Nov {}, 2026 900 AM/receptive_field.py",
        "ada_attempt_{}/receptive_field.py",
        "ada/attempt{}/receptive_field.py",
    ],
)
def test_attempts_are_numbers(tmp_path: Path, name: str) -> None:
    files = {name.format(n): source(n / 4) for n in range(1, 13)}
    batch(tree(tmp_path / "class", files), tmp_path / "out")
    (row,) = rows(tmp_path / "out").values()
    assert (row.points, row.attempt, row.attempts) == (3, 12, 12)


# W4: when it came -----------------------------------------------------------------------------------------------------
def test_one_evening_costs_the_same_in_every_spelling(tmp_path: Path) -> None:
    spelled = [
        "Sunday, 1 November 2026, 9:00 PM",
        "Sunday, November 1, 2026, 9:00 PM",
        "Sonntag, 1. November 2026, 21:00",
        "2026年11月1日 星期日 21:00",
        "domingo, 1 de noviembre de 2026, 21:00",
    ]
    names = ["a", "b", "c", "d", "e"]
    roster = "id,上次修改（作业）\n" + "".join(f'{n},"{t}"\n' for n, t in zip(names, spelled, strict=True))
    path = tree(tmp_path / "class", {f"{n}/receptive_field.py": RIGHT for n in names})
    batch(path, tmp_path / "out", roster)
    late = grades(tmp_path / "out", "--penalty", "--due", "2026-10-28T12:00")
    assert {late[n]["late penalty"] for n in names} == {"5"}  # five days begun, 10 % of 10 points each
    batch(path, tmp_path / "out", roster.replace(spelled[0], "01/11/2026 21:00"))
    done = CliRunner().invoke(
        main, ["export", str(tmp_path / "out"), "--format", "csv", "--penalty", "--due", "2026-10-28T12:00"]
    )
    assert done.exit_code == 2 and "a «01/11/2026 21:00»" in done.stderr and "--unread-on-time" in done.stderr
    late = grades(tmp_path / "out", "--penalty", "--due", "2026-10-28T12:00", "--unread-on-time")
    assert (
        late["a"]["late penalty"] == "" and "cannot be read" in late["a"]["remark"] and late["b"]["late penalty"] == "5"
    )


def test_silence_takes_no_time_back(tmp_path: Path) -> None:
    """A batch without its roster, or one student judged again, leaves everybody as late as they were."""
    path = tree(tmp_path / "class", {f"{n}/receptive_field.py": RIGHT for n in ("ada", "bob")})
    batch(path, tmp_path / "out", "id,submitted\nada,2026-11-01 21:00\nbob,2026-10-27 21:00\n")
    late = ("--penalty", "--due", "2026-10-28T12:00")
    before = grades(tmp_path / "out", *late)
    assert before["ada"]["late penalty"] == "5" and before["bob"]["late penalty"] == ""
    batch(path, tmp_path / "out")
    assert grades(tmp_path / "out", *late) == before
    tree(tmp_path / "class", {"ada/receptive_field.py": source(4)})  # other files: nobody knows when these came
    batch(path, tmp_path / "out")
    assert grades(tmp_path / "out", *late)["ada"]["submitted"] == ""


# W5: marks ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", ["inf", "nan", "-1", "850", "-inf", "1e400"])
def test_no_such_mark(tmp_path: Path, value: str) -> None:
    batch(tree(tmp_path / "class", {"ada/receptive_field.py": RIGHT}), tmp_path / "out")
    done = CliRunner().invoke(main, ["correct", str(tmp_path / "out"), "ada", f"--points={value}", "--reason", "x"])
    assert done.exit_code == 2 and done.stderr.count("\n") == 1 and rows(tmp_path / "out")["ada"].corrected is None
    with Gradebook.open(tmp_path / "out") as book:
        with pytest.raises(BadPoints):
            book.correct("ada", float(value), "x")
        assert book.correct("ada", 12, "two fine ideas", bonus=True).final == 12


# W6: what was not taken -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "receptive_field_final.py",
        "Receptive_Field.py",
        "receptive_field (1).py",
        "receptive_field.PY",
        "hw5_receptive_field.py",
        "receptive-field.py",
        "receptive_field - 副本.py",
        "receptive_field.py.txt",
        "homework.py",
    ],
)
def test_a_name_that_is_nearly_right(tmp_path: Path, name: str) -> None:
    files = {"ada/corr2d.py": source(3, exercise="corr2d"), f"ada/{name}": RIGHT, "bob/corr2d.py": STUB}
    summary = batch(tree(tmp_path / "class", files), tmp_path / "out")
    assert points(tmp_path / "out")["ada"] == 8
    if name != "receptive_field (1).py":  # a copy's mark is no other name
        assert f"{name} was taken as receptive_field.py" in grades(tmp_path / "out")["ada"]["remark"]
        assert any(name in line for line in summary.notes)


def test_a_file_that_is_not_taken_is_told(tmp_path: Path) -> None:
    files = {
        "ada/corr2d.py": source(3, exercise="corr2d"),
        "ada/receptive_field_old.py": b"x = 1",
        "bob/corr2d.py": source(3, exercise="corr2d"),
        "bob/receptive_field_a.py": RIGHT,
        "bob/receptive_field_b.py": STUB,
    }
    batch(tree(tmp_path / "class", files), tmp_path / "out")
    assert points(tmp_path / "out") == {"ada": 3, "bob": 3}
    remarks = {name: row["remark"] for name, row in grades(tmp_path / "out").items()}
    assert (
        "receptive_field_old.py was not taken" in remarks["ada"] and "each may be receptive_field.py" in remarks["bob"]
    )
    pages_of(tmp_path / "out", None, "en")
    assert "was not taken" in (tmp_path / "out" / "feedback" / "ada.html").read_text()


# W7: corrections ------------------------------------------------------------------------------------------------------
def test_an_outdated_correction_is_flagged_everywhere(tmp_path: Path) -> None:
    path, out = tree(tmp_path / "class", {"ada/receptive_field.py": RIGHT}), tmp_path / "out"
    batch(path, out)
    with Gradebook.open(out) as book:
        book.correct("ada", 3, "lab")
    assert "look again" not in grades(out)["ada"]["remark"]
    (path / "ada" / "receptive_field.py").write_bytes(STUB)
    summary = batch(path, out)
    assert points(out)["ada"] == 3 and "look again" in grades(out)["ada"]["remark"]
    assert any("look again" in line for line in summary.notes)
    assert "ada" in export(out, "--format", "csv").stderr
    pages_of(out, None, "en")
    assert "look again" in (out / "report.html").read_text()


def test_a_correction_belongs_to_its_exercises_and_maximum(tmp_path: Path) -> None:
    path, out = tree(tmp_path / "class", {"ada/receptive_field.py": RIGHT}), tmp_path / "out"
    batch(path, out)
    with Gradebook.open(out) as book:
        book.correct("ada", 9.5, "lab")
    batch(path, out, exercises=("receptive_field",))
    assert points(out)["ada"] == 5 and "9.5 of 10 points (lab)" in grades(out)["ada"]["remark"]
    with Gradebook.open(out) as book:
        book.correct("ada", 4, "again")
    assert points(out)["ada"] == 4
    batch(path, out)
    assert points(out)["ada"] == 9.5


# L1: another folder ---------------------------------------------------------------------------------------------------
def test_late_work_adds_to_the_class(tmp_path: Path) -> None:
    out = tmp_path / "out"
    roster = "id,name\n" + "".join(f"s{n},Student {n}\n" for n in range(6))
    path = tree(tmp_path / "class", {f"s{n}/receptive_field.py": source(n, str(n)) for n in range(5)})
    batch(path, out, roster)
    late = tree(tmp_path / "late", {"s5/receptive_field.py": RIGHT, "s0/receptive_field.py": source(4, "late")})
    summary = batch(late, out, roster)
    wanted = {"s0": 4, "s1": 1, "s2": 2, "s3": 3, "s4": 4, "s5": 5}
    assert points(out) == wanted and summary.kept == 4 and not summary.again
    assert (
        batch(path, out, roster).graded_now == 0 and points(out) == wanted
    )  # the class's folder again: nothing is older
    batch(late, out)  # without the roster, the last one is remembered
    assert points(out) == wanted and all(row.student.name for row in rows(out).values())
    (path / "s0" / "receptive_field.py").write_bytes(source(2, "newest"))
    batch(path, out, roster)
    assert points(out)["s0"] == 2
    batch(late, out, roster, only=True)
    assert points(out).keys() == {*wanted}  # they are in the roster
    batch(late, out, "id\ns5\n", only=True)
    assert points(out) == {"s5": 5, "s0": 2}  # of the first folder, and not in this roster
    batch(path, out, roster)
    assert points(out) == wanted | {"s0": 2}


# L2: another roster ---------------------------------------------------------------------------------------------------
def test_a_roster_that_comes_later_keeps_corrections(tmp_path: Path) -> None:
    path, out = (
        tree(tmp_path / "class", {"Anna One/receptive_field.py": STUB, "bert/receptive_field.py": RIGHT}),
        tmp_path / "out",
    )
    batch(path, out)
    with Gradebook.open(out) as book:
        book.correct("Anna One", 4, "lab")
    assert batch(path, out, "id,name,username\n002026001,Anna One,anna\n002026002,Bert Two,bert\n").graded_now == 0
    assert points(out) == {"002026001": 4, "002026002": 5}
    assert batch(path, out, "id,name,username\n2026001,Anna One,anna\n2026002,Bert Two,bert\n").graded_now == 0
    assert points(out) == {"2026001": 4, "2026002": 5}
    # The list is numbered anew: ids change hands, grades do not.
    batch(path, out, "id,name,username\n2026002,Anna One,anna\n2026003,Bert Two,bert\n2026001,New Here,new\n")
    assert points(out) == {"2026001": None, "2026002": 4, "2026003": 5}


def test_a_platforms_number_never_becomes_an_id(tmp_path: Path) -> None:
    path = tree(tmp_path / "class", {"Anna One_2_assignsubmission_file_/receptive_field.py": RIGHT})
    batch(path, tmp_path / "out")
    with Gradebook.open(tmp_path / "out") as book:
        book.correct("2", 4, "lab")
    batch(path, tmp_path / "out", SMALL)
    assert points(tmp_path / "out") == {"1": 4, "2": None}


def test_what_was_taken_for_somebodys_goes_to_its_owner(tmp_path: Path) -> None:
    """An earlier version, or a roster with a mistake, gave Bert what is Anna's."""
    path, out = tree(tmp_path / "class", {"x/receptive_field.py": RIGHT}), tmp_path / "out"
    batch(path, out, "id,name,username\n1,Anna One,a\n2,Bert Two,x\n")
    assert points(out) == {"1": None, "2": 5}
    assert batch(path, out, "id,name,username\n1,Anna One,x\n2,Bert Two,b\n").graded_now == 0
    assert points(out) == {"1": 5, "2": None}


# L3, L4: interrupted --------------------------------------------------------------------------------------------------
def test_the_old_grade_counts_until_there_is_a_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = tree(tmp_path / "class", {f"s{n}/receptive_field.py": source(n, str(n)) for n in range(6)})
    batch(path, out, seed=1)
    before = points(out)
    with pytest.raises(KeyboardInterrupt):
        batch(path, out, seed=2, stop_after=2)
    assert points(out) == before and sum(row.again == "again" for row in rows(out).values()) == 4
    assert "being graded again" in grades(out)["s5"]["remark"] and grades(out)["s5"]["score"] == "5"
    assert "4 students are being graded again" in export(out, "--format", "csv").stderr
    assert batch(path, out, seed=2).graded_now == 4 and not any(row.again for row in rows(out).values())


def test_new_work_that_waits(tmp_path: Path) -> None:
    path, out = tree(tmp_path / "class", {"ada/receptive_field.py": source(4)}), tmp_path / "out"
    batch(path, out)
    (path / "ada" / "receptive_field.py").write_bytes(source(5))
    with pytest.raises(KeyboardInterrupt):
        batch(path, out, stop_after=0)
    row = rows(out)["ada"]
    assert row.status == "waiting" or (row.points, row.again) == (4, "again")
    assert row.final == 4  # what she had


# L5, L6 ---------------------------------------------------------------------------------------------------------------
def test_pages_of_who_has_left_are_moved_aside(tmp_path: Path) -> None:
    path, out = tree(tmp_path / "class", {f"{n}/receptive_field.py": RIGHT for n in ("ada", "bob")}), tmp_path / "out"
    batch(path, out)
    pages_of(out, None, "en")
    (out / "feedback" / "mine.html").write_text("the teacher's own")
    batch(tree(tmp_path / "other", {"bob/receptive_field.py": RIGHT}), out, only=True)
    pages_of(out, None, "en")
    assert {p.name for p in (out / "feedback").iterdir()} == {"bob.html", "bob.md", "mine.html", "left"}
    assert {p.name for p in (out / "feedback" / "left").iterdir()} == {"ada.html", "ada.md"}


@pytest.mark.parametrize("around", ["", "CS101/"])
def test_a_folder_with_a_dot_in_front_is_listed(tmp_path: Path, around: str) -> None:
    files = {f"{around}{name}/receptive_field.py": RIGHT for name in ("ada", "bob", ".dot", "..hidden", ".git")}
    summary = batch(tree(tmp_path / "class", files), tmp_path / "out")
    assert points(tmp_path / "out").keys() == {"ada", "bob"}
    assert [line.split("»")[0] for line in summary.strays] == ["«..hidden", "«.dot"]


# Old gradebooks, and what is nobody's fault ---------------------------------------------------------------------------
OLD = {
    "name": "test_x",
    "title": "x",
    "status": "failed",
    "score": 4,
    "max_score": 5,
    "message": "as it was written then",
    "counterexample": {"layers": [[3, 1]], "expected": 3, "got": 4},
    "misconception": None,
}


def test_a_gradebook_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "gradebook.sqlite")
    old.executescript((Path(__file__).parent / "gradebook_1.sql").read_text())
    text = json.dumps(
        {
            "schema": 1,
            "score": 4,
            "max_score": 5,
            "training": {"status": "skipped"},
            "exercises": [
                {
                    "name": "receptive_field",
                    "title": "x",
                    "status": "failed",
                    "score": 4,
                    "max_score": 5,
                    "properties": [OLD],
                }
            ],
        }
    )
    old.execute(
        "insert into reports values ('1', 'c', 'v', 7, 0, 'graded', 4, 5, '', ?, '{}', 0, ?, 1.0)",
        (text, str(datetime(2026, 1, 1))),
    )
    old.commit()
    old.close()
    for _again in range(2):
        (ada,) = rows(tmp_path).values()
        assert (ada.points, ada.final, ada.correction_reason, ada.submitted_at) == (
            4,
            4.5,
            "lab",
            datetime(2026, 1, 2, 3),
        )
    batch(tree(tmp_path / "class", {"1/receptive_field.py": STUB}), tmp_path, exercises=("receptive_field",))
    assert math.isclose(points(tmp_path)["1"] or 0, 4.5) and rows(tmp_path)["1"].correction_outdated


@pytest.mark.parametrize("arguments", [["--format", "csv"], ["--format", "gradescope"], ["--format", "feedback"]])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    batch(tree(tmp_path / "class", {"ada/receptive_field.py": RIGHT}), tmp_path / "out")
    (tmp_path / "file").write_text("no folder")
    done = CliRunner().invoke(
        main, ["export", str(tmp_path / "out"), *arguments, "--to", str(tmp_path / "file" / "below")]
    )
    assert done.exit_code == 2 and done.stderr.count("\n") == 1 and "cannot be written" in done.stderr


@pytest.mark.parametrize("out", ["class", "class/ada"])
def test_out_is_not_what_was_handed_in(tmp_path: Path, out: str) -> None:
    tree(tmp_path / "class", {"ada/receptive_field.py": RIGHT, "bob/receptive_field.py": RIGHT})
    done = CliRunner().invoke(main, ["batch", str(tmp_path / "class"), "--out", str(tmp_path / out), "--dry-run"])
    assert done.exit_code == 2 and "name another folder" in done.output
    assert sorted(path.name for path in (tmp_path / "class").iterdir()) == ["ada", "bob"]


def test_out_inside_the_class_is_nobody(tmp_path: Path) -> None:
    path = tree(tmp_path / "class", {f"{n}/receptive_field.py": RIGHT for n in ("ada", "bob")})
    for _again in range(2):
        batch(path, path / "grades")
        export(path / "grades", "--format", "jplag", "--submissions", path)
    assert points(path / "grades").keys() == {"ada", "bob"}
    batch(path, tmp_path / "elsewhere")  # nor is the folder of another batch
    assert points(tmp_path / "elsewhere").keys() == {"ada", "bob"}


def test_a_comment_makes_no_verdict_another_one() -> None:
    before = b"def f(x):\n    return x\n"
    assert version.meaning("test_x.py", before) == version.meaning("test_x.py", b"# new\n" + before + b"\n\n# more\n")
    assert version.meaning("test_x.py", before) != version.meaning("test_x.py", before.replace(b"x)", b"x, y)"))


def test_a_dry_run_says_what_is_recognised(tmp_path: Path) -> None:
    files = {
        "Anna One_702_assignsubmission_file_/receptive_field_final.py": RIGHT,
        "Bert Two_9_assignsubmission_file_/receptive_field.py": RIGHT,
    }
    (tmp_path / "r.csv").write_text("id,name,identifier\n1,Anna One,701\n2,Bert Two,\n3,Carl Three,702\n")
    path, out = tree(tmp_path / "class", files), tmp_path / "out"
    done = CliRunner(env={"COLUMNS": "200"}).invoke(
        main, ["batch", str(path), "--out", str(out), "--roster", str(tmp_path / "r.csv"), "--dry-run"]
    )
    assert done.exit_code == 0 and not out.exists()
    said = " ".join(done.output.split())
    assert "layout: moodle" in said and "name Bert Two" in said and "702 says Carl Three (3)" in said


# In any language ------------------------------------------------------------------------------------------------------
def test_a_class_that_was_graded_in_english_shows_in_chinese(tmp_path: Path) -> None:
    files = {
        "ada/corr2d.py": source(3, exercise="corr2d"),
        "ada/receptive_field_a.py": RIGHT,
        "ada/receptive_field_b.py": STUB,
        "bob/homework.py": RIGHT,
        "carl/notes.txt": b"",
        "Sam Twin/receptive_field.py": RIGHT,
        "Sam Twin/receptive_field_old.py": b"x = 1",
        "eve_2023001/receptive_field.py": RIGHT,
        "2023001 李雷/receptive_field.py": RIGHT,
    }
    roster = "id,name\nada,\nbob,\ncarl,\ns1,Sam Twin\n2023001,Eve One\n2023002,李雷\n"
    path, out = tree(tmp_path / "class", files), tmp_path / "out"
    try:
        i18n.set_language("en")
        batch(path, out, roster)
        english = {student: row["remark"] for student, row in grades(out, "--lang", "en").items()}
        chinese = {student: row["remark"] for student, row in grades(out, "--lang", "zh").items()}
        again = batch(path, out, roster)
        i18n.set_language("zh")
        there = batch(path, tmp_path / "zh", roster)  # the same keys, whatever is spoken
        with Gradebook.open(out) as one, Gradebook.open(tmp_path / "zh") as other:
            assert [row.content for row in one.each()] == [row.content for row in other.each()]
        assert (again.graded_now, there.graded_now > 0) == (0, True)
        assert {student: row["remark"] for student, row in grades(tmp_path / "zh", "--lang", "en").items()} == english
    finally:
        i18n.set_language("en")
    assert "each may be receptive_field.py" in english["ada"] and "each may be" not in chinese["ada"]
    assert "was taken as" in english["bob"] and "was taken as" not in chinese["bob"] and "homework.py" in chinese["bob"]
    told = [text for text in chinese.values() if re.search("[a-z]{3,} [a-z]{3,}", text)]
    assert told == [] and any("nobody gets it" in text for text in english.values())
