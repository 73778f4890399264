"""`show`: a picture of what an operation does."""
from __future__ import annotations

from pathlib import Path

import click

from .. import scoring
from ..cli import lang, seed_option, writing
from ..course import manifest
from ..course.manifest import Exercise
from ..language.i18n import _
from ..render import terminal
from ..submission import files
from .learn import ExerciseName, path_option


@click.command()
@click.argument("exercise", type=ExerciseName())
@path_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Draw into this file, .svg or .png.")
@seed_option
@lang
def show(exercise: Exercise, path: Path, out: Path | None, seed: int | None) -> None:
    """Draw what EXERCISE's operation does: the window, the products, the output.

    For the example that your file fails on; for a small example where it passes or is still to do.
    """
    kind = "" if out is None else out.suffix.lower().removeprefix(".")
    if out is not None and kind not in ("svg", "png"):
        raise click.BadParameter(f"{out}: the name must end in .svg or .png", param_hint="--out")
    submitted = files.read(path)
    from ..render.pictures import scenes
    from ..submission.submission import Isolated, Submission
    with writing(out, "--out") as draft, scoring.sandbox() as box:
        transport = Isolated(submitted, box)
        try:
            known = manifest.load().seed if seed is None else seed
            failed = scenes.counterexample(exercise, Submission(transport), known)
        finally:
            transport.close()
        picture = scenes.of(exercise, None if failed is None else failed[1])
        if picture is None:
            raise click.ClickException(f"there is no picture of {exercise.name}")
        screen = terminal.console()
        if failed is not None:
            screen.print(_("The example that this fails on: {0}").format(_(failed[0])), markup=False)
        if draft is not None:
            scenes.write(picture, draft, kind)
        else:
            for line in scenes.text(picture, screen.width):
                screen.print(line)
    if out is not None:
        screen.print(_("drawn in {0}").format(out), markup=False)
