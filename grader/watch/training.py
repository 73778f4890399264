"""The training check at the end of a session: `train` in a process of its own, so that the terminal stays alive."""
from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..course import manifest
from ..language.i18n import language
from ..report.training import TrainingResult


@dataclass(frozen=True)
class Line:
    """A line that the check has printed."""
    text: str


@dataclass(frozen=True)
class Losses:
    """The next losses of a network that learns."""
    network: str
    values: tuple[float, ...]
    of: int  # losses that there will be


@dataclass(frozen=True)
class Trained:
    """The check has ended: what it found, or why that is nothing."""
    result: TrainingResult | None
    problem: str = ""


class Training(threading.Thread):
    """Runs `train`, and tells what it prints, what the networks' losses are, and what it found."""

    def __init__(self, path: Path, tell: Callable[[Line | Losses | Trained], None]) -> None:
        super().__init__(name="training", daemon=True)
        self.path, self.tell = path, tell
        self.process: subprocess.Popen[str] | None = None
        self.ended = False

    def run(self) -> None:
        with tempfile.TemporaryDirectory(prefix="convkata-") as folder:
            report = Path(folder) / "report.json"
            command = [sys.executable, "-W", "ignore", "-m", "grader", "train", str(self.path.resolve()),
                       "--json", str(report), "--lang", language(), "--follow",
                       "--allow-unsandboxed"]  # it is one's own code
            try:
                self.process = subprocess.Popen(
                    command, cwd=manifest.ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace", start_new_session=True,
                    env=os.environ | {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"})
            except OSError as error:
                self.tell(Trained(None, str(error)))
                return
            if self.ended:
                self.close()
            last = ""
            assert self.process.stdout is not None
            for line in self.process.stdout:
                if line.startswith('{"network"'):
                    step = json.loads(line)
                    self.tell(Losses(step["network"], tuple(step["losses"]), step["of"]))
                    continue
                last = line.strip() or last
                self.tell(Line(line.rstrip("\n")))
            status = self.process.wait()
            if self.ended:
                return
            try:
                self.tell(Trained(TrainingResult.from_json(json.loads(report.read_text("utf-8")))))
            except (OSError, ValueError):
                self.tell(Trained(None, last or f"exit status {status}"))

    def close(self) -> None:
        """Ends the check, if it runs, with all that it started."""
        self.ended = True
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.process.pid, signal.SIGKILL)
        if threading.current_thread() is not self:
            self.join(2.0)
