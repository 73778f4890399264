"""`show`: a picture of what an operation does."""
from __future__ import annotations

import contextlib
from pathlib import Path

import click

from .. import scoring
from ..course import manifest
from ..course.manifest import Exercise
from ..judging.property import properties_of
from ..language.i18n import _, language, spoken
from ..render import fonts, terminal
from ..report.record import PropertyResult
from ..sandbox.support import unavailable
from ..submission import files
from ..submission.isolated import Isolated
from ..submission.submission import Submission
from .options import ExerciseName, lang, note, path_option, seed_option, writing


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
        raise click.BadParameter(_("{0}: the name must end in .svg or .png").format(out), param_hint="--out")
    submitted = files.read(path)
    from ..render.pictures import in_terminal, scenes
    seed = manifest.load().seed if seed is None else seed
    if (why := unavailable()) is not None:
        note(_("without a sandbox, in a plain process: {0}").format(why))
    with writing(out, "--out") as draft, scoring.sandbox() as box:
        with contextlib.closing(Isolated(submitted, box)) as transport:
            failed = counterexample(exercise, Submission(transport), transport, seed)
        english = kind == "png" and language() == "zh" and fonts.chinese() is None
        with spoken("en" if english else language()):
            picture = scenes.of(exercise, failed)
        if picture is None:
            raise click.ClickException(_("there is no picture of {0}").format(exercise.name))
        screen = terminal.console()
        if failed is not None:
            screen.print(_("An example for which this does not hold: {0}").format(_(failed.title)), markup=False)
        if english:
            screen.print(_("No font with Chinese characters was found here: the picture's text is English."))
        if draft is not None:
            from ..render.pictures import as_file
            with spoken("en" if english else language()):
                as_file.write(picture, draft, kind)
        else:
            for line in in_terminal.text(picture, screen.width):
                screen.print(line)
    if out is not None:
        screen.print(_("drawn in {0}").format(out), markup=False)


def counterexample(exercise: Exercise, submission: Submission, transport: Isolated, seed: int) -> PropertyResult | None:
    """The first property of an exercise that fails with an example, and the mistake's name."""
    result = scoring.judge_fairly(exercise, properties_of(exercise), submission, transport, seed)
    return next((p for p in result.properties if p.status in ("failed", "error") and p.example is not None), None)
