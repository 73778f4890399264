"""`doctor`: what this machine has, what is missing, and how to get it."""
from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import click
from rich.cells import set_cell_size
from rich.text import Text

from ..course import manifest
from ..language.i18n import N_, _
from ..render import terminal
from ..sandbox import machine, nvidia, zygote
from ..sandbox.ends import SandboxError
from ..sandbox.support import unavailable
from ..training import devices
from .options import lang

DISK_MB = 500


@dataclass(frozen=True)
class Check:
    """What was found; `missing` says how to get what is not there, and `needed` whether nothing works without."""
    found: str
    missing: str = ""
    needed: bool = True


def python() -> Check:
    version = platform.python_version()
    fits = sys.version_info[:2] == (3, 11)
    return Check(f"Python {version}",
                 "" if fits else _("MXNet 1.9.1 needs Python 3.8 to 3.11, the kit 3.11; tox fetches it"))


def package(wanted: str, *names: str) -> Check:
    """One of the packages `names`, in the version `wanted`."""
    for name in names:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            version = importlib.metadata.version(name)
            return Check(f"{name} {version}", "" if version == wanted else f"pip install {name}=={wanted}")
    return Check(_("{} is not installed").format(names[0]), f"pip install {names[0]}=={wanted}")


def mxnet_imports() -> Check:
    if why := nvidia.problem():
        return Check(_("MXNet cannot be imported"), why)
    try:
        import mxnet
        (mxnet.nd.ones(2) + 1).asnumpy()
    except Exception as error:
        return Check(_("MXNet does not work: {}").format(f"{type(error).__name__}: {error}".splitlines()[0]),
                     _("see README.md, «Where it runs»"))
    return Check(_("MXNet computes"))


def isolation() -> Check:
    if nvidia.problem():
        return Check(_("the sandbox was not tried: MXNet cannot be imported"), _("see above"))
    why = unavailable()
    if why:
        return Check(_("no sandbox: {}").format(why), _("your own code can be scored; grading others' needs "
                                                        "--allow-unsandboxed"), needed=False)
    try:
        with zygote.Sandbox("bubblewrap", manifest.load().limits) as box:
            box.worker().close()
            if box.holes:
                return Check(_("the sandbox works; a submission cannot be locked in: {}").format(
                    ", ".join(box.holes)), _("grading others' code needs --allow-unsandboxed"), needed=False)
            if box.builtins_unavailable:
                return Check(_("the sandbox works; built-ins cannot be zeroed: {}").format(box.builtins_unavailable),
                             _("answers from built-in convolutions get a remark here, and points"), needed=False)
            if box.unlocked:
                return Check(_("the sandbox works (bubblewrap); without {}, paths of this machine can be seen in it"
                               ).format(", ".join(box.unlocked)))
    except (SandboxError, machine.Unfit) as error:
        return Check(str(error), _("see docs/security.md"))
    return Check(_("the sandbox works (bubblewrap)"))


def gpu() -> Check:
    device = devices.find_device("auto")
    return Check(f"{device.name.upper()}, {device.engine}: {_(device.reason)}", needed=False)


def disk() -> Check:
    free = shutil.disk_usage(tempfile.gettempdir()).free >> 20
    return Check(_("{} MB free in {}").format(free, tempfile.gettempdir()),
                 "" if free > DISK_MB else _("free at least {} MB").format(DISK_MB))


CHECKS: dict[str, Callable[[], Check]] = {
    "Python": python, "numpy": lambda: package("1.23.5", "numpy"),
    "MXNet": lambda: package("1.9.1", "mxnet", "mxnet-cu112", "mxnet-cu117"),
    N_("import"): mxnet_imports, N_("sandbox"): isolation, N_("training"): gpu, N_("disk"): disk}


@click.command()
@lang
def doctor() -> None:
    """Say what this machine has and what is missing.

    Exit status 1 if something is missing that nothing works without.
    """
    out = terminal.console()
    lacking = False
    for name, check in CHECKS.items():
        found = check()
        lacking |= bool(found.missing and found.needed)
        mark, style = ("-", "red" if found.needed else "yellow") if found.missing else ("+", "green")
        out.print(Text(f"{mark} {set_cell_size(_(name), 10)} {found.found}", style))
        if found.missing:
            out.print(Text(f"  {'':10} {found.missing}"))
    sys.exit(1 if lacking else 0)
