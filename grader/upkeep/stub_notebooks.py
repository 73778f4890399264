"""Makes notebooks/ of the stubs: `python -m grader.upkeep.stub_notebooks`. `check-kit` holds the two together.

What a stub says becomes Markdown, in both languages; below it stands the code, under `%%grade`; then the docstrings'
examples, to try.
"""
from __future__ import annotations

import ast
import doctest
import json
from pathlib import Path
from typing import Any

from ..course import manifest, stubs
from ..course.manifest import Exercise

SETUP = """\
import sys
sys.path[:0] = ["..", "."]  # the kit's folder, from here or from itself
%load_ext grader.notebook"""
HOW = ("Put your code where it says `raise NotImplementedError`, then run the cell: it is judged, and the feedback "
       "appears below it.",
       "把`raise NotImplementedError`换成你的代码，再运行单元格：代码随即受到检验，反馈显示在下面。")


def file(exercise: Exercise) -> Path:
    number = manifest.load().names.index(exercise.name) + 1
    return manifest.ROOT / "notebooks" / f"{number:02}_{exercise.name}.ipynb"


def content(exercise: Exercise) -> str:
    """The notebook of an exercise, as JSON."""
    source = stubs.content(exercise.name).decode()
    tree = ast.parse(source)
    title, *paragraphs = (ast.get_docstring(tree) or "").split("\n\n")
    about = [" ".join(filter(_concerns_a_notebook, p.splitlines())) for p in paragraphs]
    cells = [_markdown("\n\n".join([f"# {title}", *filter(None, about), *HOW])), _code(SETUP)]
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    cells += [_markdown(f"## `{node.name}`\n\n{_told(node)}") for node in functions]
    cells.append(_code(f"%%grade {exercise.name}\n{_without_docstrings(source, tree)}"))
    for node in functions:
        if examples := doctest.DocTestParser().get_examples(ast.get_docstring(node) or ""):
            cells.append(_code("\n".join(_lines(examples))))
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    book = {"cells": cells, "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python",
                                                        "name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _concerns_a_notebook(line: str) -> bool:
    return not any(word in line for word in ("NotImplementedError", "pytest", "grader watch", "doctest"))


def _told(node: ast.FunctionDef | ast.ClassDef) -> str:
    """A docstring without its examples."""
    return (ast.get_docstring(node) or "").split(">>>")[0].strip()


def _lines(examples: list[doctest.Example]) -> list[str]:
    """Examples as code, which prints what they give; what it should be stands beside it."""
    return [f"print({example.source.strip()})  # {' '.join(example.want.split())}" if example.want else
            example.source.rstrip() for example in examples]


def _without_docstrings(source: str, tree: ast.Module) -> str:
    """The code; of a docstring at the top level the first line is left, of the module's nothing."""
    lines = source.split("\n")
    for node in reversed([tree, *tree.body]):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            text = node.body[0]
            first = (ast.get_docstring(node) or "").splitlines()[0]
            lines[text.lineno - 1: text.end_lineno] = [] if node is tree else [f'    """{first}"""']
    return "\n".join(lines).strip()


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
            "source": text.splitlines(keepends=True)}


def write() -> list[Path]:
    """Writes the notebooks that are not as they should be; which."""
    wanted = {file(e): content(e) for e in manifest.load().exercises}
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in changed:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    return changed


if __name__ == "__main__":
    for written in write():
        print(written.relative_to(manifest.ROOT))
