"""`desk`: a class in a browser, to grade with."""
from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from .. import scoring
from ..language import i18n
from ..language.i18n import _
from ..watch.loopback import show
from ..watch.tty import Ended, ending_signals
from . import isolation
from .options import gradebook_option, hidden_as_before, lang


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--submissions", type=click.Path(path_type=Path, exists=True), metavar="DIR",
              help="The folder or zip that the batch graded: «judge again» then happens at once.")
@hidden_as_before
@gradebook_option
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@isolation.allow_option
@lang
def desk(out: Path, submissions: Path | None, hidden: Path | None, url: str | None, no_browser: bool,
         allow_unsandboxed: bool) -> None:
    """Grade in a browser, on this machine: the class, each student's feedback, points by hand, comments, judge again.

    Everything lands in the gradebook of OUT, a `batch`'s folder, and in its exports. Ctrl-C ends it.
    """
    from ..batch.desk import Desk, Files
    from ..batch.gradebook import Gradebook
    Gradebook.open(out, url).__exit__()
    files = None
    if submissions is not None:
        isolation.many(allow_unsandboxed)
        files = Files(submissions, scoring.hidden_tests(hidden) if hidden else (), allow_unsandboxed)
    desk = Desk(out, url, files)
    print(_("the desk (Ctrl-C ends it): {0}").format(desk.address), flush=True)
    if not no_browser:
        show(desk.address)
    try:
        with ending_signals():
            threading.Event().wait()
    except (KeyboardInterrupt, Ended):
        pass
    desk.close()
    if desk.changed:
        print(_("writing the feedback pages and report.html …"), file=sys.stderr)
        desk.write_pages(i18n.language())
