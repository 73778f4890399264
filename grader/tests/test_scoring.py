"""Scores and reports: stubs earn nothing, solutions everything, and both forms of a submission agree."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import ROOT, Exercise
from grader.diagnosis import library
from grader.diagnosis.replay import Replay
from grader.judging import property
from grader.report import record
from grader.sandbox.ends import SandboxError
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.isolated import Isolated
from grader.submission.submission import Submission

KIT = manifest.load()
SCHEMA = json.loads((Path(__file__).parent / "report.schema.json").read_text())


@pytest.fixture(params=KIT.exercises, ids=KIT.names)
def exercise(request: pytest.FixtureRequest) -> Any:
    return request.param


def graded(name: str, exercises: list[Exercise], box: Sandbox) -> record.Report:
    return scoring.score(files.read(ROOT / name), box, KIT.seed, exercises)


def test_points_add_up() -> None:
    assert sum(e.points for e in KIT.exercises) == 90
    assert KIT.training_points == 10


def test_solution_scores_full(exercise: Exercise, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody reads the known mistakes, which takes as long as judging it."""
    monkeypatch.setattr(library, "of", lambda name: pytest.fail("a right answer needs no misconceptions"))
    found = graded("solutions", [exercise], box)
    assert [p.message for p in found.exercises[0].properties if p.status != "passed"] == []
    assert found.score == exercise.points


def test_stub_scores_zero(exercise: Exercise, box: Sandbox) -> None:
    found = graded("exercises", [exercise], box)
    assert {p.status for p in found.exercises[0].properties} == {"todo"}
    assert found.score == 0


WRONG = {  # one wrong answer an exercise, as both forms must report it
    "corr2d": ".sum()", "padding_stride": "i * sh, j * sw", "receptive_field": "jump *= stride",
    "multi_channel": "nd.add_n(*", "conv1x1": "K.reshape((c_o, c_i))", "pooling": "float('-inf')",
    "vgg": "padding=1", "resnet": "nd.relu(Y + X)"}
INSTEAD = {
    "corr2d": ".mean()", "padding_stride": "i, j", "receptive_field": "jump += stride", "multi_channel": "nd.maximum(*",
    "conv1x1": "K.reshape((c_i, c_o)).T", "pooling": "0", "vgg": "padding=0", "resnet": "nd.relu(Y) + X"}


def test_both_forms_agree(exercise: Exercise, box: Sandbox, tmp_path: Path) -> None:
    """The same files in process and isolated: the same statuses, messages and counterexamples."""
    for name in KIT.names:
        source = (ROOT / "solutions" / f"{name}.py").read_text()
        if name == exercise.name:
            assert WRONG[name] in source
            source = source.replace(WRONG[name], INSTEAD[name])
        (tmp_path / f"{name}.py").write_text(source)
    submitted = files.read(tmp_path)
    isolated = scoring.score(submitted, box, 3, [exercise]).exercises[0]
    here = Submission(InProcess(submitted))
    in_process = scoring.judge_exercise(exercise, property.properties_of(exercise), here, 3)
    assert isolated.status in ("failed", "error")

    def seen(result: record.ExerciseResult) -> list[Any]:
        return [(p.name, p.status, p.message, p.trace.replace(str(tmp_path) + "/", ""), p.as_json()["counterexample"])
                for p in result.properties]
    assert seen(isolated) == seen(in_process)


SOLUTIONS = library.solutions()
WRONG_CORR2D = SOLUTIONS["corr2d"].replace(WRONG["corr2d"].encode(), INSTEAD["corr2d"].encode())


def told(folder: Folder, name: str, box: Sandbox) -> list[tuple[str, str]]:
    """What is heard while an exercise is judged: what of which property."""
    heard: list[tuple[str, str]] = []
    listener = scoring.Listener(lambda prop, found: heard.append((found.status, prop.name)),
                                lambda prop, result: heard.append(("judged", prop.name)))
    exercise = KIT.exercise(name)
    transport = Isolated(folder, box)
    try:
        scoring.judge_fairly(exercise, property.properties_of(exercise), Submission(transport), transport, KIT.seed,
                             listener)
    finally:
        transport.close()
    return heard


def test_a_failure_is_heard_of_before_its_example_is_found(box: Sandbox) -> None:
    first = property.properties_of(KIT.exercise("corr2d"))[0].name
    heard = told(Folder("wrong", SOLUTIONS | {"corr2d": WRONG_CORR2D}, {}), "corr2d", box)
    assert heard[:2] == [("failed", first), ("judged", first)]


