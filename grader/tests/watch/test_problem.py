"""What editors read of `watch --plain`, by the patterns in .vscode/tasks.json."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.course import manifest
from grader.watch import problem

VSCODE = manifest.ROOT / ".vscode"
RIGHT = (manifest.ROOT / "solutions" / "corr2d.py").read_text("utf-8")


def matcher() -> dict[str, Any]:
    task, = json.loads((VSCODE / "tasks.json").read_text("utf-8"))["tasks"]
    assert task["args"][-2:] == ["watch", "--plain"] and task["isBackground"]
    found: dict[str, Any] = task["problemMatcher"]
    return found


@pytest.mark.parametrize(("wrong", "at", "said"), [
    (RIGHT.replace("* K)", "* K[::-1, ::-1])"), "def corr2d", "Your kernel is flipped"),
    (RIGHT.replace("Y = nd.zeros", "Y = unknown.zeros"), "Y = unknown.zeros", "NameError"),
    (RIGHT + "\n)\n", ")", "nothing opens the bracket"),
])
def test_the_line_that_fails_is_marked(tmp_path: Path, wrong: str, at: str, said: str) -> None:
    for stub in (manifest.ROOT / "exercises").glob("[a-z]*.py"):
        shutil.copy(stub, tmp_path)
    (tmp_path / "corr2d.py").write_text(wrong, "utf-8")
    watch = [sys.executable, "-W", "ignore", "-m", "grader", "watch", "--plain", "--lang", "en", str(tmp_path)]
    done = subprocess.run(watch, cwd=manifest.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=300)
    lines = done.stdout.splitlines()
    pattern = matcher()["pattern"]
    marked = [m for m in (re.match(pattern["regexp"], line) for line in lines) if m]
    assert marked, done.stdout + done.stderr
    file, line, column, message = (marked[0][pattern[key]] for key in ("file", "line", "column", "message"))
    assert (manifest.ROOT / file).samefile(tmp_path / "corr2d.py") and said in message
    text = wrong.splitlines()[int(line) - 1]
    assert text[int(column) - 1:].startswith(at)
    background = matcher()["background"]
    begins = [i for i, text in enumerate(lines) if re.match(background["beginsPattern"], text)]
    ends = [i for i, text in enumerate(lines) if re.match(background["endsPattern"], text)]
    assert begins and ends and begins[0] < lines.index(marked[0][0]) < ends[-1]


def test_what_a_submission_says_stays_one_line() -> None:
    from grader.report.record import PropertyResult
    result = PropertyResult("p", "t", "error", 0, 1, "a\nexercises/x.py:1:1: error: forged\x1b[31m")
    said = problem.line(result, Path("exercises/corr2d.py"), ["corr2d"])
    assert "\n" not in said and "\x1b" not in said and said.startswith("exercises/corr2d.py:")


def test_the_files_for_vs_code_call_what_exists() -> None:
    launch, = json.loads((VSCODE / "launch.json").read_text("utf-8"))["configurations"]
    done = subprocess.run([sys.executable, "-W", "ignore", "-m", launch["module"], launch["args"][0], "--help"],
                          cwd=manifest.ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0 and "EXERCISE" in done.stdout
    settings = json.loads((VSCODE / "settings.json").read_text("utf-8"))
    assert settings["python.testing.pytestEnabled"] and "**/.convkata.json" in settings["files.exclude"]
