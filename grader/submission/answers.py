"""Checks the form of each answer of a submission's process before it is used.

A value that a function returned may be anything that travels; a property compares it. What the worker says *about* the
submission (its layers, what a run gave, what was left out of a file) has one form each and is refused in any other.
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from ..course import manifest
from ..course.manifest import Exercise
from ..language.said import Said
from ..worker.wire.values import kind_of_layer
from .asking import Trouble

MAX_LAYERS = 512
MAX_NUMBERS = 1 << 26  # of all their parameters: four times what the largest network that is asked for has


@dataclass(frozen=True)
class Remark:
    """What a student is told about a file beside its points: a statement was left out of it, or a right answer was used
    in place of an earlier file, but for the functions of `own`."""
    file: str
    line: int = 0
    code: str = ""
    error: str = ""
    own: str = ""

    @property
    def message(self) -> Said:
        if self.line:
            return Said("line {0} of {1} was left out: {2} ({3})", self.line, self.file, self.code, self.error)
        right = Said("a right {0} was used in place of yours, which is missing or not right yet", self.file)
        return right if not self.own else Said("{0}; but {1} stays your own, as it does all that is asked for here",
                                               right, self.own)


def refused(what: str, function: str) -> NoReturn:
    raise Trouble("crashed", Said("the process sent something that is not a valid answer: {0}", what),
                  function=function)


def called(value: Any, function: str) -> tuple[Any, list[str]]:
    """Splits a call's answer into its value and the arguments that it changed."""
    if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list)
            and all(isinstance(changed, str) for changed in value[1])):
        refused("no value", function)
    return value[0], value[1]


def layers(value: Any, function: str) -> dict[str, dict[str, Any]]:
    """Checks a block's layers, named by their parameters: {"conv(8,3,3,3)#0": {"weight": (8, 3, 3, 3), "uses": 1}}."""
    if not isinstance(value, dict) or len(value) > MAX_LAYERS:
        refused("no layers", function)
    found: dict[str, dict[str, Any]] = {}
    for key, layer in value.items():
        if not isinstance(layer, dict) or not is_count(layer.get("uses")):
            refused("a layer without uses", function)
        shapes = {name: shape for name, shape in layer.items() if name != "uses"}
        if not all(isinstance(shape, (list, tuple)) and all(map(is_count, shape)) for shape in shapes.values()):
            refused("a parameter without a shape", function)
        shapes = {name: tuple(shape) for name, shape in shapes.items()}
        kind, _number, number = key.rpartition("#")
        if kind != kind_of_layer(shapes) or not number.isdecimal():
            refused("a layer of another name", function)
        found[key] = {**shapes, "uses": layer["uses"]}
    # Properties make parameters of these shapes, and the process may never have had any.
    if sum(math.prod(layer[name]) for layer in found.values() for name in layer if name != "uses") > MAX_NUMBERS:
        refused("layers with too many parameters", function)
    return found


def ran(value: Any, function: str) -> dict[str, Any]:
    """Checks a block's run: its output, which may be anything, and arrays."""
    if not isinstance(value, dict) or not isinstance(value.get("changed", False), bool):
        refused("no run", function)
    for key, array in value.items():
        if key not in ("y", "changed") and not isinstance(array, np.ndarray):
            refused("a gradient that is not an array", function)
    return value


@dataclass(frozen=True)
class Loaded:
    """What the worker said about a file that it imported. `asked`: the neighbours' names that the file imported."""
    remarks: list[Remark]
    asked: set[str]


def loaded(value: Any, exercise: Exercise) -> Loaded:
    """Checks what the worker says about a file: what was left out, what stood in for other files, what it imported."""
    said = value if isinstance(value, dict) and set(value) == {"left", "mended", "asked"} else {}
    left, mended, asked = (said.get(key) for key in ("left", "mended", "asked"))
    if not (isinstance(left, list) and all(isinstance(row, list) and [*map(type, row)] == [str, int, str, str]
                                           for row in left)
            and all(isinstance(names, list) and all(isinstance(name, str) for name in names)
                    for names in (mended, asked))):
        refused("no account of a file", exercise.name)
    assert isinstance(mended, list) and isinstance(asked, list)
    return Loaded([*(Remark(f"{name}.py", own=", ".join(own_of(name, exercise))) for name in mended),
                   *(Remark(*row) for row in left)], set(asked))


def own_of(name: str, exercise: Exercise) -> list[str]:
    """The functions of an earlier file that no right one stands in for."""
    return [function for function in exercise.special_case_of if manifest.load().owner(function).name == name]


def is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 31
