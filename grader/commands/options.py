"""Options that several commands share."""
from __future__ import annotations

from pathlib import Path

import click

from ..language import i18n

lang = click.option("--lang", type=click.Choice(["en", "zh"]), default=None, expose_value=False, is_eager=True,
                    callback=lambda ctx, param, value: i18n.set_language(value),
                    help="Language of what the student reads (default: the locale's).")
seed_option = click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=None,
                           help="Seed of the examples (default: the manifest's).")


def picture_path(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """A picture's path, by a suffix that can be drawn."""
    if value is not None and value.suffix not in (".png", ".svg", ".pdf"):
        raise click.BadParameter(f"{value}: end the name in .png, .svg or .pdf")
    return value
