"""A class, graded: by processes, on a Dask cluster, killed on the way."""
from __future__ import annotations

import contextlib
import html
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner
from rich.console import Console

from grader import scoring
from grader.batch import grading, pools, run, version
from grader.batch.gradebook import FILE, Gradebook
from grader.batch.grading import Graded, Job
from grader.batch.pages import write_all
from grader.batch.pools import Cluster, Local, NoCluster, work
from grader.batch.rows import Row
from grader.batch.version import KIT, TRAINING, packages
from grader.cli import main
from grader.course import manifest
from grader.diagnosis import library
from grader.language import i18n
from grader.language.said import Said
from grader.report.training import NetworkResult, TrainingResult
from grader.sandbox.zygote import Sandbox
from grader.submission import files
from grader.tests.batch.test_intake import book, evil, tree, zipped
from grader.tests.waiting import eventually

EXERCISE = "receptive_field"  # the cheapest one
ROSTER = "id,name\n" + "".join(f"{name},{name.title()}\n" for name in (
    "ada", "bob", "cyd", "dan", "eve", "fay", "gil", "ivy"))
SCRIPT = re.compile(r' data-scene="[^"]*"|<script>.*?</script>', re.DOTALL)  # in no language


def answer(wrong: int) -> bytes:
    """A misconception's file; below zero: the solution."""
    return (library.of(EXERCISE)[wrong].source().encode() if wrong >= 0
            else library.solutions()[EXERCISE])


def make(root: Path) -> Path:
    """Right and wrong, in every packing; refused; twice; nobody's; one that ends its process."""
    right, file = answer(-1), f"{EXERCISE}.py"
    tree(root / "class", {
        f"ada/{file}": right, "bob.zip": zipped({f"hw/{file}": answer(0), "__MACOSX/._x.py": b""}),
        f"cyd/{file}": answer(0), "dan/work.ipynb": book("!pwd", right.decode(), "1 / 0"), "eve.zip": evil("bomb"),
        f"fay/{file}": b"import os\n\n\ndef receptive_field(layers):\n    os._exit(0)\n",
        f"gil/{file}": right, f"gil-1/{file}": answer(1),
        f"hal/{file}": (manifest.ROOT / "exercises" / file).read_bytes()})
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    return root


def options(root: Path, out: Path, **more: Any) -> run.Batch:
    return run.Batch(root / "class", out, 7, root / "roster.csv", train=False, exercises=(EXERCISE,), **more)


def go(asked: run.Batch) -> tuple[run.Summary, str]:
    with open(os.devnull, "w") as nowhere:
        console = Console(file=nowhere, record=True, width=200)
        return run.run(asked, console), console.export_text()


def rows(out: Path) -> dict[str, Row]:
    with Gradebook.open(out) as book:
        return {row.student.id: row for row in book.rows()}


def dump(out: Path) -> dict[str, list[dict[str, Any]]]:
    with Gradebook.open(out) as book:
        return book.dump()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, run.Summary, str]:
    """The class, graded in one undisturbed run."""
    root = make(tmp_path_factory.mktemp("batch"))
    return root, *go(options(root, root / "out", jobs=2))


def test_every_student_has_a_row(graded: tuple[Path, run.Summary, str]) -> None:
    root, summary, said = graded
    found = rows(root / "out")
    assert {name: row.status for name, row in found.items()} == {
        "ada": "graded", "bob": "graded", "cyd": "graded", "dan": "graded", "eve": "refused", "fay": "graded",
        "gil": "graded", "hal": "graded", "ivy": "missing"}
    assert "zip bomb" in found["eve"].reason and not found["hal"].student.listed
    assert (found["gil"].attempt, found["gil"].attempts) == (2, 2)
    assert summary.counts == {"graded": 7, "refused": 1, "missing": 1} and summary.graded_now == 7
    assert summary.unlisted == ["hal"] and len(summary.trouble) == 1 and "[7/7]" in said and "left" in said
    assert found["fay"].report and {e["status"] for e in found["fay"].report["exercises"]} == {"crashed"}


