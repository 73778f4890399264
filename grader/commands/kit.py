"""`check-kit`, `new-exercise`: for those who keep the exercises; `example-class`: a class to try."""
from __future__ import annotations

import sys
from pathlib import Path

import click

from ..course import manifest
from ..language.i18n import _
from ..upkeep import check, stub_notebooks
from ..upkeep.new_exercise import create, valid
from .options import lang


@click.command("check-kit")
@click.option("--static", is_flag=True, help="Run no stub and no solution.")
@click.option("--take-stubs", is_flag=True, help="First make the files in exercises/ the stubs that `reset` puts back.")
def check_kit(static: bool, take_stubs: bool) -> None:
    """Check that every exercise has all its parts, that every stub scores 0 and every solution full.

    Exit status: 0 when all is well, 1 when something is missing.
    """
    if take_stubs:
        for name in check.take_stubs():
            click.echo(f"course/{name}.toml: the stub is taken from exercises/")
        for path in stub_notebooks.write() if check.folder("notebooks").is_dir() else ():
            click.echo(f"notebooks/{path.name}: made of the stub")
    found = check.problems()
    if not static:
        found += check.judged()
    for problem in found:
        click.echo(problem)
    known = manifest.load()
    click.echo(f"{len(known.exercises)} exercises, {sum(e.points for e in known.exercises)} points: "
               + (f"{len(found)} problems" if found else "all is well"))
    sys.exit(1 if found else 0)


@click.command("new-exercise")
@click.argument("name")
@click.option("--title", default=None, metavar="WORDS", help="The title in English (default: made of the name).")
@click.option("--title-zh", default="", metavar="WORDS", help="The title in Chinese.")
@click.option("--section", default="?", metavar="N.N", help="The book's section.")
@click.option("--points", type=click.IntRange(1, 100), default=5, show_default=True, metavar="N",
              help="What the exercise is worth.")
def new_exercise(name: str, title: str | None, title_zh: str, section: str, points: int) -> None:
    """Start a new exercise: a stub, a solution, a property file and a course file, as skeletons.

    `check-kit` then says what is still missing.
    """
    why = valid(name)
    if why is not None:
        raise click.BadParameter(f"{name!r}: {why}", param_hint="NAME")
    texts = {"title": title or name.replace("_", " ").capitalize(), "title_zh": title_zh, "section": section}
    for key, text in texts.items():
        if not text.isprintable() or '"' in text or "\\" in text:
            raise click.BadParameter(f"{text!r}: no quotes, backslashes or control characters",
                                     param_hint="--" + key.replace("_", "-"))
    try:
        written = create(name, points=points, **texts)
    except FileExistsError as error:
        raise click.ClickException(f"{error} is there already; nothing was written") from None
    for path in written:
        click.echo(path.relative_to(manifest.ROOT))


@click.command("example-class")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@lang
def example_class(folder: Path) -> None:
    """Make a class of twelve to try `batch` with, as Moodle gives it: submissions.zip and worksheet.csv in DIR."""
    from ..upkeep.example_class import make
    submissions, worksheet = make(folder)
    click.echo(_("next: {0}").format(f"python -m grader batch {submissions} --roster {worksheet} "
                                     f"--out {folder / 'grades'} --no-train"))
