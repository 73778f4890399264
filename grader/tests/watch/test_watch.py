"""`watch`: what depends on a saved file, what is remembered, plain lines, and a whole session in a real terminal."""
from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from benchmarks.quality import screen as screen_quality
from grader.commands import help
from grader.course import manifest, stubs
from grader.course.outline import stated
from grader.diagnosis import library
from grader.judging import property
from grader.language import i18n
from grader.language.wrapping import wrapped
from grader.render.braille import curve, with_axes
from grader.report.training import Digit, FeatureMaps, Layer, NetworkResult, TrainingResult
from grader.report.training import Losses as Loss
from grader.sandbox.zygote import Sandbox
from grader.tests.results import result
from grader.tests.waiting import eventually
from grader.watch import dependencies, engine, state, tty
from grader.watch.engine import Done, Fails, Idle, Judged, Started
from grader.watch.keys import Key
from grader.watch.model import Model
from grader.watch.plain import Plain
from grader.watch.screen import SPINNER, frame
from grader.watch.session import Saved, Session, Tick
from grader.watch.training import Losses, Trained

ROOT = manifest.ROOT
NAMES = manifest.load().names
SOLVED = {name: (ROOT / "solutions" / f"{name}.py").read_bytes() for name in NAMES}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.set_language("en")
    yield
    i18n.set_language("en")


def fill(path: Path, solved: int) -> Path:
    """A folder with the first exercises solved and the others as they were handed out."""
    path.mkdir(exist_ok=True)
    for number, name in enumerate(NAMES):
        (path / f"{name}.py").write_bytes(SOLVED[name] if number < solved else stubs.content(name))
    return path


# What depends on what -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("source", "found"), [
    (b"from .corr2d import corr2d", {"corr2d"}),
    (b"from .corr2d import *", {"corr2d"}),
    (b"from . import corr2d as c", {"corr2d"}),
    (b"import corr2d", {"corr2d"}),
    (b"from corr2d import corr2d", {"corr2d"}),
    (b"def f():\n    from .pooling import pool2d\n", {"pooling"}),
    (b"try:\n from .corr2d import corr2d\nexcept ImportError:\n from .pooling import pool2d", {"corr2d", "pooling"}),
    (b"from mxnet import nd", set()),
    (b"# from .corr2d import corr2d", set()),
    (b"import importlib; importlib.import_module('.cor' + 'r2d', __package__)", {"corr2d", "pooling"}),
    (b"import d2lzh as d2l\nd2l.corr2d", {"corr2d", "pooling"}),
    (b"def broken(:", set()),
    (b"\x00", set()),
    (b"(" * 5000, set()),
    ("# coding: gbk\n# 互相关\nfrom .corr2d import corr2d".encode("gbk"), {"corr2d"}),
])
def test_imports(source: bytes, found: set[str]) -> None:
    assert dependencies.imports(source, {"corr2d", "pooling"}) == found


def test_affected_follows_chains_and_circles_and_versions() -> None:
    now = {"a": b"", "b": b"from .a import x", "c": b"from .b import x", "d": b"", "e": b"from .f import x",
           "f": b"from .e import x"}
    assert dependencies.affected({"a"}, now) == {"a", "b", "c"}
    assert dependencies.affected({"d"}, now) == {"d"}
    assert dependencies.affected({"e"}, now) == {"e", "f"}
    # b has just stopped importing a
    assert dependencies.affected({"a", "b"}, now, now | {"b": b""}) == {"a", "b", "c"}


class Silent:
    keys = True

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def told(self, model: Model, event: Any) -> None:
        self.heard.append(event)

    def draw(self, model: Model) -> None:
        pass


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Session, list[list[str]]]:
    """A session whose judge only notes what it is asked."""
    session = Session(fill(tmp_path / "work", 8), Silent())
    orders: list[list[str]] = []

    def judge(folder: Any, names: list[str], seed: int) -> int:
        orders.append(list(names))
        return len(orders)

    monkeypatch.setattr(session.engine, "judge", judge)
    return session, orders


