"""The book's own package, `d2l` or `d2lzh`, as far as a file of an exercise needs it.

It is not installed where files are judged. `d2l.corr2d` and its like are what the reader writes in the exercises, so
they come from the submission's own files; `d2l.try_gpu()` gives the CPU; any other helper may be named, and not used.
"""
from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import mxnet as mx

from .absent import Absent, Left

NAMES = ("d2l", "d2lzh")
EDITIONS = ("mxnet", "torch", "tensorflow", "paddle")  # from d2l import mxnet as d2l


def try_gpu(i: int = 0) -> Any:
    """The book's helper: a GPU, or the CPU where there is none."""
    return mx.gpu(i) if i < mx.context.num_gpus() else mx.cpu()


def try_all_gpus() -> list[Any]:
    return [mx.gpu(i) for i in range(mx.context.num_gpus())] or [mx.cpu()]


class Book(types.ModuleType):
    """The package, for the files of one submission."""

    def __init__(self, name: str, own: Callable[[str], Any]) -> None:
        """`own` gives what the submission's files define under a name, or None."""
        super().__init__(name)
        self.__path__: list[str] = []
        self.try_gpu, self.try_all_gpus = try_gpu, try_all_gpus
        self._own = own

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name in EDITIONS:
            return self
        if (own := self._own(name)) is not None:
            return own
        return Absent(f"{self.__name__}.{name}", Left("", 0, "", "", ""))  # no line is to blame
