"""The desk: a class in a browser on the teacher's own machine, to look at, correct, comment and judge again.

Served on 127.0.0.1 under a random key. What is pressed lands in the gradebook at once, as `correct` and `batch` write
it. Each form says which state of the student its page showed: where that has changed since, in another tab or by a
batch, nothing is written, and the page shows what is there now with what was typed.
"""
from __future__ import annotations

import hashlib
import io
import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote

from rich.console import Console

from ..course import manifest
from ..errors import KitError
from ..language.i18n import _
from ..render.pages import desk as pages
from ..render.pages.desk import Place
from ..report.numbers import points
from ..report.student import Student, told_apart
from ..retrace import traced
from ..watch.loopback import Handler, Loopback
from . import counted, roster, run, version
from .gradebook import BadPoints, Gradebook, NoGradebook, students_of
from .intake.items import NotAClass
from .pages import write_all
from .pools import PoolOf
from .rows import student_of

LARGEST = 20_000  # bytes of what a browser sends


class NotTheSame(KitError):
    """The kit is not the one that graded the class, or the files are not those that it graded."""


@dataclass(frozen=True)
class Files:
    """What judging again needs: the folder or zip that the batch graded, and hidden properties as it had them."""
    submissions: Path
    hidden: Sequence[Path] = ()
    allow_unsandboxed: bool = False


class Desk(Loopback):
    """Serves OUT's gradebook. `changed`: something was written, so that the pages in OUT are old. `pool_of`: who
    judges, as for `batch`."""

    def __init__(self, out: Path, url: str | None = None, files: Files | None = None,
                 pool_of: PoolOf | None = None) -> None:
        super().__init__(DeskHandler, "desk")
        self.out, self.url, self.files, self.pool_of = out, url, files, pool_of
        self.changed = False
        self.writing = threading.Lock()
        self.busy = ""                    # the id of who is being judged again
        self.trouble: dict[str, str] = {}  # why somebody could not be judged again, by id
        self.done: dict[str, str] = {}     # what has come of it, by id
        self.serve()

    def book(self) -> Gradebook:
        return Gradebook.open(self.out, self.url)

    # Pages ------------------------------------------------------------------------------------------------------------
    def class_page(self) -> str:
        with self.book() as book:
            return pages.class_page(students_of(book), self.busy)

    def report(self) -> str:
        with self.book() as book:
            return pages.report(students_of(book), traced)

    def student(self, file: str, said: str = "", typed: Mapping[str, str] | None = None) -> str | None:
        """The page of the student with files of that name; None where there is none."""
        with self.book() as book:
            everybody = list(itertools.starmap(Student, told_apart({s.id: s.name for s in book.in_order()}).items()))
            here = next((n for n, s in enumerate(everybody) if s.file == file), None)
            row = book.row(everybody[here].id) if here is not None else None
            most = book.most()
        if here is None or row is None:
            return None
        student = student_of(row)
        return pages.student_page(student, Place(
            here + 1, len(everybody), state(student), everybody[here - 1] if here else None,
            everybody[here + 1] if here + 1 < len(everybody) else None, self.files is not None,
            self.busy == student.id, said or self.trouble.pop(student.id, ""), self.done.pop(student.id, ""),
            typed or {}, most), traced)

    # What is pressed --------------------------------------------------------------------------------------------------
    def do(self, file: str, form: Mapping[str, str]) -> str:
        """Does what a form says. Returns why it was not done; empty where it was. LookupError for what no form has."""
        with self.writing, self.book() as book:
            student = next(s for s in book.in_order() if Student(s.id).file == file)
            row = book.row(student.id)
            assert row is not None
            if form["seen"] != state(student_of(row)):
                return _("this was changed in the meantime, in another tab or by a batch: look, and decide again")
            what = form["do"]
            try:
                if what == "correct":
                    if not form.get("reason", "").strip():
                        return _("say why: a correction needs a reason")
                    book.correct(student.id, number(form.get("points", "")), form["reason"].strip(), "bonus" in form)
                elif what == "undo":
                    book.correct(student.id, None)
                elif what == "comment":
                    book.comment(student.id, form.get("text", ""))
                elif what == "regrade":
                    if self.busy:
                        return _("{0} is being judged again …").format(self.busy)
                    self.judge_again(book, student_of(row))
                else:
                    raise LookupError(what)
            except (BadPoints, NotTheSame, NotAClass) as error:
                return str(error)
            self.changed = True
        return ""

    def judge_again(self, book: Gradebook, student: Student) -> None:
        """Judges the student's files in a thread; or marks the report, where they are not at hand. NotTheSame."""
        if self.files is None:
            book.regrade([student.id])
            self.done[student.id] = _("the next batch judges it again")
            return
        submissions = self.files.submissions
        if student.content and not counted.sources(submissions, [student], roster.known(book)):
            raise NotTheSame(_("the files that counted are not in {0}: {1}").format(submissions, student.called))
        settings = book.settings()
        names = tuple(settings["exercises"])
        exercises = None if list(names) == manifest.load().names else names
        hidden = {path.name: path.read_bytes() for path in self.files.hidden}
        if version.version(settings["trained"], hidden, exercises) != settings["version"]:
            raise NotTheSame(_("the kit, or --hidden, is not the one that this class was graded with: `batch` grades "
                               "everybody again"))
        asked = run.Batch(self.files.submissions, self.out, url=self.url, attempt=settings["attempt"],
                          regrade=(student.id,), train=settings["trained"], hidden=self.files.hidden,
                          allow_unsandboxed=self.files.allow_unsandboxed, exercises=exercises, students=(student.id,))
        self.busy = student.id
        threading.Thread(target=self._judge, args=(asked, student), name="judging", daemon=True).start()

    def _judge(self, asked: run.Batch, student: Student) -> None:
        try:
            run.run(asked, Console(file=io.StringIO(), width=100), self.pool_of)
            with self.book() as book:
                row = book.row(student.id)
            before, now = (points(s.report.score) if s.report else "–" for s in (
                student, student_of(row) if row is not None else student))
            self.done[student.id] = _("judged again: {0} points, before: {1}").format(now, before)
        except KitError as error:
            self.trouble[student.id] = str(error)
        except Exception as error:
            self.trouble[student.id] = _("the grader's own fault: {0}").format(f"{type(error).__name__}: {error}")
        finally:
            self.busy = ""

    def write_pages(self, lang: str) -> None:
        """Makes OUT's feedback pages and report true again."""
        with self.book() as book:
            write_all(book, self.out, lang)


