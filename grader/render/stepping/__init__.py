"""The stepping example: an operation on the example that failed, element by element of its output, stepped by keys.

scene.py makes plain data of a report's example; stepping.js draws it, with style.css: on the live page, in feedback, in
the class report and in a notebook, without a network. Beside what is asked for it shows what the misconception's code
computes, where the report has its steps."""
from __future__ import annotations

from pathlib import Path

SCRIPT = Path(__file__).parent / "stepping.js"
STYLE = Path(__file__).parent / "style.css"
