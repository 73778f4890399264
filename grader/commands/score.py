"""`score`: one submission."""
from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from .. import scoring
from ..course import manifest
from ..course.manifest import Exercise
from ..files import writing
from ..language.i18n import _
from ..render import terminal
from ..report.record import Report, for_student
from ..sandbox.ends import SandboxError
from ..sandbox.support import unavailable
from ..scoring import sandbox, skipped_training, training_part, with_hidden
from ..submission import files
from ..submission.files import Folder
from ..training import curves
from .options import lang, picture_path, seed_option


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--exercise", "names", multiple=True, metavar="NAME",
              help="Only this exercise, without the training check; may be repeated.")
@seed_option
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JSON.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@click.option("--fail-under", type=float, metavar="POINTS", help="Exit with status 1 below so many points.")
@click.option("--plot", type=click.Path(path_type=Path), callback=picture_path, metavar="FILE",
              help="Draw the training's loss curve (.png, .svg or .pdf).")
@click.option("--hidden", "hidden_dir", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="A folder of your own properties, scored and not shown.")
@click.option("--teacher", is_flag=True, help="Show the hidden properties too, here and in the JSON.")
@click.option("--allow-unsandboxed", is_flag=True, help="Grade another's code where there is no sandbox.")
@lang
def score(path: Path, names: tuple[str, ...], seed: int | None, json_path: Path | None, no_train: bool,
          fail_under: float | None, plot: Path | None, hidden_dir: Path | None, teacher: bool,
          allow_unsandboxed: bool) -> None:
    """Score one submission: the folder PATH with the exercises' files."""
    kit = manifest.load()
    for name in names:
        if name not in kit.names:
            raise click.BadParameter(f"there is no exercise {name!r}; there are: {', '.join(kit.names)}",
                                     param_hint="--exercise")
    submitted = files.read(path)
    hidden = scoring.hidden_tests(hidden_dir) if hidden_dir else ()
    exercises = [e for e in kit.exercises if not names or e.name in names]
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture:
        report = score_and_show(submitted, kit.seed if seed is None else seed, exercises,
                                training=not (no_train or names), allow_unsandboxed=allow_unsandboxed,
                                plot=picture, plot_format=plot.suffix[1:] if plot else "",
                                hidden=hidden, teacher=teacher)
        if any(e.status == "internal" for e in report.exercises):
            raise SandboxError("a property could not be judged; nothing was scored")
        if draft is not None:
            record = report.as_json() if teacher else for_student(report.as_json())
            draft.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if fail_under is not None and report.score < fail_under:
        sys.exit(1)


class Unsandboxed(click.ClickException):
    """Another's code, and no sandbox."""


def warn_unsandboxed(folder: Folder, allowed: bool) -> None:
    """Where there is no sandbox, says so; refuses another's code unless that is allowed."""
    why = unavailable()
    if why is None:
        return
    own = folder.path is not None and manifest.ROOT in (folder.path, *folder.path.parents)
    if not (own or allowed):
        raise Unsandboxed(f"no sandbox here ({why}); --allow-unsandboxed grades others' code all the same")
    print(f"convkata: warning: the submission runs without a sandbox: {why}", file=sys.stderr)


def score_and_show(folder: Folder, seed: int, exercises: Sequence[Exercise], training: bool = True,
                   allow_unsandboxed: bool = False, plot: Path | None = None, plot_format: str = "png",
                   hidden: Sequence[Path] = (), teacher: bool = False) -> Report:
    """Scores one submission with progress, table and messages in the terminal."""
    out = terminal.console()
    warn_unsandboxed(folder, allow_unsandboxed)
    with sandbox() as box:
        report = scoring.score(folder, box, seed, exercises, told=lambda result: terminal.exercise_line(out, result),
                       hidden=hidden)
        if box.builtins_unavailable:
            print("convkata: " + _("warning: answers from built-ins go unnoticed here: {}").format(
                box.builtins_unavailable), file=sys.stderr)
    report.training = skipped_training()
    if training:
        with terminal.training_progress(out) as told_training:
            report.training = training_part(folder, seed, told=told_training)
        for network in report.training["networks"]:
            terminal.network_line(out, network)
        if plot is not None:
            curves.plot(report.training, plot, plot_format)
    props = {(e.name, p.name): p for e in exercises for p in with_hidden(e, hidden)}
    terminal.failures(out, report, props, teacher)
    terminal.table(out, report)
    return report
