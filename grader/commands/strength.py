"""`strength`: how many small edits of right answers the properties catch, and whether right answers pass."""
from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .. import files
from ..course import manifest
from ..course.manifest import Exercise
from ..diagnosis.edits import Edit
from ..judging import property
from ..judging.property import Property
from ..language.i18n import _
from ..scoring import hidden_tests
from ..upkeep import strength as measured
from ..upkeep.marks import between, put_between
from ..upkeep.strength import Judged, Strength
from .options import ExerciseName, lang, seed_option, writing

PAGE = manifest.ROOT / "docs" / "properties.md"
COLUMNS = ("| exercise | right answers | edits | judged | caught | set aside | survive | score |\n"
           "| --- | --- | --- | --- | --- | --- | --- | --- |")
CHUNK = 6  # edits that one task judges


@click.command()
@click.argument("chosen", nargs=-1, type=ExerciseName(), metavar="[EXERCISE]...")
@click.option("--edits", "count", type=click.IntRange(0), default=300, show_default=True, metavar="N",
              help="Edits of each exercise, drawn by lot; 0: all of them.")
@seed_option
@click.option("--wide", type=click.IntRange(1), default=measured.WIDE, show_default=True, metavar="N",
              help="Seeds under which an edit that passes is tried again before it is set aside.")
@click.option("--refusals", type=click.IntRange(0), default=0, metavar="N",
              help="Judge the right answers under N seeds instead: none may be refused.")
@click.option("--hidden", "hidden_dir", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
              help="Measure the properties in this folder, and not the kit's own.")
