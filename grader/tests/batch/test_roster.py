"""Rosters of any platform, and who of them handed in."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest

from grader.batch import roster
from grader.batch.intake.attempt import Entry
from grader.batch.rows import Student
from grader.people.identity import Signs

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
    text = (
        "E-Mail Address,First name,Surname,Student ID,Group,Phone\n"
        'a@x,Ada,"Lovelace, Countess",7,A,123\n,,,,,\nb@x,Bob,B,8\n'
    )
    assert [p.student for p in read(tmp_path, text.encode())] == [
        Student("7", "Ada Lovelace, Countess", "a@x", "A"),
        Student("8", "Bob B", "b@x", ""),
    ]


def test_moodles_grading_worksheet_is_a_roster(tmp_path: Path) -> None:
    text = (
        'Identifier,"Full name","Email address",Status,Grade,"Last modified (submission)","Last modified (grade)"\n'
        '"Participant 4242","Ada Lovelace",ada@x.edu,"Submitted",,"Monday, 23 November 2026, 10:05 PM",-\n'
        '"Participant 4243","Bob B",bob@x.edu,"No submission",,-,-\n'
    )
    ada, bob = read(tmp_path, text.encode())
    assert ada.student == Student("4242", "Ada Lovelace", "ada@x.edu", lms="4242")
    assert (ada.submitted_at, bob.submitted_at) == (datetime(2026, 11, 23, 22, 5), None)


def test_canvas_gradebook_is_a_roster(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (55)\n    Points Possible,,,,,100\n"
        '"Lovelace, Ada",11,A0001,ada,Lab 1,\n"Student, Test",99,,x,Lab 1,\n'
    )
    (ada,) = read(tmp_path, text.encode())
    assert ada.student == Student("A0001", "Ada Lovelace", "", "Lab 1", lms="11", account="ada")


@pytest.mark.parametrize(
    "text, message",
    [
        ("colour,size\nred,1\n", "no column is called id.*colour, size"),
        ("", "there are: none"),
        ("id,name\n1,a\n1,b\n", "line 3: the id 1 is in line 2 already"),
        ("id,name\n,a\n", "line 2: no id"),
    ],
)
def test_no_roster(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(roster.BadRoster, match=message):
        read(tmp_path, text.encode())
    with pytest.raises(roster.BadRoster, match="No such file"):
        roster.read(tmp_path / "nowhere.csv")


CLASS = (
    "id,name,email,identifier\n2023001,李小明,li@x.edu,Participant 501\n"
    "2023002,Ada Lovelace,ada@x.edu,Participant 502\n"
    "2023003,Müller Jean Luc,jl@x.edu,\n2023004,Sam Twin,sam@x.edu,\n2023005,Sam Twin,sam@y.edu,\n"
)


def entry(owner: str, signs: Signs, label: str = "", when: datetime | None = None) -> Entry:
    return Entry(owner, signs.name or owner, 1, label or owner, (), signs=signs, when=when)


@pytest.mark.parametrize(
    "signs, found",
    [
        (Signs(platform="501", name="whoever"), "2023001"),
        (Signs(label="2023002"), "2023002"),
        (Signs(platform="7", name="lovelaceada"), "2023002"),
        (Signs(label="hw3-李小明"), "2023001"),
        (Signs(label="sam"), None),
        (Signs(label="Nobody"), None),
        (Signs(platform="50", name="x"), None),
        (Signs(platform="501", name="Ada Lovelace"), None),
    ],
)
def test_everybody_has_their_own_files(tmp_path: Path, signs: Signs, found: str | None) -> None:
    people = read(tmp_path, CLASS.encode())
    members = roster.members([entry("x", signs)], people)
    took = [m.student.id for m in members if m.entries]
    if found is None:
        assert len(members) == 6 and not members[-1].student.listed and took == ["x"]
    else:
        assert took == [found] and len(members) == 5


def test_two_readings_are_told_and_nobody_gets_it(tmp_path: Path) -> None:
    people = read(tmp_path, CLASS.encode())
    *_listed, member = roster.members([entry("501", Signs(platform="501", name="Ada Lovelace"), "Ada_501")], people)
    assert (
        "the platform's number 501 says 李小明 (2023001); the name Ada Lovelace says Ada Lovelace (2023002)"
        in member.unclear
    )
    assert "nobody gets it" in member.unclear
    told = {m.student.id: m.remarks for m in _listed if m.remarks}
    assert told.keys() == {"2023001", "2023002"} and "«Ada_501» may be theirs" in told["2023001"][0]


def test_two_places_of_one_student_need_an_order(tmp_path: Path) -> None:
    people = read(tmp_path, CLASS.encode())
    ada, also = Signs(label="hw1 Ada Lovelace"), Signs(label="ada")
    members = roster.members([entry("a", ada), entry("b", also)], people)
    assert len(members) == 7 and all("nothing says which came last" in m.unclear for m in members[-2:])
    times = [datetime(2026, 11, 9), datetime(2026, 11, 10, 1)]
    members = roster.members([entry("a", ada, when=times[1]), entry("b", also, when=times[0])], people)
    assert len(members) == 5 and [e.student for e in members[1].entries] == ["b", "a"]
    two = [entry(n, Signs(platform=n, name="Müller Jean Luc")) for n in ("1", "2")]  # two people of one name
    assert all("two numbers" in m.unclear for m in roster.members(two, people)[-2:])


def test_an_unlisted_number_is_nobody_elses(tmp_path: Path) -> None:
    people = read(tmp_path, b"id,name\n1,Ada\n2,Ada\n")
    members = roster.members([entry("1", Signs(platform="1", name="Ada"))], people)
    assert [(m.student.id, len(m.entries)) for m in members] == [("1", 0), ("2", 0), ("1 (?)", 1)]


@pytest.mark.parametrize(
    "text, ids",
    [
        ("教务系统导出,,\n2026年秋,,\n学号,姓名,班级\n2026001,王芳,一班\n", ["2026001"]),  # lines above the header
        ("id,name,section\n7,Ada,A\n7,Ada,B\n", ["7"]),  # the same student in two sections
        ("LastName,FirstName,ID,SIS User ID,Section\nPoints Possible,,,,\nLovelace,Ada,11,A1,x\n", ["A1"]),
        ("Student,ID,Section,Convkata (5)\n    Points Possible,,,55\nManual Posting,,,\nAda,11,x,\n,,,\n", ["11"]),
        ("ID,Vollständiger Name,E-Mail-Adresse\nTeilnehmer/in12,Ada,a@x\n", ["12"]),
        ("Identificador,Nombre completo\nParticipante 12,Ada\n", ["12"]),
        ("标识符,全名\n参与人12,王芳\n", ["12"]),
        ("identifier,roster_identifier,github_username\nada,x,ada-l\n", ["ada-l"]),
    ],
)
def test_rosters_as_they_come(tmp_path: Path, text: str, ids: list[str]) -> None:
    assert [p.student.id for p in read(tmp_path, text.encode())] == ids


def test_times_of_a_worksheet(tmp_path: Path) -> None:
    """The three spellings of one evening; and one that may be two days."""
    spelled = [
        "Sunday, 1 November 2026, 9:00 PM",
        "Sunday, November 1, 2026, 9:00 PM",
        "Sonntag, 1. November 2026, 21:00",
        "01/11/2026 21:00",
        "-",
    ]
    text = "id,上次修改（作业）\n" + "".join(f'{i},"{t}"\n' for i, t in enumerate(spelled))
    people = read(tmp_path, text.encode())
    nine = datetime(2026, 11, 1, 21)
    assert [(p.submitted_at, p.unread) for p in people] == [
        (nine, ""),
        (nine, ""),
        (nine, ""),
        (None, "01/11/2026 21:00"),
        (None, ""),
    ]


# As Excel leaves them -------------------------------------------------------------------------------------------------
def workbook(*lines: list[object]) -> bytes:
    import openpyxl

    book, data = openpyxl.Workbook(), io.BytesIO()
    page = book.create_sheet(index=0)
    for line in lines:
        page.append(line)
    book.save(data)
    return data.getvalue()


def test_a_workbook(tmp_path: Path) -> None:
    content = workbook(
        ["2026 秋 课程名单"],
        [],
        ["学号", "姓名", "班级", "提交时间"],
        [2026001, "李小明", "一班", datetime(2026, 11, 1, 21, 0)],
        ["００２０２６００２", "王芳", "二班", None],
        [2026001, "李小明", "二班", None],
    )
    one, two = read(tmp_path, content)
    assert (one.student, one.submitted_at) == (
        Student("2026001", "李小明", "", "一班; 二班"),
        datetime(2026, 11, 1, 21, 0),
    )
    assert two.student == Student("００２０２６００２", "王芳", "", "二班")
    entries = [Entry(label, label, 1, label, (), signs=Signs(label=label)) for label in ("002026001", "2026002-王芳")]
    assert [len(m.entries) for m in roster.members(entries, [one, two])] == [1, 1]
    with pytest.raises(roster.BadRoster, match="not a spreadsheet that can be read"):
        read(tmp_path, content[:500])


def test_ids_that_excel_has_shortened(tmp_path: Path) -> None:
    """One fits where only one can; several say nothing, and a remark says so."""
    people = read(tmp_path, b"id,name\n2.0260E+10,Anna One\n3.1E+10,Bert Two\n4.2E+10,Carl Three\n4.2E+10,Dora Four\n")
    labels = ("20260000017", "31040000000 Bert Two", "42000000001 Carl Three", "42000000002_Dora Four", "42000000009")
    entries = [Entry(label, label, 1, label, (), signs=Signs(label=label)) for label in labels]
    found = roster.members(entries, people)
    assert [[e.label for e in m.entries] for m in found] == [[label] for label in labels]
    assert [bool(m.remarks) for m in found] == [False, False, True, True, False]
    assert [m.student.listed for m in found] == [True, True, True, True, False]


CANVAS_ROSTERS = [
    "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,HW (5)\n,,,,,,Manual Posting\n    Points Possible,,,,,,10\n"
    "Lovelace,Ada,11,A0001,ada,Lab 1,\n,,,,,,\n",
    "Student,SIS Login ID,Section,HW (5)\n    Points Possible,,,10\n\"Lovelace, Ada\",ada,Lab 1,\n",
]


@pytest.mark.parametrize("text", CANVAS_ROSTERS)
def test_canvas_in_other_clothes(tmp_path: Path, text: str) -> None:
    (ada,) = read(tmp_path, text.encode())
    assert (ada.student.name, ada.student.account, ada.student.section) == ("Ada Lovelace", "ada", "Lab 1")
