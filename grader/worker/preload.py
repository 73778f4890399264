"""Libraries that MXNet's own library needs and the system's loader would not find, loaded by their full paths.

NVIDIA's runtime wheels put each library into a folder of its own below site-packages/nvidia. What is loaded already is
found by its name (its soname), so no LD_LIBRARY_PATH is needed. To be called before MXNet is imported.
"""
from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable

VARIABLE = "CONVKATA_PRELOAD"  # paths relative to site-packages, with colons between


def load(paths: Iterable[str]) -> dict[str, str]:
    """Loads the libraries, each after those that it needs; gives what is left, and the loader's reason."""
    left = {path: "" for path in paths}
    progress = True
    while left and progress:
        progress = False
        for path in list(left):
            full = next((p for folder in sys.path if os.path.isfile(p := os.path.join(folder, path))), path)
            try:
                ctypes.CDLL(full)  # its symbols stay its own: MXNet's library looks them up by name of library
            except OSError as error:
                left[path] = str(error)
            else:
                del left[path]
                progress = True
    return left


def from_environment() -> None:
    """Loads what the judge's environment names; what cannot be loaded shows when MXNet is imported."""
    load(filter(None, os.environ.get(VARIABLE, "").split(":")))
