"""What a student's code can raise, and what is missing."""
from __future__ import annotations


class StudentError(Exception):
    """The student's code raised; `__cause__` is what it raised."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message, self.trace = kind, message, trace


class Missing(Exception):
    """The file or the name is not there."""
