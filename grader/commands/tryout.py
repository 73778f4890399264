"""`try`: one example, run once, in this process."""
from __future__ import annotations

import ast
import bdb
import contextlib
import pdb
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from .. import scoring, snippet
from ..course import manifest
from ..course.manifest import Exercise
from ..judging.finding import Finding
from ..judging.property import Property, properties_of
from ..language.i18n import _
from ..render import terminal
from ..submission import files, reading
from ..submission.asking import sentence
from ..submission.files import Folder
from ..submission.in_process import InProcess
from ..submission.isolated import Isolated
from ..submission.submission import Submission
from ..watch.model import shortest
from ..worker.sources import Sources
from ..worker.syntax import parse
from .options import ExerciseName, lang, path_option, seed_option


@click.command("try")
@click.argument("exercise", type=ExerciseName())
@click.argument("property_name", metavar="[PROPERTY]", required=False)
@path_option
@click.option("--pdb", "debugged", is_flag=True,
              help="Stop in Python's debugger, at the first line of your function and where an error is raised.")
@seed_option
@lang
def command(exercise: Exercise, property_name: str | None, path: Path, debugged: bool, seed: int | None) -> None:
    """Run the example that your EXERCISE fails on, once, in this process.

    The example is written as code beside your file: change it, or run it with Python. print() shows what this one call
    prints, and breakpoint() stops in it once. Without PROPERTY, it is the first one that fails.

    Exit status 1 if your code raises an error, or cannot be read.
    """
    submitted = files.read(path)
    why = reading.unreadable(f"{exercise.name}.py", submitted.sources.get(exercise.name, b""))
    if why is not None:
        click.echo("\n".join([_(why.message), *why.trace.splitlines()[1:]]), err=True)
        sys.exit(1)
    seed = manifest.load().seed if seed is None else seed
    prop, found, right = example(exercise, chosen(exercise, property_name), submitted, seed)
    made = snippet.snippet(exercise, prop, found, submitted)
    try:
        script = made.write(path, exercise.name)
    except OSError as error:
        raise click.ClickException(_("{0} cannot be written: {1}").format(path, error.strerror)) from None
    out = terminal.console()
    if found.status == "passed":
        out.print(_("Nothing fails here. This is the first example that is tried."), markup=False)
    out.print(f"{shortest(script)}:", style="bold", markup=False)
    for line in made.source.rstrip().splitlines():
        out.print(f"    {line}".rstrip(), style="dim", markup=False)
    out.print(_("What it prints:"), style="bold")
    sys.stdout.flush()
    here = InProcess(submitted, zeroing=False)
    here.right = right
    here.forget(exercise)
    if not run(script, made.source, exercise, here.host_of(exercise).sources,
               stops(exercise, found, submitted) if debugged else None):
        sys.exit(1)


def chosen(exercise: Exercise, name: str | None) -> tuple[Property, ...]:
    """The named property, by its name with or without `test_`; without a name, all of the exercise's."""
    props = properties_of(exercise)
    if name is None:
        return props
    named = tuple(p for p in props if snippet.short(p.name) == snippet.short(name))
    if not named:
        raise click.BadParameter(_("{0} has no property {1}; there are: {2}").format(
            exercise.name, repr(name), ", ".join(snippet.short(p.name) for p in props)), param_hint="PROPERTY")
    return named


def example(exercise: Exercise, props: tuple[Property, ...], submitted: Folder,
            seed: int) -> tuple[Property, Finding, dict[str, bool]]:
    """The first of the properties that fails, else the first; what was asked for its example; and which earlier files
    are right. It is looked for in the sandbox: here nothing of the submission's has run yet."""
    with scoring.sandbox() as box, contextlib.closing(Isolated(submitted, box)) as transport:
        submission = Submission(transport)
        result = scoring.judge_fairly(exercise, props, submission, transport, seed, diagnose=False)
        at = next((i for i, r in enumerate(result.properties) if r.status != "passed"), 0)
        if result.properties[at].status == "missing":
            raise click.ClickException(_(result.properties[at].message))
        return props[at], snippet.trial(props[at], result.properties[at], submission, seed), transport.right


# Running it ----------------------------------------------------------------------------------------------------------
def run(script: Path, source: str, exercise: Exercise, sources: Sources, breakpoints: list[str] | None) -> bool:
    """Runs the script in this process; False if it raised an error, which is told with the student's own lines."""
    own = {*sources.origins.values(), str(script)}
    scope = {"__name__": "__main__", "__file__": str(script)}
    try:
        code = compile(source, str(script), "exec", dont_inherit=True)
        with sources.neighbours():
            if breakpoints is None:
                exec(code, scope)
            else:
                debugger = pdb.Pdb(nosigint=True, readrc=False)
                debugger.rcLines = breakpoints  # what it does first
                debugger.run(code, scope)
        for left in sources.left.get(exercise.name, []):
            print(_("line {0} of {1} was left out: {2} ({3})").format(left.line, left.file, left.code, left.message))
    except (KeyboardInterrupt, bdb.BdbQuit):
        raise click.Abort from None
    except BaseException as error:
        frames = theirs(error.__traceback__, own)
        if breakpoints is not None and frames is not None:
            pdb.post_mortem(frames)
        sys.stdout.flush()
        for line in told(error, frames):
            click.echo(line, err=True)
        return False
    finally:
        sources.close()
    return True


def theirs(frames: TracebackType | None, own: set[str]) -> TracebackType | None:
    """The part of a traceback that is the student's: from the script on, without the kit's and MXNet's frames."""
    if frames is None:
        return None
    rest = theirs(frames.tb_next, own)
    if frames.tb_frame.f_code.co_filename in own:
        return TracebackType(rest, frames.tb_frame, frames.tb_lasti, frames.tb_lineno)
    return rest


def told(error: BaseException, frames: TracebackType | None) -> list[str]:
    """An error: the student's lines, then what Python or MXNet says, in a sentence."""
    lines = [] if isinstance(error, SyntaxError) else traceback.format_tb(frames)
    said = traceback.format_exception_only(error)
    if type(error).__name__ == "MXNetError":
        said = [f"MXNetError: {sentence(str(error))}"]
    return [line.rstrip("\n") for line in (*lines, *said)]


def stops(exercise: Exercise, found: Finding, submitted: Folder) -> list[str]:
    """Commands for the debugger: go to the first line of each function that the example calls."""
    wanted = {ask.inputs["name"] for ask in found.log if ask.op == "call"}
    file = submitted.path / f"{exercise.name}.py" if submitted.path else Path(f"{exercise.name}.py")
    try:
        body = parse(submitted.sources[exercise.name]).body
    except (SyntaxError, ValueError):
        return ["continue"]
    functions: list[Any] = []
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            functions.append(node)
        elif isinstance(node, ast.ClassDef) and node.name in wanted:
            functions += [n for n in node.body if isinstance(n, ast.FunctionDef)]
    return [*(f"tbreak {file}:{first_line(function)}" for function in functions), "continue"]


def first_line(function: ast.FunctionDef) -> int:
    """The first line that does something: the docstring does nothing."""
    documented = len(function.body) > 1 and ast.get_docstring(function) is not None
    return function.body[1 if documented else 0].lineno