@click.option("--aside", is_flag=True, help="Show the edits that were set aside, too.")
@click.option("--design", is_flag=True, help="Print what the examples cover, and judge nothing.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, metavar="N", help="Processes.")
@click.option("--write", "to_page", is_flag=True, help="Put the rows into the table of docs/properties.md.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the result as JSON.")
@lang
def strength(chosen: tuple[Exercise, ...], count: int, seed: int | None, wide: int, refusals: int,
             hidden_dir: Path | None, aside: bool, design: bool, jobs: int, to_page: bool,
             json_path: Path | None) -> None:
    """Measure how strong the properties are: edit right answers by rule, and count the edits that no property sees.

    Exit status 1 if an edit survives, or a right answer is refused."""
    kit = manifest.load()
    hidden = hidden_tests(hidden_dir) if hidden_dir else ()
    exercises = [e.name for e in kit.exercises if not chosen or e in chosen]
    if hidden:
        exercises = [name for name in exercises if any(p.name == kit.exercise(name).tests.name for p in hidden)]
    out = Console(highlight=False)
    number = kit.seed if seed is None else seed
    if design:
        for name in exercises:
            show_design(out, name, properties_of(name, hidden))
        return
    with (writing(json_path, "--json") as draft,
          ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool):  # MXNet survives no fork
        bad: Sequence[object]
        if refusals:
            bad = refused(out, pool, exercises, hidden, range(number, number + refusals))
            told: object = bad
        else:
            found = [judged(pool, name, count, number, wide, hidden) for name in exercises]
            show(out, found, aside)
            if to_page and not hidden:
                write(found)
            bad = [each for one in found for each in one.judged if each.verdict == "survives"]
            told = [asdict(one) for one in found]
        if draft is not None:
            draft.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.exit(bool(bad))


def properties_of(name: str, hidden: Sequence[Path]) -> tuple[Property, ...]:
    """The properties that are measured: a teacher's own, where there are any, else the kit's."""
    exercise = manifest.load().exercise(name)
    if hidden:
        return tuple(p for path in hidden if path.name == exercise.tests.name for p in property.collect(path))
    return property.properties_of(exercise)


def judged(pool: ProcessPoolExecutor, name: str, count: int, seed: int, wide: int, hidden: Sequence[Path]) -> Strength:
    """One exercise: each task judges a few edits."""
    right, edits, chosen = measured.sample(name, count, seed)
    tasks = [(name, chosen[first: first + CHUNK], seed, wide, tuple(hidden)) for first in range(0, len(chosen), CHUNK)]
    return Strength(name, right, edits, [one for part in pool.map(_judged, tasks) for one in part])


def _judged(task: tuple[str, list[tuple[Path, Edit]], int, int, tuple[Path, ...]]) -> list[Judged]:
    name, chosen, seed, wide, hidden = task
    exercise, props = manifest.load().exercise(name), properties_of(name, hidden)
    return [measured.judge(exercise, path, edit, props, seed, wide) for path, edit in chosen]


def show(out: Console, found: Iterable[Strength], aside: bool) -> None:
    """The table, then each survivor with its line."""
    table = Table(box=None, pad_edge=False)
    for title in (_("exercise"), _("right answers"), _("edits"), _("judged"), _("caught"), _("set aside"), _("survive"),
                  _("score")):
        table.add_column(title, justify="left" if title == _("exercise") else "right")
    found = list(found)
    for one in found:
        table.add_row(one.exercise, str(one.files), str(one.edits), str(len(one.judged)), str(one.count("caught")),
                      str(one.count("alike")), str(one.count("survives")), f"{100 * one.score:.1f} %")
    out.print(table)
    for one in found:
        for each in one.judged:
            if each.verdict == "survives" or (aside and each.verdict == "alike"):
                why = _("seen under {0} of the other seeds").format(len(each.seen)) if each.seen else _(
                    "nothing tells it from right")
                out.print(f"{each.exercise}/{each.file}:{each.edit.line}: {each.edit.rule}: "
                          f"{each.edit.before} -> {each.edit.after}: {why}", markup=False, soft_wrap=True,
                          style="bold red" if each.seen else "")


def write(found: Iterable[Strength], page: Path = PAGE) -> None:
    """Puts a row for each exercise into the page's table. Rows of other exercises stay."""
    text = page.read_text("utf-8")
    rows = {line.split("|")[1].strip(): line for line in between(text, "strength").splitlines() if "|" in line}
    for one in found:
        cells = (one.exercise, one.files, one.edits, len(one.judged), one.count("caught"), one.count("alike"),
                 one.count("survives"), f"{100 * one.score:.1f} %")
        rows[one.exercise] = f"| {' | '.join(map(str, cells))} |"
    lines = [COLUMNS, *(rows[name] for name in manifest.load().names if name in rows)]
    files.write(page, put_between(text, "strength", "\n".join(lines)))


def refused(out: Console, pool: ProcessPoolExecutor, exercises: Sequence[str], hidden: Sequence[Path],
            seeds: range) -> list[tuple[str, int, str]]:
    """A line for each exercise: how many of its right answers were refused, and what that says of others."""
    bad: list[tuple[str, int, str]] = []
    every = 0
    for name in exercises:
        right = measured.right_answers(name)
        parts = list(pool.map(_refused, [(name, path, seeds, tuple(hidden)) for path in right]))
        found = [one for part in parts for one in part]
        tried = len(right) * len(seeds)
        wrongly = len({(file, seed) for file, seed, _name in found})
        out.print(_("{0}: {1} of {2} refused, at most {3:.2f} % with 95 % confidence").format(
            name, wrongly, tried, 100 * measured.at_most(wrongly, tried)))
        for file, seed, prop in found:
            out.print(f"    {file}, seed {seed}: {prop}", style="bold red", markup=False)
        bad += found
        every += tried
    wrongly = len({(file, seed) for file, seed, _name in bad})
    out.print(_("{0}: {1} of {2} refused, at most {3:.2f} % with 95 % confidence").format(
        _("all"), wrongly, every, 100 * measured.at_most(wrongly, every)))
    return bad


def _refused(task: tuple[str, Path, range, tuple[Path, ...]]) -> list[tuple[str, int, str]]:
    name, path, seeds, hidden = task
    props = properties_of(name, hidden)
    return list(measured.refusals(manifest.load().exercise(name), path, props, seeds))


def show_design(out: Console, name: str, props: Sequence[Property]) -> None:
    """What the examples of each property cover: the classes of each dimension, and how many rows have each."""
    out.print(f"[bold]{escape(name)}[/]")
    for prop in props:
        dimensions: dict[str, dict[str, int]] = {}
        for row in prop.rows:
            for dimension, value in row.classes.items():
                counts = dimensions.setdefault(dimension, {})
                counts[value] = counts.get(value, 0) + 1
        out.print("  " + _("{0}: {1} examples").format(prop.name, prop.examples), markup=False)
        for dimension, counts in dimensions.items():
            out.print(f"    {dimension}: " + ", ".join(f"{value} {n}" for value, n in counts.items()), markup=False,
                      soft_wrap=True)
