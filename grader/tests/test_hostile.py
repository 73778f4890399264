"""No submission earns what it did not compute, harms the grader, or stops it: each sample of hostile/, one by one.

Each sample stands in a folder of right answers. Its exercise must get 0 points with the right status and message;
another exercise of the same folder, judged after it in the same sandbox, must be scored in full; and the machine must
be as before.
"""
from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import resource
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from hostile import SAMPLES, Sample  # type: ignore[import-not-found]

from grader import scoring
from grader.course import manifest
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.render import message
from grader.report.record import Report
from grader.sandbox.support import unavailable
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.tests.waiting import eventually

LIMITS = {"call_seconds": 30, "import_seconds": 30, "exercise_seconds": 90, "memory_mb": 384, "file_mb": 1,
          "scratch_mb": 8, "output_mb": 4, "array_mb": 4}
IMPATIENT = {"call_seconds": 1.5, "import_seconds": 2, "exercise_seconds": 6}  # with samples that may time out
KIT = manifest.load()


def lowered(*names: str, **others: Any) -> manifest.Manifest:
    """The kit's manifest, with low limits for these exercises and for the sandbox."""
    low = replace(KIT.limits, **LIMITS | others)
    return replace(KIT, limits=low, exercises=tuple(
        replace(e, limits=low) if e.name in names else e for e in KIT.exercises))


SOLUTIONS = manifest.ROOT / "solutions"
MODES = [pytest.param("bubblewrap", marks=pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))),
         "process"]
LOOK_AROUND = b"""
import os

def receptive_field(layers):
    left = [folder + "/" + name for folder in os.environ["CONVKATA_SCRATCH"].split(":") for name in os.listdir(folder)]
    return f"files {left}, cwd {os.listdir('.')}"
"""


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch, first_failure_only: None) -> None:
    monkeypatch.setenv("CONVKATA_TEST_SECRET", "42")


@pytest.fixture(scope="module", params=MODES)
def box(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all samples. When it is closed, nothing of it may be left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("tmp")))
        before = processes()
        with Sandbox(request.param, lowered().limits) as box:
            box.worker().close()
            memory = resident()
            yield box
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)  # what is free, and not given back yet, is not kept
            assert resident() - memory < 400 << 20, "the judge keeps memory"
        assert settled(before) == before
        assert os.listdir(tempfile.gettempdir()) == []


def processes() -> set[int]:
    return {p.pid for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE}


def settled(wanted: set[int]) -> set[int]:
    """The processes of ours, when they are those that are wanted, or after a while."""
    eventually(lambda: processes() == wanted, 500, 0.01)
    return processes()


def resident() -> int:
    return int(psutil.Process().memory_info().rss)


def grade(path: Path, box: Sandbox, *names: str, diagnose: bool = False) -> Report:
    exercises = [manifest.load().exercise(name) for name in names]
    return scoring.score(files.read(path), box, KIT.seed, exercises, diagnose=diagnose)


def submission(tmp_path: Path, *samples: Sample) -> Path:
    path = tmp_path / "student"
    shutil.copytree(SOLUTIONS, path, ignore=shutil.ignore_patterns("__pycache__"))
    for sample in samples:
        sample.put(path)
    return path


