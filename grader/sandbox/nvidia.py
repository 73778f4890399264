"""MXNet with CUDA from PyPI alone: its wheels are without NVIDIA's libraries, and NVIDIA's own wheels have them.

`python -m grader.sandbox.nvidia` lists every library that MXNet's needs and where it comes from.
"""
from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..language.i18n import _
from ..worker import preload as worker_preload

DRIVER = "libcuda.so.1"  # comes with the driver, never with a package
# What the wheels hold beside these (libnvblas, libcufftw, ...) stands in for other libraries: not wanted.
WANTED = re.compile(r"lib(cudart|cublas|cublasLt|cufft|curand|cusolver|cusparse|nvrtc|nvrtc-builtins|nvToolsExt|nccl"
                    r"|cudnn|cudnn_\w+)\.so\.")


@cache
def distribution() -> str | None:
    """The package that MXNet comes from when it is one with CUDA («mxnet-cu112»)."""
    for folder in sys.path:
        for found in Path(folder or ".").glob("mxnet_cu*.dist-info"):
            return found.name.partition("-")[0].replace("_", "-")
    return None


def package_folder(package: str) -> Path | None:
    """Where a package is installed, without importing it."""
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def libraries() -> list[str]:
    """NVIDIA's libraries in site-packages, relative to it; none where MXNet has no use for them."""
    folder = package_folder("nvidia") if distribution() else None
    if folder is None:
        return []
    return sorted(str(path.relative_to(folder.parent)) for path in folder.glob("*/lib/lib*.so.*")
                  if WANTED.match(path.name))


def preload() -> None:
    """Makes `import mxnet` find NVIDIA's libraries. Does nothing where MXNet is one without CUDA."""
    worker_preload.load(libraries())


@cache
def driver() -> Path | None:
    """Where the driver's library really is, as the loader finds it here."""
    path = loaded_path(DRIVER)
    return Path(path) if path.startswith("/") else None


def problem() -> str | None:
    """Why this MXNet cannot even be imported, where that is so and can be told before trying."""
    if distribution() and driver() is None:
        return _("{0} needs the NVIDIA driver's {1}, and there is none here: install the driver (450.80 or newer), "
                 "start the container with `--gpus all`, or take the MXNet for the CPU, with `tox` instead of "
                 "`tox -e gpu`"
                 ).format(distribution(), DRIVER)
    return None


def settings() -> dict[str, str]:
    """What a worker's environment must hold so that it finds them, too; the driver's as well, which here may be found
    by a variable that a sandbox does not hand on."""
    found = [*map(str, filter(None, [driver()])), *libraries()] if distribution() else []
    return {worker_preload.VARIABLE: ":".join(found)} if found else {}


def packages() -> list[Path]:
    """The folders of site-packages that a worker must see beside MXNet's, so that it can load them."""
    found = package_folder("nvidia") if distribution() else None
    return [found] if found else []


def driver_folders() -> list[Path]:
    """The folder of the driver's library, where it lies outside of the system's, which a worker sees anyhow."""
    place = driver() if distribution() else None
    apart = place is not None and not str(place).startswith(("/usr/lib", "/lib"))
    return [place.parent] if place and apart else []


# The check ----------------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Needed:
    """A library that MXNet's needs, itself or through another."""
    name: str
    by: str
    origin: str  # a package, "the system", "the driver"; "" where it is missing
    path: str


def needs(library: Path) -> list[str]:
    """The names in a library's DT_NEEDED entries."""
    from elftools.elf.dynamic import DynamicSegment  # type: ignore[import-untyped]
    from elftools.elf.elffile import ELFFile  # type: ignore[import-untyped]
    with library.open("rb") as file:
        return [tag.needed for segment in ELFFile(file).iter_segments() if isinstance(segment, DynamicSegment)
                for tag in segment.iter_tags("DT_NEEDED")]


def listed(library: Path) -> list[Needed]:
    """Every library that `library` needs, down to those of the system."""
    folder = package_folder("nvidia")
    wheels = {path.name: path for path in folder.glob("*/lib/lib*.so.*")} if folder else {}
    found: dict[str, Needed] = {}
    queue = [library]
    while queue:
        user = queue.pop(0)
        for name in needs(user):
            if name in found:
                continue
            beside = library.parent / name
            if beside.is_file():
                found[name] = Needed(name, user.name, "MXNet's own package", str(beside))
                queue.append(beside)
            elif name in wheels:
                for path in [wheels[name], *later(wheels[name])]:
                    found.setdefault(path.name, Needed(path.name, user.name, owner(path), str(path)))
                    queue.append(path)
            else:
                place = loaded_path(name)
                origin = "the driver" if name == DRIVER and place else "the system" if place else ""
                found[name] = Needed(name, user.name, origin, place)
    return list(found.values())


def later(library: Path) -> list[Path]:
    """What a library of NVIDIA's loads by itself when it is used: its parts in the same folder."""
    stem = library.name.partition(".")[0]
    return sorted(library.parent.glob(f"{stem}[_-]*.so.*"))


@cache
def _owners() -> dict[str, str]:
    """Which package brought a file of site-packages/nvidia."""
    return {str(file.locate()): str(package.metadata["Name"]) for package in importlib.metadata.distributions()
            if (package.metadata["Name"] or "").lower().startswith("nvidia") for file in package.files or []}


def owner(path: Path) -> str:
    return _owners().get(str(path), "site-packages/nvidia")


def loaded_path(name: str) -> str:
    """Where the system's loader finds a library, asked in a process of its own; "" where it does not."""
    code = ("import ctypes, sys\n"
            "try: ctypes.CDLL(sys.argv[1])\n"
            "except OSError: sys.exit()\n"
            "import os\n"
            "for line in open('/proc/self/maps'):\n"
            "    path = line.split(maxsplit=5)[-1].strip()\n"
            "    if path.startswith('/') and os.path.basename(path).startswith(sys.argv[1].split('.so')[0]):\n"
            "        print(path); break\n"
            "else: print(sys.argv[1])\n")
    return subprocess.run([sys.executable, "-I", "-c", code, name], capture_output=True, text=True).stdout.strip()


def main() -> int:
    folder = package_folder("mxnet")
    library = folder / "libmxnet.so" if folder else None
    if library is None or not library.is_file():
        print("MXNet is not installed")
        return 1
    print(f"{distribution() or 'mxnet (without CUDA)'}: {library}")
    found = listed(library)
    width = max(len(need.name) for need in found)
    for need in found:
        print(f"  {need.name:{width}}  {need.origin or 'MISSING'}{f'  {need.path}' if need.path else ''}")
    missing = sorted(need.name for need in found if not need.origin)
    if missing == [DRIVER]:
        print(f"only the driver's {DRIVER} is left: NVIDIA's driver (450.80 or newer) brings it")
    elif missing:
        print(f"missing: {', '.join(missing)}")
    else:
        print("nothing is missing")
    if not missing:
        preload()
        try:
            ctypes.CDLL(str(library))
            print("MXNet's library loads")
        except OSError as error:
            print(f"MXNet's library does not load: {error}")
            return 1
    return 0 if set(missing) <= {DRIVER} else 1


if __name__ == "__main__":
    sys.exit(main())
