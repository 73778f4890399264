"""The command line: `python -m grader COMMAND`."""
from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from .errors import OWN_FAULT, KitError
from .sandbox import nvidia

UNWRITABLE = {  # no fault of the grader's: a full disk, a folder of somebody else's
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENOTDIR, errno.EISDIR,
    errno.ENOENT, errno.ENAMETOOLONG}
COMMANDS = {  # name: the module in grader/commands that has it; a new command is a line here
    "score": "score", "train": "train", "batch": "batch", "correct": "batch", "export": "export",
    "gradescope-zip": "export",
    "watch": "watch", "hint": "learn", "reset": "learn", "list": "learn", "show": "show", "doctor": "doctor",
    "misconceptions": "misconceptions", "check-kit": "kit", "new-exercise": "kit",
}


class Commands(click.Group):
    """Loads a command when it is called, and says what went wrong in one line, with the documented exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f".commands.{COMMANDS[name]}", __package__)
        return next(c for c in vars(module).values() if isinstance(c, click.Command) and c.name == name)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        kwargs["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **kwargs) or 0)
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            hint = f" (`{context.command_path} --help` explains)" if context else ""
            stop(f"{error.format_message()}{hint}", 2)
        except KitError as error:
            if error.exit_status != OWN_FAULT:
                stop(str(error), error.exit_status)
            stop(nvidia.problem() or f"the grader's own fault: {error}", OWN_FAULT)
        except (KeyboardInterrupt, click.exceptions.Abort):
            stop("interrupted", 130)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the reader of our output has gone: nothing to say to it
            sys.exit(141)
        except Exception as error:
            if os.environ.get("CONVKATA_DEBUG"):
                raise
            if isinstance(error, OSError) and error.errno in UNWRITABLE:
                stop(f"{error.filename or 'a file'} cannot be written: {error.strerror}; make room or name another "
                     "place, and run the same command again", 2)
            stop(nvidia.problem() or f"the grader's own fault: {type(error).__name__}: {error} "
                                   "(CONVKATA_DEBUG=1 shows where)", OWN_FAULT)


def stop(message: str, status: int) -> NoReturn:
    print(f"convkata: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option("0.1.0", prog_name="convkata")
def main() -> None:
    """Convkata: learn convolutional networks by making tests pass.

    Exit status: 0 graded, whatever the score; 1 below --fail-under; 2 the call or its input is wrong; 3 the grader's
    own fault; 130 interrupted.
    """
