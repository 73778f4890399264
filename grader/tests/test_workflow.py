"""What GitHub runs and shows: the feedback as Markdown, in which nothing that a submission says becomes mark-up."""
from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.course import manifest
from grader.judging.property import properties_of

WORKFLOW = (manifest.ROOT / ".github" / "workflows" / "score.yml").read_text("utf-8")
SUMMARY = WORKFLOW.partition("name: Summary")[2].partition("run: |\n")[2].partition("      - uses")[0]
EVIL = "raise ValueError('</pre><script>alert(1)</script> ``` | # [x](y) ::error::')"


@pytest.mark.parametrize("source, arguments, status", [
    ("right", ["--fail-under", "all"], 0), ("right", ["--fail-under", "1000"], 0), ("evil", ["--fail-under", "all"], 1),
    ("evil", [], 0)])
def test_the_markdown_of_a_score(tmp_path: Path, source: str, arguments: list[str], status: int) -> None:
    right = (manifest.ROOT / "solutions" / "corr2d.py").read_text("utf-8")
    (tmp_path / "corr2d.py").write_text(right if source == "right" else f"def corr2d(X, K):\n    {EVIL}\n")
    done = CliRunner().invoke(main, ["score", str(tmp_path), "--exercise", "corr2d", "--markdown",
                                     str(tmp_path / "report.md"), "--lang", "en", *arguments])
    assert done.exit_code == status, done.output
    said = (tmp_path / "report.md").read_text("utf-8")
    most = sum(p.points for p in properties_of(manifest.load().exercise("corr2d")))
    assert (f": {most} / {most}\n" if source == "right" else f" / {most}\n") in said.partition("\n\n")[0] + "\n"
    if source == "evil":  # only inside a fence that what it says cannot close
        fence = re.search(r"^(`{3,})\n(?:(?!\1)[^\n]*\n)*?[^\n]*<script>", said, re.M)
        assert fence is not None and len(fence[1]) > 3
        assert "<script>" not in re.sub(r"^(`{3,}).*?^\1$", "", said, flags=re.M | re.S)


@pytest.mark.parametrize("report", ["# points\n", None])
def test_the_summary(tmp_path: Path, report: str | None) -> None:
    if report is not None:
        (tmp_path / "report.md").write_text(report)
    (tmp_path / "score.txt").write_text("it broke <b>here</b>\n```\n")
    subprocess.run(["bash", "-e", "-c", SUMMARY], cwd=tmp_path, check=True,
                   env=os.environ | {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})
    wanted = "## No result\n    it broke <b>here</b>\n    ```\n"  # indented: code
    assert (tmp_path / "summary.md").read_text() == (report or wanted)


def test_the_workflow_calls_what_exists() -> None:
    assert "tox run -e score -- exercises --json report.json --markdown report.md" in WORKFLOW
    assert "[testenv:score]" in (manifest.ROOT / "tox.ini").read_text("utf-8")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_what_is_there(readme: str) -> None:
    """Its pictures and pages, and two commands that set everything up; CI runs the second one."""
    text = (manifest.ROOT / readme).read_text("utf-8")
    for address in re.findall(r"\]\(([^)#]+)", text):
        assert (manifest.ROOT / address).exists(), address
    assert text.index("docs/images/watch") < text.index("./tox devenv -e grader .venv") < 2000  # the first screen
    assert "\n./tox\n" in text and "\n./tox run -m tests\n" in text
    assert (manifest.ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("\n./tox run -m tests")


def test_tox_needs_no_environment_of_its_own() -> None:
    """Where pip refuses to install into the system's Python, it may install into a folder."""
    script = manifest.ROOT / "tox"
    assert os.access(script, os.X_OK)
    done = subprocess.run([script, "--version"], capture_output=True, text=True, cwd="/", timeout=300)
    assert done.returncode == 0 and "tox-uv" in done.stdout, done.stdout + done.stderr


def test_every_group_of_an_environment_is_declared() -> None:
    text = (manifest.ROOT / "tox.ini").read_text("utf-8")
    declared = tomllib.loads((manifest.ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    named = [word for block in re.findall(r"^dependency_groups =((?:\n    .*|.+)+)", text, re.MULTILINE)
             for word in re.sub(r"\{.*?\}", "", block).split()]
    assert {"kit", "tests", "lint"} <= set(named) <= declared.keys()
