"""Decides which of a student's attempts and reports counts, and which of the teacher's own points."""
from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..language import said
from ..language.said import Said
from ..report import student as graded
from ..report.record import ELSEWHERE
from .rows import Again, Row, Student, Which
from .tables import AttemptRecord, MarkRecord, ReportRecord


def choice(attempts: Sequence[AttemptRecord], which: Which) -> Sequence[AttemptRecord]:
    """The attempts that may count, of those that could be read: the last one, or any where the best one does."""
    readable = [attempt for attempt in attempts if attempt.content]
    return readable if which == "best" else readable[-1:]


def counts(student: Student, attempts: Sequence[AttemptRecord], reports: Sequence[ReportRecord],
           settings: Mapping[str, Any]) -> Row:
    """The row of a student who handed something in, by the last attempt that could be read, or by the best. Until there
    is a report with the last batch's settings, the newest earlier one counts."""
    which: Which = "best" if settings.get("attempt") == "best" else "last"
    readable, wanted = choice(attempts, "best"), choice(attempts, which)
    now = settings.get("version"), settings.get("seed"), settings.get("trained")
    exact = {r.content: r for r in reports if (r.version, r.seed, r.trained) == now}
    earlier: dict[str, ReportRecord] = {}
    for report in sorted((r for r in reports if r.status == "graded"), key=lambda r: r.graded_at or datetime.min):
        earlier.pop(report.content, None)
        earlier[report.content] = report  # the newest last

    def best(content: str) -> ReportRecord | None:
        found = exact.get(content)
        return found if found is not None and found.status == "graded" else earlier.get(content)

    judged = [(a, r) for a in readable if (r := best(a.content)) is not None]
    if which == "best":
        chosen = max(judged, key=lambda pair: (pair[1].points or 0.0, pair[0].number), default=None)
    else:
        chosen = judged[-1] if judged else None
    if chosen is None and earlier:  # of files that have been replaced
        chosen = attempts[-1], list(earlier.values())[-1]
    if not readable and chosen is None:
        return _row_of(student, attempts[-1], attempts, status="refused", reason=said.loads(attempts[-1].refusal))
    failed = next((r for a in reversed(wanted) if (r := exact.get(a.content)) is not None and r.status == "internal"),
                  None)
    reason = said.loads(failed.reason) if failed is not None else ""
    if chosen is None:
        return _row_of(student, wanted[-1], attempts, status="internal" if failed else "waiting", reason=reason)
    attempt, report = chosen
    done = bool(wanted) and all((r := exact.get(a.content)) is not None and r.status == "graded" and not r.stale
                                for a in wanted)
    again: Again = "" if done else "again" if any(a.source == settings.get("source", "") for a in wanted) else "earlier"
    return _row_of(student, attempt, attempts, status="graded", reason=reason, again=again,
                   report=json.loads(report.report), points=report.points, max_points=report.max_points,
                   signatures=json.loads(report.signatures),
                   history=tuple(attempt_of(a, json.loads(r.report)) for a, r in judged))


def attempt_of(attempt: AttemptRecord, report: Mapping[str, Any]) -> graded.Attempt:
    """What of an attempt's report is shown where a class's attempts stand side by side."""
    found = [(e["name"], p) for e in report["exercises"] for p in e.get("properties", ())]
    return graded.Attempt(
        attempt.number, when_of(attempt)[0], frozenset(f"{e}/{p['name']}" for e, p in found if p["status"] == "passed"),
        frozenset((e, p["misconception"]["name"]) for e, p in found
        if p.get("misconception") and p["misconception"]["name"] != ELSEWHERE))


def _row_of(student: Student, attempt: AttemptRecord, attempts: Sequence[AttemptRecord], **more: Any) -> Row:
    remarks = list(map(said.from_json, json.loads(attempt.remarks)))
    last = attempts[-1]
    if not last.content and more["status"] != "refused":
        remarks.append(Said("the last attempt ({0}) was refused: {1}; an earlier one counts",
                            last.label, said.loads(last.refusal)))
    elif attempt is not last and more.get("again") == "" and more["status"] == "graded":
        remarks.append(Said("attempt {0} of {1} is the best", attempt.number, len(attempts)))
    when, unread = when_of(attempt)
    return Row(student, late=attempt.late or bool(attempt.late_seconds), late_seconds=attempt.late_seconds,
               submitted_at=when, unread=unread, attempt=attempt.number, attempts=len(attempts), label=attempt.label,
               content=attempt.content, source=attempt.source, remarks=tuple(remarks), **more)


def when_of(attempt: AttemptRecord) -> tuple[datetime | None, str]:
    """The time when it was handed in; or the text that nobody can read."""
    if not attempt.submitted:
        return attempt.submitted_at, ""
    try:
        return datetime.fromisoformat(attempt.submitted), ""
    except ValueError:
        return None, attempt.submitted


def scope(row: Row, settings: Mapping[str, Any]) -> str:
    """The exercises that a row's points are for."""
    names = [e["name"] for e in row.report["exercises"]] if row.report else settings.get("exercises") or []
    return " ".join(names)


def corrected(row: Row, marks: Sequence[MarkRecord], settings: Mapping[str, Any]) -> Row:
    """The row with the teacher's points that belong to it; those for other exercises or another maximum are named."""
    exercises = scope(row, settings)
    elsewhere = ""
    for mark in sorted(marks, key=lambda m: m.exercises == exercises):
        known = mark.max_points is None or row.max_points is None or mark.max_points == row.max_points
        if mark.exercises in (exercises, "") and known and math.isfinite(mark.points):
            return replace(row, corrected=mark.points, correction_reason=mark.reason,
                           correction_outdated=mark.instead_of != row.points or bool(row.again))
        of = "?" if mark.max_points is None else f"{mark.max_points:g}"
        elsewhere = Said("a correction to {0:g} of {1} points ({2}) was made for other exercises or points and does "
                         "not count here", mark.points, of, mark.reason)
    return replace(row, corrected_elsewhere=elsewhere)
