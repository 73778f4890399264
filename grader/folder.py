"""A submission's folder, read once: what is graded is what was read, whatever happens to the folder later."""
from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from . import manifest


class NotASubmission(Exception):
    """The path holds no submission; the message is one line for the caller."""


@dataclass(frozen=True)
class Folder:
    """The Python files of a submission: their contents, and why a file that is there could not be read."""
    name: str
    sources: dict[str, bytes]
    problems: dict[str, str]
    path: Path | None = None


def read(path: Path) -> Folder:
    """Reads the *.py files of a folder; links, devices and giants are problems of their exercise only."""
    try:
        entries = sorted(os.listdir(path))
    except FileNotFoundError:
        raise NotASubmission(f"{path}: there is no such folder") from None
    except NotADirectoryError:
        raise NotASubmission(f"{path}: this is a file; name the folder that holds it") from None
    except OSError as error:
        raise NotASubmission(f"{path}: {error.strerror}") from None
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for entry in entries:
        stem, dot, suffix = entry.rpartition(".")
        if (suffix == "py" and stem.isidentifier()) and dot:
            try:
                sources[stem] = read_file(path / entry)
            except ValueError as error:
                problems[stem] = str(error)
    names = set(manifest.load().names)
    if not names & (sources.keys() | problems.keys()):
        raise NotASubmission(f"{path}: none of the exercises' files is here ({', '.join(manifest.load().names)}: "
                             "each with .py)")
    return Folder(path.resolve().name, sources, problems, path.resolve())


def read_file(path: Path) -> bytes:
    """A regular file's content, never following a link; ValueError says what else it is."""
    limit = manifest.load().limits.source_kb << 10
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer.
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        kind = "is a symbolic link; hand in the file itself" if path.is_symlink() else f"cannot be read: {error.strerror}"
        raise ValueError(f"{path.name} {kind}") from None
    with os.fdopen(fd, "rb") as file:
        mode = os.fstat(fd).st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "a pipe" if stat.S_ISFIFO(mode) else "a device"
            raise ValueError(f"{path.name} is {kind}, not a file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"{path.name} is larger than {limit >> 10} KB (source_kb = {limit >> 10})")
    return content
