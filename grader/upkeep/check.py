"""Checks that each exercise has all its parts, and that they fit."""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ..course import data, manifest, stubs
from ..course.manifest import Exercise
from ..course.outline import stated
from ..diagnosis import library
from ..language.i18n import _catalogue
from . import stub_notebooks
from .catalogue import marked

CJK = re.compile(r"[\u4e00-\u9fff]")
MISCONCEPTIONS = 5  # that an exercise has at least


def folder(name: str) -> Path:
    return manifest.ROOT / name


def parts(name: str) -> dict[str, Path]:
    """The files of an exercise, by what they are."""
    return {"stub": folder("exercises") / f"{name}.py", "solution": folder("solutions") / f"{name}.py",
            "property file": folder("tests") / f"test_{name}.py", "course file": folder("course") / f"{name}.toml"}


def problems() -> list[str]:
    """What is missing or does not fit, one line for each problem. Runs no submission."""
    known = manifest.load()
    found = [f"course: {' and '.join(names)} have the same order" for names in _alike()]
    for exercise in known.exercises:
        found += [f"{exercise.name}: {problem}" for problem in of(exercise)]
    for place in ("exercises", "solutions", "tests"):
        for path in sorted(folder(place).glob("test_*.py" if place == "tests" else "[a-z]*.py")):
            if path.stem.removeprefix("test_" if place == "tests" else "") not in known.names:
                found.append(f"{place}/{path.name}: there is no course/{path.stem.removeprefix('test_')}.toml")
    return found


def _alike() -> list[list[str]]:
    """Exercises that claim the same place."""
    places: dict[int, list[str]] = {}
    for name in data.names():
        places.setdefault(data.exercise(name)["order"], []).append(name)
    return [names for names in places.values() if len(names) > 1]


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
    found += _notebook(exercise)
    found += _properties(exercise)
    found += _unknown(data.exercise(exercise.name))
    found += _hints(data.exercise(exercise.name))
    found += _misconceptions(exercise)
    return found


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def _stub_copy(name: str, stub: Path) -> list[str]:
    try:
        same = stubs.content(name) == stub.read_bytes()
    except data.CourseError:
        same = False
    return [] if same else [f"exercises/{name}.py is not the stub that `reset` puts back (stub in course/{name}.toml); "
                            "where it should be: `check-kit --take-stubs`"]


def _notebook(exercise: Exercise) -> list[str]:
    """Its notebook, in a kit that has notebooks."""
    path = stub_notebooks.file(exercise)
    same = not path.parent.is_dir() or (
        path.is_file() and path.read_text("utf-8") == stub_notebooks.content(exercise))
    return [] if same else [f"notebooks/{path.name} is not the notebook that the stub makes "
                            "(`python -m grader.upkeep.stub_notebooks` makes it)"]


def _properties(exercise: Exercise) -> list[str]:
    props = stated(exercise.tests)
    found = [] if props else ["there are no properties"]
    total = sum(p.points for p in props)
    if total != exercise.points:
        found.append(f"the properties' points add up to {total}, course/{exercise.name}.toml says {exercise.points}")
    said = [(f"the {what} of {prop.name}", text) for prop in props
            for what, text in (("title", prop.title), ("law", prop.law)) if text]
    said += [(f"the message {text!r}", text) for text in marked(exercise.tests.read_bytes()) if text]
    found += [f"{what} has no Chinese translation" for what, text in said if text not in _catalogue("zh")]
    texts = [data.both(entry)["en"] for entry in data.exercise(exercise.name).get("text", [])]
    found += [f"the course file translates {text!r}, which tests/{exercise.tests.name} does not say"
              for text in texts if text not in {text for _, text in said}]
    return found


def _unknown(entry: data.Table) -> list[str]:
    """Keys of a course file that mean nothing, such as misspelt ones."""
    known = {"order", "title", "section", "points", "functions", "forbid_builtins", "special_case_of", "stub",
             "learned", "hint", "text", "base", "explanations", "repairs", *manifest.Limits.__dataclass_fields__}
    return [f"the course file says {key}, which means nothing" for key in entry if key not in known]


def _hints(entry: data.Table) -> list[str]:
    hints = list(map(data.both, entry.get("hint", [])))
    found = [] if hints else ["there are no hints"]
    for what, said in (*((f"hint {n}", hint) for n, hint in enumerate(hints, 1)),
                       ("the sentence on what was learned", data.both(entry.get("learned", {})))):
        found += [f"{what} is missing in {language}" for language in _missing(said)]
    return found


def _missing(said: Mapping[str, str]) -> list[str]:
    """The languages that a text is not in."""
    there = {"en": said["en"] and not CJK.search(said["en"]), "zh": CJK.search(said["zh"])}
    return [language for language, is_there in there.items() if not is_there]


def _misconceptions(exercise: Exercise) -> list[str]:
    try:
        wrongs = library.of(exercise.name)
    except data.CourseError as error:
        return [str(error)]
    found = [f"the misconception {wrong.name} is missing in {language}" for wrong in wrongs
             for language in _missing({"en": wrong.en, "zh": wrong.zh})]
    found += [f"the misconception {wrong.name} replaces {wrong.target}, no function of the exercise"
              for wrong in wrongs if wrong.target not in exercise.functions]
    twice = [name for name, count in Counter(wrong.name for wrong in wrongs).items() if count > 1]
    found += [f"there are two misconceptions {name}" for name in twice]
    if len(wrongs) < MISCONCEPTIONS:
        found.append(f"there are {len(wrongs)} misconceptions, at least {MISCONCEPTIONS} are needed")
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
    """Makes the files in exercises/ the stubs that `reset` puts back; returns the names of those that changed."""
    changed = []
    for name in manifest.load().names:
        stub = (folder("exercises") / f"{name}.py").read_bytes()
        if stubs.content(name) != stub:
            stubs.take(name, stub.decode())
            changed.append(name)
    return changed
