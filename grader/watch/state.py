"""What a session remembers: where one was, which hints were shown, what was found for which files.

It is kept beside the student's files as `.convkata.json`, so that it goes where the work goes. Nothing that gives
points reads it, and a file that makes no sense costs one line and a fresh start.
"""
from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import files
from ..course import manifest
from ..language.i18n import _
from ..report.statuses import SEVERITY
from ..report.training import TrainingResult
from ..submission.files import Folder
from . import dependencies

NAME = ".convkata.json"
LARGEST = 1 << 20


@dataclass
class State:
    """`verdicts`: for each exercise, the digest of what was judged and each property's status. `trained`: the digest
    of the files that the last training check saw, and what it found."""
    path: Path
    current: str
    hints: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    trained: tuple[str, TrainingResult] | None = None
    problem: str = ""

    def save(self) -> None:
        """Writes the file whole or not at all; a folder that cannot be written to is no reason to stop."""
        content = {"version": 1, "current": self.current, "hints": self.hints,
                   "verdicts": {name: {"digest": digest, "properties": found}
                                for name, (digest, found) in self.verdicts.items()},
                   "trained": None if self.trained is None else {"digest": self.trained[0],
                                                                 "report": self.trained[1].as_json()}}
        try:
            files.write(self.path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            self.problem = _("progress is not kept: {0}: {1}").format(self.path, error.strerror)


def load(folder: Path) -> State:
    """The state kept in a folder. If it makes no sense: a fresh one, with `problem` set."""
    path = folder / NAME
    fresh = State(path, manifest.load().names[0])
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        return _checked(json.loads(path.read_text("utf-8")), fresh)
    except FileNotFoundError:
        return fresh
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return State(path, fresh.current,
                     problem=_("{0} makes no sense and is ignored: progress starts anew").format(path.name))


def _checked(raw: Any, fresh: State) -> State:
    names = manifest.load().names
    if raw["version"] != 1:
        raise ValueError("another version")
    hints = {str(name): int(shown) for name, shown in raw["hints"].items() if name in names}
    verdicts = {str(name): (str(entry["digest"]), {str(p): str(s) for p, s in entry["properties"].items()})
                for name, entry in raw["verdicts"].items() if name in names}
    trained = raw["trained"]
    if trained is not None:
        trained = str(trained["digest"]), _checked_training(TrainingResult.from_json(trained["report"]))
    current = raw["current"] if raw["current"] in names else fresh.current
    return State(fresh.path, current, hints, verdicts, trained)


def _checked_training(found: TrainingResult) -> TrainingResult:
    """The same. ValueError if something that is calculated with is not a number."""
    numbers = [found.score, found.max_score]
    for network in found.networks:
        given = (network.accuracy, network.threshold, network.losses.every, *network.losses.values)
        numbers += [value for value in given if value is not None]
    if not all(isinstance(value, (int, float)) for value in numbers):
        raise ValueError("not a number")
    return found


def digest(folder: Folder, exercises: Iterable[str]) -> str:
    """What verdicts on these exercises rest on: their files with all that they import, and the kit's seed and
    properties."""
    needed = dependencies.needed(folder.sources)
    files = set().union(*(needed.get(name, {name}) for name in exercises))
    found = hashlib.sha256(str(manifest.load().seed).encode())
    for name in sorted(files):
        found.update(f"\0{name}\0".encode() + folder.sources.get(name, folder.problems.get(name, "").encode()))
    for path in sorted((manifest.ROOT / "tests").glob("*.py")):
        with contextlib.suppress(OSError):
            found.update(path.read_bytes())
    return found.hexdigest()


def recall(folder: Folder, kept: State, statuses: dict[str, dict[str, str]]) -> None:
    """Adds to `statuses` what was found before for the files as they are now."""
    for name, (judged, found) in kept.verdicts.items():
        if found and judged == digest(folder, [name]) and set(found.values()) <= set(SEVERITY) - {"internal"}:
            statuses[name] = dict(found)


def recall_training(folder: Folder, kept: State) -> TrainingResult | None:
    """What the training check found for the files as they are now."""
    if kept.trained is not None and kept.trained[0] == digest(folder, manifest.load().names):
        return kept.trained[1]
    return None
