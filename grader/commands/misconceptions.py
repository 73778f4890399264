"""`misconceptions`: do wrong answers fail, and right ones in other styles pass?"""
from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..course import manifest
from ..diagnosis import library
from ..language.i18n import _
from ..upkeep import measure
from ..upkeep.measure import Caught
from .options import exercise_option, lang, writing

CHUNK = 8  # misconceptions that one task judges: they share the examples that were drawn


@click.command()
@exercise_option
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, metavar="N",
              help="How many seeds: the manifest's and the N - 1 after it.")
@click.option("--full", is_flag=True, help="Judge every property, not until one fails (slower: the table is complete).")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, metavar="N", help="Processes.")
@click.option("--equivalents/--no-equivalents", default=True, help="Whether right answers in other styles are judged.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the table as JSON.")
@lang
def misconceptions(names: tuple[str, ...], seeds: int, full: bool, jobs: int, equivalents: bool,
                   json_path: Path | None) -> None:
    """Measure the properties: every wrong answer must fail, every right one pass.

    Exit status 1 if a misconception survives under any seed, or an equivalent fails."""
    kit = manifest.load()
    exercises = [name for name in kit.names if not names or name in names]
    numbers = range(kit.seed, kit.seed + seeds)
    out, start = Console(highlight=False), time.monotonic()
    with writing(json_path, "--json") as draft:
        found: dict[str, list[Caught]] = {name: [] for name in exercises}
        failed: dict[str, list[str]] = {}
        count = 0
        # Fresh processes, not forked ones: MXNet's threads do not survive a fork.
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
            tasks = [(name, first, numbers, full) for name in exercises
                     for first in range(0, len(library.of(name)), CHUNK)]
            for name, caught in zip((t[0] for t in tasks), pool.map(_caught, tasks), strict=True):
                found[name] += caught
            if equivalents:
                paths = [path for name in exercises for path in measure.equivalents(name)]
                count = len(paths)
                for path, messages in zip(paths, pool.map(_failures, ((path, numbers) for path in paths)), strict=True):
                    if messages:
                        failed[f"{path.parent.name}/{path.name}"] = messages
        show(out, found)
        survived = [f"{name}: {c.name}" for name, caught in found.items() for c in caught if c.survived]
        total = sum(map(len, found.values()))
        out.print()
        out.print(_("{0} of {1} misconceptions caught under every one of {2} seeds, by at most {3} examples").format(
            total - len(survived), total, seeds, max((c.needed for cs in found.values() for c in cs), default=0)))
        for line in survived:
            out.print(_("survives: {0}").format(line), style="bold red", markup=False)
        if equivalents:
            out.print(_("{0} of {1} equivalents passed under every seed").format(count - len(failed), count))
        for equivalent, messages in failed.items():
            out.print(f"{equivalent}: {messages[0]}", style="bold red", markup=False)
        out.print(_("{0:.0f} s with {1} processes").format(time.monotonic() - start, jobs))
        if draft is not None:
            draft.write_text(json.dumps({
                "seeds": list(numbers), "misconceptions": {name: [asdict(c) for c in cs] for name, cs in found.items()},
                "equivalents": count, "failed": failed}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if survived or failed:
        sys.exit(1)


def show(out: Console, found: dict[str, list[Caught]]) -> None:
    """The table: what catches each, after how many examples (the most over all seeds)."""
    table = Table(box=None, pad_edge=False)
    table.add_column(_("exercise"))
    table.add_column(_("misconception"))
    table.add_column(_("caught by (number of examples)"), overflow="fold")
    for name, caught in found.items():
        for c in caught:
            by = ", ".join(f"{prop.removeprefix('test_')} {tried}" for prop, tried in c.by.items())
            table.add_row(name, escape(c.name), "[bold red]" + _("survives") + "[/]" if c.survived else escape(by))
    out.print(table)


def _caught(task: tuple[str, int, Iterable[int], bool]) -> list[Caught]:
    name, first, seeds, full = task
    return [measure.catch(wrong, list(seeds), full) for wrong in library.of(name)[first: first + CHUNK]]


def _failures(task: tuple[Path, Iterable[int]]) -> list[str]:
    path, seeds = task
    return [f"seed {seed}: {message}" for seed in seeds for message in measure.equivalent_failures(path, seed)]
