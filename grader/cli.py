"""The command line: `python -m grader COMMAND`."""
from __future__ import annotations

import errno
import importlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from .commands import help
from .commands.options import lang, note
from .errors import OWN_FAULT, KitError
from .language.i18n import _
from .language.wrapping import paragraphs
from .sandbox import nvidia

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
ELSEWHERE = {errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.ENOENT, errno.ENAMETOOLONG}


class Commands(click.Group):
    """Loads a command when it is called, and says what went wrong in one line, with the documented exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(help.COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in help.COMMANDS:
            return None
        module = importlib.import_module(f".commands.{help.COMMANDS[name][0]}", __package__)
        return help.speaking(next(c for c in vars(module).values() if isinstance(c, click.Command) and c.name == name))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_("[OPTIONS]"), _("[COMMAND] [ARGS]...")]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(map(_, paragraphs(self.help))))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for group, entries in help.GROUPS.items():
            rows = []
            for name, (_module, example) in entries.items():
                command = self.get_command(ctx, name)
                assert command is not None
                rows.append((example, help.sentence(command)))
            with formatter.section(_(group)):
                formatter.write_dl(rows)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        kwargs["standalone_mode"] = False
        words = args[0] if args else kwargs.get("args")
        help.click_speaks()
        help.language_of(sys.argv[1:] if words is None else words)
        try:
            sys.exit(super().main(*args, **kwargs) or 0)
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            hint = _(" (`{0} --help` explains)").format(context.command_path) if context else ""
            stop(error.format_message().rstrip(".") + hint, 2)
        except KitError as error:
            if error.exit_status != OWN_FAULT:
                stop(str(error), error.exit_status)
            stop(nvidia.problem() or _("the grader's own fault: {0}").format(error), OWN_FAULT)
        except (KeyboardInterrupt, click.exceptions.Abort):
            stop(_("interrupted"), 130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our output has gone: nothing to say to it
            sys.exit(141)
        except Exception as error:
            if os.environ.get("CONVKATA_DEBUG"):
                raise
            if isinstance(error, OSError) and unwritable(error):
                stop(_("{0} cannot be written: {1}; make room or name another place, and run the same command again"
                       ).format(error.filename or _("a file"), error.strerror), 2)
            stop(nvidia.problem() or _("the grader's own fault: {0} (CONVKATA_DEBUG=1 shows where)").format(
                f"{type(error).__name__}: {error}"), OWN_FAULT)


def unwritable(error: OSError) -> bool:
    """Whether it is no fault of the grader's: a full disk, or a place that somebody named. What is missing in the kit
    itself is one."""
    if error.errno in FULL:
        return True
    if error.errno not in ELSEWHERE or error.filename is None:
        return False
    path, root = Path(os.fsdecode(error.filename)).absolute(), Path(__file__).parents[1]
    return not any(path.is_relative_to(root / name) for name in ("course", "grader", "solutions", "tests"))


def stop(message: str, status: int) -> NoReturn:
    note(message)
    sys.exit(status)


@click.group(cls=Commands, invoke_without_command=True,
             context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="convkata")
@lang
@click.pass_context
def main(ctx: click.Context) -> None:
    """Convkata: learn convolutional networks by making tests pass.

    Exit status: 0 graded, whatever the score; 1 below --fail-under; 2 the call or its input is wrong; 3 the grader's
    own fault; 130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        for line in help.what_next(shutil.get_terminal_size().columns):
            click.echo(line)


main.context_class = help.Context
