"""Options that several commands share."""
from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from .. import files
from ..course import manifest
from ..course.manifest import Exercise
from ..language import i18n
from ..language.i18n import _
from ..report.training import TrainingResult
from ..submission.files import NotASubmission


def note(text: str) -> None:
    """Says something beside what a command prints: one line on standard error."""
    print(f"convkata: {' '.join(text.split())}", file=sys.stderr)


lang = click.option("--lang", type=click.Choice(["en", "zh"]), default=None, expose_value=False, is_eager=True,
                    callback=lambda ctx, param, value: value and i18n.set_language(value),
                    help="Language of what the student reads (default: the locale's).")


class Seed(click.ParamType):
    """A seed as numpy takes it."""
    name = "n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return int(click.IntRange(0, 2**32 - 1)(str(value), param, ctx))


seed_option = click.option("--seed", type=Seed(), default=None,
                           help="Seed of the examples (default: the manifest's).")


def picture_path(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    """A picture's path, by a suffix that can be drawn."""
    if value is not None and value.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise click.BadParameter(_("{0}: end the name in .png, .svg or .pdf").format(value))
    return value


@contextlib.contextmanager
def writing(path: Path | None, option: str) -> Iterator[Path | None]:
    """A draft of the file that an option names, None where it names none; refused now if it cannot be written."""
    with contextlib.ExitStack() as stack:
        draft = None
        if path is not None:
            if path.is_dir():
                raise click.BadParameter(_("{0} is a folder; name a file").format(path), param_hint=option)
            try:
                draft = stack.enter_context(files.whole(path))
            except OSError as error:
                raise click.BadParameter(_("{0} cannot be written: {1}").format(path, error.strerror),
                                         param_hint=option) from None
        yield draft


maps_option = click.option(
    "--maps", "maps_path", type=click.Path(path_type=Path), callback=picture_path, metavar="FILE",
    help="Draw eight digits on their way through the trained networks (.png, .svg or .pdf).")


def draw_maps(training: TrainingResult, path: Path | None, draft: Path | None) -> None:
    """Draws what `--maps` asks for."""
    if path is not None and draft is not None:
        from ..render.pictures import maps
        if not maps.write(training, draft, path.suffix[1:].lower()):
            note(_("--maps: no network was trained, so there is nothing to draw"))


def own_folder() -> Path:
    """Where a student's files are: `exercises` here, else the kit's own."""
    here = Path("exercises")
    return here if here.is_dir() else manifest.ROOT / "exercises"


path_option = click.option("--path", type=click.Path(path_type=Path), default=own_folder, metavar="DIR",
                           help="The folder with your files (default: exercises).")


def existing(path: Path) -> None:
    """NotASubmission where a student's folder is not there."""
    if not path.is_dir():
        raise NotASubmission(_("{}: there is no such folder").format(path))


hidden_option = click.option("--hidden", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
                             help="A folder of your own properties, scored and not shown.")
# For commands that look at what a batch made, in OUT.
hidden_as_before = click.option("--hidden", type=click.Path(path_type=Path, exists=True, file_okay=False),
                                metavar="DIR", help="Your own properties, as the batch had them.")
gradebook_option = click.option("--gradebook", "url", metavar="URL", help="The gradebook, where it is not in OUT.")


class ExerciseName(click.ParamType):
    """An exercise, by its name with or without `.py`."""
    name = "exercise"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(name) for name in manifest.load().names if name.startswith(incomplete)]

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Exercise:
        known = manifest.load()
        try:
            return known.exercise(Path(str(value)).name.removesuffix(".py"))
        except KeyError:
            self.fail(_("there is no exercise {0}; there are: {1}").format(repr(value), ", ".join(known.names)), param,
                      ctx)


exercise_option = click.option(
    "--exercise", "names", multiple=True, metavar="NAME", help="Only this exercise; may be repeated.",
    type=ExerciseName(), callback=lambda ctx, param, value: tuple(exercise.name for exercise in value))
