"""Who of the gradebook is who of a batch: their reports and corrections stay theirs when their id changes.

A roster comes later than the first batch, or has its ids in another spelling, or its list is numbered anew. The files
say it (the same label, the same content), and the signs say it. Where neither does, a student of the gradebook stays
somebody of their own.
"""
from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..people.identity import Index, strangers
from .rows import Attempt, Student
from .tables import AttemptRecord, CommentRecord, MarkRecord, ReportRecord, StudentRecord, columns_of, student_in

CHILDREN = (AttemptRecord, ReportRecord, MarkRecord, CommentRecord)


def rejoin(session: Session, here: Sequence[tuple[Student, Sequence[Attempt]]]) -> None:
    """Gives the records of the gradebook's students the ids that this batch has for them."""
    old = list(session.scalars(sa.select(StudentRecord).order_by(StudentRecord.id)))
    if not old:
        return
    files: dict[tuple[str, str], set[str]] = {}
    for record in session.scalars(sa.select(AttemptRecord).where(AttemptRecord.content != "")):
        files.setdefault((record.label, record.content), set()).add(record.student)
    taken = {student.id for student, _attempts in here}
    moves: dict[str, str] = {}
    for old_id, new_id in same(old, files, here).items():
        if new_id is None and old_id in taken:
            new_id = f"{old_id} (?)"
            while new_id in taken:
                new_id += "?"
        if new_id is not None and new_id != old_id:
            moves[old_id] = new_id
            taken.add(new_id)
    move(session, moves)


def same(old: Sequence[StudentRecord], files: dict[tuple[str, str], set[str]],
         here: Sequence[tuple[Student, Sequence[Attempt]]]) -> dict[str, str | None]:
    """Gives for each student of the gradebook the id in this batch, or None where it is nobody there."""
    known = [student_in(record) for record in old]
    index = Index([student.signs for student, _attempts in here], [student.signs for student in known])
    by_files: dict[str, set[int]] = {}
    for number, (_student_here, attempts) in enumerate(here):
        for attempt in attempts:
            owners = files.get((attempt.label, attempt.content), set()) if attempt.content else set()
            for owner in owners | ({attempt.owner} if attempt.owner else set()):
                by_files.setdefault(owner, set()).add(number)
    ids = {student.id: number for number, (student, _attempts) in enumerate(here)}
    found: dict[str, str | None] = {}
    for student in known:
        signs = student.signs
        said = index.find(signs)
        held = by_files.get(student.id, set())
        keyed_by_layout = not signs.id  # by a number or a folder's name: an id of no roster
        person = said.person
        if keyed_by_layout and len(held) == 1 and (person is None or person in held):
            person = next(iter(held))
        elif person is None and said.contradiction and len(held & said.candidates) == 1:
            person = next(iter(held & said.candidates))
        elif person is None and not said.readings and len(held) == 1 and student.id not in ids:
            person = next(iter(held))
        elif person is None and not said.readings and student.id in ids and alike(student, here[ids[student.id]][0]):
            person = ids[student.id]
        found[student.id] = here[person][0].id if person is not None else None
    return found


def give_back(session: Session, here: Sequence[tuple[Student, Sequence[Attempt]]], source: str) -> None:
    """Gives an attempt that was taken for somebody else's to its owner, with its reports."""
    owner = {(attempt.label, attempt.content): student.id for student, attempts in here for attempt in attempts}
    owners: dict[str, set[str]] = {}
    for student, attempts in here:
        for attempt in attempts:
            owners.setdefault(attempt.content, set()).add(student.id)
    for record in list(session.scalars(sa.select(AttemptRecord).where(AttemptRecord.source.in_([source, ""])))):
        new = owner.get((record.label, record.content))
        if new is None and not record.source and record.content and len(owners.get(record.content, ())) == 1:
            new, = owners[record.content]  # an earlier version had other labels
        if new is None or new == record.student:
            continue
        if session.get(StudentRecord, new) is None:
            session.add(StudentRecord(id=new, listed=True, present=True, remarks="[]"))
            session.flush()
        kept = session.scalar(sa.select(sa.func.count()).select_from(AttemptRecord).where(
            AttemptRecord.student == record.student, AttemptRecord.content == record.content))
        if record.content and kept == 1:
            for report in list(session.scalars(sa.select(ReportRecord).where(
                    ReportRecord.student == record.student, ReportRecord.content == record.content))):
                columns = columns_of(report) | {"student": new}
                session.delete(report)
                session.flush()
                session.merge(ReportRecord(**columns))
        session.delete(record)
        session.flush()


def alike(one: Student, other: Student) -> bool:
    """Whether two ids that are written alike are of one kind: a platform's number is no roster's id."""
    return bool(one.signs.id) == bool(other.signs.id) and not strangers(one.name, other.name)


def move(session: Session, moves: dict[str, str]) -> None:
    """Changes ids, swaps included. Where two students become one, what both have is kept once: what was made later."""
    if not moves:
        return
    for number, old in enumerate(moves):
        _rename(session, old, f"\N{REPLACEMENT CHARACTER}{number}")
    for number, new in enumerate(moves.values()):
        _rename(session, f"\N{REPLACEMENT CHARACTER}{number}", new)
    session.flush()
    session.expunge_all()


def _rename(session: Session, old: str, new: str) -> None:
    record = session.get(StudentRecord, old)
    assert record is not None
    if session.get(StudentRecord, new) is None:
        columns = columns_of(record)
        session.add(StudentRecord(**columns | {"id": new}))
        session.flush()
    for table in CHILDREN:
        keys = [c.key for c in table.__table__.columns if c.primary_key and c.key != "student"]
        there = {tuple(getattr(r, k) for k in keys): r for r in session.scalars(
            sa.select(table).where(table.student == new))}
        for child in list(session.scalars(sa.select(table).where(table.student == old))):
            columns = columns_of(child) | {"student": new}
            key = tuple(columns[k] for k in keys)
            session.delete(child)
            session.flush()
            if table is AttemptRecord and key in there:
                columns["number"] = max(k[0] for k in there) + 1
                key = (columns["number"],)
            elif key in there:
                theirs = columns_of(there[key])
                if _made(columns) <= _made(theirs):
                    continue
                session.delete(there[key])
                session.flush()
            made = table(**columns)
            session.add(made)
            session.flush()
            there[key] = made
    session.delete(record)
    session.flush()


def _made(columns: dict[str, object]) -> str:
    return str(columns.get("graded_at") or columns.get("made_at") or "")

