"""The command line: exit statuses, one clear line for nonsense, nothing half-written."""
from __future__ import annotations

import json
import os
import pkgutil
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner
from rich.cells import cell_len

from grader.cli import main
from grader.commands import help
from grader.course import manifest
from grader.course.manifest import ROOT
from grader.judging import property
from grader.language import i18n

EXERCISES = ["corr2d", "padding_stride", "receptive_field", "multi_channel", "conv1x1", "pooling", "vgg", "resnet"]


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    yield
    i18n.set_language("en")


def grader(*args: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "grader", *map(str, args)], cwd=cwd, text=True,
                          capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"} | env)


@pytest.mark.parametrize(("args", "said"), [
    (["score", "nowhere"], "nowhere: there is no such folder"),
    (["score", ROOT / "README.md"], "this is a file; name the folder"),
    (["score", "{tmp}"], "none of the exercises' files is here"),
    (["score", ROOT / "solutions", "--exercise", "corr3d"], "there is no exercise 'corr3d'"),
    (["score", ROOT / "solutions", "--seed", "many"], "'many' is not a valid integer"),
    (["score", ROOT / "solutions", "--seed", "-1"], "-1 is not in the range"),
    (["score", ROOT / "solutions", "--json", "{tmp}/no/such.json"], "cannot be written"),
    (["score", ROOT / "solutions", "--json", "{tmp}"], "is a folder; name a file"),
    (["score", ROOT / "solutions", "--fail-under", "much"], "'much' is not a valid float"),
    (["score"], "Missing argument 'PATH'"),
    (["scroe"], "No such command 'scroe'"),
])
def test_nonsense_is_one_line(args: list[Any], said: str, tmp_path: Path) -> None:
    done = grader(*[str(arg).replace("{tmp}", str(tmp_path)) for arg in args])
    assert done.returncode == 2
    assert done.stderr.startswith("convkata: ") and said in done.stderr
    assert done.stderr.count("\n") == 1 and not done.stdout
    assert not list(tmp_path.iterdir())


def test_without_a_command_it_says_what_to_do_next(tmp_path: Path) -> None:
    done = grader()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[3] for line in done.stdout.splitlines() if line.startswith("  python -m grader ")] == [
        "watch", "hint", "show", "score", "doctor"]
    assert "exercises/corr2d.py" in done.stdout
    assert "在编辑器里打开" in grader(LANG="zh_CN.UTF-8").stdout
    assert max(map(len, help.what_next(60))) <= 60


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_names_every_command_with_an_example(language: str) -> None:
    done = grader("--help", "--lang", language)
    assert done.returncode == 0
    for _module, example in help.COMMANDS.values():
        assert f"  {example}" in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    assert ("For teachers" in done.stdout) == (language == "en")


@pytest.mark.parametrize("name", help.COMMANDS)
def test_the_help_of_a_command_is_all_chinese(name: str) -> None:
    said = CliRunner().invoke(main, [name, "--help"], prog_name=help.PROGRAM, env={"LC_ALL": "zh_CN.UTF-8"}).stdout
    assert f"例如：{help.PROGRAM} {help.COMMANDS[name][1]}" in " ".join(said.split())
    prose = re.sub(r"Fashion-MNIST|VGG-11|ResNet-18|SQLite|scheduler", "", said)
    assert re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,} [a-z]{2,}", prose.split("：", 2)[2].partition("例如")[0]) == []
    assert re.findall(r"OPTIONS|INTEGER|FLOAT|RANGE|TEXT|%Y|\w:$", said, re.M) == []  # Click's own words


@pytest.mark.parametrize(("name", "example"), [(n, example) for n, (_m, example) in help.COMMANDS.items()])
def test_the_examples_are_calls_that_the_commands_take(name: str, example: str) -> None:
    word, *words = shlex.split(example)
    assert word == name
    command = main.get_command(click.Context(main), name)
    assert command is not None
    known = {option for param in command.params for option in param.opts}
    assert {w for w in words if w.startswith("-")} <= known
    for exercise, prop in re.findall(r"(\w+)/(test_\w+)", f"{example} {command.help}"):
        assert prop in {p.name for p in property.properties_of(manifest.load().exercise(exercise))}


