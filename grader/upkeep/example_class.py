"""A small class to try a batch with, as Moodle gives it: `python -m grader example-class DIR`.

DIR/submissions.zip is «Download all submissions», DIR/worksheet.csv «Download grading worksheet». In it are right
answers, mistakes that have a name, work that is late, incomplete or badly named, and what no batch can open. It is
always the same.
"""
from __future__ import annotations

import csv
import io
from pathlib import Path

from ..course import manifest, stubs
from ..diagnosis import library
from ..files import write, zipped

HEADER = ("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade",
          "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments")
NAMES = ("Ada Lovelace", "王小明", "Jean-Luc Ng", "Zoë O'Neill", "李雷", "Anna Öztürk", "Bob Smith", "Bob Smith",
         "María José García", "陈晓红", "Igor Ivanov", "Noor Khan")
NIGHT = "Sunday, 1 November 2026, 11:30 PM"
LATE = "Tuesday, 3 November 2026, 8:15 AM"


def handed_in() -> list[dict[str, bytes] | None]:
    """What each of NAMES handed in; None: nothing."""
    right = {f"{name}.py": source for name, source in library.solutions().items()}
    todo = {f"{name}.py": stubs.content(name) for name in manifest.load().names}
    def wrong(exercise: str, number: int) -> dict[str, bytes]:
        return {f"{exercise}.py": library.of(exercise)[number].source().encode()}

    first, second = list(right)[:2]
    half = dict(list(right.items())[:len(right) // 2])
    renamed = {("my_" + name if name == first else name): source for name, source in right.items()}
    return [right, right | wrong("corr2d", 0), right | wrong("corr2d", 0) | wrong("pooling", 1), todo | half, renamed,
            right | {second: right[second].decode().encode("utf-16")}, right | wrong("pooling", 1), todo,
            {"work.zip": zipped(right)}, None, {"homework.7z": b"7z\xbc\xaf'\x1c"},
            right | {first: b"def broken(:\n"}]


def make(folder: Path) -> tuple[Path, Path]:
    """Writes the class; where the submissions and the worksheet are."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow(HEADER)
    for number, (name, own) in enumerate(zip(NAMES, handed_in(), strict=True), 1):
        platform = 51_000 + 7 * number
        for file, content in (own or {}).items():
            files[f"{name}_{platform}_assignsubmission_file_/{file}"] = content
        when = "-" if own is None else LATE if number % 5 == 0 else NIGHT
        sheet.writerow([f"Participant {platform}", name, f"2026{number:03}", f"s{number}@school.example",
                        "No submission" if own is None else "Submitted for grading", "", "100.00", "Yes", when, "-",
                        ""])
    write(folder / "submissions.zip", zipped(files))
    write(folder / "worksheet.csv", text.getvalue())
    return folder / "submissions.zip", folder / "worksheet.csv"
