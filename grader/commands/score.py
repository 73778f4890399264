"""`score`: one submission."""
from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .. import scoring
from ..cli import lang, picture_path, seed_option, writing
from ..course import manifest
from ..report.record import for_student
from ..sandbox.zygote import SandboxError
from ..submission import files


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
    """Score one submission: the folder PATH with the eight files."""
    kit = manifest.load()
    for name in names:
        if name not in kit.names:
            raise click.BadParameter(f"there is no exercise {name!r}; there are: {', '.join(kit.names)}",
                                     param_hint="--exercise")
    submitted = files.read(path)
    hidden = scoring.hidden_tests(hidden_dir) if hidden_dir else ()
    exercises = [e for e in kit.exercises if not names or e.name in names]
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture:
        report = scoring.score_and_show(submitted, kit.seed if seed is None else seed, exercises,
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