def look_around(box: Sandbox) -> str:
    """What the next student finds."""
    worker = box.worker(exec_memory=True)
    try:
        source = np.frombuffer(LOOK_AROUND, np.uint8)
        worker.ask("sources", {"files": {"receptive_field": source}, "asserts": True, "right": {}}, 20, "")
        worker.ask("load", {"exercise": "receptive_field"}, 20, "")
        asked = {"exercise": "receptive_field", "name": "receptive_field", "args": [[]], "kwargs": {}}
        return str(worker.ask("call", asked, 20, "")["ok"][0])
    finally:
        worker.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_hostile(sample: Sample, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    low = lowered(sample.exercise, **(IMPATIENT if "timeout" in sample.statuses else {}) | dict(sample.limits))
    monkeypatch.setattr(manifest, "load", lambda: low)
    if box.isolation == "process" and sample.unsandboxed:
        pytest.skip(f"cannot be stopped without namespaces: {sample.unsandboxed}")
    if box.isolation == "process" and sample.landlock and "Landlock" in box.unlocked:
        pytest.skip(f"cannot be stopped without Landlock: {sample.landlock}")
    other = "receptive_field" if sample.exercise != "receptive_field" else "conv1x1"
    assert box.process
    zygote, before = box.process.pid, processes()
    gc.collect()  # what others left open goes now, and not while we count
    descriptors = len(os.listdir("/proc/self/fd"))

    report = grade(submission(tmp_path, sample), box, sample.exercise, other, diagnose=sample.diagnosed)

    hostile, honest = report.exercises
    assert hostile.status in sample.statuses, [(p.status, p.message[:300]) for p in hostile.properties]
    assert hostile.score == (hostile.max_score if sample.statuses == ("passed",) else sample.points), hostile
    told = "\n".join(p.message for p in hostile.properties if p.status == hostile.status)
    assert any(message in told for message in sample.messages), told[:2000]
    assert honest.status == "passed" and honest.score == honest.max_score, honest
    harmless(report)

    assert box.process.pid == zygote, "the sandbox had to be started anew"
    assert settled(before) == before
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    assert look_around(box) == "files [], cwd []"
    for place in ("/tmp", "/dev/shm", str(Path.home()), str(manifest.ROOT)):
        assert not list(Path(place).glob("convkata-hostile*"))
    for pid in processes():
        assert not [c for c in psutil.Process(pid).net_connections() if c.status == psutil.CONN_LISTEN]


def harmless(report: Report) -> None:
    """What is written and shown can be: UTF-8, of a sensible length, without control characters."""
    written = json.dumps(report.as_json(), ensure_ascii=False).encode()
    assert len(written) < 200_000
    for text in strings(report.as_json()):
        assert all(c == "\n" or c.isprintable() for c in text), repr(text[:500])
        assert not re.search(r"(^|\s)::\w|##\[", text), text  # GitHub's runner takes them for orders
    for _exercise, result in report.properties():
        assert len(message.plain(result)) < 50_000


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_there_are_enough() -> None:
    assert len(SAMPLES) >= 50
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)
    assert {"timeout", "memory", "output", "crashed", "forbidden", "error", "failed", "missing"} <= {
        status for sample in SAMPLES for status in sample.statuses}


def test_the_documentation_lists_what_is_not_stopped_and_the_limits() -> None:
    page = (manifest.ROOT / "docs" / "security.md").read_text("utf-8")
    listed = page.partition("## Without namespaces")[2]
    for sample in SAMPLES:
        assert (f"`{sample.name}`" in listed) == bool(sample.unsandboxed or sample.landlock), sample.name
    for name, value in vars(KIT.limits).items():
        assert f"| `{name}` | {value} |" in page


def test_a_table_of_answers_is_worth_nothing_under_a_seed_that_nobody_knew(box: Sandbox, tmp_path: Path) -> None:
    """Who knows the seed knows the examples: `score` is reproducible, and a batch draws a seed of its own."""
    exercise, table = KIT.exercise("receptive_field"), {}
    path = tmp_path / "student"
    path.mkdir()
    source = path / "receptive_field.py"
    answers: dict[str, Any] = {}
    exec(exercise.solution.read_bytes(), answers)
    for prop in properties_of(exercise):
        for _strategy, case in draw(prop, KIT.seed):
            for value in case.values():
                if isinstance(value, list) and all(isinstance(layer, (list, tuple)) for layer in value):
                    for end in range(len(value) + 1):  # laws ask about parts of it as well
                        for part in (value[:end], value[end:]):
                            table[str(part)] = answers["receptive_field"](part)
    source.write_text(f"TABLE = {table}\n\n\ndef receptive_field(layers):\n    return TABLE.get(str(layers), 7)\n")
    known, unknown = (scoring.score(files.read(path), box, seed, [exercise], diagnose=False).score
                      for seed in (KIT.seed, KIT.seed + 1))
    assert known >= 4 > unknown


SEVEN = {"exit_at_import": "corr2d", "endless_loop_at_import": "padding_stride", "builtin_scipy": "multi_channel",
         "stderr_flood_at_import": "conv1x1", "builtin_pooling": "pooling", "memory_at_import": "vgg",
         "fork_bomb_at_import": "resnet"}


def test_seven_hostile_files_and_one_right(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder gets exactly the points of the right one."""
    low = lowered(*(name for name in KIT.names if name != "receptive_field"), import_seconds=3)
    monkeypatch.setattr(manifest, "load", lambda: low)
    path = submission(tmp_path)
    samples = {sample.name: sample for sample in SAMPLES}
    for name, exercise in SEVEN.items():
        sample = samples[name]
        source = path / f"{sample.exercise}.py"
        kept = source.read_bytes()
        sample.put(path)
        hostile = source.read_bytes()
        source.write_bytes(kept)
        (path / f"{exercise}.py").write_bytes(hostile)
    report = grade(path, box, *KIT.names)
    scores = {e.name: e.score for e in report.exercises}
    assert scores == {name: 5 if name == "receptive_field" else 0 for name in KIT.names}
    assert len({e.status for e in report.exercises}) >= 5


def test_the_judges_own_limits_are_as_before() -> None:
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
