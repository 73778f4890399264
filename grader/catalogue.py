"""Keeps the Chinese catalogue up to date: `python -m grader.catalogue` (docs/learning.md).

Texts are English in the code, marked `_()` where they are said and `N_()` where they are only kept. A property's title and
law are its docstring, and statuses are words of the report: both are collected here as well. Running this module
rewrites grader/locale/zh.po: translations stay, new texts come in untranslated, unused ones go out; what lacks a
translation is listed.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from . import i18n, manifest
from .properties import SEVERITY
from .stated import stated

ZH = i18n.CATALOGUES / "zh.po"
STATUSES = (*SEVERITY, "skipped", "unknown")
WITHOUT_TEXTS = ("tests", "misconceptions", "stubs", "worker")  # under grader/


def sources() -> Iterator[Path]:
    """The files with marked texts."""
    for place in ("grader", "tests"):
        for path in sorted((manifest.ROOT / place).rglob("*.py")):
            if path.relative_to(manifest.ROOT).parts[1] not in WITHOUT_TEXTS:
                yield path
    yield manifest.ROOT / "conftest.py"


def extracted() -> dict[str, list[tuple[str, int]]]:
    """All texts that a student can be told, with the places where they stand."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sources():
        name = str(path.relative_to(manifest.ROOT))
        for line, text, _comments, _context in extract_from_file("python", path, keywords={"_": None, "N_": None}):
            if isinstance(text, str) and text:
                found.setdefault(text, []).append((name, line))
        if name.startswith("tests/"):
            for prop in stated(path):
                for text in filter(None, (prop.title, prop.law)):
                    found.setdefault(text, []).append((name, prop.line))
    for status in STATUSES:
        found.setdefault(status, []).append(("grader/properties.py", 0))
    return found


def read() -> Catalog:
    with ZH.open("rb") as file:
        return read_po(file, locale="zh_CN")


def update() -> Catalog:
    """The catalogue for the texts as they are now."""
    old = read() if ZH.exists() else Catalog()
    new = Catalog(locale="zh_CN", project="convkata", charset="utf-8", header_comment="# Convkata in Simplified Chinese.")
    for text, places in sorted(extracted().items(), key=lambda item: sorted(item[1])[0]):
        known = old.get(text)
        # Files without lines: a line that moves must not change the catalogue.
        new.add(text, known.string if known is not None and not known.fuzzy else "",
                locations=[(name, 0) for name in sorted({name for name, _line in places})])
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
