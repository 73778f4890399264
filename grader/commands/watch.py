"""`watch`: save, see, understand, next."""
from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from ..language.i18n import _
from ..sandbox.support import unavailable
from .options import lang, own_folder, seed_option


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=own_folder)
@click.option("--plain", is_flag=True, help="Plain lines, as in a pipe, in a terminal too.")
@click.option("--browser", is_flag=True, help="Show it in a browser as well: the example to step through.")
@seed_option
@lang
def watch(path: Path, plain: bool, browser: bool, seed: int | None) -> None:
    """Follow along: judge the exercises of PATH each time a file is saved.

    In a terminal: h hint, n next, l list, a run all, b book section, o in a browser, q quit. In a pipe, plain lines
    until the input ends. Where one is and which hints were shown is kept in PATH/.convkata.json.
    """
    from ..watch import tty
    from ..watch.plain import Plain
    from ..watch.screen import Screen
    from ..watch.session import Session
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese shows something, at least
    keys = tty.capable() and not plain
    session = Session(path, Screen() if keys else Plain(), seed)
    if (why := unavailable()) is not None and not session.model.note:
        session.model.note = _("without a sandbox, in a plain process: {0}").format(why)
    if browser:
        session.open_page()
    status = 0
    try:
        with tty.ending_signals():
            if keys:
                with tty.full_screen(session.redraw):
                    session.run()
            else:
                session.run()
    except KeyboardInterrupt:
        status = 130
    except tty.Ended as ended:
        status = 128 + ended.number
    if keys:
        print(_("{0} of {1} points. `python -m grader watch` continues from here.").format(
            session.model.total, session.model.possible))
    if session.engine.is_alive():  # still importing MXNet: nothing there needs an orderly end
        sys.stdout.flush()
        os._exit(status)
    sys.exit(status)
