"""Whole classes, drawn: a grade reaches the student whose files they are, or nobody and a line says so.

Rosters, names, numbers, accounts and folder names are drawn, every layout is laid out, and every export is read back.
A stand-in judges (standing_in.py): the points of a file say whose it is.
"""
from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from grader.batch.gradebook import Gradebook, students_of
from grader.batch.rows import Row
from grader.cli import main
from grader.people.identity import squeezed
from grader.tests.batch.standing_in import MOST, batch, points_of, rows, source, tree

FILE = "receptive_field.py"
NAMES = ("Anna One", "Anna Two", "Bert Two", "Mary Ann Lee", "Ann Lee", "Jean-Luc Ng", "Zoë O'Neill", "Li Wei",
         "王小明", "王小", "李雷", "甲", "Anna", "Wei")


@dataclass(frozen=True)
class Person:
    """Somebody of the class, and all that anybody may know of them. `points`: of their file, which no other has."""
    id: str
    name: str
    number: str   # the platform's
    account: str
    email: str
    points: float
    label: str    # as they name their folder themselves

    @property
    def first_last(self) -> tuple[str, str]:
        first, _space, last = self.name.rpartition(" ")
        return first, last


def last_first(person: Person) -> str:
    return squeezed("".join(reversed(person.first_last)))


# How a download names what somebody handed in.
LAYOUTS: dict[str, Callable[[Person], str]] = {
    "folders": lambda p: f"{p.label}/{FILE}",
    "moodle": lambda p: f"{p.name}_{p.number}_assignsubmission_file_/{FILE}",
    "moodle flat": lambda p: f"{p.name}_{p.number}_assignsubmission_file_{FILE}",
    "moodle groups": lambda p: f"Default group-{p.name}_{p.number}_assignsubmission_file_/{FILE}",
    "moodle blind": lambda p: f"Participant_{p.number}_assignsubmission_file_/{FILE}",
    "canvas": lambda p: f"{last_first(p)}_{p.number}_9{p.points:g}_{FILE}",
    "autolab": lambda p: f"{p.email}_1_{FILE}",
    "blackboard": lambda p: f"HW1_{p.account}_attempt_2026-11-01-12-30-45_{FILE}",
    "prairielearn": lambda p: f"{p.email}_1_cnn_1_{p.points:g}_{FILE}",
    "files": lambda p: f"{p.label}_{FILE}",
    "submitty": lambda p: f"{p.account}/{p.points:g}/{FILE}",
    "ilias": lambda p: f"{'_'.join(reversed(p.first_last))}_{p.account}_{p.number}/20261101123000_{FILE}",
    "sakai": lambda p: f"{p.name}({p.account})/Submission attachment(s)/{FILE}",
    "brightspace": lambda p: f"{p.number}-678 - {p.name} - Nov 1, 2026 1230 PM/{FILE}",
}
# What a roster tells of people, beside their ids.
ROSTERS: tuple[tuple[str, ...], ...] = (
    ("name",), ("name", "email"), ("name", "username"), ("name", "identifier"),
    ("name", "email", "username", "identifier"))
CELLS: dict[str, Callable[[Person], str]] = {
    "name": lambda p: p.name, "email": lambda p: p.email, "username": lambda p: p.account,
    "identifier": lambda p: p.number}


@st.composite
def classes(draw: st.DrawFn) -> list[Person]:
    """People who are all different in all but, perhaps, their names."""
    many = draw(st.integers(2, 5))
    kinds = st.sampled_from(("{}", "2026{:03}", "002026{:03}", "s{}", "li-{}"))
    kind = draw(kinds)
    numbers = draw(st.permutations(range(1, 8)))
    ids = [("li" if n == 1 and kind == "li-{}" else kind.format(n)) for n in numbers[:many]]
    shift = draw(st.sampled_from((0, 1, 2, 400, 2025999)))
    mine = draw(st.lists(st.integers(1, 8), min_size=many, max_size=many, unique=True))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=many, max_size=many))
    people = []
    for place, (own, number, name) in enumerate(zip(ids, mine, names, strict=True)):
        accounts = [f"u{place}x", own if not own.isdigit() else f"a{place}"]
        person = Person(own, name, str(number + shift), draw(st.sampled_from(accounts)), f"m{place}.x@u.edu",
                        place + 1, "")
        homework = draw(st.integers(1, 12))
        label = draw(st.sampled_from((
            own, name, f"{own}_{name}", f"{name}({own})", f"hw{homework}-{name}", f"{homework}_{name}",
            f"hw {homework} - {name} - final", f"{own}-{homework}", f"{person.account}_{name}",
            f"第{homework}次作业 {name}", f"2026-11-{homework:02} {name}", squeezed(name), name.upper(),
            f"{person.email} {homework}")))
        people.append(Person(**{**vars(person), "label": label}))
    return people


