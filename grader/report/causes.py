"""What failed for the same cause: it is told once."""
from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from ..language.said import Said
from .record import PropertyResult
from .statuses import QUIET

ALONE = 1  # known mistake that gives an example's answers: it is the one that was made


def unread(exercise: str, results: Iterable[PropertyResult]) -> str:
    """What is said in place of each property's title where Python cannot read the file; nothing where it can."""
    return Said("{0} cannot be read", f"{exercise}.py") if any(result.unread for result in results) else ""


def causes(results: Sequence[PropertyResult]) -> list[list[PropertyResult]]:
    """The results in their order, those of one cause together: the same misconception, the same error, the same limit.
    Wrong values without a name have a cause each. Of those with one name, the one is shown, and comes first, whose
    example no other known mistake explains; else one for which they were not counted, of the most points."""
    groups: list[list[PropertyResult]] = []
    known: dict[Hashable, list[PropertyResult]] = {}
    for result in results:
        signs: list[Hashable] = []
        if result.status not in (*QUIET, "failed"):
            signs.append((result.status, str(result.message)))
        if result.misconception:
            signs.append(result.misconception.name)
        group = next((known[sign] for sign in signs if sign in known), None)
        if group is None:
            groups.append(group := [])
        group.append(result)
        known |= {sign: group for sign in signs if sign not in known}
    for group in groups:
        if group[0].misconception:
            group.sort(key=lambda result: (result.fits != ALONE, result.fits, -result.max_score))
    return groups
