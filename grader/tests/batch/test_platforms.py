"""What platforms give out: each row of the table in docs/batch.md, as a class of three whose grades must be theirs."""
from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.batch import counted, roster
from grader.batch.gradebook import Gradebook, students_of
from grader.batch.intake.items import NotAClass
from grader.cli import main
from grader.commands.batch import pages_of
from grader.tests.batch.standing_in import batch, points, rows, source, tree

F = "receptive_field.py"
ONE, TWO, THREE = source(1), source(2), source(3)
ROSTER = """\
id,name,email,username
2023001,Anna One,anna@u.edu,aone
2023002,Bert Two,bert@u.edu,btwo
2023003,王小明,x@u.edu,xm
"""


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


GRADESCOPE = """\
submission_111:
  :submitters:
  - :name: Anna One
    :sid: '2023001'
    :email: anna@u.edu
  :created_at: 2026-11-01 12:00:00.417680000 Z
submission_112:
  :submitters:
  - :name: Bert Two
    :sid: ''
    :email: bert@u.edu
  - :name: 王小明
    :sid: '2023003'
    :email: x@u.edu
  :created_at: 2026-11-01 13:00:00.417680000 Z
"""
# The platform, what its download looks like, and the points that Anna, Bert and 小明 must have.
DOWNLOADS: list[tuple[str, dict[str, bytes], tuple[float | None, float | None, float | None]]] = [
    ("blackboard", {f"HW1_aone_attempt_2026-11-01-12-30-45_{F}": ONE, f"HW1_btwo_attempt_2026-11-01-12-30-45_{F}": ONE,
                    f"HW1_btwo_attempt_2026-11-02-12-30-45_{F}": TWO, "HW1_btwo_attempt_2026-11-02-12-30-45.txt": b"",
                    f"HW1_xm_attempt_2026-11-01-12-30-45_{F}": THREE}, (1, 2, 3)),
    ("prairielearn", {f"anna@u.edu_1_cnn_1_1_{F}": ONE, f"bert@u.edu_1_cnn_1_9_{F}": ONE,
                      f"bert@u.edu_1_cnn_1_10_{F}": TWO, f"x@u.edu_1_cnn_1_2_{F}": THREE}, (1, 2, 3)),
    ("yuketang", {f"2023001_Anna One_{F}": ONE, f"2023002_Bert Two_{F}": TWO, f"2023003_王小明_{F}": THREE}, (1, 2, 3)),
    ("chaoxing", {f"2023001-Anna One-第1次作业/{F}": ONE, f"2023002-Bert Two-第1次作业/{F}": TWO,
                  f"2023003-王小明-第1次作业/{F}": THREE}, (1, 2, 3)),
    ("flat", {f"Anna One {F}": ONE, f"btwo-{F}": TWO, f"2023003_{F}": THREE}, (1, 2, 3)),
    ("brightspace", {f"12345-67890 - Anna One - Nov 1, 2026 1230 PM/{F}": ONE,
                     f"12346-67890 - Bert Two - Nov 1, 2026 1230 PM/{F}": ONE,
                     f"12346-67890 - Bert Two - Nov 2, 2026 130 AM/{F}": TWO,
                     f"12347-67890 - 王小明 - Nov 1, 2026 1230 PM/{F}": THREE, "index.html": b""}, (1, 2, 3)),
    ("gradescope", {"assignment_9_export/submission_metadata.yml": GRADESCOPE.encode(),
                    f"assignment_9_export/submission_111/{F}": ONE, f"assignment_9_export/submission_112/{F}": TWO},
     (1, 2, 2)),
    ("classroom", {f"hw5-aone/{F}": ONE, f"hw5-aone/.github/x/{F}": TWO, f"hw5-btwo/exercises/{F}": TWO,
                   f"xm/{F}": THREE}, (1, 2, 3)),
    ("submitty", {f"aone/1/{F}": ONE, f"btwo/9/{F}": ONE, f"btwo/10/{F}": TWO,
                  "btwo/user_assignment_settings.json": b"",
                  f"xm/1/{F}": THREE}, (1, 2, 3)),
    ("ilias", {"One_Anna_aone_301/20261101123000_work.zip": zipped({F: ONE}),
               "Two_Bert_btwo_302/20261101123000_work.zip": zipped({F: ONE}),
               "Two_Bert_btwo_302/20261102083000_work.zip": zipped({F: TWO}),
               f"王小明_xm_303/20261101123000_{F}": THREE}, (1, 2, 3)),
    ("sakai", {f"HW 1/One, Anna(aone)/Submission attachment(s)/{F}": ONE, "HW 1/One, Anna(aone)/timestamp.txt": b"2026",
               "HW 1/Two, Bert(btwo)/Submission attachment(s)/work.zip": zipped({F: TWO}), "HW 1/grades.csv": b"",
               f"HW 1/王小明(xm)/Submission attachment(s)/{F}": THREE}, (1, 2, 3)),
    ("moodle", {f"Default group-Anna One_71_assignsubmission_file_/{F}": ONE,
                f"Bert Two_72_assignsubmission_file_/{F}": TWO, f"王小明_73_assignsubmission_file_{F}": THREE},
     (1, 2, 3)),
    ("canvas", {f"oneanna_71_900_{F}": ONE, f"twobert_LATE_72_901_{F}": TWO, f"王小明_73_902_{F}": THREE}, (1, 2, 3)),
    ("autolab", {f"anna@u.edu_1_{F}": ONE, f"bert@u.edu_9_{F}": ONE, f"bert@u.edu_10_{F}": TWO,
                 f"x@u.edu_1_{F}": THREE}, (1, 2, 3)),
    ("a folder a section", {f"Section A/Anna One/{F}": ONE, f"Section A/2023002/{F}": TWO, f"Section B/xm/{F}": THREE,
                            "Section A/list.csv": b"", "Section B/list.csv": b""}, (1, 2, 3)),
    ("a section of one", {f"Section B/Anna One/{F}": ONE, f"Section A/2023002/{F}": TWO, f"王小明/{F}": THREE},
     (1, 2, 3)),
    ("a zip a section", {"A班.zip": zipped({f"A班/Anna One/{F}": ONE, f"A班/2023002/{F}": TWO}),
                         "B班.zip": zipped({f"xm/{F}": THREE})}, (1, 2, 3)),
    ("zips in a section", {"A/Anna One.zip": zipped({F: ONE}), "A/2023002.zip": zipped({F: TWO}),
                           "B/xm.zip": zipped({F: THREE})}, (1, 2, 3)),
    ("a zip in a zip", {"aone.zip": zipped({"hw/inner.zip": zipped({F: ONE})}), f"btwo/{F}": TWO,
                        "xm/hand in/work.zip": zipped({"work/inner.zip": zipped({f"x/{F}": THREE})})}, (1, 2, 3)),
    ("tar.gz", {"aone.tar.gz": tarred({f"hw/{F}": ONE}), "btwo/work.tgz": tarred({F: TWO}),
                "xm.tar.xz": tarred({F: THREE}, "w:xz")}, (1, 2, 3)),
    ("7z and rar", {"aone.7z": b"7z", "btwo/work.rar": b"Rar!", f"xm/{F}": THREE}, (None, None, 3)),
    ("utf-16", {f"aone/{F}": source(1).decode().encode("utf-16"), f"btwo/{F}": TWO, f"xm/{F}": THREE}, (1, 2, 3)),
    ("other names", {"aone/homework.py": ONE, "btwo/Receptive_Field (1).py": TWO,
                     "xm/hw5_receptive_field-2.py": THREE},
     (1, 2, 3)),
]