def state(student: Student) -> str:
    """A digest of what a page shows of a student, apart from the report's details."""
    shown = replace(student, report=None), student.report.as_json() if student.report else None
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def number(text: str) -> float:
    """Points as somebody types them, with a point or a comma. BadPoints."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise BadPoints(_("points are a number from 0 on, not {}").format(text.strip() or "–")) from None


class DeskHandler(Handler):
    """Answers the browser: shows pages, and does what is pressed."""
    policy = "frame-ancestors 'none'"  # the pages have a policy of their own
    referrer = "same-origin"  # without one, a browser does not say that a form is the page's own

    def do_GET(self) -> None:
        desk: Desk = self.server.page
        name = self.asked()
        page: str | None = None
        if name == "":
            page = desk.class_page()
        elif name == "report.html":
            page = desk.report()
        elif name == "busy":
            return self.answer(200, desk.busy.encode("utf-8", "replace"))
        elif name is not None and (file := file_of(name)):
            page = desk.student(file)
        if page is None:
            return self.answer(404)
        self.answer(200, page.encode("utf-8", "replace"), "text/html")

    def do_POST(self) -> None:
        desk: Desk = self.server.page
        file = file_of(self.asked() or "")
        told = self.sent("application/x-www-form-urlencoded", LARGEST) if file else None
        if told is None:
            return self.answer(404)
        try:
            form = {key: values[0] for key, values in parse_qs(
                told.decode("utf-8"), keep_blank_values=True, strict_parsing=True).items()}
            why = desk.do(file, form)
        except (ValueError, LookupError, StopIteration):
            return self.answer(404)
        except NoGradebook as error:  # a full disk, say
            why = str(error)
        if not why:
            return self.answer(303, more={"Location": self.path})
        page = desk.student(file, why, form)
        self.answer(409, (page or "").encode("utf-8", "replace"), "text/html")


def file_of(name: str) -> str:
    """The student's file that is asked for; empty where none is."""
    folder, _slash, file = name.partition("/")
    return unquote(file).removesuffix(".html") if folder == "student" and file.endswith(".html") else ""
