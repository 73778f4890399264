"""Makes a class to grade: `python benchmarks/make_class.py OUT --students 300 --layout moodle`.

Solutions, misconceptions, equivalents, stubs, half-done work and hostile samples; as folders, zips, zips with a folder
inside, and notebooks, with the files that systems leave behind; several attempts; students who hand in nothing, and one
who is not in the roster. The same seed makes the same class. Writes OUT/class (or class.zip, as the platform gives it)
and OUT/roster.csv.
"""
from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader import manifest, misconceptions

ROOT = Path(__file__).resolve().parent.parent


Files = dict[str, bytes]
EQUIVALENTS = ROOT / "grader" / "tests" / "equivalents"
HOSTILE = ROOT / "grader" / "tests" / "hostile"
SLOW = ("timeout", "memory", "output")  # statuses whose samples take long: few of them
STRAYS = {"__MACOSX/._corr2d.py": b"\0\5\26\7", ".DS_Store": b"\0\0\0\1Bud1", "readme.txt": b"My answers.",
          "__pycache__/corr2d.cpython-311.pyc": b"x", "Thumbs.db": b"x"}
FAMILY = ("Nguyen", "Müller", "Garcia", "O'Neill", "王", "李", "Schmidt-Kurz", "Smith", "Ivanova", "Öztürk", "陈",
          "da Silva")
GIVEN = ("Ada", "Jean Luc", "小明", "María José", "Bob", "Zoë", "晓红", "Igor", "Wei", "Noor", "Lin", "Anna-Lena")


@dataclass
class Made:
    """A student of the class: `attempts` are what they handed in, as files of a folder; none: nothing."""
    id: str
    name: str
    email: str
    section: str
    lms: str
    kind: str
    packing: str
    attempts: list[Files] = field(default_factory=list)
    listed: bool = True
    late: bool = False


