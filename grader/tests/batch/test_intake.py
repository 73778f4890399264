"""Who handed in what: the platforms' layouts, what zips can be dangerous by, notebooks."""
from __future__ import annotations

import io
import json
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from grader import scoring
from grader.batch.intake import layouts
from grader.batch.intake.attempt import Entry, content_of
from grader.batch.intake.items import MAX_FILES, NotAClass, Refused
from grader.course import manifest
from grader.files import zipped
from grader.language import i18n
from grader.sandbox.zygote import Sandbox
from grader.submission import files as folder
from grader.submission import notebooks
from grader.worker.sources import Sources

SOURCE = b"def corr2d(X, K):\n    return X\n"
OWNERS = {function: exercise.name for exercise in manifest.load().exercises for function in exercise.functions}


def tree(root: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def found(path: Path) -> dict[tuple[str, int], Entry]:
    with layouts.read(path) as taken:
        return {(e.student, e.attempt): e for e in taken.entries}


def book(*cells: str) -> bytes:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": "# text"}, *(
        {"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells)]}).encode()


# Layouts --------------------------------------------------------------------------------------------------------------
def test_a_folder_a_student_is_read_as_score_reads_it(tmp_path: Path) -> None:
    tree(tmp_path, {"ada/corr2d.py": SOURCE, "ada/helper.py": b"x = 1", "ada/notes.txt": b"", "ada/sub/vgg.py": b"",
                    "ada/__pycache__/a.pyc": b"", ".DS_Store": b"", "bob/corr2d.py": b"x"})
    (tmp_path / "ada" / "vgg.py").symlink_to(tmp_path / "bob" / "corr2d.py")
    entries = found(tmp_path)
    assert list(entries) == [("ada", 1), ("bob", 1)]
    taken, read = entries["ada", 1].read().folder, folder.read(tmp_path / "ada")
    assert (taken.sources, taken.problems) == (read.sources, read.problems)
    assert "symbolic link" in taken.problems["vgg"]


@pytest.mark.parametrize("as_zip", [False, True])
def test_moodle(tmp_path: Path, as_zip: bool) -> None:
    files = {
        "Ada Lovelace_1001_assignsubmission_file_/corr2d.py": SOURCE,
        "Ada Lovelace_1001_assignsubmission_onlinetext_/onlinetext.html": b"<p>hello</p>",
        "王小明_1002_assignsubmission_file_/hw/vgg.py": b"b = 1",
        "jdoe John Doe_1003_assignsubmission_file/work.zip": zipped({"x/pooling.py": b"c = 1", "__MACOSX/x/._a": b""}),
        "Text Only_1004_assignsubmission_onlinetext_/onlinetext.html": b"",
        "Flat File_1005_assignsubmission_file_resnet.py": b"d = 1"}
    if as_zip:
        (tmp_path / "download.zip").write_bytes(zipped(files))
    path = tmp_path / "download.zip" if as_zip else tree(tmp_path / "class", files)
    with layouts.read(path) as taken:
        assert taken.layout == "moodle"
        entries = {e.student: e for e in taken.entries}
        assert {s: e.name for s, e in entries.items()} == {
            "1001": "Ada Lovelace", "1002": "王小明", "1003": "jdoe John Doe", "1004": "Text Only", "1005": "Flat File"}
        assert [list(entries[s].read().folder.sources) for s in ("1001", "1002", "1003", "1005")] == [
            ["corr2d"], ["vgg"], ["pooling"], ["resnet"]]
        with pytest.raises(Refused, match="a text was handed in"):
            entries["1004"].read()


@pytest.mark.parametrize("as_zip", [False, True])
def test_canvas(tmp_path: Path, as_zip: bool) -> None:
    files = {
        "lovelaceada_11_501_corr2d.py": b"a = 1", "lovelaceada_11_502_vgg.py": b"a = 2",
        "doejohn_LATE_12_601_work.zip": zipped({"corr2d.py": b"b = 1", "vgg.py": b"b = 1"}),
        "doejohn_LATE_12_655_work-1.zip": zipped({"corr2d.py": b"b = 2"}),
        "wuwei_13_700_corr2d.py": b"c = 1", "wuwei_13_701_corr2d-1.py": b"c = 2", "wuwei_13_702_vgg.py": b"c = 3",
        "wuwei_13_900_corr2d-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f.py": b"c = 9",
        "textonly_14_text.html": b"", "anon_x7Ab2_800_corr2d.py": b"d = 1", "readme.md": b""}
    if as_zip:
        (tmp_path / "submissions.zip").write_bytes(zipped(files))
    path = tmp_path / "submissions.zip" if as_zip else tree(tmp_path / "class", files)
    with layouts.read(path) as taken:
        assert taken.layout == "canvas" and taken.strays == ["readme.md"]
        entries = {(e.student, e.attempt): e for e in taken.entries}
        assert sorted(entries) == [("11", 1), ("12", 1), ("12", 2), ("13", 1), ("13", 2), ("13", 3), ("14", 1),
                                   ("anon_x7Ab2", 1)]
        assert entries["11", 1].read().folder.sources == {"corr2d": b"a = 1", "vgg": b"a = 2"}
        assert (entries["12", 2].name, entries["12", 2].late) == ("doejohn", True) and not entries["11", 1].late
        assert entries["12", 2].read().folder.sources == {"corr2d": b"b = 2"}
        assert entries["13", 1].name == "wuwei"
        assert [entries["13", n].read().folder.sources["corr2d"] for n in (1, 2, 3)] == [b"c = 1", b"c = 2", b"c = 9"]
        assert entries["13", 3].read().folder.sources["vgg"] == b"c = 3"
        assert entries["14", 1].refusal


def test_attempts_in_folders(tmp_path: Path) -> None:
    tree(tmp_path, {
        "ada/corr2d.py": b"1", "ada-1/corr2d.py": b"2", "bob.zip": zipped({"corr2d.py": b"1"}),
        "bob (1).zip": zipped({"corr2d.py": b"2"}), "cyd_attempt_1/corr2d.py": b"1", "cyd_attempt_2/corr2d.py": b"2",
        "dan/attempt2/corr2d.py": b"2", "dan/attempt10/corr2d.py": b"10", "lab-2/corr2d.py": b"no attempt"})
    entries = found(tmp_path)
    assert {key: e.read().folder.sources["corr2d"] for key, e in entries.items()} == {
        ("ada", 1): b"1", ("ada", 2): b"2", ("bob", 1): b"1", ("bob", 2): b"2", ("cyd", 1): b"1", ("cyd", 2): b"2",
        ("dan", 1): b"2", ("dan", 2): b"10", ("lab-2", 1): b"no attempt"}


@pytest.mark.parametrize("files", [
    {"kit/exercises/corr2d.py": SOURCE, "kit/solutions/corr2d.py": b"other", "kit/tests/test_corr2d.py": b""},
    {"deep/er/corr2d.py": SOURCE}, {"corr2d (1).py": SOURCE}, {"a\\b\\corr2d.py": SOURCE},
    {"corr2d.py": SOURCE, "old/corr2d.py": b"older"}])
def test_where_the_files_are(tmp_path: Path, files: dict[str, bytes]) -> None:
    tree(tmp_path, {"ada.zip": zipped(files), "bob.zip": zipped(files)})
    assert found(tmp_path)["ada", 1].read().folder.sources == {"corr2d": SOURCE}


def test_a_folder_around_everything(tmp_path: Path) -> None:
    tree(tmp_path, {"CS101/homework/ada/corr2d.py": SOURCE, "CS101/homework/bob/corr2d.py": SOURCE})
    assert list(found(tmp_path)) == [("ada", 1), ("bob", 1)]
    tree(tmp_path / "one", {"ada/work/corr2d.py": SOURCE})
    assert list(found(tmp_path / "one")) == [("ada", 1)]


def test_chinese_names_of_windows_zips(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("placeholder1/corr2d.py")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(info, SOURCE)
    raw = data.getvalue().replace(b"placeholder1", "王小明学号一".encode("gb18030"))
    (tmp_path / "class.zip").write_bytes(raw)
    assert list(found(tmp_path / "class.zip")) == [("王小明学号一", 1)]


@pytest.mark.parametrize("make, message", [
    (lambda p: tree(p, {"corr2d.py": SOURCE, "vgg.py": SOURCE}), "is one submission"),
    (lambda p: p, "is empty"), (lambda p: p / "nowhere", "there is no such"),
    (lambda p: tree(p, {"x.zip": b"nothing"}) / "x.zip", "neither a folder nor a zip"),
    (lambda p: tree(p, {"a.txt": b"", "b.txt": b""}), "holds neither")])
def test_no_class(tmp_path: Path, make: object, message: str) -> None:
    with pytest.raises(NotAClass, match=message):
        layouts.read(make(tmp_path))  # type: ignore[operator]


# Zips that are dangerous ----------------------------------------------------------------------------------------------
def directory(count: int) -> bytes:
    """A zip of many empty files that says so in the ZIP64 record only, which zipfile believes."""
    header = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    size = count * len(header)
    return (header * count + struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, 0)
            + struct.pack("<4sIQI", b"PK\6\7", 0, size, 1) + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 100, 0, 0))


def evil(kind: str) -> bytes:
    info = zipfile.ZipInfo("corr2d.py")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "link":
            info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        elif kind == "device":
            info.create_system, info.external_attr = 3, (stat.S_IFCHR | 0o666) << 16
            archive.writestr(info, "")
        elif kind == "twice":
            archive.writestr("corr2d.py", b"a = 1")
            with pytest.warns(UserWarning):
                archive.writestr("corr2d.py", b"a = 2")
        elif kind == "bomb":
            archive.writestr("corr2d.py", SOURCE)
            archive.writestr("zeros.bin", bytes(40 << 20), zipfile.ZIP_DEFLATED)
        elif kind == "many":
            for number in range(MAX_FILES + 1):
                archive.writestr(f"{number}.txt", b"")
        elif kind in ("absolute", "drive", "out", "out by backslash"):
            name = {"absolute": "/etc/corr2d.py", "drive": "C:/corr2d.py", "out": "../bob/corr2d.py",
                    "out by backslash": "..\\bob\\corr2d.py"}[kind]
            archive.writestr(name, SOURCE)
        else:
            archive.writestr("corr2d.py", SOURCE * 100)
    raw = data.getvalue()
    if kind == "password":
        flagged = bytearray(raw)
        flagged[6] |= 1
        flagged[raw.rindex(b"PK\1\2") + 8] |= 1
        return bytes(flagged)
    if kind == "lies about its size":  # the stream is longer than it says
        place = raw.rindex(b"PK\1\2") + 24
        return raw[:place] + struct.pack("<I", 5) + raw[place + 4:]
    if kind == "huge directory":
        return directory(100_000)
    return raw[:-30] if kind == "cut" else raw


@pytest.mark.parametrize("kind, message", [
    ("link", "a link or a device"), ("device", "a link or a device"), ("twice", "two files of one name: corr2d.py"),
    ("bomb", "zip bomb"), ("many", "more than"), ("absolute", "absolute path"), ("drive", "absolute path"),
    ("out", "leads out of it"), ("out by backslash", "leads out of it"), ("password", "password"),
    ("lies about its size", "damaged"), ("huge directory", "more than"), ("cut", "is not a zip")])
def test_dangerous_zips_are_refused_and_nobody_else(tmp_path: Path, kind: str, message: str) -> None:
    tree(tmp_path, {"ada.zip": evil(kind), "bob/corr2d.py": SOURCE})
    entries = found(tmp_path)
    with pytest.raises(Refused, match=message):
        entries["ada", 1].read()
    assert entries["bob", 1].read().folder.sources == {"corr2d": SOURCE}
    # In the zip of a whole class, too.
    (tmp_path / "class.zip").write_bytes(zipped({"ada/work.zip": evil(kind), "bob/corr2d.py": SOURCE}))
    with layouts.read(tmp_path / "class.zip") as taken:
        entries = {(e.student, e.attempt): e for e in taken.entries}
        with pytest.raises(Refused, match=message):
            entries["ada", 1].read()
        assert entries["bob", 1].read().folder.sources == {"corr2d": SOURCE}


def test_what_is_wrong_in_the_class_zip_is_one_students(tmp_path: Path) -> None:
    files = {"ada/../bob/corr2d.py": b"evil = 1", "bob/corr2d.py": SOURCE, "../out.py": b"", "/abs/corr2d.py": b""}
    (tmp_path / "class.zip").write_bytes(zipped(files))
    with layouts.read(tmp_path / "class.zip") as taken:
        assert [e.student for e in taken.entries] == ["ada", "bob"]
        assert len(taken.strays) == 2 and "out.py" in taken.strays[0] and "/abs" in taken.strays[1]
        with pytest.raises(Refused, match="leads out of it"):
            taken.entries[0].read()
        assert taken.entries[1].read().folder.sources == {"corr2d": SOURCE}


@pytest.mark.parametrize("files, message", [
    ({"a.txt": b""}, "none of the exercises' files"), ({"work.rar": b"Rar!"}, "work.rar cannot be opened"),
    ({"a/corr2d.py": b"1", "b/corr2d.py": b"2"}, "in several folders: a, b"),
    ({"one.zip": zipped({"corr2d.py": b"1"}), "two.zip": zipped({"corr2d.py": b"2"})}, "is there twice")])
def test_refused(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    tree(tmp_path, {f"ada/{path}": content for path, content in files.items()} | {"bob/corr2d.py": SOURCE})
    with pytest.raises(Refused, match=message):
        found(tmp_path)["ada", 1].read()


def test_a_giant_file_is_a_problem_of_its_exercise(tmp_path: Path) -> None:
    limit = manifest.load().limits.source_kb << 10
    tree(tmp_path, {"ada.zip": zipped({"corr2d.py": random.Random(1).randbytes(limit + 1), "vgg.py": SOURCE}),
                    "bob/vgg.py": SOURCE})
    taken = found(tmp_path)["ada", 1].read().folder
    assert "is larger than" in taken.problems["corr2d"] and taken.sources == {"vgg": SOURCE}


# Notebooks ------------------------------------------------------------------------------------------------------------
def test_notebook_holds_the_exercises_whose_functions_it_defines(tmp_path: Path) -> None:
    content = book(
        "%matplotlib inline\n!pip install x\nimport nowhere\nimport math",
        "def corr2d(X, K):\n    return math.sqrt(4)\n\nclass Conv2D:\n    pass\n",
        "%%time\ntext = '''a\nb'''\n%time number = 3\nfiles = !ls\ncorr2d?",
        "%%bash\nrm -rf /", "this is no python", "raise ValueError('a demonstration')",
        "for i in range(3):\n    %time x = i\n\nwhole = number + len(text)", "def pool2d(X:\n    broken")
    tree(tmp_path, {"ada/work.ipynb": content, "bob.ipynb": content, "cyd.zip": zipped({"a/work (1).ipynb": content})})
    entries = found(tmp_path)
    sources = {e.read().folder.sources["corr2d"] for e in entries.values()}
    assert len(entries) == 3 and len(sources) == 1
    assert set(entries["ada", 1].read().folder.sources) == {"corr2d", "pooling"}  # a broken cell is told, not hidden
    assert b"broken" not in entries["ada", 1].read().folder.sources["corr2d"]  # that cell is in nobody else's way
    source = notebooks.sources(content, OWNERS)["corr2d"]
    assert "rm -rf" not in source
    package = Sources({"corr2d": source.encode()})
    module = package.load("corr2d")
    assert (module.text, module.number, module.x, module.whole, module.corr2d(1, 2)) == ("a\nb", 3, 2, 6, 2)
    assert [left.message for left in package.left["corr2d"]] == ["No module named 'nowhere'", "a demonstration"]
    package.close()


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r"])
def test_lines_of_a_notebook_end_where_pythons_do(mark: str) -> None:
    inside = mark.replace("\r", "")
    cell = f"%matplotlib inline\r\ntext = 'a{inside}b'  # {mark}\n1 / 0\n\ndef corr2d(X, K):\n    return X\n"
    sources = Sources({name: text.encode() for name, text in notebooks.sources(book(cell), OWNERS).items()})
    assert sources.load("corr2d").corr2d(1, 2) == 1
    assert [left.kind for left in sources.left["corr2d"]] == ["ZeroDivisionError"]
    sources.close()


def test_a_notebook_of_too_much_code_is_told_so() -> None:
    with pytest.raises(notebooks.BadNotebook, match="source_kb = 1024"):
        notebooks.sources(book("x = 1\n" * 200_000), OWNERS)


def test_a_broken_cell_costs_its_own_exercise_only(tmp_path: Path, box: Sandbox) -> None:
    """What uses its function gets a right one, as from a file that cannot be read."""
    solution = {name: (manifest.ROOT / "solutions" / f"{name}.py").read_text("utf-8").replace("from .", "# from .")
                for name in ("corr2d", "padding_stride", "multi_channel")}
    assert "    return Y\n" in solution["corr2d"] and "# from .corr2d" in solution["multi_channel"]
    tree(tmp_path, {"ada.ipynb": book("from __future__ import annotations", solution["corr2d"].replace(
        "    return Y\n", "    return Y)\n"), solution["padding_stride"], solution["multi_channel"])})
    report = scoring.score(folder.read(tmp_path / "ada.ipynb"), box, 1,
                           [manifest.load().exercise(name) for name in solution])
    assert [each.status for each in report.exercises] == ["error", "passed", "passed"]


def test_half_a_character_in_a_notebook_is_its_own_problem(tmp_path: Path) -> None:
    tree(tmp_path, {"ada/work.ipynb": book("def corr2d(X, K):\n    return '\udc80'")})
    assert b"return '?'" in found(tmp_path)["ada", 1].read().folder.sources["corr2d"]


def test_notebooks_beside_files(tmp_path: Path) -> None:
    mine, other = book("def corr2d(X, K):\n    return 1"), book("def corr2d(X, K):\n    return 2")
    tree(tmp_path, {"ada/work.ipynb": mine, "ada/corr2d.py": SOURCE, "bob/a.ipynb": mine, "bob/b.ipynb": other,
                    "cyd/corr2d.ipynb": mine, "cyd/old.ipynb": other, "dan/x.ipynb": b"{}", "eve/x.ipynb": b"no json",
                    "fay/corr2d.py": SOURCE, "fay/x.ipynb": b"no json"})
    entries = found(tmp_path)
    assert entries["ada", 1].read().folder.sources == {"corr2d": SOURCE}
    assert "both define it" in entries["bob", 1].read().folder.problems["corr2d"]
    assert b"return 1" in entries["cyd", 1].read().folder.sources["corr2d"]
    for student in ("dan", "eve"):
        with pytest.raises(Refused, match="is not a notebook"):
            entries[student, 1].read()
    with layouts.read(tree(tmp_path / "flat", {"jd_12_34_corr2d.py": SOURCE, "jd_12_35_x.ipynb": b"no json"})) as flat:
        each, = flat.entries  # a platform that gives each file by itself
        assert len(each.parts) == 2 and each.read().folder.sources == {"corr2d": SOURCE}
    both = entries["fay", 1].read()  # what can be read counts, as in `score`
    assert both.folder.sources == {"corr2d": SOURCE} and both.remarks == ("x.ipynb is not a notebook that can be read",)


def test_what_is_wrong_with_files_is_said_in_chinese_too(tmp_path: Path) -> None:
    mine, other = book("def corr2d(X, K):\n    return 1"), book("def corr2d(X, K):\n    return 2")
    tree(tmp_path, {"ada/a.ipynb": mine, "ada/b.ipynb": other, "bob/corr2d.py": b"#" * (2 << 20),
                    "eve/x.ipynb": b"no json"})
    entries = found(tmp_path)
    with i18n.spoken("zh"):
        assert [i18n._(entries[who, 1].read().folder.problems["corr2d"]) for who in ("ada", "bob")] == [
            "a.ipynb和b.ipynb都定义了它；请只交其中一个", "corr2d.py超过1024 KB（source_kb = 1024）"]
        with pytest.raises(Refused) as refused:
            entries["eve", 1].read()
        assert i18n._(refused.value.said) == "x.ipynb不是可以读取的笔记本"


def test_the_digest_is_of_what_is_graded(tmp_path: Path) -> None:
    tree(tmp_path, {"ada/corr2d.py": SOURCE, "bob.zip": zipped({"x/corr2d.py": SOURCE, "x/a.txt": b""}),
                    "cyd/corr2d.py": SOURCE + b"\n"})
    ada, bob, cyd = (content_of(found(tmp_path)[name, 1].read().folder) for name in ("ada", "bob", "cyd"))
    assert ada == bob != cyd
