"""Makes the README's pictures of `watch`: `python -m grader.upkeep.screenshots`. It needs tmux.

They are of a real run in a terminal of 80x24, on the stubs with an answer whose kernel is flipped.
"""
from __future__ import annotations

import contextlib
import html
import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from ..course import manifest
from ..errors import KitError

COLUMNS, ROWS = 80, 24
PATIENCE = 600  # seconds


LENGTH = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]*)</text>')


def _of_cells(found: re.Match[str]) -> str:
    """rich gives a Chinese character the width of one cell; it has two."""
    text = html.unescape(found[3])
    length = float(found[1]) / max(1, len(text)) * cell_len(text)
    return f'textLength="{length:.1f}"{found[2]}>{found[3]}</text>'


class NoScreenshot(KitError):
    """What was waited for did not appear."""


def flipped(folder: Path) -> None:
    """The stubs, with an answer to the first one that has the commonest mistake."""
    for stub in sorted((manifest.ROOT / "exercises").glob("[a-z]*.py")):
        (folder / stub.name).write_bytes(stub.read_bytes())
    right = (manifest.ROOT / "solutions" / "corr2d.py").read_text("utf-8")
    (folder / "corr2d.py").write_text(right.replace("* K)", "* K[::-1, ::-1])"), "utf-8")


def screen(folder: Path, language: str) -> str:
    """What `watch` shows when it has judged everything, with the terminal's codes for colours."""
    with tempfile.TemporaryDirectory() as sockets:
        tmux = ["tmux", "-u", "-S", f"{sockets}/tmux", "-f", "/dev/null"]

        def run(*words: str) -> str:
            return subprocess.run([*tmux, *words], check=True, capture_output=True, encoding="utf-8").stdout

        run("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "-c", str(manifest.ROOT), "env",
            "TERM=tmux-256color", "PYTHONDONTWRITEBYTECODE=1", sys.executable, "-W", "ignore", "-m", "grader", "watch",
            str(folder), "--lang", language)
        try:
            until, before = time.monotonic() + PATIENCE, ""
            while time.monotonic() < until:
                time.sleep(2)
                shown = run("capture-pane", "-e", "-p")
                if shown == before and "5.1.5" in shown:  # the mistake has its name, and nothing moves any more
                    return shown
                before = shown
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                run("kill-server")
    raise NoScreenshot(f"watch did not name the flipped kernel within {PATIENCE} s")


def write(to: Path) -> list[Path]:
    written = []
    for language, name in (("en", "watch.svg"), ("zh", "watch.zh.svg")):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # watch may still write its state
            flipped(Path(folder))
            shown = screen(Path(folder), language)
        console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
        console.print(Text.from_ansi(shown.rstrip()), soft_wrap=True)
        path = to / name
        drawn = console.export_svg(title="python -m grader watch", theme=MONOKAI, unique_id="watch")
        path.write_text(LENGTH.sub(_of_cells, drawn), "utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for picture in write(manifest.ROOT / "docs" / "images"):
        print(picture.relative_to(manifest.ROOT))
