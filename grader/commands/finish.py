"""`finish`: a card to keep."""
from __future__ import annotations

from pathlib import Path

import click

from ..course import manifest
from ..language import harmless
from ..language.i18n import _
from ..render import terminal
from ..render.card import Part, card
from ..submission import files
from ..watch.model import Model
from .options import existing, lang, note, path_option, writing


@click.command()
@path_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", default="card.svg", show_default=True,
              help="Draw into this file, .svg.")
@click.option("--name", metavar="NAME", default="", help="The name on the card.")
@lang
def finish(path: Path, out: Path, name: str) -> None:
    """Draw a card to keep: your points, and the loss and the feature maps of your own networks.

    It says what `watch` found for your files as they are. Nothing is sent anywhere.
    """
    existing(path)
    if out.suffix.lower() != ".svg":
        raise click.BadParameter(_("{0}: the name must end in .svg").format(out), param_hint="--out")
    known = manifest.load()
    model = Model.remembered(path, files.read(path), known.seed)
    if model.note:
        note(model.note)
    parts = [Part(f"{n}. {model.title(known.exercise(one))}", model.points(one), known.exercise(one).points)
             for n, one in enumerate(known.names, 1)]
    with writing(out, "--out") as draft:
        assert draft is not None
        draft.write_text(card(harmless.clean(name), parts, model.trained), "utf-8")
    screen = terminal.console()
    if model.trained is None:
        screen.print(_("The training check has not run for these files: `watch` runs it when all is solved."),
                     markup=False)
    screen.print(_("drawn in {0}").format(out), markup=False)
