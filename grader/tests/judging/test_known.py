"""What is known before anybody hands in: kept for the next command, never wrong, never in the way."""
from __future__ import annotations

import concurrent.futures as futures
import dataclasses
import functools
import json
import multiprocessing
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.course import manifest
from grader.diagnosis import library
from grader.judging import kept, known
from grader.judging.comparing import Expected
from grader.judging.finding import freeze
from grader.judging.property import properties_of
from grader.submission.submission import Run

SEED = manifest.load().seed
PROPERTY = properties_of(manifest.load().exercise("corr2d"))[0]

numbers = st.sampled_from([np.float32, np.float64, np.int8, np.int64, bool]).flatmap(
    lambda dtype: arrays(dtype, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | numbers,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
    | st.builds(Run, inner, inner, st.dictionaries(st.text(), inner)) | st.builds(Expected, numbers, numbers),
    max_leaves=8)


def told(value: Any) -> Any:
    """A value as something that can be compared."""
    if dataclasses.is_dataclass(value):
        return type(value).__name__, told(vars(value))
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [told(item) for item in value]
    return {name: told(item) for name, item in value.items()} if isinstance(value, dict) else freeze(value)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(values, max_size=4))
def test_what_is_kept_is_what_was_given(given_values: list[Any]) -> None:
    stored = kept.Stored(known.PLACE)
    for number, value in enumerate(given_values):
        stored.add(str(number), value)
    path = known.PLACE.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stored.written())
    again = known.PLACE.read()
    assert [told(again.answer(str(number))) for number in range(len(given_values))] == list(
        map(told, given_values))


def test_the_next_process_knows() -> None:
    asked = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number
    for _process in range(2):
        process = known.Known()
        with process.kept(PROPERTY, SEED):
            for number in (1, 2):
                assert process.answer(("double", number, np.ones(2)), functools.partial(double, number)) == 2 * number
        process.keep()
    assert asked == [1, 2]


@pytest.mark.parametrize("damaged", [
    lambda data: data[:-1], lambda data: data[1:], lambda data: b"", lambda data: data.replace(b"[1.0", b"[2.0"),
    lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], lambda data: b"\xff" * 100])
def test_a_damaged_file_is_made_again(damaged: Any) -> None:
    for _turn in range(2):
        process = known.Known()
        with process.kept(PROPERTY, SEED):
            assert process.answer("question", lambda: [1.0, 2.0, *range(200)])[:2] == [1.0, 2.0]
        process.keep()
        known.PLACE.path().write_bytes(damaged(known.PLACE.path().read_bytes()))


def test_where_nothing_can_be_written_it_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    process = known.Known()
    with process.kept(PROPERTY, SEED):
        assert process.answer("question", lambda: 1) == 1
    process.keep()


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    process = known.Known()
    with process.kept(PROPERTY, SEED):
        assert process.answer("question", lambda: 1) == 1
    process.keep()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("prop", "seed"), [
    (PROPERTY, SEED + 1), (dataclasses.replace(PROPERTY, path=Path("/hidden/test_corr2d.py")), SEED)])
def test_other_seeds_and_a_teachers_own_properties_are_not_kept(prop: Any, seed: int, tmp_path: Path) -> None:
    process = known.Known()
    with process.kept(prop, seed):
        process.answer("question", lambda: 1)
    assert not process.fresh.index


def network(body: str, path: Path) -> Any:
    space: dict[str, Any] = {}
    exec(compile(f"def network(x):\n    return {body}\n", str(path), "exec"), space)
    return space["network"]


def test_a_teachers_own_function_is_not_the_kits(tmp_path: Path) -> None:
    kits, own = network("x", manifest.ROOT / "tests" / "test_vgg.py"), network("2 * x", tmp_path / "test_vgg.py")
    assert known.oracle(kits)(3) == 3 and known.oracle(own)(3) == 6
    assert known.plain(functools.partial(kits, 1)) != known.plain(functools.partial(own, 1))
    assert known.plain(functools.partial(kits, 1)) != known.plain(functools.partial(kits, 2))


def test_an_oracle_depends_on_its_arguments_alone() -> None:
    given = 3
    with pytest.raises(TypeError, match="pass them as arguments"):
        known.oracle(lambda: given)()


def test_what_changes_answers_changes_the_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = known.PLACE.path()
    for name in ("tests/oracles.py", "grader/judging/examples.py"):
        copy = tmp_path / "kit" / name
        copy.parent.mkdir(parents=True)
        copy.write_bytes((manifest.ROOT / name).read_bytes())
    monkeypatch.setattr(manifest, "ROOT", tmp_path / "kit")
    other = known.PLACE.path()
    with (tmp_path / "kit" / "tests" / "oracles.py").open("a") as file:
        file.write("\n")
    assert len({before, other, known.PLACE.path()}) == 3


