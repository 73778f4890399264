"""Gradescope: results.json, one a student, and the archive that grades there.

Run as a program (`python -m grader.export.gradescope REPORT RESULTS`), it turns a report of `score --json` into
results.json; the archive does so on Gradescope's machines.
"""
from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .. import files
from ..course import manifest
from ..errors import KitError
from ..language.i18n import _
from ..render.pages import view
from ..report.numbers import points
from ..report.record import Report
from ..report.student import Student

KIT = ("course", "grader", "solutions", "tests", "pyproject.toml", "LICENSE")  # not exercises/: somebody may work there
LEFT_OUT = {"equivalents", "combined", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}


class NotScored(KitError):
    """There is a report, and no grade for the student: the grader's own fault."""


def results(student: Student) -> dict[str, Any]:
    """A report by Gradescope's schema. What is hidden is `hidden` there too: instructors see it, students do not."""
    if student.report is None:
        said = [student.ungraded, *student.told(teacher=False)]
        return {"score": round(student.score, 2), "output": "\n".join(said), "output_format": "text",
                "stdout_visibility": "hidden", "tests": []}
    tests: list[dict[str, Any]] = []
    for exercise in student.report.exercises:
        for p in (view.told_one(result) for result in exercise.properties):  # each by itself
            if p.status == "internal":
                raise NotScored(f"{exercise.name}: {p.name}: {p.message}")
            said = [p.misconception, p.message, p.text, p.law]
            tests.append({
                "name": f"{exercise.name}: {p.title}", "score": p.score, "max_score": p.max_score,
                "status": "passed" if p.status == "passed" else "failed",
                "output": "\n\n".join([_(p.status), *(part for part in said if part)]), "output_format": "text",
                "tags": [exercise.name], "visibility": "hidden" if p.hidden else "visible",
                "extra_data": {"status": p.status, "property": p.name}})
    training = student.report.training
    if not training.skipped:
        tests.append({
            "name": _("The training check"), "score": training.score, "max_score": training.max_score,
            "status": "passed" if training.status == "passed" else "failed", "output": _(training.status),
            "output_format": "text", "tags": ["train"], "visibility": "visible",
            "extra_data": {"status": training.status}})
    for count, test in enumerate(tests, 1):
        test["number"] = str(count)
    said = [_("{0} of {1} points").format(points(student.score), points(student.max_score))]
    said += student.told(teacher=False)
    return {"score": round(student.score, 2), "output": "\n".join(said), "output_format": "text",
            "visibility": "visible", "stdout_visibility": "hidden",
            "extra_data": {"seed": student.report.seed, "isolation": student.report.isolation,
                           "max_score": student.max_score}, "tests": tests}


def write(students: Sequence[Student], to: Path) -> int:
    """TO/<student>/results.json for everybody who is graded; how many. Those of an earlier call go."""
    for old in to.glob("*/results.json"):
        if os.listdir(old.parent) == [old.name]:
            shutil.rmtree(old.parent)
    count = 0
    for student in students:
        if not student.graded:
            continue
        folder = to / student.file
        folder.mkdir(parents=True, exist_ok=True)
        files.write(folder / "results.json", dump(results(student)))
        count += 1
    return count


def dump(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


# The archive ----------------------------------------------------------------------------------------------------------
SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: the kit's own Python, with what pyproject.toml pins.
set -euo pipefail
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates libgomp1 libquadmath0 \\
    python3-venv
python3 -m venv /opt/uv
/opt/uv/bin/pip install uv
export UV_PYTHON_INSTALL_DIR=/opt/python
/opt/uv/bin/uv venv --python 3.11 /opt/convkata
cd /autograder/source/kit
/opt/uv/bin/uv pip install --python /opt/convkata/bin/python --group kit
"""
RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for every submission. No report, no grade: then it says that the autograder failed.
set -uo pipefail
autograder=${{CONVKATA_AUTOGRADER:-/autograder}}
python=${{CONVKATA_PYTHON:-/opt/convkata/bin/python}}
report=$(mktemp)
cd "$autograder/source/kit"
"$python" -W ignore -m grader score "$autograder/submission" --json "$report" --teacher --allow-unsandboxed {options} \\
    2> >(tee "$report.err" >&2)
status=$?
"$python" -W ignore -m grader.export.gradescope "$report" "$autograder/results/results.json" \\
    --status "$status" --said "$report.err" --lang {lang}
status=$?
rm -f "$report" "$report.err"
exit "$status"
"""


def archive(to: Path, train: bool = True, seed: int | None = None, hidden: Sequence[Path] = (),
            lang: str = "en") -> int:
    """Writes the archive to upload; how many files it has. The same kit gives the same bytes."""
    options = ["--lang", lang, *([] if train else ["--no-train"]), *([] if seed is None else ["--seed", str(seed)]),
               *(["--hidden", "../hidden"] if hidden else [])]
    members = {"setup.sh": SETUP.encode(),
               "run_autograder": RUN.format(options=shlex.join(options), lang=lang).encode()}
    for path in kit_files():
        members[f"kit/{path.relative_to(manifest.ROOT).as_posix()}"] = path.read_bytes()
    for folder in {path.parent for path in hidden}:
        for path in sorted(folder.glob("*.py")):  # a teacher's own helpers too
            members[f"hidden/{path.name}"] = path.read_bytes()
    with zipfile.ZipFile(to, "w") as out:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o100755 if name in ("setup.sh", "run_autograder") else 0o100644) << 16
            out.writestr(info, content, zipfile.ZIP_DEFLATED)
    return len(members)


def kit_files() -> Iterator[Path]:
    """What grading needs of the kit: not its own tests, nor what runs leave behind."""
    own_tests = manifest.ROOT / "grader" / "tests"
    for name in KIT:
        top = manifest.ROOT / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            inside = path.relative_to(manifest.ROOT).parts
            if path.is_file() and not LEFT_OUT & set(inside) and own_tests not in path.parents:
                yield path


def main(arguments: Sequence[str]) -> int:
    """REPORT RESULTS --status N --said FILE --lang LANG: what `score` left, as Gradescope wants it."""
    from ..language import i18n
    report, out, _status, status, _said, said, _lang, lang = arguments
    i18n.set_language(lang)
    lines = Path(said).read_text("utf-8", "replace").strip().splitlines() if Path(said).exists() else []
    if status == "0":
        record = Report.from_json(json.loads(Path(report).read_text("utf-8")))
        student = Student(record.submission, report=record)
    elif status == "2":  # what was handed in cannot be graded; the last line says why
        student = Student("submission", trouble=lines[-1].removeprefix("convkata: ") if lines else "")
    else:
        print(f"score ended with status {status}: nothing is reported", file=sys.stderr)
        return 1
    try:
        text = dump(results(student))
    except NotScored as error:
        print(f"the grader's own fault: {error}: nothing is reported", file=sys.stderr)
        return 1
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    files.write(Path(out), text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
