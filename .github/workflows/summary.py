"""The report as GitHub's job summary (Markdown): points, then what to read about each failure.

    python3 summary.py report.json score.txt

Standard library only: it runs outside the kit's environment. What a submission says is text there, never Markdown.
"""
from __future__ import annotations

import html
import json
import sys
from pathlib import Path
from typing import Any

MARKS = {"passed": "✅", "todo": "⬜", "missing": "⬜", "skipped": "➖"}
LARGEST = 900_000  # GitHub takes a megabyte


def cell(value: object) -> str:
    """Text for a cell of a Markdown table."""
    escaped = html.escape(str(value)).replace("\n", " ")
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|~" else c for c in escaped)


def summary(report: dict[str, Any]) -> str:
    lines = [f"## {report['score']:g} / {report['max_score']}", "", "| | | | |", "| --- | --- | --- | ---: |"]
    for exercise in report["exercises"]:
        lines.append(f"| {MARKS.get(exercise['status'], '❌')} | `{exercise['name']}` | {cell(exercise['title'])} "
                     f"| {exercise['score']:g} / {exercise['max_score']} |")
    training = report.get("training") or {}
    if training.get("max_score"):
        lines.append(f"| {MARKS.get(training['status'], '❌')} | `train` | {cell(training.get('reason', ''))} "
                     f"| {training['score']:g} / {training['max_score']} |")
    for exercise in report["exercises"]:
        wrong = [p for p in exercise["properties"] if p["status"] not in ("passed", "todo", "missing")]
        if wrong:
            lines += ["", f"### `{exercise['name']}`"]
        for prop in wrong:
            said = [prop["message"]]
            if prop.get("misconception"):
                said.insert(0, prop["misconception"]["message"] + "\n")
            lines += ["", f"<details><summary>{html.escape(prop['title'])}</summary>", "",
                      f"<pre>{html.escape(chr(10).join(said))}</pre>", "", "</details>"]
    return "\n".join(lines) + "\n"


def main() -> None:
    report, said = map(Path, sys.argv[1:3])
    try:
        text = summary(json.loads(report.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        shown = said.read_text("utf-8", "replace")[-5000:] if said.exists() else "nothing was scored"
        text = f"## No result\n\n<pre>{html.escape(shown)}</pre>\n"
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(text[:LARGEST])


if __name__ == "__main__":
    main()
