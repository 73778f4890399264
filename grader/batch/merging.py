"""Puts the attempts that a student had, and those that a batch brings, in one order."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


def merge(before: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A student's attempts, oldest first. The same files again are no new attempt; what was in the same source before
    and is no longer there has been replaced; what is new comes last, or where its time says."""
    source = {a["source"] for a in new}
    found = {_files(a): a for a in new}
    kept = []
    for attempt in before:
        same = found.pop(_files(attempt), None)
        if same is not None:
            kept.append(_said_again(attempt, same) if attempt["source"] in source or not attempt["source"] else attempt)
        elif attempt["source"] not in source and attempt["source"]:
            kept.append(attempt)
    merged = [*kept, *(a for a in new if found.get(_files(a)) is a)]
    times = [_time(a) for a in merged]
    if all(times) and len({t.tzinfo is None for t in times if t}) == 1:
        merged = [a for _t, a in sorted(zip(times, merged, strict=True), key=lambda pair: pair[0])]  # type: ignore[arg-type,return-value]
    return merged


def _said_again(attempt: dict[str, Any], same: dict[str, Any]) -> dict[str, Any]:
    """The same files, by what is said of them now. Silence takes nothing back: a batch without its roster, which knows
    the times, leaves everybody as late as they were."""
    silent = not same["submitted"] and same["late_seconds"] is None
    known = {"submitted": attempt["submitted"], "late_seconds": attempt["late_seconds"],
             "late": same["late"] or bool(attempt["late_seconds"])} if silent else {}
    return attempt | same | known


def _files(columns: Mapping[str, Any]) -> tuple[str, str]:
    """What makes two attempts the same files: their digest, or why they were refused."""
    return columns["content"], "" if columns["content"] else columns["refusal"]


def _time(columns: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(columns["submitted"])
    except ValueError:
        return None