def unmistakable(people: list[Person], listed: list[Person]) -> bool:
    """Whether no label is, as a whole, another's sign, and nobody outside of the roster has the name of one inside."""
    for person in people:
        others = [p for p in people if p is not person]
        if any(person.label.casefold() == p.label.casefold() for p in others):
            return False
        if any(squeezed(person.label) in (squeezed(p.id), squeezed(p.account)) for p in others):
            return False
        if person not in listed and any(
                squeezed(p.name) == squeezed(person.name) or squeezed(p.name) == squeezed(person.label)
                or person.id.lstrip("0").startswith(p.id) for p in listed):
            return False
    return True


@contextlib.contextmanager
def graded(people: list[Person], listed: list[Person], layout: str, columns: tuple[str, ...]) -> Iterator[Path]:
    """The output folder of a batch of these people's files, and beside it the class that they are in."""
    with tempfile.TemporaryDirectory(prefix="convkata-class-") as name:
        root = Path(name)
        tree(root / "class", {LAYOUTS[layout](p): source(p.points) for p in people})
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["id", *columns])
        writer.writerows([p.id, *(CELLS[column](p) for column in columns)] for p in listed)
        batch(root / "class", root / "out", text.getvalue(), exercises=("receptive_field",))
        yield root / "out"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), classes(), st.sampled_from(sorted(LAYOUTS)), st.sampled_from(ROSTERS))
def test_a_grade_reaches_its_student_or_nobody(data: st.DataObject, people: list[Person], layout: str,
                                               columns: tuple[str, ...]) -> None:
    listed = [p for p in people if data.draw(st.sampled_from((True, True, True, False)))] or people[:1]
    assume(unmistakable(people, listed))
    assume(len({LAYOUTS[layout](p) for p in people}) == len(people))
    with graded(people, listed, layout, columns) as out:
        found = rows(out)
        their_own_or_nobodys(found, people, listed)
        # Those whom a sign of one kind names, and no other contradicts, are found.
        if (layout.startswith("moodle") and "identifier" in columns) or (layout, "username" in columns) == (
                "blackboard", True) or (layout, "email" in columns) == ("autolab", True):
            assert all(found[p.id].points == p.points for p in listed)
        for form, grade in (("canvas", 5), ("moodle", 4)):
            exported(out, form, grade, platforms_rows(data, people, form), people, listed)
        files_of_exports(out, listed)
        pages_of_exports(out, people, listed)
        if layout == "canvas":
            comments_for_canvas(out, people, listed)


def their_own_or_nobodys(found: dict[str, Row], people: list[Person], listed: list[Person]) -> None:
    for person in listed:
        assert found[person.id].points in (person.points, None), "another's points"
    nobodys = [row for key, row in found.items() if key not in {p.id for p in listed}]
    for person in people:
        if person not in listed or found[person.id].points is None:
            signs = person.label, person.number, person.account, person.email, last_first(person)
            assert any(row.points == person.points or (
                row.status == "refused" and row.reason and any(sign in row.label for sign in signs))
                for row in nobodys), f"{person} handed in, and no line says so"


