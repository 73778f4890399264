"""Whatever is handed in costs its own row only: reading is bounded in time and memory, and may die."""
from __future__ import annotations

import io
import os
import signal
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.batch.intake import layouts
from grader.batch.intake.attempt import Entry
from grader.batch.intake.items import Refused
from grader.batch.intake.reading import Reader
from grader.course import manifest
from grader.tests.batch.test_intake import SOURCE, book, tree, zipped


def read(path: Path, **limits: Any) -> tuple[Reader, dict[str, Entry]]:
    entries = layouts.read(path).entries
    return Reader(entries, **limits), {entry.student: entry for entry in entries}


def damaged(method: int) -> bytes:
    """A zip whose member cannot be unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("corr2d.py", SOURCE * 50)
    data = bytearray(file.getvalue())
    start = 30 + len("corr2d.py")
    data[start + 9:start + 40] = bytes(31)
    return bytes(data)


def test_a_damaged_file_is_its_students_row(tmp_path: Path) -> None:
    methods = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2,
               "lzma": zipfile.ZIP_LZMA}
    tree(tmp_path, {f"{name}.zip": damaged(method) for name, method in methods.items()} | {"zoe/corr2d.py": SOURCE})
    reader, entries = read(tmp_path)
    with reader:
        for name in methods:
            with pytest.raises(Refused):
                reader.read(entries[name])
        assert reader.read(entries["zoe"]).folder.sources == {"corr2d": SOURCE}


def test_what_takes_too_much_memory_or_time_is_refused_and_reading_goes_on(tmp_path: Path,
                                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    nested = b'{"cells": [' + b"[],[[],[]]," * 2_500_000 + b"[]]}"
    tree(tmp_path, {"ada/work.ipynb": nested, "bob/corr2d.py": SOURCE, "cyd/corr2d.py": SOURCE})
    reader, entries = read(tmp_path, memory_mb=256, seconds=30)
    with reader:
        with pytest.raises(Refused, match=r"256 MB|Memory"):
            reader.read(entries["ada"])
        assert reader.read(entries["bob"]).folder.sources == {"corr2d": SOURCE}
        os.kill(reader.pid, signal.SIGKILL)
        with pytest.raises(Refused):
            reader.read(entries["bob"])
        assert reader.read(entries["bob"]).folder.sources == {"corr2d": SOURCE}
    reader.seconds = 0.2
    monkeypatch.setattr(Entry, "read", lambda entry: time.sleep(600))  # inherited by the process
    with reader, pytest.raises(Refused, match=r"0\.2 s"):
        reader.read(entries["cyd"])


# Fuzzing ------------------------------------------------------------------------------------------------------------
MEMBERS = st.dictionaries(st.sampled_from(["corr2d.py", "a/vgg.py", "work.ipynb", "\u2028.py", "x/../corr2d.py"]),
                          st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), max_size=4)
CELLS = st.lists(st.text(st.characters(codec=None), max_size=120).map(
    lambda text: f"{text}\ndef corr2d(X, K):\n  {text}"))


def flipped(data: bytes, where: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for place, value in where:
        if changed:
            changed[int(place * (len(changed) - 1))] = value
    return bytes(changed)


FLIPS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8)
FILES = st.one_of(
    st.tuples(st.just("ada.zip"), st.builds(flipped, MEMBERS.map(zipped), FLIPS)),
    st.tuples(st.just("ada.zip"), st.builds(flipped, st.sampled_from([8, 12, 14]).map(damaged), FLIPS)),
    st.tuples(st.just("ada/work.ipynb"), st.builds(flipped, CELLS.map(lambda cells: book(*cells)), FLIPS)),
    st.tuples(st.just("ada/corr2d.py"), st.binary(max_size=300)),
    st.tuples(st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=20)
              .filter(lambda name: name not in (".", "..")).map(lambda name: f"ada/{name}.py"), st.binary(max_size=50)))


def check_intake(folder: Path, name: str, content: bytes) -> None:
    """Whatever lies there, it is read as files or refused in a line, and a neighbour is read."""
    tree(folder, {name: content, "zoe/corr2d.py": SOURCE})
    entries = layouts.read(folder).entries
    with Reader(entries, seconds=30, memory_mb=1024) as reader:
        for entry in entries:
            try:
                loaded = reader.read(entry).folder
                assert all(isinstance(source, bytes) for source in loaded.sources.values())
            except Refused as refused:
                assert str(refused) and entry.student != "zoe"
                assert "cannot be read" not in str(refused) or "Error" in str(refused)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(FILES)
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]) -> None:
    check_intake(tmp_path_factory.mktemp("class"), *file)


def test_source_kb_is_the_limit_of_a_notebooks_code(tmp_path: Path) -> None:
    limit = manifest.load().limits.source_kb << 10
    tree(tmp_path, {"ada/work.ipynb": book("def corr2d(X, K):\n    return X\n" + "x = 1\n" * (limit // 6))})
    reader, entries = read(tmp_path)
    with reader, pytest.raises(Refused, match="source_kb"):
        reader.read(entries["ada"])