def test_points_are_those_of_score(graded: tuple[Path, run.Summary, str], box: Sandbox, tmp_path: Path) -> None:
    root, exercises = graded[0], [manifest.load().exercise(EXERCISE)]
    found = rows(root / "out")
    for name in ("ada", "cyd", "fay", "gil-1", "hal"):
        report = scoring.score(files.read(root / "class" / name), box, 7, exercises).as_json()
        batch = found[name.removesuffix("-1")].report
        assert batch and batch["exercises"] == report["exercises"] and batch["score"] == report["score"]
    assert found["dan"].points == found["ada"].points == manifest.load().exercise(EXERCISE).points
    assert found["bob"].report["exercises"] == found["cyd"].report["exercises"]  # type: ignore[index]


def test_the_same_mistake_has_the_same_signature(graded: tuple[Path, run.Summary, str]) -> None:
    found = rows(graded[0] / "out")
    assert found["bob"].signatures and found["bob"].signatures == found["cyd"].signatures
    assert found["gil"].signatures and found["gil"].signatures != found["cyd"].signatures
    assert found["ada"].signatures == {} and set(found["bob"].signatures) == {
        f"{e['name']}/{p['name']}" for e in found["bob"].report["exercises"] for p in e["properties"]  # type: ignore[index]
        if p["status"] != "passed"}