# Exports --------------------------------------------------------------------------------------------------------------
def filled(out: Path, form: str, template: list[list[str]]) -> tuple[list[list[str]], str]:
    """A platform's file with the grades, and what the command said beside."""
    text = io.StringIO()
    csv.writer(text).writerows(template)
    (out / "template.csv").write_text(text.getvalue(), "utf-8")
    done = CliRunner().invoke(main, ["export", str(out), "--format", form, "--template", str(out / "template.csv"),
                                     "--to", str(out / "filled.csv"), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return list(csv.reader(io.StringIO((out / "filled.csv").read_text("utf-8"), newline=""))), done.stderr


def platforms_rows(data: st.DataObject, people: list[Person], form: str) -> list[list[str]]:
    """What the platform gives out: all of them, in its own order, by what it knows of them."""
    order = data.draw(st.permutations(people))
    if form == "moodle":
        id_number = data.draw(st.booleans())
        return [["Identifier", "Full name", "ID number", "Email address", "Grade", "Maximum Grade"],
                *([f"Participant {p.number}", p.name, p.id if id_number else "", p.email, "", "5"] for p in order)]
    sis = data.draw(st.booleans())
    return [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Convkata (9)"],
            ["    Points Possible", "", "", "", "", "5"],
            *([", ".join(filter(None, reversed(p.first_last))), p.number, p.id if sis else "", p.account, "A", ""]
              for p in order)]


def exported(out: Path, form: str, grade: int, template: list[list[str]], people: list[Person],
             listed: list[Person]) -> None:
    """Each row has its owner's points or none; and where a grade stays behind, a line says so."""
    found = rows(out)
    table, said = filled(out, form, template)
    first = len(table) - len(people)
    for before, after in zip(template[first:], table[first:], strict=True):
        owner = next(p for p in people if p.number in (before[1], before[0].removeprefix("Participant ")))
        assert after[grade] in ("", f"{owner.points:g}"), "another's points"
        if owner in listed and found[owner.id].points is not None and not after[grade]:
            assert owner.name in said or owner.id in said, "a grade stays behind, and nothing says so"


def page_says(page: str | bytes, owner: Person) -> None:
    """A page has its owner's points, which nobody else has."""
    text = page.decode("utf-8") if isinstance(page, bytes) else page
    assert f'<p class="total">{owner.points:g} / {MOST}</p>' in text, "another's page"


def pages_of_exports(out: Path, people: list[Person], listed: list[Person]) -> None:
    """The feedback pages, Moodle's zip of them (by the worksheet of last time) and the mail merge's: a page reaches the
    student whose files they are, or nobody, and where it stays behind a line says so."""
    found, told = rows(out), {}
    graded_ones = [p for p in listed if found[p.id].points is not None]
    for form, more in (("feedback", []), ("moodle-feedback", ["--template", str(out / "template.csv")]), ("mail", [])):
        done = CliRunner().invoke(main, ["export", str(out), "--format", form, "--lang", "en", *more])
        assert done.exit_code == 0, done.output
        told[form] = done.stderr
    with Gradebook.open(out) as book:
        everybody = {student.id: student for student in students_of(book)}
    assert {page.stem for page in (out / "feedback").glob("*.html")} == {
        s.file for s in everybody.values() if not s.missing}
    for person in graded_ones:
        page_says((out / "feedback" / f"{everybody[person.id].file}.html").read_text("utf-8"), person)
    with zipfile.ZipFile(out / "moodle-feedback.zip") as archive:
        numbers = {name.split("_")[1]: archive.read(name) for name in archive.namelist()}
    by_number = {p.number: p for p in people}
    for number, page in numbers.items():
        page_says(page, by_number[number])
    for person in graded_ones:
        said = told["moodle-feedback"]
        assert person.number in numbers or person.name in said or person.id in said, "a page stays behind"
    lines = list(csv.DictReader(io.StringIO((out / "mail" / "mail.csv").read_text("utf-8-sig"), newline="")))
    by_email = {p.email: p for p in people}
    for line in lines:
        assert line["score"] == f"{by_email[line['email']].points:g}", "another's points"
        page_says(Path(line["attachment"]).read_text("utf-8"), by_email[line["email"]])
    mailed = {line["email"] for line in lines}
    assert all(p.email in mailed or p.name in told["mail"] or p.id in told["mail"] for p in graded_ones)


def comments_for_canvas(out: Path, people: list[Person], listed: list[Person]) -> None:
    """The feedback is in files whose names Canvas gave out for the same student's."""
    done = CliRunner().invoke(main, ["export", str(out), "--format", "canvas-comments", "--lang", "en",
                                     "--submissions", str(out.parent / "class")])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out / "canvas-comments.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    by_file = {LAYOUTS["canvas"](p): p for p in people}
    for name, text in texts.items():
        assert f": {by_file[name].points:g} / {MOST}\n" in text, "another's comment"
    found = rows(out)
    assert {LAYOUTS["canvas"](p) for p in listed if found[p.id].points is not None} <= texts.keys()


def files_of_exports(out: Path, listed: list[Person]) -> None:
    """grades.csv, Gradescope's folders and JPlag's hold what each student's report holds."""
    for form, more in (("csv", []), ("gradescope", []), ("jplag", ["--submissions", out.parent / "class"])):
        done = CliRunner().invoke(main, ["export", str(out), "--format", form, *map(str, more)])
        assert done.exit_code == 0, done.output
    table = csv.DictReader(io.StringIO((out / "grades.csv").read_text("utf-8-sig"), newline=""))
    scores = {row["student"]: row["score"] for row in table}
    with Gradebook.open(out) as book:
        everybody = students_of(book)
    by_id = {p.id: p for p in listed}
    for student in everybody:
        points = student.report.score if student.report else None
        if student.id in by_id and points is not None:
            assert points == by_id[student.id].points
        assert scores[student.id] == ("" if points is None else f"{points:g}")
        results = out / "gradescope" / student.file / "results.json"
        assert results.exists() == (points is not None)
        if points is not None:
            assert json.loads(results.read_text("utf-8"))["score"] == points
            copied = (out / "jplag" / "submissions" / student.file / FILE).read_bytes()
            assert points_of(copied) == points
