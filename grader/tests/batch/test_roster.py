"""Rosters of any platform, and who of them handed in."""
from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from grader.batch import roster
from grader.batch.gradebook import Student
from grader.batch.intake.attempt import Entry

TEXT = '学号;姓名;邮箱;班级\n2023001;"李, 小明";li@x.edu;"一班; 上午"\n2023002;王芳;wang@x.edu;二班\n'
PEOPLE = [Student("2023001", "李, 小明", "li@x.edu", "一班; 上午"), Student("2023002", "王芳", "wang@x.edu", "二班")]


def read(path: Path, content: bytes) -> list[roster.Person]:
    (path / "roster.csv").write_bytes(content)
    return roster.read(path / "roster.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator, newline", [(";", "\n"), (",", "\r\n"), ("\t", "\r\n")])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    text = TEXT.replace("; 上午", "\0").replace(";", separator).replace("\0", "; 上午").replace("\n", newline)
    assert [p.student for p in read(tmp_path, text.encode(encoding))] == PEOPLE


def test_columns_in_any_order_and_spelling(tmp_path: Path) -> None:
    text = ('E-Mail Address,First name,Surname,Student ID,Group,Phone\n'
            'a@x,Ada,"Lovelace, Countess",7,A,123\n,,,,,\nb@x,Bob,B,8\n')
    assert [p.student for p in read(tmp_path, text.encode())] == [
        Student("7", "Ada Lovelace, Countess", "a@x", "A"), Student("8", "Bob B", "b@x", "")]


def test_moodles_grading_worksheet_is_a_roster(tmp_path: Path) -> None:
    text = ('Identifier,"Full name","Email address",Status,Grade,"Last modified (submission)","Last modified (grade)"\n'
            '"Participant 4242","Ada Lovelace",ada@x.edu,"Submitted",,"Monday, 23 November 2026, 10:05 PM",-\n'
            '"Participant 4243","Bob B",bob@x.edu,"No submission",,-,-\n')
    ada, bob = read(tmp_path, text.encode())
    assert ada.student == Student("4242", "Ada Lovelace", "ada@x.edu", lms="4242")
    assert (ada.submitted_at, bob.submitted_at) == (datetime(2026, 11, 23, 22, 5), None)


def test_canvas_gradebook_is_a_roster(tmp_path: Path) -> None:
    text = ('Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (55)\n    Points Possible,,,,,100\n'
            '"Lovelace, Ada",11,A0001,ada,Lab 1,\n"Student, Test",99,,x,Lab 1,\n')
    ada, = read(tmp_path, text.encode())
    assert ada.student == Student("A0001", "Ada Lovelace", "", "Lab 1", lms="11")


@pytest.mark.parametrize("text, message", [
    ("colour,size\nred,1\n", "no column is called id.*colour, size"), ("", "there are: none"),
    ("id,name\n1,a\n1,b\n", "line 3: the id 1 is in line 2 already"), ("id,name\n,a\n", "line 2: no id")])
def test_no_roster(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(roster.BadRoster, match=message):
        read(tmp_path, text.encode())
    with pytest.raises(roster.BadRoster, match="No such file"):
        roster.read(tmp_path / "nowhere.csv")


CLASS = ("id,name,email,identifier\n2023001,李小明,li@x.edu,Participant 501\n"
         "2023002,Ada Lovelace,ada@x.edu,Participant 502\n"
         "2023003,Müller Jean Luc,jl@x.edu,\n2023004,Sam Twin,sam@x.edu,\n2023005,Sam Twin,sam@y.edu,\n")


@pytest.mark.parametrize("student, name, found", [
    ("501", "whoever", "2023001"), ("2023002", "x", "2023002"), ("7", "李小明", "2023001"),
    ("7", "lovelaceada", "2023002"),
    ("ada", "ada", "2023002"), ("ADA@x.edu", "ADA@x.edu", "2023002"), ("x", "2023001_李小明", "2023001"),
    ("x", "李小明(2023001)", "2023001"), ("x", "2023001李小明", "2023001"), ("x", "hw3-李小明", "2023001"),
    ("7", "müllerjeanluc", "2023003"), ("7", "jean luc müller", "2023003"), ("7", "Sam Twin", None),
    ("sam", "sam", None), ("7", "Nobody", None), ("50", "x", None)])
def test_matching(tmp_path: Path, student: str, name: str, found: str | None) -> None:
    people = read(tmp_path, CLASS.encode())
    members = roster.members([Entry(student, name, 1, "", ())], people, "folders")
    took = [m.student.id for m in members if m.entries]
    if found is None:
        assert len(members) == 6 and not members[-1].student.listed and took == [student]
    else:
        assert took == [found] and len(members) == 5


def test_an_unlisted_number_is_nobody_elses(tmp_path: Path) -> None:
    people = read(tmp_path, b"id,name\n1,Ada\n2,Ada\n")
    members = roster.members([Entry("x", "Ada", 1, "", ())], people, "canvas")
    assert [(m.student.id, len(m.entries)) for m in members] == [("1", 0), ("2", 0), ("x", 1)]
