"""`score`: one submission."""
from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import click

from .. import scoring
from ..course import manifest
from ..language.i18n import _
from ..render import curves, terminal
from ..report.student import Student
from ..sandbox.ends import SandboxError
from ..submission import files
from . import isolation
from .options import (
    draw_maps,
    exercise_option,
    hidden_option,
    lang,
    maps_option,
    note,
    picture_path,
    seed_option,
    writing,
)


class PointsOrAll(click.ParamType):
    """A number of points, or `all` of them, which is infinity."""
    name = "points"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        return math.inf if value == "all" else float(click.FLOAT(str(value), param, ctx))


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@exercise_option
@seed_option
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JSON.")
@click.option("--markdown", "markdown_path", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the feedback as Markdown, as GitHub shows it.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@click.option("--fail-under", type=PointsOrAll(), metavar="POINTS",
              help="Exit with status 1 below so many points; `all`: unless there are full points.")
@click.option("--plot", type=click.Path(path_type=Path), callback=picture_path, metavar="FILE",
              help="Draw the training's loss curve (.png, .svg or .pdf).")
@maps_option
@hidden_option
@click.option("--teacher", is_flag=True, help="Show the hidden properties too, here and in the JSON.")
@isolation.allow_option
@lang
def score(path: Path, names: tuple[str, ...], seed: int | None, json_path: Path | None,
          markdown_path: Path | None, no_train: bool, fail_under: float | None, plot: Path | None,
          maps_path: Path | None, hidden: Path | None, teacher: bool, allow_unsandboxed: bool) -> None:
    """Score one submission: the folder PATH with the exercises' files."""
    kit = manifest.load()
    submitted = files.read(path)
    own = scoring.hidden_tests(hidden) if hidden else ()
    exercises = [e for e in kit.exercises if not names or e.name in names]
    seed = kit.seed if seed is None else seed
    out = terminal.console()
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture, \
            writing(maps_path, "--maps") as maps_draft, writing(markdown_path, "--markdown") as page:
        isolation.one(submitted, allow_unsandboxed)
        with scoring.sandbox() as box:
            report = scoring.score(submitted, box, seed, exercises, hidden=own,
                                   told=lambda result: terminal.exercise_line(out, result))
            if box.builtins_unavailable:
                note(_("warning: answers from built-ins get a remark here, and points: {}").format(
                    box.builtins_unavailable))
            if box.holes:
                note(_("warning: this system does not let a submission be locked in ({}): see docs/security.md").format(
                    ", ".join(box.holes)))
        if not (no_train or names):
            with terminal.training_progress(out) as told:
                report.training = scoring.training_part(submitted, seed, told=told)
            for network in report.training.networks:
                terminal.network_line(out, network)
            if picture is not None and plot is not None:
                curves.plot(report.training, picture, plot.suffix[1:].lower())
            draw_maps(report.training, maps_path, maps_draft)
        terminal.show(out, report, teacher)
        if any(e.status == "internal" for e in report.exercises):
            raise SandboxError(_("a property could not be judged; nothing was scored"))
        if draft is not None:
            record = report if teacher else report.for_student()
            draft.write_text(json.dumps(record.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        if page is not None:
            from ..render.pages.write import feedback_markdown
            page.write_text(feedback_markdown(Student(report.submission, report=report), teacher=teacher), "utf-8")
    if fail_under is not None and report.score < min(fail_under, report.max_score):
        sys.exit(1)
