"""Late work: what the rule in the manifest takes off."""
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..course.manifest import Late
from ..errors import KitError
from ..language.i18n import _
from ..report.student import Student


class Undecided(KitError):
    """Nobody can say who was late; the message is one line for the caller."""


@dataclass(frozen=True)
class Lateness:
    """The rule for a class. `due` comes before the manifest's; `most`: the points that there are."""
    rule: Late
    due: datetime | None = None
    most: float = 0.0
    unread_on_time: bool = False

    def by(self, student: Student, submitted: datetime | None) -> timedelta | None:
        """Decides by --due; or by the platform, which knows of extensions; or by the manifest."""
        told = None if self.due else student.late_by
        return lateness(submitted, self.due or self.rule.due) if told is None else told

    def penalty(self, student: Student, submitted: datetime | None) -> float:
        return penalty(self.rule, self.by(student, submitted), student.earned, student.max_score or self.most)

    def taken_off(self, people: Sequence[Student], own_times: bool) -> tuple[list[Student], list[str]]:
        """Everybody with what late work costs them, and whom nothing could be taken off. Undecided, where a time
        cannot be read. `own_times`: the template has times that come before these."""
        if not (self.due or self.rule.due or any(s.late_by is not None for s in people)):
            raise Undecided(_("--penalty needs the due time: --due, or `due` under [late] in course/course.toml"))
        unread = [s for s in people if s.graded and s.unread and self.by(s, None) is None]
        if unread and not (self.unread_on_time or own_times):
            raise Undecided(_("when these handed in cannot be read: {}; write it as 2026-11-01 21:00 in the roster and "
                              "batch again, or say --unread-on-time").format(
                                  ", ".join(f"{s.called} «{s.unread}»" for s in unread[:5])))
        notes = [_("{0}: the time «{1}» cannot be read; no penalty").format(s.called, s.unread) for s in unread]
        if not own_times:
            notes += [_("{}: marked as late, but nothing says by how much: no penalty").format(s.called) for s in people
                      if s.late and self.by(s, s.submitted) is None and not s.unread]
            silent = [s for s in people if s.graded and not s.late and not s.unread and self.by(s, s.submitted) is None]
            if silent:
                notes.append(_("nothing says when {} students handed in; no penalty").format(len(silent)))
        return [replace(s, penalty=self.penalty(s, s.submitted)) for s in people], notes


def penalty(rule: Late, late_by: timedelta | None, score: float, max_score: float) -> float:
    """The points taken off: for each day begun after the due time, never more than the rule allows nor than there are.
    Within the grace period nothing is; without a time stamp nothing can be."""
    if late_by is None or late_by <= timedelta(minutes=rule.grace_minutes):
        return 0.0
    taken = min(math.ceil(late_by / timedelta(days=1)) * amount(rule.per_day, max_score),
                amount(rule.at_most, max_score))
    return min(taken, max(score, 0.0))


def lateness(submitted: datetime | None, due: datetime | None) -> timedelta | None:
    """How late a submission came. A time stamp without a zone is meant in the zone of the due time; a due time without
    one, in that of the time stamp."""
    if submitted is None or due is None:
        return None
    if submitted.tzinfo is None:
        submitted = submitted.replace(tzinfo=due.tzinfo)
    elif due.tzinfo is None:
        due = due.replace(tzinfo=submitted.tzinfo)
    return submitted - due


def amount(rule: float | str, max_score: float) -> float:
    """The points of a rule: «10%» of the points possible, or a number of points."""
    return float(rule[:-1]) * max_score / 100 if isinstance(rule, str) else float(rule)
