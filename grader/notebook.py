"""`%load_ext grader.notebook`, then `%%grade corr2d` over a cell: its code is judged, the feedback appears below.

The cell is judged as a file would be: its source, in the sandbox, not what is defined in the notebook. So it holds its
own imports. Cells graded before stand beside it: `from .corr2d import corr2d` finds the last cell under
`%%grade corr2d`. Afterwards the cell runs in the notebook as well, so that what it defines can be tried there.
"""
from __future__ import annotations

import ast
import atexit
import html
from typing import Any

from . import scoring
from .course import manifest
from .course.hints import hints, learned
from .judging.property import properties_of
from .language import harmless, i18n
from .language.i18n import _
from .render import message
from .report.record import ExerciseResult
from .sandbox.support import best_isolation, unavailable
from .sandbox.zygote import Sandbox
from .submission.files import Folder
from .submission.isolated import Isolated
from .submission.submission import Submission

COLOURS = {"passed": "#1a7f37", "todo": "#9a6700", "missing": "#9a6700"}
PRE = "white-space:pre-wrap;background:transparent;color:inherit;margin:0.3em 0 0.3em 1em"


class Grade:
    """The magic of one notebook: a sandbox that stays, and the cells graded so far."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.box: Sandbox | None = None
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
        if runs_here(cell):
            self.shell.run_cell(cell)

    def judged(self, name: str, source: bytes, hint: bool = False) -> str:
        """The feedback on a cell, as HTML. Everything in it that could come from the cell is escaped."""
        exercise = manifest.load().exercise(name)
        self.sources[name] = source
        limit = manifest.load().limits.source_kb << 10
        if len(source) > limit:
            return paragraph(_("{0} is larger than {1} KB (source_kb = {1})").format(name, limit >> 10))
        if self.box is None:
            self.box = Sandbox(best_isolation(), manifest.load().limits)
            self.box.start()
            atexit.register(self.close)
        submission = Submission(transport := Isolated(Folder("notebook", dict(self.sources), {}), self.box))
        try:
            result = scoring.judge_fairly(exercise, properties_of(exercise), submission, transport,
                                          manifest.load().seed)
        finally:
            transport.close()
        parts = [rows(result)]
        why = unavailable()
        if why is not None:
            parts.append(paragraph(_("without a sandbox, in a plain process: {0}").format(why)))
        for row in result.properties:
            if row.status != "passed":
                text = harmless.terminal(message.plain(row))
                parts.append(f'<pre style="{PRE}">{html.escape(text)}</pre>')
                break
        else:
            parts.append(paragraph(learned(name)))
        if hint and hints(name):
            parts.append(paragraph(hints(name)[0]))
        return f'<div class="convkata">{"".join(parts)}</div>'

    def close(self) -> None:
        if self.box is not None:
            self.box.close()
            self.box = None


def rows(result: ExerciseResult) -> str:
    """The points, a property a row."""
    lines = [f'<tr><td style="color:{COLOURS.get(p.status, "#cf222e")}">{html.escape(_(p.status))}</td>'
             f'<td style="text-align:left">{html.escape(_(p.title))}</td>'
             f"<td>{p.score:g} / {p.max_score}</td></tr>" for p in result.properties]
    head = _("{0}: {1} of {2} points").format(result.title, f"{result.score:g}", result.max_score)
    return f'<b>{html.escape(head)}</b><table>{"".join(lines)}</table>'


def paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def runs_here(cell: str) -> bool:
    """Can the notebook run the cell? Not where it imports from its neighbours: it is no package."""
    try:
        return not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(ast.parse(cell)))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return True  # and show what is wrong with it


def load_ipython_extension(shell: Any) -> None:
    shell.register_magic_function(Grade(shell), "cell", "grade")
