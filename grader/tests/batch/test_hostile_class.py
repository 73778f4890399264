"""What one student hands in changes nobody else's points, stops no batch, and fills no memory of the coordinator."""
from __future__ import annotations

import gzip
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from grader.batch.intake import layouts, reading
from grader.batch.intake.items import Refused
from grader.batch.intake.reading import Reader
from grader.cli import main
from grader.course import manifest
from grader.submission.files import MAX_FILES
from grader.tests.batch.standing_in import batch, points, rows, source, tree
from grader.tests.batch.test_intake import directory
from grader.tests.batch.test_platforms import DOWNLOADS, ROSTER, F, tarred, zipped

MALLORY = "2023009,Mall Ory,mall@u.edu,mory\n"
OWN_NAMES = (  # names that students can give to their own files
    "a_assignsubmission_file_x.py", f"Anna One_71_assignsubmission_file_{F}", "1_2_x.py", f"oneanna_71_999_{F}",
    "a@b.c_1_x_1_9_c.py", f"anna@u.edu_9_{F}", f"x_aone_attempt_2026-12-31-23-59-59_{F}", "2_receptive_field.py",
    f"12345-67890 - Anna One - Nov 9, 2026 1230 PM - {F}", "submission_metadata.yml", f"20991231235959_{F}",
    "attempt_9.py", f"2023001_Anna One_{F}", "a\\b.py")
PLACES = {  # what each platform puts before them
    "blackboard": "HW1_mory_attempt_2026-11-01-12-30-45_", "prairielearn": "mall@u.edu_1_cnn_1_1_",
    "yuketang": "2023009_Mall Ory_", "chaoxing": "2023009-Mall Ory-第1次作业/", "flat": "Mall Ory ",
    "brightspace": "12349-67890 - Mall Ory - Nov 1, 2026 1230 PM - ", "classroom": "hw5-mory/", "submitty": "mory/1/",
    "ilias": "Ory_Mall_mory_309/20261101123000_", "sakai": "HW 1/Ory, Mall(mory)/Submission attachment(s)/",
    "moodle": "Mall Ory_79_assignsubmission_file_", "canvas": "orymall_79_990_", "autolab": "mall@u.edu_1_",
    "a folder a section": "Section A/mory/"}


@pytest.mark.parametrize("as_zip", [False, True])
@pytest.mark.parametrize("platform", PLACES)
def test_what_a_student_calls_a_file_changes_nobody_elses_points(tmp_path: Path, platform: str, as_zip: bool) -> None:
    files, wanted = next(row[1:] for row in DOWNLOADS if row[0] == platform)
    own = {f"{PLACES[platform]}{name}": source(0, name) for name in OWN_NAMES}
    (tmp_path / "class.zip").write_bytes(zipped(files | own))
    path = tmp_path / "class.zip" if as_zip else tree(tmp_path / "class", files | own)
    batch(path, tmp_path / "out", ROSTER + MALLORY)
    found = points(tmp_path / "out")
    assert [found[student] for student in ("2023001", "2023002", "2023003")] == list(wanted)


@pytest.mark.parametrize("late, others", [
    (f"HW1_mory_attempt_2026-11-20-23-00-00_x_mory_attempt_2026-10-01-08-00-00_{F}",
     f"HW1_aone_attempt_2026-10-01-08-00-00_{F}"),
    (f"Mall Ory_79_assignsubmission_file_/20261001080000_{F}", f"Anna One_71_assignsubmission_file_/{F}"),
    (f"mory/20261001080000_{F}", f"aone/{F}")])
def test_nobody_writes_a_time_of_their_own(tmp_path: Path, late: str, others: str) -> None:
    roster = "id,username,name,submitted\n2023001,aone,Anna One,2026-10-01 08:00\n"
    roster += "2023009,mory,Mall Ory,2026-11-20 23:00\n"
    batch(tree(tmp_path / "class", {late: source(3), others: source(2)}), tmp_path / "out", roster)
    found = rows(tmp_path / "out")
    assert {name: (row.points, str(row.submitted_at)) for name, row in found.items()} == {
        "2023001": (2, "2026-10-01 08:00:00"), "2023009": (3, "2026-11-20 23:00:00")}


def late_work(*students: str) -> bytes:
    """A zip that holds a file of each."""
    return zipped({f"{name}/{F}": source(0, name) for name in students})


@pytest.mark.parametrize("zips", [
    {"late work.zip": ("aone", "2023002", "mory")}, {"a.zip": ("Anna One", "xm"), "b.zip": ("aone", "xm", "mory")},
    {"a.zip": ("u/aone", "mory"), "u.zip": ("u/aone", "u/u/u/u/btwo")}])
