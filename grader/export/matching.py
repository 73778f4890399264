"""Finds the row of a platform's file that belongs to a student."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..language.i18n import _
from ..people import columns
from ..people.identity import Index, Signs, readings
from ..report.student import Student
from . import cells


def match(table: cells.Table, rows: Iterable[int], places: Mapping[str, int],
          students: Sequence[Student]) -> tuple[dict[int, Student], list[str]]:
    """The student of each row that is one's, by all signs that both sides have; and who has no row, or several, or one
    that another sign gives to somebody else. `places`: the columns of people/columns.py."""
    rows = list(rows)
    signs = {row: of_row({kind: table.at(row, at) for kind, at in places.items()}) for row in rows}
    asked = [student.signs for student in students]
    index, back = Index(list(signs.values()), asked), Index(asked, signs.values())
    def line(row: int) -> str:
        return _("row {0} ({1})").format(row + 1, signs[row].name or signs[row].id or signs[row].platform)

    taken: dict[int, list[Student]] = {}
    notes: list[str] = []
    for number, student in enumerate(students):
        found = index.find(asked[number])
        who = f"{student.called} ({student.id})"
        if found.contradiction:
            notes.append(_("{0}: {1}; nothing is written").format(who, _(readings(found, lambda n: line(rows[n])))))
        elif found.person is None:
            if found.candidates:
                notes.append(_("{}: several rows of the template fit; left as they were").format(who))
            elif student.graded:
                notes.append(_("{}: no row of the template fits").format(who))
        else:
            row = rows[found.person]
            answer = back.find(signs[row])
            if answer.contradiction or (answer.person is not None and answer.person != number):
                notes.append(_("{0}: of {1}, {2}; nothing is written").format(
                    who, line(row), _(readings(answer, lambda n: f"{students[n].called} ({students[n].id})"))))
            else:
                taken.setdefault(row, []).append(student)
    for those in taken.values():
        if len(those) > 1:
            notes.append(_("{}: they fit the same row; nothing is written").format(
                ", ".join(f"{student.called} ({student.id})" for student in those)))
    return {row: those[0] for row, those in taken.items() if len(those) == 1}, notes


def of_row(cells: Mapping[str, str]) -> Signs:
    """Who a row is of."""
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    return Signs(cells.get("id", ""), columns.number(cells.get("platform", "")), cells.get("account", ""),
                 cells.get("email", ""), name)