@pytest.mark.parametrize(("args", "said"), [
    (["hint", "nope"], "没有'nope'这个练习"), (["hint"], "缺少参数"), (["scroe"], "没有'scroe'这个命令"),
    (["score", "x", "--seed", "-1"], "不在范围"), (["score", "x", "--nothing"], "没有'--nothing'这个选项"),
    (["train", "solutions", "--data", "x"], "手写数字"), (["hint", "corr2d", "--path"], "后面要写一个值"),
    (["score", "x", "y"], "多了一个参数"), (["show", "corr2d", "--out", "x.gif"], "文件名应以")])
def test_errors_of_a_call_are_chinese_for_a_chinese_reader(args: list[str], said: str) -> None:
    result = CliRunner().invoke(main, args, env={"LC_ALL": "zh_CN.UTF-8"})
    assert result.exit_code == 2 and said in result.stderr and len(result.stderr.splitlines()) == 1


def test_from_another_folder_the_kits_own_exercises_are_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, file in ((ROOT / "exercises", "Open corr2d.py"), (tmp_path, f"Open {ROOT}/exercises/corr2d.py")):
        monkeypatch.chdir(folder)
        said = CliRunner().invoke(main, ["--lang", "en"]).stdout
        assert "".join(file.split()) in "".join(said.split())
        assert CliRunner().invoke(main, ["list"]).exit_code == 0
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert [pkgutil.resolve_name(called) for called in scripts.values()] == [main]


def test_the_tab_key_completes_commands_and_exercises() -> None:
    shell = BashComplete(main, {}, "convkata", "_CONVKATA_COMPLETE")
    for words, begun, found in ((["hint"], "p", ["padding_stride", "pooling"]), ([], "wa", ["watch"]),
                                (["watch"], "--pl", ["--plain"])):
        assert [item.value for item in shell.get_completions(words, begun)] == found


def test_one_solved_file(tmp_path: Path) -> None:
    """Its points; the others are missing. --fail-under decides the exit status, and the report is written all the
    same, from another folder than the kit's."""
    (tmp_path / "work").mkdir()
    solved = (ROOT / "solutions/receptive_field.py").read_bytes()
    (tmp_path / "work/receptive_field.py").write_bytes(solved)
    done = grader("score", "work", "--no-train", "--json", "report.json", "--fail-under", "6", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (report["score"], report["max_score"]) == (5, 90)
    assert {e["name"]: e["status"] for e in report["exercises"]} == dict.fromkeys(EXERCISES, "missing") | {
        "receptive_field": "passed"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.json", "work"]


def test_same_seed_same_report(tmp_path: Path) -> None:
    """Byte for byte, in two processes; another seed draws others."""
    wrong = "def receptive_field(layers):\n    return 1 + sum(k - 1 for k, s in layers)\n"
    (tmp_path / "receptive_field.py").write_text(wrong)
    reports = []
    for seed in ("7", "7", "8"):
        grader("score", tmp_path, "--no-train", "--exercise", "receptive_field", "--seed", seed, "--json",
               tmp_path / "report.json")
        reports.append((tmp_path / "report.json").read_bytes())
    assert reports[0] == reports[1]
    assert reports[0] != reports[2]


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl-C: status 130, one line, nothing written, no process left."""
    (tmp_path / "receptive_field.py").write_text("def receptive_field(layers):\n    while True: pass\n")
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "grader", "score", str(tmp_path), "--no-train",
                                "--json", str(tmp_path / "report.json")], cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()  # corr2d is missing; the endless loop is next but one
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == "convkata: interrupted"
    assert [p.name for p in tmp_path.iterdir()] == ["receptive_field.py"]


def test_closed_pipe() -> None:
    """`| head` ends quietly."""
    done = subprocess.run(f"{sys.executable} -W ignore -m grader score exercises --no-train | head -n 1", shell=True,
                          cwd=ROOT, text=True, capture_output=True)
    assert "corr2d" in done.stdout
    assert "Traceback" not in done.stderr
