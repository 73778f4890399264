"""An example as code: the calls of one trial, as a script that a student runs, changes and steps through.

It is made of what the judge asked, so it does what the property did: the same arguments, the same parameters, in the
same order. It stands beside the exercises as `.try_<exercise>.py`, which is handed in by nobody.
"""
from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .course import stubs
from .course.manifest import Exercise
from .judging.attempt import attempt
from .judging.examples import draw
from .judging.finding import Finding
from .judging.judge import judge
from .judging.property import Property
from .language.i18n import _
from .language.wrapping import wrapped
from .report.record import Code, Example, PropertyResult
from .submission.files import Folder
from .submission.submission import Submission
from .worker.syntax import parse
from .worker.wire.values import Block

WIDTH = 100    # columns of a line
USED = re.compile("\0(\\w+)\0")  # an array that is handed over
MOST = 600     # numbers of an array that is written out; a larger one is kept in a file beside the script


@dataclass
class Snippet:
    """A script, and the arrays that are too large to be written out."""
    source: str
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def write(self, folder: Path, exercise: str) -> Path:
        """Puts it beside the exercises; gives the script's path."""
        path = folder / f".try_{exercise}.py"
        path.write_text(self.source, "utf-8")
        if self.arrays:
            np.savez_compressed(path.with_suffix(".npz"), **self.arrays)
        return path


def command(exercise: str, prop: str, folder: Path | None = None) -> str:
    """The call that runs a property's example once more."""
    where = "" if folder is None else f" --path {folder}"
    return f"python -m grader try {exercise} {short(prop)}{where}"


def short(prop: str) -> str:
    return prop.removeprefix("test_")


# Which example -------------------------------------------------------------------------------------------------------
def trial(prop: Property, result: PropertyResult, submission: Submission, seed: int) -> Finding:
    """What was asked for the example that a result shows; where it shows none, for the first one that fails, or that is
    tried."""
    if result.example is not None:
        return attempt(prop, submission, case_of(result.example))
    if result.status != "passed":
        return judge(prop, submission, seed, shrinks=0)
    case = draw(prop, seed)[0][1]
    with submission.afresh():
        found = attempt(prop, submission, case)
    return Finding(found.status, case=case, log=found.log)


def case_of(example: Example) -> dict[str, Any]:
    """The arguments of an example, as they were drawn."""
    return {name: ast.literal_eval(value.text) if isinstance(value, Code) else value
            for name, value in example.case.items()}


# Its code ------------------------------------------------------------------------------------------------------------
def snippet(exercise: Exercise, prop: Property, found: Finding, folder: Folder, pasted: str = "") -> Snippet:
    """Makes a script of the calls of one trial. `pasted`: the package that it imports from, where it does not stand
    beside the files but is pasted somewhere."""
    source = folder.sources.get(exercise.name, b"")
    package = folder.path.name if folder.path is not None and b"from ." in source else ""
    writer = Writer(exercise, found.case or {}, b"set_np(" in source,
                    pasted or (package if package.isidentifier() else ""), bool(pasted))
    return Snippet(writer.script(prop, found), writer.arrays)