def test_what_may_be_an_earlier_files_fault_is_no_failure_yet(box: Sandbox) -> None:
    """A file that imports a wrong one is judged again, with a right one in its place."""
    heard = told(Folder("wrong", SOLUTIONS | {"corr2d": WRONG_CORR2D}, {}), "multi_channel", box)
    assert {what for what, _name in heard} == {"judged"}


def test_report_follows_its_schema(box: Sandbox, tmp_path: Path) -> None:
    """A report with a passed, a failed, a raising and a missing exercise."""
    (tmp_path / "receptive_field.py").write_text("def receptive_field(layers):\n    return sum(k for k, s in layers)\n")
    (tmp_path / "conv1x1.py").write_text("def corr2d_multi_in_out_1x1(X, K):\n    return X + undefined\n")
    (tmp_path / "corr2d.py").write_bytes((ROOT / "solutions/corr2d.py").read_bytes())
    found = scoring.score(files.read(tmp_path), box, KIT.seed)
    written = json.loads(json.dumps(found.as_json(), allow_nan=False))
    jsonschema.validate(written, SCHEMA)
    assert {e["name"]: e["status"] for e in written["exercises"] if e["status"] != "missing"} == {
        "corr2d": "passed", "receptive_field": "failed", "conv1x1": "error"}
    failed = next(e for e in written["exercises"] if e["name"] == "receptive_field")["properties"][0]
    assert failed["counterexample"].keys() == {"layers", "expected", "got"}
    assert failed["counterexample"]["expected"] != failed["counterexample"]["got"]
    error = next(e for e in written["exercises"] if e["name"] == "conv1x1")["properties"][0]
    assert "NameError" in error["message"] and "conv1x1.py" in error["message"]
    assert written["score"] == sum(e["score"] for e in written["exercises"])


@pytest.mark.parametrize("fault", [ValueError, MemoryError, RecursionError])
def test_a_fault_of_the_diagnosis_costs_the_name_only(fault: type[Exception], box: Sandbox,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_options: Any) -> Any:
        raise fault
    folder, exercises = Folder("wrong", SOLUTIONS | {"corr2d": WRONG_CORR2D}, {}), [KIT.exercise("corr2d")]
    before = scoring.score(folder, box, KIT.seed, exercises).exercises[0].properties
    monkeypatch.setattr(Replay, "agrees", fails)
    after = scoring.score(folder, box, KIT.seed, exercises).exercises[0].properties
    names = [{p.misconception.name for p in found if p.misconception} - {record.ELSEWHERE} for found in (before, after)]
    assert names[0] and not names[1]
    assert [(p.name, p.status, p.score) for p in after] == [(p.name, p.status, p.score) for p in before]
    monkeypatch.setattr(Replay, "agrees", lambda *_args, **_options: (_ for _ in ()).throw(SandboxError("the machine")))
    with pytest.raises(SandboxError):
        scoring.score(folder, box, KIT.seed, exercises)


GRADE = """
import hashlib, json, sys
from grader import scoring
from grader.course import manifest
from grader.diagnosis import library as misconceptions
with scoring.sandbox() as box:
    for exercise, name in map(str.split, sys.argv[1:]):
        wrong = next(w for w in misconceptions.of(exercise) if w.name == name)
        report = scoring.score(wrong.folder(), box, 1, [manifest.load().exercise(exercise)]).as_json()
        print(name, hashlib.sha256(json.dumps(report, sort_keys=True).encode()).hexdigest())
"""


def test_a_report_depends_on_the_submission_and_the_seed_only() -> None:
    """Not on what the process graded before, nor on the order of sets: a batch that goes on gives the same gradebook.
    Networks by chance (dropout) and with several wrong values at once (statistics) would show it."""
    wrong = ["vgg dropout_after_each_block", "resnet bn_momentum_of_keras"]
    said = [subprocess.run([sys.executable, "-W", "ignore", "-c", GRADE, *order], cwd=manifest.ROOT, text=True,
                           env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, check=True).stdout
            for order, seed in ((wrong, "1"), (wrong[::-1], "3"))]
    assert sorted(said[0].splitlines()) == sorted(said[1].splitlines()) and said[0].count("\n") == 2