@pytest.mark.parametrize("files, wanted", [pytest.param(*row[1:], id=row[0]) for row in DOWNLOADS])
@pytest.mark.parametrize("as_zip", [False, True])
def test_a_download(tmp_path: Path, files: dict[str, bytes], wanted: tuple[float | None, ...], as_zip: bool) -> None:
    if as_zip:
        (tmp_path / "download.zip").write_bytes(zipped(files))
    path = tmp_path / "download.zip" if as_zip else tree(tmp_path / "class", files)
    batch(path, tmp_path / "out", ROSTER)
    assert points(tmp_path / "out") == dict(zip(("2023001", "2023002", "2023003"), wanted, strict=True))
    with Gradebook.open(tmp_path / "out") as book:  # the files that counted are found again, for an appeal
        found = counted.sources(path, students_of(book), roster.known(book))
    assert {name: folder.sources["receptive_field"] for name, folder in found.items()} == {
        name: source(mark) for name, mark in points(tmp_path / "out").items() if mark is not None}


def test_what_cannot_be_opened_is_said_by_name(tmp_path: Path) -> None:
    summary = batch(tree(tmp_path / "class", {"aone.7z": b"", "btwo/work.rar": b"", f"xm/{F}": THREE}),
                    tmp_path / "out", ROSTER)
    assert {line.partition(":")[0] for line in summary.trouble} == {"Anna One (2023001)", "Bert Two (2023002)"}
    assert all("hand in a zip" in line for line in summary.trouble)
    pages_of(tmp_path / "out", None, "en")
    assert "aone.7z cannot be opened" in (tmp_path / "out" / "feedback" / "2023001.html").read_text()


def test_utf_16_is_told(tmp_path: Path) -> None:
    batch(tree(tmp_path / "class", {f"aone/{F}": source(1).decode().encode("utf-16"), f"xm/{F}": THREE}),
          tmp_path / "out", ROSTER)
    assert "UTF-16" in rows(tmp_path / "out")["2023001"].remarks[0]


@pytest.mark.parametrize("files, said", [
    ({f"A/ada/{F}": ONE, f"A/bob/{F}": TWO, f"B/ada/{F}": THREE}, "ada is there in several sections"),
    ({"a.txt": b"", "b.txt": b""}, "there are: a.txt, b.txt"),
])
def test_what_is_not_recognised_is_refused_as_a_whole(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    with pytest.raises(NotAClass, match=said):
        batch(tree(tmp_path / "class", files), tmp_path / "out")


def test_a_tar_is_bounded(tmp_path: Path) -> None:
    files = {"aone.tar.gz": tarred({F: ONE, "zeros": bytes(300 << 20)}), "btwo.tgz": tarred({f"../{F}": TWO}),
             "xm.tar.gz": b"nothing", f"zoe/{F}": THREE}
    summary = batch(tree(tmp_path / "class", files), tmp_path / "out", ROSTER + "z,,,zoe\n")
    assert points(tmp_path / "out") == {"2023001": None, "2023002": None, "2023003": None, "z": 3}
    whys = "a zip bomb", "the tar holds a path that leads out", "is not a tar"
    for line, why in zip(summary.trouble, whys, strict=True):
        assert why in line  # and a tar is not called a zip


def test_who_was_refused_gets_a_comment_in_canvas_too(tmp_path: Path) -> None:
    path, out = tree(tmp_path / "class", {"oneanna_1_900_receptive_field.py": source(3),
                                          "twobert_2_901_notes.txt": b"hello"}), tmp_path / "out"
    batch(path, out)
    done = CliRunner().invoke(main, ["export", str(out), "--format", "canvas-comments", "--submissions", str(path)])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out / "canvas-comments.zip") as archive:
        assert archive.namelist() == ["oneanna_1_900_receptive_field.py", "twobert_2_901_notes.txt"]
        assert "notes.txt" in archive.read("twobert_2_901_notes.txt").decode()