def answer(session: Session, name: str, status: str = "passed") -> None:
    """As the judge would, for one exercise of the current job."""
    session._hear(Started(session.job, name))
    for prop in property.properties_of(manifest.load().exercise(name)):
        session._hear(Judged(session.job, name, result(status, message=f"wrong: {prop.name}", name=prop.name)))
    session._hear(Done(session.job, name))


def test_a_save_reruns_only_what_depends_on_it(asked: tuple[Session, list[list[str]]]) -> None:
    session, orders = asked
    for saved, expected in (("padding_stride", ["padding_stride"]), ("resnet", ["resnet"])):
        orders.clear()
        with (session.path / f"{saved}.py").open("a") as file:
            file.write("\n# changed\n")
        session._hear(Saved())
        assert orders == [expected]
        for name in expected:
            answer(session, name)
    orders.clear()
    with (session.path / "corr2d.py").open("a") as file:
        file.write("\n# changed\n")
    session._hear(Saved())
    assert orders[0][0] == "corr2d" and set(orders[0]) >= {"corr2d", "multi_channel"}
    assert not {"vgg", "resnet", "receptive_field"} & set(orders[0])


def test_a_save_without_a_change_reruns_nothing(asked: tuple[Session, list[list[str]]]) -> None:
    session, orders = asked
    os.utime(session.path / "corr2d.py")
    session._hear(Saved())
    assert orders == []


def test_what_was_left_undone_by_a_save_is_done_later(asked: tuple[Session, list[list[str]]]) -> None:
    session, orders = asked
    session.judge(list(NAMES))
    answer(session, "corr2d")
    (session.path / "vgg.py").write_bytes(b"")
    session._hear(Saved())
    assert orders[-1][0] == "vgg" and set(orders[-1]) == set(NAMES) - {"corr2d"}


def test_results_of_a_job_given_up_are_not_taken(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    session.judge(["corr2d"])
    session._hear(Started(session.job - 1, "corr2d"))
    assert session.model.busy is None and session.model.statuses == {}


def test_next_asks_before_moving_on(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    answer(session, "corr2d", "failed")
    session._hear(Key("n"))
    assert session.model.asked and session.model.state.current == "corr2d"
    session._hear(Key("h"))  # another key takes the question back
    session._hear(Key("n"))
    assert session.model.state.current == "corr2d"
    session._hear(Key("n"))
    assert session.model.state.current == "padding_stride"


def test_a_digit_goes_to_an_exercise_of_the_list_only(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    for key, current, showing in (("3", NAMES[0], "exercise"), ("l", NAMES[0], "list"), ("3", NAMES[2], "exercise"),
                                  ("l", NAMES[2], "list"), ("²", NAMES[2], "exercise"), ("l", NAMES[2], "list"),
                                  ("9", NAMES[2], "exercise")):
        session._hear(Key(key))
        assert (session.model.state.current, session.model.showing) == (current, showing)


def test_a_forbidden_answer_costs_the_exercise(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    answer(session, "corr2d")
    assert session.model.points("corr2d") == 15 and session.model.solved("corr2d")
    props = stated(manifest.load().exercise("corr2d").tests)
    session.model.statuses["corr2d"][props[-1].name] = "forbidden"
    assert session.model.points("corr2d") == 0 and session.model.status("corr2d") == "forbidden"


# What is remembered -------------------------------------------------------------------------------------------------
def test_state_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path / "work", 8)
    first = Session(path, Silent())
    monkeypatch.setattr(first.engine, "judge", lambda *_args: 1)
    first.judge(["corr2d", "vgg"])
    answer(first, "corr2d")
    answer(first, "vgg", "failed")
    first._hear(Idle(1))
    first.controls.go("vgg")
    first._hear(Key("h"))
    (path / "pooling.py").write_bytes(b"")
    again = Session(path, Silent())
    assert again.model.state.current == "vgg" and again.model.state.hints == {"vgg": 1}
    assert again.model.solved("corr2d") and again.model.status("vgg") == "failed"
    (path / "corr2d.py").write_bytes(b"")
    assert Session(path, Silent()).model.status("corr2d") == "unknown"


GOOD: dict[str, object] = {"version": 1, "current": "vgg", "hints": {"vgg": 2}, "verdicts": {}, "trained": None}


SPOILED: list[dict[str, object]] = [
    {"hints": []}, {"hints": {"vgg": "x"}}, {"verdicts": {"vgg": 1}}, {"trained": "yes"}, {"hints": None},
    {"verdicts": {"vgg": {"digest": "", "properties": 3}}}, {"trained": {"digest": "", "report": [1]}},
    {"trained": {"digest": "", "report": {"status": "passed", "score": 10}}}]
DAMAGED: list[dict[str, object]] = [  # reports of the training check
    {"score": "10"}, {"networks": 5}, {"networks": [{"name": "vgg"}]},
    {"networks": [NetworkResult("vgg", "passed").as_json() | {"losses": {"values": ["much"]}}]}]
SPOILED += [{"trained": {"digest": "", "report": TrainingResult("passed", score=10).as_json() | damaged}}
            for damaged in DAMAGED]


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"version": 2}', b" " * (state.LARGEST + 1),
    *[json.dumps({**GOOD, **spoiled}).encode() for spoiled in SPOILED]])
