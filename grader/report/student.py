"""A student of the gradebook, as the exports and the pages see one."""
from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..language.i18n import _
from ..people.identity import Signs, signs_of
from .numbers import points
from .record import Report


@dataclass(frozen=True)
class Attempt:
    """What was found in one attempt that was graded: the properties that passed, «exercise/name», and the
    misconceptions, by exercise and name."""
    number: int
    when: datetime | None
    passed: frozenset[str]
    wrong: frozenset[tuple[str, str]]


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, with the id behind those that two students have."""
    often = Counter(names.values())
    return {id: name if often[name] == 1 else f"{name} ({id})" for id, name in names.items()}


@dataclass(frozen=True)
class Student:
    """One student: who they are, and the report that counts. Without a report, `trouble` says why there is none."""
    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    report: Report | None = None  # hidden properties included
    corrected: float | None = None
    reason: str = ""  # of the correction
    trouble: str = ""
    missing: bool = False    # nothing was handed in
    own_fault: bool = False  # the trouble is the grader's own fault, and not for students to see
    lms: str = ""          # the learning platform's own number
    submitted: datetime | None = None
    late: bool = False
    late_by: timedelta | None = None  # by the platform's account
    penalty: float = 0.0
    signatures: Mapping[str, str] = field(default_factory=dict)  # by «exercise/property»: of the answers
    where: str = ""  # below the batch's folder
    account: str = ""
    listed: bool = True      # in the roster, or there is none
    content: str = ""        # the digest of the files that count
    comment: str = ""        # the teacher's, to the student
    outdated: bool = False   # the correction was made for another report
    elsewhere: str = ""      # a correction that does not count here
    again: str = ""          # an earlier report counts: see the gradebook's Row
    unread: str = ""         # a time that nobody can read
    remarks: Sequence[str] = ()  # on the files, for the student too
    notes: Sequence[str] = ()    # for the teacher only
    history: Sequence[Attempt] = ()  # the attempts that were graded, the first one first

    @property
    def signs(self) -> Signs:
        """Who they are."""
        return signs_of(self.id, self.name, self.email, self.lms, self.account)

    def told(self, teacher: bool = True) -> list[str]:
        """What a reader should know of this grade, beside its points; the same in every export and page."""
        said = []
        if self.corrected is not None:
            said.append(_("corrected by hand: {}").format(self.reason))
            if self.outdated and teacher:
                said.append(_("the correction is older than the report: look again"))
        if self.penalty:
            said.append(_("late work: {} points less").format(points(self.penalty)))
        if self.comment:
            said.append(_("your teacher: {}").format(self.comment))
        if self.again:
            said.append(_("being graded again: the earlier points count") if self.again == "again" else
                        _("graded earlier, with another seed, version or exercises: batch its folder again"))
        said += map(_, self.remarks)
        if not teacher:
            return said
        if self.elsewhere:
            said.append(_(self.elsewhere))
        if self.unread:
            said.append(_("the time «{}» cannot be read").format(self.unread))
        elif self.late:
            said.append(_("late"))
        if not self.listed:
            said.append(_("not in the roster"))
        return [*said, *map(_, self.notes)]

    @property
    def graded(self) -> bool:
        return self.report is not None or self.corrected is not None

    @property
    def has_page(self) -> bool:
        """Whether there is something to say to the student: a report, or why their files could not be graded."""
        return self.report is not None or bool(self.trouble and not self.missing)

    @property
    def ungraded(self) -> str:
        """Why there is no report; the grader's own fault is not for students to see."""
        return _("not graded: {}").format(_("not yet") if self.own_fault else _(self.trouble))

    @property
    def earned(self) -> float:
        """Before late work's penalty."""
        if self.corrected is not None:
            return self.corrected
        return self.report.score if self.report else 0.0

    @property
    def score(self) -> float:
        return max(self.earned - self.penalty, 0.0)

    @property
    def max_score(self) -> float:
        return float(self.report.max_score) if self.report else 0.0

    @property
    def called(self) -> str:
        return self.name or self.id

    @property
    def file(self) -> str:
        """The name of this student's files: the id, made harmless and unique if it could not be a file name."""
        safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in self.id)[:80].lstrip(".")
        device = safe.partition(".")[0].lower() in {"con", "prn", "aux", "nul", "index"}
        if safe == self.id and safe and not device:
            return safe
        return f"{safe or 'student'}-{hashlib.sha256(self.id.encode()).hexdigest()[:8]}"
