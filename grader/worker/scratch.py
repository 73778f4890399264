"""Emptying a scratch folder, whatever a submission has put there, and counting what is in it."""
from __future__ import annotations

import os
import secrets
from pathlib import Path


def empty(folder: Path) -> None:
    """Removes all that is in the folder. Closed, linked and very deep folders go, too: no link is followed, and
    nothing is ever more than two levels down, as what is in a folder moves to the top before the folder goes."""
    os.chmod(folder, 0o700)
    token, moved = secrets.token_hex(8), 0  # names that nobody has used
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry)
                continue
            os.chmod(entry, 0o700)
            for inner in list(os.scandir(entry)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner, 0o700)  # else it could not be moved: its «..» changes
                    os.rename(inner, folder / f"{token}{moved}")
                    moved += 1
                else:
                    os.unlink(inner)
            os.rmdir(entry)


def count(folder: Path) -> int:
    """How many files are in a scratch folder that is a file system of its own, at any depth; 0 for another one, whose
    files are not the submission's only."""
    if not folder.is_mount():
        return 0
    system = os.statvfs(folder)
    return system.f_files - system.f_ffree
