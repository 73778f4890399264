"""What holds the kit together: each exercise with all its parts, and a starting point for a new one."""
from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

from ..course import manifest, stubs
from ..course.manifest import Exercise
from ..course.outline import stated
from ..language.i18n import _catalogue

CJK = re.compile(r"[\u4e00-\u9fff]")
MISCONCEPTIONS = 5  # at least, an exercise


def folder(name: str) -> Path:
    return manifest.ROOT / name


def parts(name: str) -> dict[str, Path]:
    """The files of an exercise, by what they are."""
    return {"stub": folder("exercises") / f"{name}.py", "solution": folder("solutions") / f"{name}.py",
            "property file": folder("tests") / f"test_{name}.py",
            "misconceptions": folder("grader") / "diagnosis" / "misconceptions" / f"{name}.py"}


def problems() -> list[str]:
    """What is missing or does not fit, a line each; without running a submission."""
    known = manifest.load()
    found = []
    for exercise in known.exercises:
        found += [f"{exercise.name}: {problem}" for problem in of(exercise)]
    for place in ("exercises", "solutions", "tests", "grader/diagnosis/misconceptions"):
        for path in sorted(folder(place).glob("test_*.py" if place == "tests" else "[a-z]*.py")):
            if path.stem.removeprefix("test_" if place == "tests" else "") not in known.names:
                found.append(f"{place}/{path.name}: the manifest has no such exercise")
    return found


def of(exercise: Exercise) -> list[str]:
    """What is missing of one exercise."""
    files = parts(exercise.name)
    found = [f"the {what} is missing ({path.relative_to(manifest.ROOT)})" for what, path in files.items()
             if not path.is_file()]
    if found:
        return found
    for language in ("en", "zh"):
        if not exercise.title.get(language, "").strip():
            found.append(f"the title in {language} is missing")
    for what in ("stub", "solution"):
        defined = {node.name for node in _tree(files[what]).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        absent = [name for name in exercise.functions if name not in defined]
        if absent:
            found.append(f"the {what} does not define {', '.join(absent)}")
    stub = _tree(files["stub"])
    for node in (stub, *(n for n in stub.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)))):
        text = ast.get_docstring(node) or ""
        if not (CJK.search(text) and re.search(r"[A-Za-z]{3}.*[A-Za-z]{3}", text)):
            found.append(f"the stub's docstring of {getattr(node, 'name', 'the file')} is not in both languages")
    found += _stub_copy(exercise.name, files["stub"])
    found += _properties(exercise)
    found += _hints(exercise.name)
    found += _misconceptions(exercise, files["misconceptions"])
    return found


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def _stub_copy(name: str, stub: Path) -> list[str]:
    try:
        same = stubs.content(name) == stub.read_bytes()
    except FileNotFoundError:
        same = False
    return [] if same else [f"exercises/{name}.py is not the stub that `reset` puts back (grader/stubs); where it "
                            "should be: `check-kit --take-stubs`"]


def _properties(exercise: Exercise) -> list[str]:
    props = stated(exercise.tests)
    found = [] if props else ["there are no properties"]
    total = sum(p.points for p in props)
    if total != exercise.points:
        found.append(f"the properties' points add up to {total}, the manifest says {exercise.points}")
    for prop in props:
        for what, text in (("title", prop.title), ("law", prop.law)):
            if text and text not in _catalogue("zh"):
                found.append(f"the {what} of {prop.name} has no Chinese translation")
    return found


def _hints(name: str) -> list[str]:
    raw: dict[str, Any] = tomllib.loads((folder("grader") / "hints.toml").read_text("utf-8"))
    said = raw.get(name) or []
    found = [] if said else ["there are no hints"]
    entries = [(f"hint {n}", entry) for n, entry in enumerate(said, 1)]
    entries.append(("the sentence on what was learned", raw.get("learned", {}).get(name, {})))
    for what, entry in entries:
        for language, there in (("en", bool(entry.get("en", "").strip()) and not CJK.search(entry["en"])),
                                ("zh", bool(CJK.search(entry.get("zh", ""))))):
            if not there:
                found.append(f"{what} is missing in {language}")
    return found


def _misconceptions(exercise: Exercise, path: Path) -> list[str]:
    found, count = [], 0
    for node in _tree(path).body:
        marks = [m for m in getattr(node, "decorator_list", ()) if isinstance(m, ast.Call)
                 and isinstance(m.func, ast.Name) and m.func.id == "wrong"]
        if not marks or not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        count += 1
        target = marks[0].args[0] if marks[0].args else None
        if not isinstance(target, ast.Constant) or target.value not in exercise.functions:
            found.append(f"the misconception {node.name} replaces no function of the exercise")
        english, _, chinese = (ast.get_docstring(node) or "").partition("\n\n")
        if not english.strip() or CJK.search(english) or not CJK.search(chinese):
            found.append(f"the misconception {node.name} is not explained in English and, after an empty line, Chinese")
    if count < MISCONCEPTIONS:
        found.append(f"there are {count} misconceptions, at least {MISCONCEPTIONS} are needed")
    return found


def judged() -> list[str]:
    """Runs the stubs and the solutions in the sandbox: a stub scores 0, a solution full."""
    from .. import scoring
    from ..submission import files as folders
    known = manifest.load()
    found = []
    with scoring.sandbox() as box:
        for place in ("exercises", "solutions"):
            report = scoring.score(folders.read(folder(place)), box, known.seed)
            for result in report.exercises:
                if place == "exercises" and result.score:
                    found.append(f"{result.name}: the stub scores {result.score:g} of {result.max_score}")
                if place == "solutions" and result.score != result.max_score:
                    wrong = ", ".join(f"{p.name} ({p.status})" for p in result.properties if p.status != "passed")
                    found.append(f"{result.name}: the solution scores {result.score:g} of {result.max_score}: {wrong}")
    return found


def take_stubs() -> list[str]:
    """Makes the files in exercises/ the stubs that `reset` puts back; gives the names of those that changed."""
    changed = []
    for name in manifest.load().names:
        content, copy = (folder("exercises") / f"{name}.py").read_bytes(), stubs.FOLDER / f"{name}.py.txt"
        if not copy.exists() or copy.read_bytes() != content:
            copy.write_bytes(content)
            changed.append(name)
    return changed
