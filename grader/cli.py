"""The command line: `python -m grader COMMAND`."""
from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from .environment import prepare

prepare()  # before anything imports MXNet

from . import folder, i18n, manifest  # noqa: E402
from .sandbox import SandboxError  # noqa: E402


class Commands(click.Group):
    """Says what went wrong in one line, with the exit statuses of the documentation."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        kwargs["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **kwargs) or 0)
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            hint = f" (`{context.command_path} --help` explains)" if context else ""
            stop(f"{error.format_message()}{hint}", 2)
        except folder.NotASubmission as error:
            stop(str(error), 2)
        except SandboxError as error:
            stop(f"the grader's own fault: {error}", 3)
        except (KeyboardInterrupt, click.exceptions.Abort):
            stop("interrupted", 130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our output has gone: nothing to say to it
            sys.exit(141)
        except Exception as error:
            if os.environ.get("CONVKATA_DEBUG"):
                raise
            stop(f"the grader's own fault: {type(error).__name__}: {error} (CONVKATA_DEBUG=1 shows where)", 3)


def stop(message: str, status: int) -> NoReturn:
    print(f"convkata: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)




lang = click.option("--lang", type=click.Choice(["en", "zh"]), default=None, expose_value=False, is_eager=True,
                    callback=lambda ctx, param, value: i18n.set_language(value),
                    help="Language of what the student reads (default: the locale's).")
seed_option = click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=None,
                           help="Seed of the examples (default: the manifest's).")


@contextlib.contextmanager
def writing(path: Path | None, option: str) -> Iterator[Path | None]:
    """A path to write a result to in the end: refused now if it cannot be written, and never half-written."""
    if path is None:
        yield None
        return
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder; name a file", param_hint=option)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be written: {error.strerror}", param_hint=option) from None
    draft = Path(name)
    try:
        yield draft
        if draft.stat().st_size:
            umask = os.umask(0)
            os.umask(umask)
            draft.chmod(0o666 & ~umask)
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="convkata")
def main() -> None:
    """Convkata: learn convolutional networks by making tests pass.

    Exit status: 0 graded, whatever the score; 1 below --fail-under; 2 the call or its input is wrong; 3 the grader's
    own fault; 130 interrupted.
    """


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--exercise", "names", multiple=True, metavar="NAME", help="Only this exercise; may be repeated.")
@seed_option
@click.option("--json", "json_path", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JSON.")
@click.option("--no-train", is_flag=True, help="Leave out the training check.")
@click.option("--fail-under", type=float, metavar="POINTS", help="Exit with status 1 below so many points.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the training's loss curve.")
@click.option("--allow-unsandboxed", is_flag=True, help="Grade another's code where there is no sandbox.")
@lang
def score(path: Path, names: tuple[str, ...], seed: int | None, json_path: Path | None, no_train: bool,
          fail_under: float | None, plot: Path | None, allow_unsandboxed: bool) -> None:
    """Score one submission: the folder PATH with the eight files."""
    from . import scoring
    kit = manifest.load()
    for name in names:
        if name not in kit.names:
            raise click.BadParameter(f"there is no exercise {name!r}; there are: {', '.join(kit.names)}",
                                     param_hint="--exercise")
    submitted = folder.read(path)
    exercises = [e for e in kit.exercises if not names or e.name in names]
    with writing(json_path, "--json") as draft, writing(plot, "--plot") as picture:
        report = scoring.score_and_show(submitted, kit.seed if seed is None else seed, exercises,
                                        train=not no_train, allow_unsandboxed=allow_unsandboxed, plot=picture)
        if draft is not None:
            draft.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    if fail_under is not None and report.score < fail_under:
        sys.exit(1)


if __name__ == "__main__":
    main()
