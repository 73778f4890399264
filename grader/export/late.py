"""Late work: what the rule in the manifest takes off."""
from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from ..course.manifest import Late


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
    """«10%» of the points there are, or so many points."""
    return float(rule[:-1]) * max_score / 100 if isinstance(rule, str) else float(rule)


WESTERN = ("%d %B %Y, %I:%M %p", "%B %d, %Y, %I:%M %p", "%d %B %Y, %H:%M", "%d/%m/%y, %H:%M")
CHINESE = re.compile(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日.*?(\d{1,2}):(\d{2})")


def moodle_time(text: str) -> datetime | None:
    """A time as Moodle writes it: «Wednesday, 23 September 2026, 9:00 PM», «2026年09月23日 21:00»; None for «-»."""
    text = " ".join(text.split())
    chinese = CHINESE.search(text)
    if chinese:
        return datetime(*map(int, chinese.groups()))  # type: ignore[arg-type]
    text = re.sub(r"^[A-Za-z]+, (?=[A-Z]?[a-z]*\s?\d)", "", text)  # the weekday
    for form in WESTERN:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
