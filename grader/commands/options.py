"""Options that several commands share."""
from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from .. import files
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


@contextlib.contextmanager
def writing(path: Path | None, option: str) -> Iterator[Path | None]:
    """A draft of the file that an option names, None where it names none; refused now if it cannot be written."""
    with contextlib.ExitStack() as stack:
        draft = None
        if path is not None:
            if path.is_dir():
                raise click.BadParameter(f"{path} is a folder; name a file", param_hint=option)
            try:
                draft = stack.enter_context(files.whole(path))
            except OSError as error:
                raise click.BadParameter(f"{path} cannot be written: {error.strerror}", param_hint=option) from None
        yield draft