def test_all_that_an_oracle_runs_is_in_the_digest() -> None:
    code = ("import sys; sys.path.insert(0, 'tests')\n"
            "import functools, networks, numpy as np, test_vgg\n"
            "block = functools.partial(test_vgg.block, num_convs=1, num_channels=2)\n"
            "networks.reference(block, np.ones((1, 2, 4, 4), np.float32), (), 1, 'ints', (False,), True, {})\n"
            "print(*(module.__file__ for name, module in sys.modules.items() if name.startswith('grader.')))")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=manifest.ROOT, capture_output=True,
                          text=True, check=True)
    ran = {Path(file).relative_to(manifest.ROOT).as_posix() for file in done.stdout.split()}
    assert "grader/worker/gluon.py" in ran and "grader/sandbox/environment.py" in ran
    inside = {path.relative_to(manifest.ROOT).as_posix() for pattern in known.PLACE.sources
              for path in manifest.ROOT.glob(pattern)}
    words = re.compile("grader/(language|course|report)/.*|grader/(errors|files).py")  # they compute nothing
    assert {file for file in ran - inside if not words.fullmatch(file)} == set()


def test_old_files_go(tmp_path: Path) -> None:
    folder = tmp_path / "convkata"
    folder.mkdir()
    for number in range(9):
        (folder / f"known-{number}").write_text("")
    process = known.Known()
    process.fresh.add("key", 1)
    process.keep()
    assert len(list(folder.iterdir())) == kept.FILES and known.PLACE.path().exists()


def scored_twice(folder: Path, before: str, said: str, *words: str) -> tuple[list[str], list[Any]]:
    """What `score` says at its end, and its report, in one process and in the next."""
    code = ("import atexit, sys\nfrom grader.cli import main\n" + before + f"atexit.register(lambda: print({said}))\n"
            "main(['score', *sys.argv[2:], '--no-train', '--json', sys.argv[1]])")
    ends, reports = [], []
    for turn in range(2):
        path = folder / f"{turn}.json"
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(path), *words], cwd=manifest.ROOT,
                              capture_output=True, text=True, check=True)
        ends.append(done.stdout.split()[-1])
        reports.append(json.loads(path.read_text()))
    return ends, reports


def test_a_right_answer_needs_no_mxnet_the_second_time(own_folder: Path) -> None:
    """And the report is the same, to the byte."""
    imported, reports = scored_twice(own_folder, "", "'mxnet' in sys.modules", "solutions", "--exercise",
                                     "multi_channel", "--exercise", "vgg")
    assert imported == ["True", "False"]
    assert reports[0] == reports[1]


def test_a_wrong_answer_has_no_mistake_tried_the_second_time(own_folder: Path) -> None:
    """What a known mistake answers is kept, too; the report is the same."""
    counted = ("from grader.diagnosis.replay import Replay\nreally, asked = Replay.ask, []\n"
               "Replay.ask = lambda self, ask, turn: asked.append(ask) or really(self, ask, turn)\n")
    wrong = library.of("receptive_field")[0].folder().sources["receptive_field"]
    (own_folder / "receptive_field.py").write_bytes(wrong)
    asked, reports = scored_twice(own_folder, counted, "len(asked)", str(own_folder), "--exercise", "receptive_field")
    assert int(asked[0]) > 0 == int(asked[1])
    assert reports[0] == reports[1] and any(p["misconception"] for p in reports[0]["exercises"][0]["properties"])


def answer_once() -> None:
    known.Known(keeping=True).answer("question", lambda: 1)


def test_a_worker_of_a_batch_keeps_what_it_computed() -> None:
    with futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(answer_once).result()
    assert list(known.PLACE.read().index)


def test_what_is_large_is_not_kept_and_not_too_much() -> None:
    place = dataclasses.replace(known.PLACE, numbers=4, most=3)
    process = known.Known(place, keeping=True)
    for size in (4, 5):
        assert process.answer(("ones", size), functools.partial(np.ones, size)).size == size
    assert len(process.fresh.index) == 1 and len(process.fresh.data) == 4 * 8
    for number in range(9):
        process.answer(number, functools.partial(int, number))
    process.keep()
    assert len(before := place.read().index) == 3
    process.answer("one more", lambda: 1)
    process.keep()
    assert len(after := place.read().index) == 1 and not before.keys() & after.keys()