def test_a_zip_of_others_folders_takes_nothing_from_them(tmp_path: Path, zips: dict[str, tuple[str, ...]]) -> None:
    files = {"aone.zip": zipped({F: source(1)}), "btwo.zip": zipped({F: source(2)}),
             **{name: late_work(*students) for name, students in zips.items()}}
    summary = batch(tree(tmp_path / "class", files), tmp_path / "out", ROSTER + MALLORY)
    found = points(tmp_path / "out")
    assert (found["2023001"], found["2023002"], found["2023003"]) == (1, 2, None)
    assert "aone" not in zips.get("late work.zip", ()) or (found["2023009"] == 0 and [
        line for line in summary.strays if "«aone» in late work.zip was not taken" in line])


def test_a_zip_of_two_folders_makes_no_sections_of_the_class(tmp_path: Path) -> None:
    files = {f"{name}.zip": zipped({f"work/{F}": source(n)}) for n, name in enumerate(("ada", "bob", "cyd"))}
    batch(tree(tmp_path / "class", files | {"mory.zip": late_work("a", "b")}), tmp_path / "out")
    assert {name: points(tmp_path / "out")[name] for name in ("ada", "bob", "cyd")} == {"ada": 0, "bob": 1, "cyd": 2}


# What an archive says of itself ---------------------------------------------------------------------------------------
def long_names(count: int) -> bytes:
    """A tar of so many headers, one behind the other, each with a name for the next."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1
    piece = header.tobuf(tarfile.GNU_FORMAT) + b"x".ljust(512, b"\0")
    return gzip.compress(piece * count + tarfile.TarInfo(F).tobuf(tarfile.GNU_FORMAT) + bytes(1024))


def giant_header(size: int) -> bytes:
    """A tar whose first header says that so many bytes of it follow."""
    header = tarfile.TarInfo("PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, size
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + bytes(1024))


LIES = {"long names.tar.gz": long_names(1500), "giant header.tar.gz": giant_header(1 << 40),
        "directory.zip": directory(100_000), "name.zip": zipped({f"{'a' * 300}/{F}": b"", f"mory/{F}": b""})}


@pytest.mark.parametrize("where", ["", "mory/"])
@pytest.mark.parametrize("name", LIES)
def test_an_archive_that_lies_costs_its_own_row(tmp_path: Path, name: str, where: str) -> None:
    content, name = LIES[name], where + name
    path, out = tree(tmp_path / "class", {"ada.zip": zipped({F: source(1)}), name: content}), tmp_path / "out"
    for roster in (None, "id\nada\n"):
        batch(path, out, roster)
        found = rows(out)
        assert found.pop("ada").points == 1 and [row.status for row in found.values()] == ["refused"]
    done = CliRunner().invoke(main, ["export", str(out), "--format", "jplag", "--submissions", str(path)])
    assert done.exit_code == 0 and (out / "jplag" / "submissions" / "ada" / F).read_bytes() == source(1)


def test_the_exercises_own_files_are_read_and_64_at_most(tmp_path: Path) -> None:
    """As `score` reads them: in one folder, in a zip, in a tar, and as a platform gives each file by itself."""
    own = {f"m{n}.py": b"x = 1" for n in range(99)} | {F: source(1), "vgg.py": b"x = 2", "zz_pooling.py": b"x = 3"}
    tree(tmp_path / "folders", {f"ada/{name}": content for name, content in own.items()}
         | {"bob.zip": zipped(own), "cyd.tar.gz": tarred(own)})
    tree(tmp_path / "canvas", {f"ada_7_{900 + n}_{name}": own[name] for n, name in enumerate(own)})
    for layout in ("folders", "canvas"):
        for entry in layouts.read(tmp_path / layout).entries:
            taken = entry.read().folder
            assert len(taken.sources) == MAX_FILES and taken.sources["vgg"] == b"x = 2"
            assert taken.sources["receptive_field"] == source(1)
    large = b"#" * (manifest.load().limits.source_kb << 10) + b"\n"
    tree(tmp_path / "large", {f"ada/m{n}.py": large for n in range(99)} | {f"ada/{F}": source(1), f"bob/{F}": b""})
    found = layouts.read(tmp_path / "large").entries[0].read()
    assert len(found.folder.problems) == MAX_FILES - 1 and list(found.folder.sources) == ["receptive_field"]


def test_all_attempts_of_a_student_are_read_in_the_time_of_one(tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one first, since it counts."""
    tree(tmp_path, {f"mory-{n}/{F}": source(n) for n in range(1, 21)} | {f"mory/{F}": source(0)})
    entries = layouts.read(tmp_path).entries
    clock = iter(range(0, 100_000, 30))
    monkeypatch.setattr(reading, "time", SimpleNamespace(monotonic=lambda: next(clock)))  # each takes half of the time
    with Reader(entries) as reader:
        read = reader.read_all(entries)
    assert [isinstance(taken, Refused) for taken in read] == [True] * 20 + [False]
    assert all("within 60 s" in str(taken) for taken in read[:-1])