def test_a_state_that_makes_no_sense_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / state.NAME).write_bytes(content)
    kept = state.load(tmp_path)
    assert kept.current == "corr2d" and kept.hints == {} and kept.verdicts == {}
    assert state.NAME in kept.problem and "\n" not in kept.problem
    kept.save()
    assert state.load(tmp_path).problem == ""


def test_a_state_of_unknown_exercises_and_statuses_is_harmless(tmp_path: Path) -> None:
    path = fill(tmp_path / "work", 8)
    (path / state.NAME).write_text(json.dumps(GOOD | {
        "current": "gone", "hints": {"gone": 1, "vgg": 99},
        "verdicts": {"gone": {"digest": "", "properties": {}},
                     "vgg": {"digest": "", "properties": {"x": "splendid"}}}}))
    session = Session(path, Silent())
    assert session.model.state.current == "corr2d" and session.model.statuses == {}
    session.controls.go("vgg")
    session._hear(Key("h"))
    assert frame(session.model, 80, 24)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    kept = state.State(tmp_path / "gone" / state.NAME, "corr2d")
    kept.save()
    assert "progress is not kept" in kept.problem


# The screen ---------------------------------------------------------------------------------------------------------
def plain_cells(line: str) -> int:
    return cell_len(re.sub(r"\x1b\[[0-9;]*m", "", line))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "height"), [(60, 24), (80, 24), (40, 12), (200, 60)])
@pytest.mark.parametrize("showing", ["exercise", "list", "finish"])
def test_the_screen_fits(tmp_path: Path, language: str, width: int, height: int, showing: Any,
                         monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.set_language(language)
    session = Session(fill(tmp_path / "work", 8), Silent())
    monkeypatch.setattr(session.engine, "judge", lambda *_args: 1)
    session.judge(["corr2d"])
    answer(session, "corr2d", "failed")
    model = session.model
    first = next(iter(model.found.values())).name
    model.found["corr2d", first] = result("error", message="long " * 200, trace="line\n" * 90, name=first)
    model.showing, model.hint, model.note, model.asked = showing, 1, "a note " * 20, True
    model.trained = TrainingResult("passed", "cpu", score=10, max_score=10, networks=[
        NetworkResult("vgg", "passed", accuracy=0.95, threshold=0.85, losses=Loss(1, [2.3, None, 0.1]))])
    lines = frame(model, width, height)
    assert len(lines) <= height
    assert max(map(plain_cells, lines)) <= width


def test_no_color_means_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    session = Session(fill(tmp_path / "work", 0), Silent())
    assert not any(code in line for line in frame(session.model, 80, 24) for code in ("\x1b[3", "\x1b[1;3", "\x1b[4"))
    monkeypatch.delenv("NO_COLOR")
    session.model.note = "a note"
    assert any("\x1b[33m" in line for line in frame(session.model, 80, 24))


@pytest.mark.parametrize("width", [12, 30, 59])
@pytest.mark.parametrize("text", [
    "先想输出的大小：输入有5行、卷积核有2行时，窗口可以从几个位置开始？先数一数，再用h和kh写出来。",
    "In how many places can a kernel of 2 rows start in an input of 5 rows? " * 3,
    "x" * 200 + " 互相关" * 20, ""])
def test_wrapping_keeps_every_word_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line.startswith(("，", "。", "、", "？")) for line in lines)


