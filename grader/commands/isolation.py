"""Whether a submission may run on this machine: where there is no sandbox, another's only if that is asked for."""
from __future__ import annotations

import click

from ..course import manifest
from ..errors import KitError
from ..language.i18n import _
from ..sandbox import machine
from ..sandbox.support import unavailable, unlocked
from ..submission.files import Folder
from .options import note

allow_option = click.option("--allow-unsandboxed", is_flag=True, help="Run others' code where there is no sandbox.")


class Unsandboxed(KitError):
    """Another's code, and no sandbox."""


def one(submitted: Folder, allowed: bool) -> None:
    """Warns where there is no sandbox; refuses another's code there, unless that is allowed."""
    why = unavailable()
    if why is None:
        return
    own = submitted.path is not None and manifest.ROOT in (submitted.path, *submitted.path.parents)
    warn(why, own or allowed)


def many(allowed: bool) -> None:
    """Refuses where this machine cannot lock others' code in, unless that is allowed, or cannot run any at all."""
    if (why := unavailable()) is not None:
        warn(why, allowed)
    if not allowed and (missing := unlocked()):
        raise Unsandboxed(
            _("this system does not let a submission be locked in ({0}): see docs/security.md; --allow-unsandboxed "
              "grades others' code all the same").format(", ".join(missing)))
    if (lacks := machine.lacking(manifest.load().limits) or machine.no_processes()):
        raise machine.Unfit(lacks)


def warn(why: str, allowed: bool) -> None:
    if not allowed:
        raise Unsandboxed(_("no sandbox here ({0}); --allow-unsandboxed grades others' code all the same").format(why))
    note(_("warning: the submission runs without a sandbox: {0}").format(why))
