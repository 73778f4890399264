"""What one student hands in changes nobody else's points, stops no batch, and takes none of the coordinator's memory."""
from __future__ import annotations

import csv
import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from grader.batch.intake import archives, attempt, layouts
from grader.batch.intake.items import Refused
from grader.batch.intake.reading import Reader
from grader.cli import main
from grader.submission.files import MAX_FILES
from grader.tests.batch.standing_in import batch, points, rows, source, tree
from grader.tests.batch.test_platforms import DOWNLOADS, ROSTER, F, zipped

MALLORY = "2023009,Mall Ory,mall@u.edu,mory\n"
OWN_NAMES = (  # names that students can give to their own files
    "a_assignsubmission_file_x.py", f"Anna One_71_assignsubmission_file_{F}", "1_2_x.py", f"oneanna_71_999_{F}",
    "a@b.c_1_x_1_9_c.py", f"anna@u.edu_9_{F}", f"x_aone_attempt_2026-12-31-23-59-59_{F}", "2_receptive_field.py",
    f"12345-67890 - Anna One - Nov 9, 2026 1230 PM - {F}", "submission_metadata.yml", f"20991231235959_{F}",
    "attempt_9.py", f"2023001_Anna One_{F}")
PLACES = {  # what each platform puts before them
    "blackboard": "HW1_mory_attempt_2026-11-01-12-30-45_", "prairielearn": "mall@u.edu_1_cnn_1_1_",
    "yuketang": "2023009_Mall Ory_", "chaoxing": "2023009-Mall Ory-第1次作业/", "flat": "Mall Ory ",
    "brightspace": "12349-67890 - Mall Ory - Nov 1, 2026 1230 PM - ", "classroom": "hw5-mory/", "submitty": "mory/1/",
    "ilias": "Ory_Mall_mory_309/20261101123000_", "sakai": "HW 1/Ory, Mall(mory)/Submission attachment(s)/",
    "moodle": "Mall Ory_79_assignsubmission_file_", "canvas": "orymall_79_990_", "autolab": "mall@u.edu_1_",
    "a folder a section": "Section A/mory/"}


@pytest.mark.parametrize("platform", PLACES)
def test_what_a_student_calls_a_file_changes_nobody_elses_points(tmp_path: Path, platform: str) -> None:
    files, wanted = next(row[1:] for row in DOWNLOADS if row[0] == platform)
    own = {f"{PLACES[platform]}{name}": source(0, name) for name in OWN_NAMES}
    batch(tree(tmp_path / "class", files | own), tmp_path / "out", ROSTER + MALLORY)
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