def test_the_curve_falls_from_left_to_right() -> None:
    lines = curve([4.0, 3.0, 2.0, 1.0, 0.0], 10, 4)
    assert [len(line) for line in lines] == [10] * 4
    first = [min(i for i, c in enumerate(line) if c != "\u2800") for line in lines]
    assert first == sorted(first) and lines[0][-1] == "\u2800" and lines[-1][0] == "\u2800"
    assert curve([], 10, 4) == [] and len(curve([1.0], 3, 1)) == 1


def test_the_curve_grows_with_the_training() -> None:
    ends = [max(len(line.rstrip("\u2800")) for line in with_axes([2.0, 1.0], 20, 40, 6, done)[:4])
            for done in (0.1, 0.5, 1.0)]
    assert [end - ends[0] for end in ends] == [0, 16, 36]


def test_the_losses_are_seen_while_the_networks_learn(tmp_path: Path) -> None:
    session = Session(fill(tmp_path / "work", 8), Silent())
    session.model.showing, session.model.training = "finish", True
    for values in ((2.5, 2.0), (1.5, 1.25)):
        session._hear(Losses("vgg", values, 8))
    drawn = "".join(frame(session.model, 80, 24))
    assert "vgg: loss 1.25" in drawn and "2.50 ┤" in drawn and "8 batches" in drawn


def test_m_draws_the_feature_maps_beside_the_files(tmp_path: Path) -> None:
    session = Session(fill(tmp_path / "work", 8), Silent())
    pixels = base64.b64encode(bytes(4)).decode()
    network = NetworkResult("vgg", "passed", maps=FeatureMaps(
        [Digit(pixels, [2, 2], 3, 3)], [Layer("relu", [1, 2, 2], [pixels])], []))
    session.model.showing = "finish"
    found = TrainingResult("passed", networks=[network])
    session._hear(Trained(found))
    assert state.recall_training(session.folder, state.load(session.path)) == found
    assert "feature maps" in frame(session.model, 80, 24)[-1]
    session._hear(Key("m"))
    assert (session.path / "feature-maps.png").read_bytes().startswith(b"\x89PNG")
    assert "feature-maps.png" in "".join(frame(session.model, 200, 24))


def test_the_training_check_is_told_whatever_came(tmp_path: Path) -> None:
    session = Session(fill(tmp_path / "work", 8), Silent())
    session.model.showing = "finish"
    session._hear(Trained(None, "no luck"))
    assert "no luck" in "".join(frame(session.model, 80, 24))


LONG = "outputs_concatenated"  # expected and got have other shapes: three maps beside one


@pytest.mark.parametrize("wrong", [w for name in NAMES for i, w in enumerate(library.of(name))
                                   if i == 3 or w.name == LONG],
                         ids=lambda w: f"{w.exercise}-{w.name}")
def test_the_counterexample_is_seen_without_scrolling(wrong: library.Wrong) -> None:
    """One misconception of each exercise and one that did not fit; `python -m benchmarks.quality.screen` takes all."""
    judged = screen_quality.results(wrong, manifest.load().seed)
    assert any(found.status != "passed" for found in judged)
    for language in ("en", "zh"):
        i18n.set_language(language)
        assert list(screen_quality.unseen(wrong.exercise, judged)) == []


