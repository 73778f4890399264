"""What GitHub runs and shows: a report's summary, in which nothing that a submission says becomes Markdown or HTML."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from grader.course import manifest

SUMMARY = manifest.ROOT / ".github" / "workflows" / "summary.py"


def summary(folder: Path, report: object) -> str:
    if report is not None:
        (folder / "report.json").write_text(json.dumps(report), "utf-8")
    (folder / "score.txt").write_text("it broke <b>here</b>", "utf-8")
    return subprocess.run([sys.executable, str(SUMMARY), "report.json", "score.txt"], cwd=folder, check=True,
                          capture_output=True, encoding="utf-8").stdout


def test_the_summary_of_a_report(tmp_path: Path) -> None:
    prop = {"name": "test_x", "title": "A <title>", "status": "failed", "score": 0, "max_score": 3,
            "message": "</pre><script>alert(1)</script>", "counterexample": None,
            "misconception": {"name": "flipped_kernel", "message": "your kernel is flipped"}}
    skipped = {"status": "skipped", "score": 0, "max_score": 0}
    report = {"score": 12.0, "max_score": 25, "training": skipped, "exercises": [
        {"name": "corr2d", "title": "a | b", "status": "failed", "score": 12.0, "max_score": 15,
         "properties": [prop, prop | {"status": "todo", "title": "not shown"}]},
        {"name": "vgg", "title": "VGG", "status": "passed", "score": 10, "max_score": 10, "properties": []}]}
    said = summary(tmp_path, report)
    assert "## 12 / 25" in said and "| 12 / 15 |" in said and "your kernel is flipped" in said
    assert "<script>" not in said and "a \\| b" in said and "not shown" not in said


def test_without_a_report_it_says_what_happened(tmp_path: Path) -> None:
    for report in (None, {"schema": 1}, [1]):
        said = summary(tmp_path, report)
        assert "No result" in said and "it broke &lt;b&gt;here" in said


def test_the_workflow_calls_what_exists() -> None:
    workflow = (SUMMARY.parent / "score.yml").read_text("utf-8")
    assert "python3 .github/workflows/summary.py report.json score.txt" in workflow
    assert "tox run -e score -- exercises --json report.json" in workflow
    assert "[testenv:score]" in (manifest.ROOT / "tox.ini").read_text("utf-8")
