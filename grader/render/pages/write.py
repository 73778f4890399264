"""Writes the pages: self-contained, without any external resource, everything that came from outside escaped."""
from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from ...files import write
from ...language import harmless, i18n
from ...language.i18n import _
from ...report.numbers import points
from ...report.record import PropertyResult
from ...report.student import Student, told_apart
from ...report.training import TrainingResult
from .. import stepping
from . import classview, strips, view

TEMPLATES = Path(__file__).parent / "templates"
CARD = TEMPLATES / "card.css"  # the style of what is said of a property: for the notebook, too
OURS = "Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"  # in the head of every page


def feedback_html(student: Student, most: float | None = None, teacher: bool = False,
                  trace: view.Trace = view.as_it_is) -> str:
    """A student's page. `teacher`: with the hidden properties."""
    return render("feedback.html", about(student, most, teacher, trace=trace))


def feedback_markdown(student: Student, most: float | None = None, teacher: bool = False) -> str:
    text = render("feedback.md", about(student, most, teacher))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def class_report(students: Sequence[Student], folder: str = "feedback", trace: view.Trace = view.as_it_is,
                 desk: str = "") -> str:
    """The teacher's report; its links lead to pages below `folder`. `desk`: the script of the desk's pages, on one of
    which it is."""
    c = classview.of(students, trace)
    return render("report.html", {
        "c": c, **table_of(students, folder), **({"desk": True} if desk else {}),
        **scripts((TEMPLATES / "sort.js").read_text("utf-8") + desk, any(m.sample.scene for m in c.mistakes))})


def table_of(students: Sequence[Student], folder: str) -> dict[str, Any]:
    """What the table of students needs; its links lead to pages below `folder`."""
    def remark(student: Student) -> str:
        trouble = _("nothing handed in") if student.missing else _(student.trouble)
        return "; ".join(filter(None, [trouble, *student.told()]))

    return {"remark": remark, "apart": told_apart({student.id: student.called for student in students}),
            "href": lambda s: f"{folder}/{quote(s.file)}.html",
            "exercises": classview.exercises(students), "trained": classview.trained(students),
            "by_exercise": lambda s: {e.name: e for e in s.report.exercises} if s.report else {}}


def write_feedback(people: Sequence[Student], folder: Path, teacher: bool = False,
                   trace: view.Trace = view.as_it_is) -> int:
    """A page and a Markdown file for everybody who handed something in; how many. Pages of others, from before, are
    moved aside, into `left`."""
    folder.mkdir(parents=True, exist_ok=True)
    most = max((s.max_score for s in people), default=0.0)
    written = set()
    for student in people:
        if not student.has_page:
            continue
        for name, text in ((f"{student.file}.html", feedback_html(student, student.max_score or most, teacher, trace)),
                           (f"{student.file}.md", feedback_markdown(student, student.max_score or most, teacher))):
            write(folder / name, text)
            written.add(name)
    _move_aside(folder, written)
    return len(written) // 2


def _move_aside(folder: Path, written: set[str]) -> None:
    """The pages that an earlier call wrote for students who have none now."""
    for page in sorted(folder.glob("*.html")):
        if page.name in written or OURS not in page.read_text("utf-8", "replace")[:1000]:
            continue
        aside = folder / "left"
        aside.mkdir(exist_ok=True)
        for old in (page, page.with_suffix(".md")):
            if old.exists():
                old.replace(aside / old.name)


def about(student: Student, most: float | None, teacher: bool, script: str = "",
          trace: view.Trace = view.as_it_is) -> dict[str, Any]:
    training = student.report.training if student.report else TrainingResult()
    hush = student.own_fault and not teacher
    exercises = view.exercises(student, teacher, trace)
    return {"student": student, "told": student.told(teacher), "teacher": teacher,
            "trouble": _("not yet") if hush else _(student.trouble),
            "most": student.max_score if most is None else most, "exercises": exercises, "training": training,
            "strips": strips.strips,
            **scripts(script, any(_stepped(e.properties) for e in exercises))}


def scripts(own: str, steps: bool = False) -> dict[str, Any]:
    """The page's one script: its own, and the stepping example's where there is an example to step through."""
    script = own + (stepping.SCRIPT.read_text("utf-8") if steps else "")
    return {"script": Markup(script), "script_hash": _digest(script)} if script else {}


def render(template: str, values: Mapping[str, Any], more: Path | None = None) -> str:
    """A page. `more`: a style beside that of all pages."""
    files = (CARD, TEMPLATES / "style.css", stepping.STYLE, *([more] if more else []))
    style = "".join(path.read_text("utf-8") for path in files)
    return _environment().get_template(template).render(
        **values, _=_, language=i18n.language(), style=Markup(style), style_hash=_digest(style), points=points)


def cards(exercise: str, results: Sequence[PropertyResult], trace: view.Trace = view.as_it_is) -> str:
    """What a page says of properties, to stand in another page."""
    macros = _environment().get_template("macros.html").make_module({"_": _, "points": points})
    told = list(view.tell(exercise, results, trace))
    style = CARD.read_text("utf-8") + stepping.STYLE.read_text("utf-8")
    script = f"<script>{stepping.SCRIPT.read_text('utf-8')}</script>" if _stepped(told) else ""
    return f"<style>{style}</style>" + "".join(map(macros.property, told)) + script  # type: ignore[attr-defined]


def _stepped(properties: Sequence[view.Told]) -> bool:
    """Whether there is an example to step through."""
    return any(p.scene for first in properties for p in (first, *first.also))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        autoescape=lambda name: not (name or "").endswith(".md"))
    environment.filters["md"] = _markdown
    environment.filters["fenced"] = _fenced
    return environment


def _digest(text: str) -> str:
    """What a Content-Security-Policy allows instead of everything inline."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _markdown(text: str) -> str:
    """Text as Markdown shows it: no mark-up, no HTML, one line."""
    line = " ".join(harmless.terminal(text).split())
    return re.sub(r"([\\`*_{}\[\]<>|#~!&])", r"\\\1", line)


def _fenced(parts: Sequence[str]) -> str:
    """Text as it is, in a fence longer than any run of backticks in it."""
    text = "\n\n".join(part for part in parts if part)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"
