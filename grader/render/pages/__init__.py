"""Pages for people: a student's feedback (HTML and Markdown) and the teacher's report of a class."""
from __future__ import annotations

from pathlib import Path
from typing import Any


def write_all(gradebook: Any, out: Path, lang: str) -> None:
    """Writes OUT/feedback/<student>.html and .md for everybody, and OUT/report.html. `batch` calls this at its end."""
    from ...commands import batch
    batch.everything(gradebook, out, lang)
