"""`hint`, `reset`, `list`: what a student asks for between two saves."""
from __future__ import annotations

import os
import time
from pathlib import Path

import click

from ..course import manifest, stubs
from ..course.hints import hints
from ..course.manifest import Exercise
from ..language.i18n import _
from ..language.wrapping import wrapped
from ..render import terminal
from ..submission import files as folder
from ..watch import state
from ..watch.model import Model, shortest
from .options import ExerciseName, existing, lang, note, path_option


@click.command()
@click.argument("exercise", type=ExerciseName())
@path_option
@lang
def hint(exercise: Exercise, path: Path) -> None:
    """Show the next hint for EXERCISE, after those shown before; each is more concrete than the last."""
    existing(path)
    kept = state.load(path)
    if kept.problem:
        note(kept.problem)
    said = hints(exercise.name)
    shown = min(kept.hints.get(exercise.name, 0) + 1, len(said))
    out = terminal.console()
    for number, text in enumerate(said[:shown], 1):
        for line in wrapped(_("Hint {0} of {1}: {2}").format(number, len(said), text), out.width):
            out.print(line, markup=False, style="dim" if number < shown else "")
    if not said:
        out.print(_("there is no hint for {0}").format(exercise.name))
    kept.hints[exercise.name] = shown
    kept.problem = ""
    kept.save()
    if kept.problem:
        note(kept.problem)


@click.command()
@click.argument("exercise", type=ExerciseName())
@path_option
@lang
def reset(exercise: Exercise, path: Path) -> None:
    """Put the stub of EXERCISE back. Your file is kept beside it, with a time stamp in its name."""
    existing(path)
    file = path / f"{exercise.name}.py"
    stub = stubs.content(exercise.name)
    aside = None
    if os.path.lexists(file):
        if not file.is_symlink() and file.is_file() and file.read_bytes() == stub:
            click.echo(_("{0} is the stub already").format(shortest(file)))
            return
        aside = set_aside(file)
    try:
        with open(file, "xb") as written:
            written.write(stub)
    except OSError as error:
        raise click.ClickException(_("{0} cannot be written: {1}").format(file, error.strerror)) from None
    click.echo(_("{0} is the stub again").format(shortest(file)))
    if aside is not None:
        click.echo(_("your file is kept as {0}").format(shortest(aside)))


def set_aside(file: Path) -> Path:
    """Renames a file; its new name has a time stamp and is no module's, so that nothing grades or imports it."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for number in range(100):
        aside = file.with_name(f"{file.stem}.{stamp}{f'-{number}' if number else ''}.py")
        if not os.path.lexists(aside):
            try:
                file.rename(aside)
            except OSError as error:
                raise click.ClickException(_("{0} cannot be moved: {1}").format(file, error.strerror)) from None
            return aside
    raise click.ClickException(_("{0}: too many copies of this second").format(file))


@click.command("list")
@path_option
@lang
def list_exercises(path: Path) -> None:
    """List the exercises with their points, and what the last `watch` found out about them."""
    from ..watch.screen import exercise_table
    model = Model.remembered(path, folder.read(path), manifest.load().seed)
    out = terminal.console()
    out.print(exercise_table(model, out.width), soft_wrap=False)
    if model.note:
        note(model.note)
    if any(model.status(name) == "unknown" for name in manifest.load().names):
        out.print(_("`python -m grader watch` finds out what is unknown."))