def test_the_keys_stand_at_the_bottom_and_any_failure_can_be_chosen(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    answer(session, "corr2d", "failed")
    model, props = session.model, stated(manifest.load().exercise("corr2d").tests)
    for key, at in (("right", 1), ("right", 2), ("left", 1), ("left", 0), ("left", len(props) - 1), ("right", 0)):
        session._hear(Key(key))
        found = model.failing("corr2d")
        assert found is not None and found.name == props[at].name
        lines = frame(model, 200, 50)
        assert len(lines) == 50 and "quit" in lines[-1] and max(map(plain_cells, lines)) <= 80
        assert sum("›" in line for line in lines) == 1


def test_scrolling_by_lines_and_pages_and_to_both_ends(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    answer(session, "corr2d", "failed")
    model, first = session.model, stated(manifest.load().exercise("corr2d").tests)[0].name
    model.found["corr2d", first] = result("error", message="\n".join(map(str, range(50))), name=first)
    frame(model, 80, 24)
    for key, at in (("down", 1), ("pagedown", model.page), ("up", model.page - 1), ("pageup", 0), ("G", None), ("g", 0),
                    ("end", None), ("home", 0)):
        session._hear(Key(key))
        lines = frame(model, 80, 24)
        end = any("the end" in line for line in lines)
        assert end if at is None else model.scroll == at and not end


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_every_key_is_on_the_screen_whole_at_any_width(asked: tuple[Session, list[list[str]]], width: int,
                                                       language: str) -> None:
    session, _orders = asked
    i18n.set_language(language)
    session.judge(["corr2d"])
    answer(session, "corr2d", "failed")
    lines = frame(session.model, width, 24)
    keys = "\n".join(lines[next(n for n in range(23, 0, -1) if "───" in lines[n]) + 1:])
    shown = re.findall("\x1b\\[1;7m(.+?)\x1b\\[0m ([^\x1b\n]+)", keys)
    assert [key for key, _what in shown][:3] == ["h", "n", "←→"] and "q" in dict(shown)
    assert max(map(plain_cells, lines)) <= width and len(lines) == 24


def test_what_takes_long_moves_and_says_for_how_long(asked: tuple[Session, list[list[str]]]) -> None:
    session, _orders = asked
    session.judge(["corr2d"])
    frames = []
    for ready, seconds in ((False, 0), (False, 3), (True, 0), (True, 4)):
        session.model.ready, session.model.seconds = ready, seconds
        frames.append("\n".join(frame(session.model, 80, 24)))
        session.model.turn += 1
    assert len({next(c for c in text if c in SPINNER) for text in frames}) == 4
    assert "starting MXNet …" in frames[0] and "starting MXNet … 3 s" in frames[1]
    assert "being judged …" in frames[2] and "being judged … 4 s (one call may take 10 s)" in frames[3]
    session.since -= 7  # as if it had taken so long
    session._hear(Tick())
    assert session.model.seconds >= 7
    session._hear(Started(session.job, "corr2d"))
    assert session.model.seconds == 0
    session._hear(Fails(session.job, "corr2d", property.properties_of(manifest.load().exercise("corr2d"))[0].name,
                        "failed"))
    screen = "\n".join(frame(session.model, 80, 24))
    assert "✗" in screen and "it is wrong; the example that tells you most is looked for …" in screen


def test_it_is_ready_when_the_sandbox_is(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[Sandbox] = []
    ready: list[bool] = []

    class Noted(Sandbox):
        def __init__(self, *how: Any) -> None:
            super().__init__(*how)
            boxes.append(self)
    monkeypatch.setattr(engine, "Sandbox", Noted)
    judge = engine.Engine(lambda event: ready.append(isinstance(event, engine.Ready) and boxes[0].ready))
    judge.start()
    assert eventually(lambda: ready, 2400) and ready == [True]
    judge.close()
    assert not judge.is_alive()


def test_a_folder_that_goes_and_comes_back_is_seen_and_costs_nothing(tmp_path: Path) -> None:
    path = fill(tmp_path / "work", 1)
    session, stop = Session(path, Silent()), threading.Event()
    session.model.statuses["corr2d"] = {p.name: "passed" for p in stated(manifest.load().exercise("corr2d").tests)}
    watcher = threading.Thread(target=session._watch, args=(stop,))
    watcher.start()

    def told() -> bool:
        """Whether a save was told; it is heard as the loop would hear it."""
        if session.events.empty():
            return False
        session._hear(session.events.get())
        return True
    try:
        path.rename(tmp_path / "away")
        assert eventually(lambda: told() and session.gone, 400)
        assert session.model.points("corr2d") == 15 and "there is no such folder" in session.model.note
        (tmp_path / "away").rename(path)
        assert eventually(lambda: told() and not session.gone, 400)
        assert session.model.note == "" and session.model.points("corr2d") == 15
        shutil.rmtree(path)
        assert eventually(lambda: told() and session.gone, 400)
        fill(path, 0)  # another folder, which is watched from now on
        assert eventually(lambda: told() and not session.gone, 400)
        saved = session.folder.sources["vgg"]
        assert eventually(lambda: ((path / "vgg.py").write_bytes(saved + b"#"), told())[1]
                          and session.folder.sources["vgg"] != saved, 400)
    finally:
        stop.set()
        watcher.join()


@pytest.mark.parametrize(("text", "keys", "rest"), [
    ("\x1b[B" * 5, ["down"] * 5, ""), ("\x1b[Bq", ["down", "q"], ""), ("\x1bOA\x1b[6~h", ["up", "pagedown", "h"], ""),
    ("\x1b[", [], "\x1b["), ("\x1b", [], "\x1b"), ("x\x1bO", ["x"], "\x1bO"), ("\x1b[1;5", [], "\x1b[1;5"),
    ("\x1b[1;5Cq", ["q"], ""), ("\x1b[H\x1b[4~\x1b[1~gG", ["home", "end", "home", "g", "G"], ""),
    ("\x1b\x1b[A", ["up"], ""), ("\x1b[C\x1b[D", ["right", "left"], ""), ("字", ["字"], "")])
def test_keys_are_taken_sequence_by_sequence(text: str, keys: list[str], rest: str) -> None:
    assert tty.parsed(text) == (keys, rest)
    for cut in range(len(text)):  # however the terminal's bytes arrive
        first, begun = tty.parsed(text[:cut])
        second, left = tty.parsed(begun + text[cut:])
        assert (first + second, left) == (keys, rest)


# In a pipe ----------------------------------------------------------------------------------------------------------
def command(path: Path, *options: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "grader", "watch", str(path), *options]


def test_a_pipe_gets_plain_lines_and_ends_with_its_input(tmp_path: Path) -> None:
    path = fill(tmp_path / "work", 1)
    (path / "padding_stride.py").write_text("raise ValueError('\\x1b[2Jboo')\n")
    (path / state.NAME).write_text("nonsense")
    done = subprocess.run(command(path, "--lang", "en"), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=300)
    said = done.stdout.decode()
    assert done.returncode == 0 and done.stderr == b""
    assert "\x1b" not in said and "\r" not in said
    assert "corr2d: passed, 15 of 15 points" in said and "solutions/corr2d.py" in said
    assert "boo" in said and "1 of 8 exercises, 15 of 100 points" in said
    assert said.count("makes no sense") == 1
    kept = json.loads((path / state.NAME).read_text())
    assert kept["current"] == "padding_stride" and len(kept["verdicts"]) == 8


def test_a_pipe_is_told_a_failure_once_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    """Each property is judged before the mistake has a name, and told again when it has one."""
    session = Session(fill(tmp_path / "work", 8), Plain())
    monkeypatch.setattr(session.engine, "judge", lambda *_args: 1)
    session.judge(["corr2d"])
    session._hear(Started(1, "corr2d"))
    props = stated(manifest.load().exercise("corr2d").tests)
    for prop in props:
        session._hear(Fails(1, "corr2d", prop.name, "failed"))
        session._hear(Judged(1, "corr2d", result("failed", {}, "expected 1, got 2", name=prop.name, title=prop.title)))
    for prop in props:
        session._hear(Judged(1, "corr2d", result("failed", {}, "expected 1, got 2", name=prop.name, title=prop.title,
                                                 misconception="It is flipped.")))
    session._hear(Done(1, "corr2d"))
    session._hear(Idle(1))
    said = capsys.readouterr().out
    assert said.count("corr2d: failed\n") == said.count("expected 1, got 2") == said.count(f"  {props[0].title}\n") == 1
    assert said.count("  It is flipped.\n") == 1 and said.count(":1: error: It is flipped.") == 1  # and for editors


def test_ctrl_c_in_a_pipe(tmp_path: Path) -> None:
    path = fill(tmp_path / "work", 0)
    read, write = os.pipe()  # an input that does not end
    with subprocess.Popen(command(path), cwd=ROOT, stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        os.close(read)
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
        run.stdout.read()
        assert run.wait() == 130 and b"Traceback" not in said
        os.close(write)


# In a terminal ------------------------------------------------------------------------------------------------------
class Tmux:
    """A terminal of a given size with `watch` in it: keys in, the screen's text out."""
    LOOKS = 3000  # until a screen that does not come is a failure

    def __init__(self, folder: Path, submission: Path, width: int, height: int, *options: str) -> None:
        self.folder, self.name = folder, f"convkata-{os.getpid()}-{width}"
        environment = {"LC_ALL": "C.UTF-8", "TERM": "screen-256color", "PYTHONPATH": str(ROOT)}
        script = folder / "session.sh"
        words = " ".join(f"'{word}'" for word in command(submission, *options))
        first = " ".join(f"'{word}'" for word in [*command(submission)[:5], *options])
        typed = f'read line; until [ "$line" = "{help.PROGRAM} watch" ]; do read line; done'
        script.write_text("\n".join(["trap : INT", f"cd '{ROOT}'", first, typed, f"stty -a > '{folder}/before'", words,
                                     "echo status $?", f"stty -a > '{folder}/after'",
                                     f"touch '{folder}/done'", "exec sleep 600", ""]))
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height),
                  *[word for pair in environment.items() for word in ("-e", "=".join(pair))], f"sh '{script}'")

    def tmux(self, *arguments: str) -> str:
        return subprocess.run(["tmux", "-u", "-L", self.name, *arguments], check=True, capture_output=True,
                              text=True).stdout

    def keys(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def begin(self) -> None:
        """Types the first command that `python -m grader` shows."""
        call = re.search(r"^  (python -m grader \w+) ", self.wait(
            lambda screen: "--help" in screen, "what `python -m grader` says"), re.MULTILINE)
        assert call is not None
        self.keys(call[1], "Enter")

    def press(self, key: str) -> None:
        """Presses a key when the screen shows it: in the line of keys, or in a sentence."""
        def shown(screen: str) -> bool:
            keys = screen[screen.rindex("───"):] if "───" in screen else ""
            return re.search(rf"^(.*  )?{key} ", keys, re.MULTILINE) is not None or f"Press {key} " in screen
        self.wait(shown, f"the key {key}")
        self.keys(key)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait(self, shows: Callable[[str], bool], what: str) -> str:
        screen = ""

        def looked() -> bool:
            nonlocal screen
            screen = self.screen()
            return shows(screen)
        if not eventually(looked, self.LOOKS, 0.1):
            pytest.fail(f"{what} did not come; the screen:\n{screen}")
        return screen

    def until(self, *texts: str) -> str:
        """The screen, when it shows all these texts; line ends within them do not count."""
        def shows(screen: str) -> bool:
            flat = "".join(screen.split())
            return all("".join(text.split()) in flat for text in texts)
        return self.wait(shows, " and ".join(texts))

    def ended(self) -> str:
        """The last screen, after `watch` has ended and left the terminal as it was."""
        self.wait(lambda _screen: (self.folder / "done").exists(), "the end")
        assert (self.folder / "before").read_text() == (self.folder / "after").read_text()
        assert self.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").split() == ["0", "1"]
        return self.screen()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Tmux]]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    opened: list[Tmux] = []

    def opener(*arguments: Any) -> Tmux:
        opened.append(Tmux(tmp_path, *arguments))
        return opened[-1]

    yield opener
    for one in opened:
        with contextlib.suppress(subprocess.CalledProcessError):
            one.tmux("kill-server")


def test_a_session_from_the_first_stub_to_the_finish(tmp_path: Path, terminal: Callable[..., Tmux]) -> None:
    work = fill(tmp_path / "work", 0)
    watch = terminal(work, 80, 24, "--lang", "en")
    watch.begin()
    watch.until("1. corr2d", "Still to do", "0 of 8 exercises, 0 of 100 points", "h hint")
    watch.press("h")
    watch.until("Hint 1 of 4", "size of the result")
    watch.press("b")
    watch.until("section 5.1: Two-dimensional cross-correlation")
    (work / "corr2d.py").write_bytes(SOLVED["corr2d"].replace(b"* K)", b"* K[::-1, ::-1])"))
    watch.until("6 of 15 points", "Your kernel is flipped on both axes", "corr2d computes what MXNet's own")
    watch.press("n")
    watch.until("corr2d is not solved yet. Press n again")
    points = 0
    for number, name in enumerate(NAMES, 1):
        exercise = manifest.load().exercise(name)
        watch.until(f"{number}. {name}")
        (work / f"{name}.py").write_bytes(SOLVED[name])
        points += exercise.points
        watch.until(f"{number} of 8 exercises, {points} of 100 points", f"{exercise.title['en']} is solved",
                    f"solutions/{name}.py", "Press n for the")
        if number == 2:
            watch.press("l")
            watch.until("1-8 go to", "padding_stride", "10 / 10", "todo")
            watch.press("l")
        watch.press("n")
    screen = watch.until("The training check: passed, 10 of 10 points", "of the test images right", "loss:")
    assert "\N{BRAILLE PATTERN DOTS-1}"[0] <= max(screen)  # the curve
    assert "You have built every layer" in " ".join(screen.split())
    watch.press("q")
    assert "100 of 100 points" in watch.ended()


def test_the_same_in_chinese_in_60_columns_resumed(tmp_path: Path, terminal: Callable[..., Tmux]) -> None:
    work = fill(tmp_path / "work", 7)
    watch = terminal(work, 60, 24, "--lang", "zh")
    watch.begin()
    watch.until("二维互相关", "练习7/8，得分80/100", "按n进入下一个练习")
    watch.press("n")  # to the only one that is left
    watch.until("8. resnet", "残差网络", "raise NotImplementedError")
    watch.press("h")
    screen = watch.until("形状相同才能相加")
    assert "Hint" not in screen
    (work / "resnet.py").write_bytes(SOLVED["resnet"])
    screen = watch.until("练习8/8，得分90/100", "solutions/resnet.py", "按n开始训练检查")
    assert "跨层" in screen  # what was learned
    assert all(cell_len(line) <= 60 for line in screen.splitlines())
    watch.press("n")
    watch.until("训练检查：通过，10/10分", "vgg", "resnet", "%")
    screen = watch.wait(lambda s: any("\u2801" <= c <= "\u28ff" for c in s), "the curve")
    assert all(cell_len(line) <= 60 for line in screen.splitlines())
    watch.keys("C-c")
    assert "status 130" in watch.ended()
    kept = json.loads((work / state.NAME).read_text())
    assert kept["trained"]["report"]["status"] == "passed" and kept["hints"] == {"resnet": 1}
