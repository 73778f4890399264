"""Keeps the Chinese catalogue up to date: `python -m grader.upkeep.catalogue` (docs/learning.md).

Texts are English in the code, marked `_()` where they are shown, `Said()` where they are found, and `N_()` where they
are only kept. A property's title and law are its docstring, its messages stand in `Disagreement` and `agree`, statuses
are words of the report: these are collected here as well. Running this module rewrites grader/locale/zh.po:
translations stay, new texts come in untranslated, unused ones go out; what lacks a translation is listed. What a
property file says may have its Chinese in course/<exercise>.toml instead, under [[text]].
"""
from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from ..course import manifest
from ..course.outline import stated
from ..language import i18n
from ..language.wrapping import paragraphs
from ..report.statuses import SEVERITY

ZH = i18n.CATALOGUES / "zh.po"
STATUSES = (*SEVERITY, "skipped", "unknown")
WITHOUT_TEXTS = ("tests", "worker")  # under grader/


SAID = {"_": 0, "N_": 0, "Said": 0, "Disagreement": 0, "agree": 2}  # function: which argument is a text


def extracted() -> dict[str, list[str]]:
    """All texts that a student or a teacher can be told, each with the files where it stands."""
    from jinja2.ext import babel_extract
    found: dict[str, list[str]] = {}
    for place in ("grader", "tests"):
        for path in sorted((manifest.ROOT / place).rglob("*.py")):
            if path.relative_to(manifest.ROOT).parts[1] not in WITHOUT_TEXTS:
                _note(found, path, marked(path.read_bytes()))
                if place == "tests":
                    _note(found, path, [text for p in stated(path) for text in (p.title, p.law)])
    _note(found, manifest.ROOT / "conftest.py", marked((manifest.ROOT / "conftest.py").read_bytes()))
    for path in sorted((manifest.ROOT / "grader").rglob("templates/*.*")):
        if path.suffix in (".html", ".md"):
            with path.open("rb") as file:
                calls = list(babel_extract(file, ("_",), (), {}))
            _note(found, path, [text for _line, _name, text, _comments in calls if isinstance(text, str)])
    for status in STATUSES:
        found.setdefault(status, []).append("grader/report/statuses.py")
    return found


def _note(found: dict[str, list[str]], path: Path, texts: Iterable[str]) -> None:
    name = str(path.relative_to(manifest.ROOT))
    for text in texts:
        if text and name not in found.setdefault(text, []):
            found[text].append(name)


def marked(source: bytes) -> Iterator[str]:
    """The texts in calls of `_`, `N_` and of what raises a property's message, and the help of commands. (Babel's own
    extractor would not see that a text is the third argument of `agree`.)"""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
            which = SAID[node.func.id]
            given = node.args[which: which + 1] + [k.value for k in node.keywords if k.arg == "message"]
            for argument in given:
                choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                yield from (c.value for c in choices if isinstance(c, ast.Constant) and isinstance(c.value, str))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.option":
            yield from (str(ast.literal_eval(k.value)) for k in node.keywords if k.arg == "help")
        if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(used).startswith(("click.command", "click.group")) for used in node.decorator_list):
            yield from paragraphs(ast.get_docstring(node))


def read() -> Catalog:
    with ZH.open("rb") as file:
        return read_po(file, locale="zh_CN")


def update() -> Catalog:
    """The catalogue for the texts as they are now."""
    old = read() if ZH.exists() else Catalog()
    new = Catalog(locale="zh_CN", project="convkata", charset="utf-8")
    elsewhere = i18n.of_exercises()
    texts = {text: places for text, places in extracted().items() if text not in elsewhere}
    for text, places in sorted(texts.items(), key=lambda item: (sorted(item[1])[0], item[0])):
        known = old.get(text)
        # Files without lines: a line that moves must not change the catalogue.
        new.add(text, known.string if known is not None and not known.fuzzy else "",
                locations=[(name, 0) for name in sorted(places)])
    return new


def main() -> int:
    catalogue = update()
    with ZH.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, omit_header=True)
    missing = [str(message.id) for message in catalogue if message.id and not message.string]
    for text in missing:
        print(f"no translation: {text}")
    print(f"{len(catalogue)} texts, {len(missing)} without a translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
