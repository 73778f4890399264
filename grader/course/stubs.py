"""The stubs as they were handed out: what `reset` puts back. The student works in exercises/, and git may be missing,
so the originals are kept here (as text: nothing imports them); `check-kit` holds the two together, and
`check-kit --take-stubs` copies exercises/ here."""
from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "stubs"


def content(exercise: str) -> bytes:
    """The stub of an exercise, as it was handed out."""
    return (FOLDER / f"{exercise}.py.txt").read_bytes()