class Writer:
    """Writes calls down, and names their arguments: as the property's example does, or as the function does."""

    def __init__(self, exercise: Exercise, case: Mapping[str, Any], numpy: bool = False,
                 package: str = "", pasted: bool = False) -> None:
        self.exercise, self.numpy, self.package, self.pasted = exercise, numpy, package, pasted
        self.module = "np" if numpy else "nd"
        self.case = {name: value for name, value in case.items() if isinstance(value, np.ndarray)}
        self.given: dict[str, np.ndarray] = {}   # arrays that have a name by now
        self.arrays: dict[str, np.ndarray] = {}  # that are kept in a file
        self.taken: set[str] = {"nd", "np", "npx", "autograd", "set_parameters", *exercise.functions}
        self.blocks: dict[int, str] = {}
        self.waiting: dict[int, np.ndarray] = {}  # blocks whose parameters are not set yet, and an input of each
        self.lines: list[str] = []
        self.functions: list[str] = []
        self.fills = self.learns = False

    def script(self, prop: Property, found: Finding) -> str:
        for ask in found.log:
            if ask.op == "call":
                self.call(ask.inputs, ask.answer)
            else:
                getattr(self, ask.op)(**ask.inputs)
        self.settle()
        self.lines = self.copied()
        said = [_(prop.title), *([_(found.message)] if found.message and found.status != "passed" else [])]
        expected = [] if found.expected is None or found.status == "passed" else [
            f"# {_('expected')}:", *(f"# {line}" for line in self.written(found.expected, 2))]
        return "\n".join([*self.head(said), *self.lines, *expected, ""])

    def copied(self) -> list[str]:
        """The lines, with a copy in each place but the last where an array is handed over: each call got its own."""
        text = "\n".join(self.lines)
        left = Counter(USED.findall(text))

        def used(found: re.Match[str]) -> str:
            left[found[1]] -= 1
            return f"{found[1]}.copy()" if left[found[1]] else found[1]
        return USED.sub(used, text).split("\n")

    def head(self, said: list[str]) -> Iterator[str]:
        for text in said:
            yield from (f"# {line}" for line in wrapped(" ".join(text.split()), WIDTH - 2))
        yield ""
        if self.package and not self.pasted:
            yield from ("import sys", "from pathlib import Path")
        if self.arrays:
            yield "import numpy"
        yield "from mxnet import " + ", ".join(sorted(
            ({"np", "npx"} if self.numpy else {"nd"}) | ({"autograd"} if self.learns else set())))
        yield ""
        if self.package and not self.pasted:  # the file says `from .corr2d import ...`: it is part of a package
            yield "sys.path.insert(0, str(Path(__file__).parents[1]))"
        module = f"{self.package}.{self.exercise.name}" if self.package else self.exercise.name
        yield f"from {module} import {', '.join(self.functions)}"
        if self.fills:
            yield "from grader.parameters import set_parameters"
        yield ""
        if self.numpy:
            yield "npx.set_np()"
        if self.arrays:
            yield 'kept = numpy.load(__file__.removesuffix("py") + "npz")'

    # Calls ----------------------------------------------------------------------------------------------------------
    def call(self, inputs: dict[str, Any], answer: Any) -> None:
        function = inputs["name"]
        if function not in self.functions:
            self.functions.append(function)
        names = parameters(self.exercise, function)
        given = {**{names[i] if i < len(names) else f"x{i}": value for i, value in enumerate(inputs["args"])},
                 **inputs["kwargs"]}
        words = {name: self.argument(value, name) for name, value in given.items()}
        handed = {name: f"\0{words[name]}\0" if isinstance(value, np.ndarray) else words[name]
                  for name, value in given.items()}
        called = [*list(handed.values())[:len(inputs["args"])],
                  *(f"{name}={handed[name]}" for name in inputs["kwargs"])]
        made = answer[0] if isinstance(answer, tuple) and answer else None
        name = self.name("net" if isinstance(made, Block) else "Y")
        if isinstance(made, Block):
            self.blocks[made.id] = name
        self.lines.append(f"{name} = {function}({', '.join(called)})")
        if not isinstance(made, Block):
            self.lines.append(f"print({name})")
        for changed in answer[1] if made is not None and not isinstance(made, Block) else ():
            at = list(given)[int(changed)] if changed.isdecimal() else changed
            self.lines.append(f"print({words[at]})  # {_('it was changed')}")

    def prefix(self, block: int) -> None:
        self.lines.append(f"print({self.block(block)}.prefix)")

    def layers(self, block: int, x: np.ndarray) -> None:
        self.waiting[block] = x

    def fill(self, block: int, seed: int, kind: str, values: Mapping[str, Any]) -> None:
        self.fills = True
        x = self.array(self.waiting.pop(block, np.zeros(1, np.float32)), "x")
        words = [self.block(block), x]
        if any(not name.startswith("*") for name in values) or {"*.weight", "*.bias"} - values.keys():
            words += [f"seed={seed}", f"kind={kind!r}"]  # of what `values` does not give
        if values:
            given = ", ".join(f"{name!r}: {self.argument(value, name.rpartition('.')[2])}"
                              for name, value in values.items())
            words.append(f"values={{{given}}}")
        self.lines.append(f"set_parameters({', '.join(words)})")

    def run(self, block: int, x: np.ndarray, train: bool, head: np.ndarray | None) -> None:
        self.settle(block)
        net, given, y = self.block(block), self.array(x, "x"), self.name("Y")
        if head is None and not train:
            self.lines += [f"{y} = {net}(\0{given}\0)", f"print({y})"]
            return
        self.learns = True
        mode = f"train_mode={train}"
        if head is None:
            self.lines += ["with autograd.train_mode():", f"    {y} = {net}(\0{given}\0)", f"print({y})"]
            return
        weight = self.array(head, "head")
        self.lines += [f"{given}.attach_grad()", f"with autograd.record({mode}):", f"    {y} = {net}({given})",
                       f"{y}.backward({weight}, {mode})", f"print({y})", f"print({given}.grad)"]

    def settle(self, block: int | None = None) -> None:
        """Shows the layers of blocks whose parameters nobody sets."""
        for number in [number for number in self.waiting if block in (None, number)]:
            net, x = self.block(number), self.array(self.waiting.pop(number), "x")
            self.lines += [f"{net}.initialize()", f"{net}({x})",
                           f"for name, parameter in {net}.collect_params().items():",
                           "    print(name, parameter.shape)"]

    def block(self, number: int) -> str:
        return self.blocks.get(number, "net")

    # Values ---------------------------------------------------------------------------------------------------------
    def argument(self, value: Any, name: str) -> str:
        if isinstance(value, Block):
            return f"{self.block(value.id)}.params"  # as `params=` takes them
        if isinstance(value, np.ndarray):
            return self.array(value, name)
        return repr(value)

    def array(self, value: np.ndarray, name: str) -> str:
        """The name of an array; one that has none yet is written down."""
        for known, array in self.given.items():
            if alike(array, value):
                return known
        name = next((known for known, array in self.case.items() if alike(array, value)), name)
        name = self.name(name)
        self.given[name] = value
        kind = "" if value.dtype == np.float32 else f", dtype={value.dtype.name!r}"
        if value.size == 0:
            text = [f"{self.module}.zeros({value.shape}{kind})"]
        elif value.size > 16 and (value == value.flat[0]).all():
            text = [f"{self.module}.full({value.shape}, {number(value.flat[0])}{kind})"]
        elif value.size > MOST:
            self.arrays[name] = value
            text = [f'{self.module}.array(kept["{name}"]{kind})']
        else:
            begin = f"{self.module}.array("
            text = self.written(value, len(name) + 3 + len(begin))
            text = [begin + text[0], *(" " * (len(name) + 3 + len(begin)) + line for line in text[1:])]
            text[-1] += f"{kind})"
        self.lines += [f"{name} = {text[0]}", *text[1:]]
        return name

    def written(self, value: Any, column: int) -> list[str]:
        """A value as Python writes it, an array a row a line."""
        if not isinstance(value, np.ndarray):
            return [repr(value)]
        if value.size > MOST:
            return [_("an array of shape") + f" {value.shape}"]
        return rows(value, WIDTH - column)

    def name(self, wanted: str) -> str:
        """A name that nothing else has."""
        wanted = re.sub(r"\W", "_", wanted)
        name, count = wanted, 1
        while name in self.taken:
            count += 1
            name = f"{wanted}{count}"
        self.taken.add(name)
        return name


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def rows(array: np.ndarray, room: int) -> list[str]:
    """An array as nested lists: in one line where it fits, else a line for each part of its first axis."""
    if array.ndim == 0:
        return [number(array[()])]
    inner = [rows(part, room - 2) for part in array]
    line = "[" + ", ".join(" ".join(part) for part in inner) + "]"
    if array.ndim == 1 or (len(line) <= room and len(array) == 1):
        return [line]
    out = []
    for i, part in enumerate(inner):
        part = [("[" if i == 0 and j == 0 else " ") + text for j, text in enumerate(part)]
        part[-1] += "]" if i == len(inner) - 1 else ","
        out += part
    return out or ["[]"]


def number(value: Any) -> str:
    """A number as briefly as it can be written."""
    if isinstance(value, (np.floating, float)):
        if not np.isfinite(value):
            return f'float("{value}")'
        return str(int(value)) if float(value).is_integer() and abs(float(value)) < 1e15 else str(value)
    return str(value)


def parameters(exercise: Exercise, function: str) -> list[str]:
    """The names of a function's parameters, or of its class's, as the stub has them."""
    for node in parse(stubs.content(exercise.name)).body:
        if isinstance(node, ast.ClassDef) and node.name == function:
            made = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            return [argument.arg for argument in made[0].args.args[1:]] if made else []
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return [argument.arg for argument in node.args.args]
    return []