def make_class(students: int, seed: int) -> list[Made]:
    """The class."""
    kit = manifest.load()
    stubs = {name: (ROOT / "exercises" / f"{name}.py").read_bytes() for name in kit.names}
    kinds: list[tuple[str, float, Callable[[random.Random], Files]]] = [
        ("solution", 22, lambda r: misconceptions.solutions()), ("misconception", 30, wrong),
        ("equivalent", 15, equivalent), ("stub", 5, lambda r: dict(stubs)),
        ("half done", 13, lambda r: half_done(r, stubs)), ("hostile", 8, hostile), ("missing", 7, lambda r: {})]
    made = []
    for number in range(students):
        r = random.Random(f"{seed}:{number}")
        kind, _, make = r.choices(kinds, [weight for _, weight, _ in kinds])[0]
        # One notebook is one namespace: files that were made to stand alone don't go into one.
        as_notebook = 0 if kind in ("hostile", "equivalent") else 2
        packing = r.choices(["folder", "zip", "nested zip", "notebook"], [4, 4, 3, as_notebook])[0]
        name = f"{r.choice(GIVEN)} {r.choice(FAMILY)} {chr(97 + number % 26)}{number}"
        student = Made(f"s{20260000 + number}", name, f"s{number}@school.example", r.choice("ABC"),
                       str(4100000 + 7 * number), kind, packing, late=r.random() < 0.1)
        if kind != "missing":
            if r.random() < 0.15:
                student.attempts.append(half_done(r, stubs))
            student.attempts.append(make(r))
        made.append(student)
    if students > 5:
        made[students // 2].listed = bool(not made[students // 2].attempts)
    return made


def wrong(r: random.Random) -> Files:
    files = misconceptions.solutions()
    for exercise in r.sample(manifest.load().names, r.choice([1, 1, 2, 3])):
        if of := misconceptions.of(exercise):
            # A few mistakes are everybody's: so a class report has something to find.
            files[exercise] = of[min(int(r.expovariate(0.5)), len(of) - 1)].source().encode()
    return files


def equivalent(r: random.Random) -> Files:
    files = misconceptions.solutions()
    for exercise in manifest.load().names:
        if styles := sorted((EQUIVALENTS / exercise).glob("*.py")):
            files[exercise] = r.choice(styles).read_bytes()
    return files


def half_done(r: random.Random, stubs: Files) -> Files:
    done = r.randint(1, len(stubs) - 1)
    right = misconceptions.solutions()
    return {name: right[name] if i < done else stub for i, (name, stub) in enumerate(stubs.items())}


def hostile(r: random.Random) -> Files:
    samples = []
    for path in sorted(HOSTILE.glob("*.py")):
        head = dict(re.findall(r"^# (\w+): (.*)$", path.read_text("utf-8", "replace"), re.M))
        if head.get("exercise") in manifest.load().names:
            samples.append((path, head["exercise"], 0.1 if head.get("status") in SLOW else 1.0))
    if not samples:
        return wrong(r)
    path, exercise, _ = r.choices(samples, [weight for *_, weight in samples])[0]
    return misconceptions.solutions() | {exercise: path.read_bytes()}


# Handing in -----------------------------------------------------------------------------------------------------------
def uploads(student: Made) -> Iterator[tuple[int, dict[str, bytes]]]:
    """What is handed in, an attempt after the other: relative paths and contents."""
    for number, files in enumerate(student.attempts):
        named = {f"{name}.py": content for name, content in files.items()}
        if student.packing == "notebook":
            yield number, {"work.ipynb": notebook(files)}
        elif student.packing == "folder":
            yield number, named
        else:
            inner = "homework/" if student.packing == "nested zip" else ""
            yield number, {"work.zip": zipped({inner + path: content for path, content in (named | STRAYS).items()})}


def zipped(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def notebook(files: Files) -> bytes:
    """All exercises in one notebook, a cell each, with what people write between them."""
    def cell(kind: str, text: str) -> dict[str, object]:
        lines = text.splitlines(keepends=True)
        return {"cell_type": kind, "metadata": {}, "source": lines} | (
            {"outputs": [], "execution_count": None} if kind == "code" else {})
    cells = [cell("markdown", "# My answers"), cell("code", "%matplotlib inline\n!nvidia-smi\n")]
    for name, content in files.items():
        # In one notebook, what a file imports from its neighbour is there already.
        code = re.sub(r"^\s*from \.\w* import .*$", "", content.decode("utf-8-sig"), flags=re.M)
        cells += [cell("markdown", name), cell("code", code), cell("code", "raise ValueError('a demonstration')\n")]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False).encode()


def layout_files(made: list[Made], layout: str) -> Iterator[tuple[str, bytes]]:
    """The class as paths and contents, in the naming of a platform."""
    upload = 900000
    for student in made:
        for number, files in uploads(student):
            if layout == "folders":
                again = f"_attempt_{number + 1}" if len(student.attempts) > 1 else ""
                top = f"{student.id}_{student.name}{again}/"
            elif layout == "moodle":  # gives the latest attempt only
                if number < len(student.attempts) - 1:
                    continue
                top = f"{student.name}_{student.lms}_assignsubmission_file_/"
            else:
                given, family = student.name.split(" ", 1)
                sortable = re.sub(r"\W", "", f"{family}{given}".lower())
                for path, content in files.items():
                    upload += 1
                    stem, dot, suffix = path.rpartition(".")
                    again = f"-{number}" if number else ""
                    late = "LATE_" if student.late else ""
                    yield f"{sortable}_{late}{student.lms}_{upload}_{stem}{again}{dot}{suffix}", content
                continue
            for path, content in files.items():
                yield top + path, content
    if layout == "folders":
        yield ".DS_Store", b"x"


def write(made: list[Made], out: Path, layout: str) -> Path:
    """Writes the class and its roster; the path for `batch`."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "roster.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["学号", "姓名", "邮箱", "班级", "Identifier"])
        rows.writerows([s.id, s.name, s.email, s.section, f"Participant {s.lms}"] for s in made if s.listed)
    if layout == "folders":
        for path, content in layout_files(made, layout):
            target = out / "class" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return out / "class"
    with zipfile.ZipFile(out / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in layout_files(made, layout):
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return out / "class.zip"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", choices=["folders", "moodle", "canvas"], default="folders")
    asked = parser.parse_args()
    made = make_class(asked.students, asked.seed)
    print(f"{write(made, asked.out, asked.layout)}: {sum(bool(s.attempts) for s in made)} of {len(made)} handed in")


if __name__ == "__main__":
    main()
