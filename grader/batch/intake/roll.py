"""Whom a roster has, as far as a layout asks."""
from __future__ import annotations

from collections.abc import Sequence

from ...people.identity import Index, Signs, plain
from ..rows import Student


class Roll:
    """Whom a roster has, as far as a layout asks; nobody, where there is no roster."""

    def __init__(self, students: Sequence[Student] = ()) -> None:
        self.texts = {plain(text) for student in students for text in (
            student.id, student.account, student.email, student.name) if text}
        self.index = Index([student.signs for student in students])

    def has(self, text: str) -> bool:
        """Whether this is exactly somebody's id, account, address or name."""
        return plain(text) in self.texts

    def finds(self, label: str) -> bool:
        """Whether this, which somebody typed, means anybody."""
        return bool(self.who(label))

    def who(self, label: str) -> frozenset[int]:
        """Whom this, which somebody typed, may mean."""
        return self.index.find(Signs(label=label[:255])).candidates  # no disk has a longer name
