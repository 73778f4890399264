"""`%load_ext grader.notebook`, then `%%grade corr2d` over a cell: its code is judged, the feedback appears below.

The cell is judged as a file would be: its source, in the sandbox, not what is defined in the notebook. So it holds its
own imports. Beside it stand the cells graded before, and the files and notebooks of the folder that the notebook lies
in: `from .corr2d import corr2d` finds them, when it is judged and here, where the cell runs afterwards.
"""
from __future__ import annotations

import ast
import html
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from . import scoring
from .course import manifest
from .course.hints import hints, learned
from .judging.property import properties_of
from .language import harmless, i18n
from .language.i18n import _
from .render.pages.write import cards
from .report.causes import unread
from .report.numbers import points
from .report.record import ExerciseResult
from .report.statuses import QUIET
from .retrace import traced
from .sandbox.support import unavailable
from .submission import files
from .submission.files import Folder
from .submission.isolated import Isolated, own_box
from .submission.submission import Submission
from .worker.syntax import tree_of

SCHEME = """<style>.convkata { color-scheme: light; }
[data-jp-theme-light="false"] .convkata, .vscode-dark .convkata { color-scheme: dark; }</style>"""
PACKAGE = "graded_cells"  # what a cell's relative imports are relative to


class Grade:
    """The magic of one notebook, which keeps the cells graded so far."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.sources: dict[str, bytes] = {}

    def __call__(self, line: str, cell: str) -> None:
        """%%grade EXERCISE [--lang en|zh] [--hint]"""
        from IPython.display import HTML, display
        words = line.split()
        if "--lang" in words[:-1]:
            at = words.index("--lang")
            i18n.set_language(words[at + 1])
            del words[at:at + 2]
        else:
            i18n.set_language(None)
        hint = "--hint" in words
        words = [w for w in words if w != "--hint"]
        known = manifest.load()
        if len(words) != 1 or words[0].removesuffix(".py") not in known.names:
            display(HTML(paragraph(_("%%grade EXERCISE: one of {0}").format(", ".join(known.names)))))
            return
        name = words[0].removesuffix(".py")
        display(HTML(self.judged(name, cell.encode("utf-8", "replace"), hint)))
        self.offer_neighbours(name)
        self.shell.run_cell(cell)

    def judged(self, name: str, source: bytes, hint: bool = False) -> str:
        """The feedback on a cell, as HTML. Everything in it that could come from the cell is escaped."""
        exercise = manifest.load().exercise(name)
        self.sources[name] = source
        limit = manifest.load().limits.source_kb << 10
        if len(source) > limit:
            return paragraph(_("{0} is larger than {1} KB (source_kb = {1})").format(name, limit >> 10))
        submission = Submission(transport := Isolated(Folder("notebook", self.beside() | self.sources, {}), own_box()))
        try:
            result = scoring.judge_fairly(exercise, properties_of(exercise), submission, transport,
                                          manifest.load().seed)
        finally:
            transport.close()
        parts = [rows(result)]
        why = unavailable()
        if why is not None:
            parts.append(paragraph(_("without a sandbox, in a plain process: {0}").format(why)))
        parts += [paragraph(harmless.terminal(_(remark))) for remark in result.remarks]
        failed = [p for p in result.properties if p.status not in QUIET]
        parts.append(cards(name, failed, traced) if failed else
                     paragraph(learned(name)) if result.status == "passed" else "")
        if result.status != "passed":
            for n, text in enumerate(hints(name), 1):
                head = html.escape(_("Hint {0} of {1}").format(n, len(hints(name))))
                parts.append(f"<details{' open' if hint and n == 1 else ''}><summary>{head}</summary>{paragraph(text)}"
                             "</details>")
        return f'{SCHEME}<div class="convkata">{"".join(parts)}</div>'

    def beside(self) -> dict[str, bytes]:
        """The exercises in the folder that the notebook lies in."""
        try:
            return files.read(Path.cwd()).sources
        except files.NotASubmission:
            return {}

    def offer_neighbours(self, name: str) -> None:
        """Lets the cell import from the other exercises as it does when it is judged: it becomes part of a package."""
        sources = self.beside() | self.sources
        sys.modules[PACKAGE] = package = ModuleType(PACKAGE)
        package.__path__ = []
        for old in [m for m in sys.modules if m.startswith(PACKAGE + ".")]:
            del sys.modules[old]
        self.shell.user_ns["__package__"] = PACKAGE
        for other in reversed(manifest.load().names):
            if other != name and other in imported(sources.get(name, b"")) and other in sources:
                self.load(other, sources)

    def load(self, name: str, sources: dict[str, bytes]) -> None:
        """Imports an exercise's source as a module of the package, after those that it imports itself."""
        module = sys.modules[f"{PACKAGE}.{name}"] = ModuleType(f"{PACKAGE}.{name}")
        module.__package__ = PACKAGE
        for other in imported(sources[name]) & sources.keys():
            if f"{PACKAGE}.{other}" not in sys.modules:
                self.load(other, sources)
        try:
            exec(compile(sources[name], f"{name}.py", "exec"), module.__dict__)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)


def rows(result: ExerciseResult) -> str:
    """The points, a row for each property; one for all of them where Python cannot read the cell."""
    if title := unread(result.name, result.properties):
        return f"<b>{html.escape(_(title))}</b>"
    lines = [f'<tr><td class="{p.status}">{html.escape(_(p.status))}</td>'
             f'<td style="text-align:left">{html.escape(_(p.title))}</td>'
             f"<td>{points(p.score)} / {p.max_score}</td></tr>" for p in result.properties]
    head = _("{0}: {1} of {2} points").format(result.title, points(result.score), result.max_score)
    return f'<b>{html.escape(head)}</b><table>{"".join(lines)}</table>'


def paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def imported(source: bytes) -> set[str]:
    """The neighbours that a source imports from; none where the notebook shows what is wrong with it."""
    tree = tree_of(source) or ast.Module([], [])
    return {name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1
            for name in ([node.module] if node.module else [alias.name for alias in node.names])}


def load_ipython_extension(shell: Any) -> None:
    shell.register_magic_function(Grade(shell), "cell", "grade")
