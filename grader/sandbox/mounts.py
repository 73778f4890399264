"""What a sandboxed process sees of the file system."""
from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import py_compile
import re
import sys
from functools import cache
from pathlib import Path

from ..course.manifest import Limits
from . import nvidia
from .ends import SandboxError
from .support import bubblewrap

WORKER = Path(__file__).resolve().parent.parent / "worker"


def python_command(executable: str, path: list[str], fd: int) -> list[str]:
    """Python without site-packages, with `path` in front."""
    start = f"import sys; sys.path[:0] = {path!r}; from worker.__main__ import main; main({fd})"
    return [executable, "-I", "-S", "-B", "-W", "ignore", "-c", start]


@cache
def keep_byte_code() -> None:
    """Has Python keep the byte code of what runs in a sandbox beside it, as it does with all that it imports: in there
    nothing can be written, and each sandbox would compile it anew."""
    if sys.dont_write_bytecode:
        return
    for path in WORKER.rglob("*.py"):
        kept = Path(importlib.util.cache_from_source(str(path)))
        with contextlib.suppress(OSError):  # somebody else's folder, a full disk
            if not kept.exists() or kept.stat().st_mtime < path.stat().st_mtime:
                py_compile.compile(str(path), quiet=2)


@cache
def visible_packages() -> tuple[Path, ...]:
    """The files and folders of MXNet, numpy and what they require: all that a submission can import."""
    mxnet = nvidia.distribution() or "mxnet"
    wanted, seen, paths = [mxnet], set(), set(nvidia.packages())
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name == mxnet:
                raise SandboxError("mxnet is not installed") from None
            continue
        for requirement in package.requires or []:
            if "extra ==" not in requirement:
                wanted.append(re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower())
        for file in package.files or []:
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith(".dist-info"):
                paths.add(Path(str(package.locate_file(top))))
    return tuple(sorted(paths))


def bubblewrap_command(limits: Limits, settings: dict[str, str], gpu: bool, fd: int) -> list[str]:
    bwrap = bubblewrap()
    if bwrap is None:
        raise SandboxError("bubblewrap is not installed")
    # The interpreter's own path counts: Python finds its library from there, and an environment's has links only.
    base, executable = Path(sys.base_prefix).resolve(), Path(sys.executable).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    command = [str(bwrap), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
               "--hostname", "convkata", "--cap-drop", "ALL", "--disable-userns", "--unshare-user"]
    for folder in ("/usr/lib", "/usr/lib64", "/lib", "/lib64",
                   "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"):
        if os.path.islink(folder):
            command += ["--symlink", os.readlink(folder), folder]
        else:
            command += ["--ro-bind-try", folder, folder]
    for path in (base / "lib", executable):
        if not str(path).startswith("/usr/lib/"):
            command += ["--ro-bind-try", str(path), str(path)]
    for packages in (base / "lib" / version / "site-packages", Path("/usr/lib/python3/dist-packages"),
                     base / "lib" / version / "dist-packages"):
        if packages.is_dir():
            command += ["--tmpfs", str(packages), "--remount-ro", str(packages)]
    for path in visible_packages():
        command += ["--ro-bind", str(path), f"/kit/site/{path.name}"]
    command += ["--ro-bind", str(WORKER), "/kit/worker", "--proc", "/proc", "--remount-ro", "/proc",
                "--dev", "/dev",
                "--size", str(limits.scratch_mb << 20), "--tmpfs", "/tmp",
                "--size", str(limits.scratch_mb << 20), "--tmpfs", "/dev/shm"]
    if gpu:
        for device in sorted([*Path("/dev").glob("nvidia*"), *Path("/dev").glob("dxg")]):  # dxg: WSL2's
            command += ["--dev-bind", str(device), str(device)]
    command += ["--remount-ro", "/dev"]
    for path in nvidia.driver_folders():  # with MXNet's CUDA wheels, which cannot be imported without it
        command += ["--ro-bind", str(path), str(path)]
    for name, value in (settings | {"CONVKATA_SCRATCH": "/tmp:/dev/shm"}).items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/", "--chdir", "/tmp", "--",
            *python_command(str(executable), ["/kit", "/kit/site"], fd)]
