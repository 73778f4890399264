"""`hint`, `reset`, `list`."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.course import manifest, stubs
from grader.course.hints import hints, learned
from grader.language import i18n
from grader.report.training import TrainingResult
from grader.submission import files
from grader.watch import state

NAMES = manifest.load().names


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / f"{name}.py").write_bytes(stubs.content(name))
    return tmp_path


def grader(*words: str) -> Result:
    return CliRunner().invoke(main, [*words, *([] if "--lang" in words else ["--lang", "en"])])


def shown(result: Result) -> str:
    return "".join(result.stdout.split())


def test_hints_come_one_by_one_and_are_remembered(work: Path) -> None:
    said = ["".join(text.split()) for text in hints("corr2d")]
    for number in range(1, len(said) + 1):
        result = grader("hint", "corr2d", "--path", str(work))
        assert result.exit_code == 0
        assert [text in shown(result) for text in said] == [n < number for n in range(len(said))]
    assert all(text in shown(grader("hint", "corr2d.py", "--path", str(work))) for text in said)
    assert state.load(work).hints == {"corr2d": len(said)}
    assert grader("hint", "pooling", "--path", str(work), "--lang", "zh").exit_code == 0
    assert state.load(work).hints["pooling"] == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_exercise_has_hints_and_a_sentence_that_get_longer_not_into_code(name: str, language: str) -> None:
    i18n.set_language(language)
    said = hints(name)
    assert len(said) >= 3 and len(set(said)) == len(said)
    assert learned(name).endswith((".", "。"))
    solution = (manifest.ROOT / "solutions" / f"{name}.py").read_text("utf-8")
    lines = [line.strip() for line in solution.splitlines()]
    code = [line for line in lines if len(line) > 25 and not line.startswith("#")]
    assert not any(line in hint for line in code for hint in said)


def test_reset_puts_the_stub_back_and_keeps_the_file(work: Path) -> None:
    (work / "corr2d.py").write_text("mine")
    for expected in (1, 1):  # a second time there is nothing to keep
        result = grader("reset", "corr2d", "--path", str(work))
        assert result.exit_code == 0
        assert (work / "corr2d.py").read_bytes() == stubs.content("corr2d")
        kept = [p for p in work.iterdir() if re.fullmatch(r"corr2d\.\d{8}-\d{6}\.py", p.name)]
        assert len(kept) == expected and kept[0].read_text() == "mine"
    assert files.read(work).sources.keys() == set(NAMES)  # what is kept aside is handed in by nobody


def test_reset_twice_in_a_second_loses_nothing(work: Path) -> None:
    for content in ("first", "second", "third"):
        (work / "vgg.py").write_text(content)
        assert grader("reset", "vgg", "--path", str(work)).exit_code == 0
    assert {p.read_text() for p in work.glob("vgg.*.py")} == {"first", "second", "third"}


def test_reset_of_a_missing_file_and_of_a_link(work: Path, tmp_path: Path) -> None:
    (work / "vgg.py").unlink()
    assert grader("reset", "vgg", "--path", str(work)).exit_code == 0
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("not to be touched")
    (work / "vgg.py").unlink()
    (work / "vgg.py").symlink_to(elsewhere)
    assert grader("reset", "vgg", "--path", str(work)).exit_code == 0
    assert elsewhere.read_text() == "not to be touched" and not (work / "vgg.py").is_symlink()


def test_list_shows_points_and_states_of_the_files_as_they_are(work: Path) -> None:
    kept = state.load(work)
    from grader.course.outline import stated
    for name, status in (("corr2d", "passed"), ("vgg", "failed")):
        props = stated(manifest.load().exercise(name).tests)
        kept.verdicts[name] = state.digest(files.read(work), [name]), {p.name: status for p in props}
    kept.trained = state.digest(files.read(work), NAMES), TrainingResult("passed", score=10)
    kept.hints = {"vgg": 2}
    kept.save()
    result = grader("list", "--path", str(work))
    trained = result.stdout.splitlines()[-2]
    assert "train" in trained and "passed" in trained and trained.rstrip().endswith("10 / 10")
    rows = {row.split()[1]: row for row in result.stdout.splitlines() if row[1:2].isdigit()}
    assert list(rows) == NAMES
    assert "passed" in rows["corr2d"] and "15 / 15" in rows["corr2d"]
    assert "failed" in rows["vgg"] and "0 / 10" in rows["vgg"] and "unknown" in rows["pooling"]
    assert "2/4" in rows["vgg"] and "0/4" in rows["corr2d"]
    (work / "corr2d.py").write_text("changed")
    assert "unknown" in grader("list", "--path", str(work)).stdout.splitlines()[1]


@pytest.mark.parametrize("words", [
    ["hint", "nonsense"], ["reset", "nonsense"], ["hint"], ["hint", "corr2d", "--path", "/nonexistent"],
    ["reset", "corr2d", "--path", "/nonexistent"], ["list", "--path", "/nonexistent"], ["watch", "/nonexistent"],
    ["show", "nonsense"], ["new-exercise", "corr2d"]])
def test_a_wrong_call_is_one_line_and_status_2(words: list[str]) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1 and "Traceback" not in result.output


@pytest.mark.parametrize("words", [["hint", "corr2d"], ["list"], ["finish", "--out", "card.svg"]])
def test_a_state_that_makes_no_sense_is_said_in_one_line(work: Path, words: list[str],
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work)
    earlier = {"version": 1, "current": "vgg", "hints": {}, "verdicts": {}, "trained": {
        "digest": state.digest(files.read(work), NAMES), "report": {"status": "passed", "score": 10}}}
    for content in ("{]", json.dumps(earlier)):
        (work / state.NAME).write_text(content)
        result = grader(*words, "--path", str(work))
        assert result.exit_code == 0 and len(result.stderr.splitlines()) == 1 and state.NAME in result.stderr
