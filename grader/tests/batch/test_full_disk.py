"""A disk that is full, or cannot be written: one line each, exit status 2, and nothing is lost."""
from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.batch.gradebook import NoGradebook
from grader.cli import main, unwritable
from grader.commands.batch import pages_of
from grader.course.manifest import ROOT
from grader.tests.batch.standing_in import batch, points, source, tree

CLASS = {f"s{n:02}/receptive_field.py": source(n % 6, str(n)) for n in range(12)}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("nobody but root may make a small disk here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Takes what room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1024))
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return ballast


def one_line(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [*map(str, arguments)])
    assert done.exit_code == 2 and done.stderr.count("\n") == 1, done.output
    assert "cannot be written" in done.stderr and "own fault" not in done.stderr
    assert str(arguments[arguments.index("--to") + 1] if "--to" in arguments else arguments[1]) in done.stderr
    return done


def test_a_gradebook_on_a_full_disk(tmp_path: Path, small: Path) -> None:
    path, out = tree(tmp_path / "class", CLASS), small / "out"
    batch(path, out)
    before = points(out)
    tree(path, {f"s{n:02}/receptive_field.py": source((n + 1) % 6, str(n)) for n in range(12)})
    ballast = fill(small)
    with pytest.raises(NoGradebook, match="cannot be written"):
        batch(path, out)
    one_line("correct", out, "s00", "--points", 3, "--reason", "lab")
    ballast.unlink()
    assert points(out) == before  # what was there counts
    batch(path, out)
    assert points(out) == {student: (number + 1) % 6 for number, student in enumerate(before)}


def test_a_gradebook_that_grows_until_the_disk_is_full(tmp_path: Path, small: Path) -> None:
    """What is graded by then stays, and the same command goes on."""
    path, out = tree(tmp_path / "class", CLASS), small / "out"
    out.mkdir()
    (small / "ballast").write_bytes(bytes(330 << 10))
    with pytest.raises(NoGradebook, match="cannot be written"):
        batch(path, out)
    (small / "ballast").unlink()
    assert batch(path, out).graded_now <= 12
    assert points(out) == {f"s{n:02}": n % 6 for n in range(12)}


@pytest.mark.parametrize("form", ["csv", "gradescope", "jplag", "feedback"])
def test_an_export_on_a_full_disk(tmp_path: Path, small: Path, form: str) -> None:
    path, out = tree(tmp_path / "class", CLASS), tmp_path / "out"
    batch(path, out)
    more = ["--submissions", path] if form == "jplag" else []
    fill(small)
    one_line("export", out, "--format", form, "--to", small / "export", *more)
    assert not list(small.glob("**/.*.csv")) and not (small / "export").is_file()


def test_the_archive_for_gradescope_on_a_full_disk(small: Path) -> None:
    fill(small)
    one_line("gradescope-zip", "--to", small / "kit.zip")
    assert [path.name for path in small.iterdir()] == ["ballast"]


@pytest.mark.parametrize("form, template", [
    ("canvas", "Student,ID,SIS User ID,SIS Login ID,Section,Convkata (9)\nOne,1,s00,,A,\n"),
    ("moodle", "Identifier,Full name,Email address,Grade,Maximum Grade\nParticipant 2,s00,,,10\n")])
def test_a_template_on_a_full_disk(tmp_path: Path, small: Path, form: str, template: str) -> None:
    batch(tree(tmp_path / "class", CLASS), tmp_path / "out")
    (tmp_path / "t.csv").write_text(template)
    fill(small)
    one_line("export", tmp_path / "out", "--format", form, "--template", tmp_path / "t.csv", "--to", small / "x.csv")


def test_pages_on_a_full_disk(tmp_path: Path, small: Path) -> None:
    path, out = tree(tmp_path / "class", CLASS), small / "out"
    batch(path, out)
    ballast = fill(small)
    with pytest.raises(OSError) as raised:
        pages_of(out, None, "en")
    assert unwritable(raised.value)
    ballast.unlink()
    assert points(out) == {f"s{n:02}": n % 6 for n in range(12)}


def test_what_is_missing_in_the_kit_is_its_own_fault() -> None:
    assert not unwritable(FileNotFoundError(errno.ENOENT, "x", str(ROOT / "course" / "gone.toml")))
    assert unwritable(FileNotFoundError(errno.ENOENT, "x", "/nowhere/there"))
    assert not unwritable(FileNotFoundError(errno.ENOENT, "x"))
    assert unwritable(OSError(errno.ENOSPC, "x"))