def test_a_class_is_shown_in_either_language_and_graded_once(
        graded: tuple[Path, run.Summary, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = graded[0]
    monkeypatch.setattr(run, "work", lambda jobs, *_: iter([pytest.fail(str(job)) for job in jobs]))
    shown = {}
    try:
        for language in ("zh", "en"):
            i18n.set_language(language)
            assert go(options(root, root / "out"))[0].graded_now == 0
            with Gradebook.open(root / "out") as book:
                write_all(book, tmp_path / language, language)
            shown[language] = (tmp_path / language / "feedback" / "cyd.html").read_text("utf-8")
    finally:
        i18n.set_language("en")
    wrong = library.of(EXERCISE)[0]
    assert wrong.en[:40] in html.unescape(shown["en"]) and wrong.zh[:20] in html.unescape(shown["zh"])
    assert wrong.zh[:20] not in html.unescape(shown["en"]) and "expected" not in SCRIPT.sub("", shown["zh"])


def test_only_what_is_asked_for_is_graded_again(graded: tuple[Path, run.Summary, str], monkeypatch: pytest.MonkeyPatch,
                                                tmp_path: Path) -> None:
    root, out = graded[0], graded[0] / "out"
    before = dump(out)

    def only(*students: str) -> Callable[..., Iterator[Graded]]:
        def fake(jobs: Iterator[Job], pool: object, started: object) -> Iterator[Graded]:
            found = list(jobs)
            assert sorted(job.student for job in found) == sorted(students)
            for job in found:
                exercise = {"name": EXERCISE, "status": "failed", "properties": []}
                report = {"score": 1, "max_score": 5, "exercises": [exercise], "training": {"status": "skipped"}}
                yield Graded(job, report)
        return fake

    monkeypatch.setattr(run, "work", only())
    assert go(options(root, out))[0].graded_now == 0
    assert dump(out) == before
    with Gradebook.open(out) as book:
        book.correct("ada", 3, "late")
    monkeypatch.setattr(run, "work", only("ada"))
    go(options(root, out, regrade=("ada",)))
    ada = rows(out)["ada"]
    assert (ada.points, ada.final, ada.correction_outdated) == (1, 3, True)
    monkeypatch.setattr(run, "work", only("ada", "bob", "cyd", "dan", "fay", "gil", "hal"))
    go(options(root, out, regrade=("all",)))
    monkeypatch.setattr(run, "work", only("gil"))  # the first attempt, too
    go(options(root, out, attempt="best"))
    with pytest.raises(run.Unknown, match="zoe"):
        go(options(root, out, regrade=("zoe",)))


def test_each_gradebook_draws_its_own_examples_and_keeps_to_them(tmp_path: Path,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path)
    monkeypatch.setattr(run, "work", lambda *_: iter(()))

    def seed(out: str, given: int | None = None) -> int:
        summary, _shown = go(run.Batch(root / "class", root / out, given, train=False, exercises=(EXERCISE,)))
        with Gradebook.open(root / out) as book:
            assert book.settings()["seed"] == summary.seed
        return summary.seed

    first = seed("out")
    assert seed("out") == first  # goes on with it
    assert len({first, seed("other"), manifest.load().seed}) == 3
    assert seed("other", 7) == 7 == seed("other")


def test_killed_and_interrupted_the_gradebook_is_the_same(tmp_path: Path) -> None:
    root = make(tmp_path)
    go(options(root, root / "undisturbed", jobs=1))
    out = root / "out"
    command = [sys.executable, "-W", "ignore", "-m", "grader", "batch", str(root / "class"), "--out", str(out),
               "--roster", str(root / "roster.csv"), "--jobs", "1", "--seed", "7", "--exercise", EXERCISE, "--no-train",
               "--lang", "en"]
    for count, number in ((1, signal.SIGKILL), (3, signal.SIGINT)):
        with subprocess.Popen(command, cwd=manifest.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            wait_for(out, count)
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(number)
            _said, error = process.communicate(timeout=60)
        assert reports(out) < 7
        if number == signal.SIGINT:
            assert process.returncode == 130 and "the same command continues" in error and "Traceback" not in error
        assert children and not psutil.wait_procs(children, timeout=20)[1]  # nobody grades on behind our backs
    done = subprocess.run(command, cwd=manifest.ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and "graded already" in done.stdout, done.stderr
    assert dump(out) == dump(root / "undisturbed")


def processes_of_sandboxes() -> Iterator[psutil.Process]:
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it has just ended
            if "worker.__main__" in " ".join(process.cmdline()):
                yield process


def test_children_and_zygotes_killed_from_outside_change_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    go(options(root, root / "undisturbed", jobs=2))
    killed: list[str] = []
    done = threading.Event()

    def kill() -> None:
        """Three processes of sandboxes, at chance, each of another student: who is hit at every try is given up."""
        chance, last = random.Random(7), -1
        while len(killed) < 3 and not done.wait(0.05):
            if reports(root / "out") <= last:
                continue
            with contextlib.suppress(psutil.Error, IndexError):  # it has just ended, or there is none
                one = chance.choice(list(processes_of_sandboxes()))
                one.kill()
                killed.append(one.name())
                last = reports(root / "out")

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        summary, _shown = go(options(root, root / "out", jobs=1))
    finally:
        done.set()
        killer.join()
    assert len(killed) == 3 and not summary.counts["internal"], (killed, summary)
    assert dump(root / "out") == dump(root / "undisturbed")


def reports(out: Path) -> int:
    try:
        with sqlite3.connect(f"file:{out / FILE}?mode=ro", uri=True) as book:
            return int(book.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_for(out: Path, count: int) -> None:
    """Until so many reports are in the gradebook."""
    assert eventually(lambda: reports(out) >= count, 15000, 0.02)  # on a busy machine


def test_dask_with_a_worker_killed_gives_the_same_gradebook(graded: tuple[Path, run.Summary, str],
                                                            monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    root = graded[0]
    go(options(root, tmp_path / "local", jobs=2))
    seen: list[int] = []
    write = run.write

    def kill_one(*arguments: Any) -> None:
        write(*arguments)
        seen.append(1)
        if len(seen) == 2:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    monkeypatch.setattr(run, "write", kill_one)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        summary, _ = go(options(root, tmp_path / "dask", dask=cluster.scheduler_address))
    assert summary.graded_now == 7 and not summary.counts["internal"]
    assert dump(tmp_path / "dask") == dump(tmp_path / "local")


def test_no_dask_there(tmp_path: Path) -> None:
    with pytest.raises(NoCluster, match="--dask nonsense://x"):
        Cluster("nonsense://x")


# Processes that die ---------------------------------------------------------------------------------------------------
def fake_grade(job: Job) -> dict[str, Any]:
    """Stands for grading.grade in a process; the student's name says how it goes."""
    flag = Path(job.content)
    if job.student == "killer" or (job.student == "unlucky" and not flag.exists()):
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if job.student == "raises":
        raise ValueError("the grader's")
    return {"report": {"pid": os.getpid()}, "signatures": {}, "seconds": 0.0}


def job(student: str, content: str = "") -> Job:
    return Job(student, content, {}, {}, 1, False, "version")


def test_a_process_that_dies_costs_its_job_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pools, "grade", fake_grade)
    names = ["a", "killer", "b", "unlucky", "raises", "c", "d"]
    pool = Local(2)
    try:
        done = [g for g in work(iter(job(n, str(tmp_path / n)) for n in names), pool) if g]
    finally:
        pool.close(now=True)
    assert sorted(g.job.student for g in done) == sorted(names)
    reasons = {g.job.student: g.reason for g in done if g.report is None}
    assert reasons.keys() == {"killer", "raises"}
    assert "died 2 times" in reasons["killer"] and reasons["raises"] == "ValueError: the grader's"


def test_few_jobs_are_held_at_a_time() -> None:
    class Idle(futures.Executor):
        def __init__(self) -> None:
            self.waiting: list[futures.Future[Any]] = []

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> futures.Future[Any]:
            self.waiting.append(futures.Future())
            return self.waiting[-1]

    class Pool:
        executor = Idle()

        def width(self) -> int:
            return 3

        def renew(self) -> None: ...

        def close(self, now: bool = False) -> None: ...

    taken: list[Job] = []
    running = work((taken.append(j) or j for j in map(job, map(str, range(100)))), Pool())  # type: ignore[func-returns-value]
    assert next(running) is None and len(taken) == 3
    Pool.executor.waiting[0].set_result({"report": {}, "signatures": {}, "seconds": 0.0})
    assert next(running) is not None and next(running) is None and len(taken) == 4


def test_the_graders_own_faults_are_rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    unfit = grading.grade(job("ada"))["reason"]
    assert "another version of the kit" in unfit
    root = make(tmp_path)

    def fails(jobs: Iterator[Job], pool: object, started: object) -> Iterator[Graded]:
        for number, each in enumerate(jobs):
            own = {"status": "internal", "name": "test_x", "message": "no examples were drawn"}
            cause = Said("the reference did not train: {0}: {1}", "memory", "x")
            result = NetworkResult("vgg", "internal", message=cause)
            trained = TrainingResult("internal", networks=[NetworkResult("nin", "failed", message="too few"), result])
            report = {"score": 5, "max_score": 5, "training": (trained if number == 2 else TrainingResult()).as_json(),
                      "exercises": [{"name": "e", "status": "internal", "properties": [own] if number != 2 else []}]}
            yield Graded(each, reason=unfit) if number == 0 else Graded(each, report)
    monkeypatch.setattr(run, "work", fails)
    summary, _ = go(options(root, root / "out"))
    assert summary.counts["internal"] == 7 and len(summary.trouble) == 8
    row = rows(root / "out")["bob"]
    assert (row.points, row.final, row.reason) == (None, None, "test_x: no examples were drawn")
    assert sorted(row.reason for row in rows(root / "out").values() if row.reason.startswith("train")) == [
        "training: vgg: the reference did not train: memory: x"]
    with i18n.spoken("zh"):
        assert "的版本不同" in i18n._(rows(root / "out")["ada"].reason)
    asked: list[Job] = []
    monkeypatch.setattr(run, "work", lambda jobs, *_: iter(asked.append(j) for j in jobs))  # type: ignore[func-returns-value]
    go(options(root, root / "out"))
    assert len(asked) == 7  # nobody's fault stays: they are graded by the next run


def test_files_that_change_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = make(tmp_path)
    monkeypatch.setattr(run, "work", lambda jobs, *_: (
        (root / "class" / "ada" / f"{EXERCISE}.py").write_bytes(b"changed = 1"), list(jobs), iter(()))[-1])
    go(options(root, root / "out"))
    assert rows(root / "out")["ada"].status == "internal" and "were changed" in rows(root / "out")["ada"].reason


def test_the_version_knows_what_a_report_depends_on() -> None:
    versions = {version.version(train, hidden, exercises) for train, hidden, exercises in (
        (False, {}, None), (True, {}, None), (False, {}, (EXERCISE,)), (False, {"test_x.py": b"1"}, None),
        (False, {"test_x.py": b"2"}, None))}
    assert len(versions) == 5


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit's code, to be changed."""
    root = tmp_path_factory.mktemp("kit")
    for pattern in KIT + TRAINING:
        for path in manifest.ROOT.glob(pattern):
            copy = root / path.relative_to(manifest.ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return root


@pytest.mark.parametrize("pattern", KIT + TRAINING)
def test_a_changed_byte_makes_another_version(pattern: str, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In any package that a verdict depends on; a comment makes none."""
    monkeypatch.setattr(manifest, "ROOT", code)
    before = version.version(True, {}, None)
    path = max(code.glob(pattern))
    source = path.read_bytes()
    for added, same in ((b"\n# a comment\n", True), (b"\nchanged = 1\n", False), (b"", True)):
        path.write_bytes(source + added)
        assert (version.version(True, {}, None) == before) is same


# Commands -------------------------------------------------------------------------------------------------------------
def test_one_batch_at_a_time(tmp_path: Path) -> None:
    with run.locked(tmp_path), pytest.raises(run.Busy, match="another batch"), run.locked(tmp_path):
        pass


def test_another_database_is_remembered_where_it_can_be_opened(tmp_path: Path) -> None:
    asked = run.Batch(tmp_path, tmp_path, 1, url=f"sqlite:///{tmp_path}/other.db")
    with run.opened(asked):
        pass
    assert (tmp_path / "other.db").exists() and Gradebook.open(tmp_path).rows() == []
    with pytest.raises(Exception, match="postgresql"), run.opened(
            run.Batch(tmp_path, tmp_path, 1, url="postgresql+psycopg://me:secret@127.0.0.1:1/x?connect_timeout=2")):
        pass
    assert (tmp_path / "gradebook.url").read_text() == f"sqlite:///{tmp_path}/other.db\n"


@pytest.mark.parametrize("arguments, message", [
    (["nowhere", "--out", "out"], "there is no such folder"),
    ([".", "--out", "out", "--roster", "none.csv"], "No such file"),
    ([".", "--out", "out", "--exercise", "tennis"], "there is no exercise 'tennis'")])
def test_wrong_calls(tmp_path: Path, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["batch", *arguments])
    assert done.exit_code == 2 and message in done.output


def test_correct(graded: tuple[Path, run.Summary, str]) -> None:
    out = str(graded[0] / "out")
    for arguments, code, message in (
            ([out, "bob", "--points", "4", "--reason", "in the lab"], 0, "4 count"),
            ([out, "bob", "--points", "4"], 2, "--reason"),
            ([out, "bob"], 2, "--undo"), ([out, "zoe", "--undo"], 2, "no student 'zoe'"),
            ([out + "x", "bob", "--undo"], 2, "no gradebook"), ([out, "bob", "--undo"], 0, "bob")):
        done = CliRunner().invoke(main, ["correct", *arguments])
        assert (done.exit_code, message in done.output) == (code, True), done.output
    assert rows(graded[0] / "out")["bob"].corrected is None


@pytest.mark.parametrize("in_the_kit", [True, False])
def test_a_cluster_that_cannot_run_the_kit_is_told_at_once(in_the_kit: bool, tmp_path: Path) -> None:
    """As docs/batch.md starts it; and elsewhere, where it would fail for every student."""
    pytest.importorskip("distributed")
    started = [sys.executable, "-W", "ignore", "-m", "dask"]
    where = manifest.ROOT if in_the_kit else tmp_path
    file = tmp_path / "scheduler.json"
    with contextlib.ExitStack() as stack:
        for words in (("scheduler", "--no-dashboard", "--port", "0"), ("worker", "--no-dashboard", "--nthreads", "1")):
            process = stack.enter_context(subprocess.Popen(
                [*started, *words, "--scheduler-file", str(file)], cwd=where, stderr=subprocess.DEVNULL))
            stack.callback(process.terminate)
            assert eventually(file.exists, 1200)
        address = json.loads(file.read_text())["address"]
        if in_the_kit:
            cluster = Cluster(address)
            assert cluster.executor.submit(packages).result() == packages()
            cluster.close()
        else:
            with pytest.raises(NoCluster, match="start the scheduler and the workers in the kit's folder"):
                Cluster(address)
