"""The host of a submission: loads its files from memory and calls what is in them.

It runs beside the student's code: in a sandbox for every score, in pytest's own process for a student. Either way it
answers the same requests with the same values. Nothing it says is believed: the judge compares values.
"""
from __future__ import annotations

import contextlib
import gc
import itertools
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from numpy import array_equal

from .errors import Missing, StudentError, explain
from .gluon import (
    floats_of,
    layers_of,
    leaf,
    numpy_semantics,
    quick_start,
    seen_parameters,
    to_mxnet,
    unhybridized,
    used_parameters,
)
from .sources import Sources
from .wire.values import Block, Odd, kind_of_layer, parameter, sampled

MAX_LEFT = 20  # statements that were left out, of which is told
BLOCKS = 4  # that are kept: a property compares two at most, and shrinking would pile up gigabytes of VGG
LARGE_BLOCK = 1 << 20  # parameters


class Host:
    """Answers requests with the functions of one submission. `own_process`: Ctrl-C is the student's code's, too."""

    def __init__(self, sources: Sources, own_process: bool = False,
                 guard: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext) -> None:
        self.sources, self.own_process, self.guard = sources, own_process, guard
        self.flags: dict[str, tuple[bool, bool]] = {}
        self.numbers = itertools.count()
        self.blocks: dict[int, tuple[Any, str]] = {}
        self.gradients: dict[int, list[tuple[Any, str]]] = {}  # what each parameter's grad_req was
        self.layer_cache: dict[int, dict[str, dict[str, Any]]] = {}
        self.unwritten: dict[int, list[Any]] = {}  # arrays that are to be zeros if they are not filled

    # Requests -------------------------------------------------------------------------------------------------------
    def load(self, exercise: str) -> dict[str, Any]:
        """Imports an exercise's file; tells what was left out of it and of those that it imports, and which of those a
        right answer stands in for. Missing, StudentError."""
        __tracebackhide__ = True
        if exercise not in self.sources.sources:
            raise Missing(f"{exercise}.py is not there")
        if exercise not in self.flags:
            with numpy_semantics((False, False)), self.student(exercise):
                self.sources.load(exercise)
                self.flags[exercise] = mx.util.is_np_shape(), mx.util.is_np_array()
        left = [left for lefts in self.sources.left.values() for left in lefts][:MAX_LEFT]
        return {"left": [[each.file, each.line, each.code, f"{each.kind}: {each.message}"] for each in left],
                "mended": list(self.sources.mended), "asked": sorted(self.sources.asked)[:MAX_LEFT]}

    def named(self, exercise: str, name: str) -> Any:
        """What a loaded file calls by that name. Missing, StudentError."""
        module = sys.modules[f"{self.sources.package}.{exercise}"]
        function = getattr(module, name, None)
        if function is None:
            for left in self.sources.left.get(exercise, []):  # the first one is to blame
                raise StudentError(left.kind, left.message, left.trace)
            raise Missing(f"{exercise}.py has no {name}")
        return function

    def call(self, exercise: str, name: str, args: list[Any], kwargs: dict[str, Any],
             first: bool = False) -> tuple[Any, list[str]]:
        """Calls a function or a class; gives its value and the arguments that it changed. A block among the arguments
        stands for its parameters (`params=`). `first`: an example begins, and nobody asks for earlier blocks."""
        __tracebackhide__ = True
        if first:
            self.forget()
        self.load(exercise)
        function = self.named(exercise, name)
        with numpy_semantics(self.flags[exercise]), self.guard():
            given = {key: self.to_mxnet(value) for key, value in [*enumerate(args), *kwargs.items()]}
            with self.student(exercise):
                value = function(*[given[i] for i in range(len(args))], **{k: given[k] for k in kwargs})
                value = self.to_judge(value, exercise)  # waits for MXNet: late errors are raised here
            before = dict([*enumerate(args), *kwargs.items()])
            return value, [str(key) for key, array in given.items() if self.changed(before[key], array)]

    def prefix(self, block: int) -> str:
        """What the names of a block's parameters begin with."""
        __tracebackhide__ = True
        with self.student():
            return str(self.block(block)[0].prefix)

    def layers(self, block: int, x: np.ndarray) -> dict[str, dict[str, Any]]:
        """The layers that have parameters of their own, by a name that tells what they are and not how they are
        called: {"conv(8,3,3,3)#0": {"weight": [8, 3, 3, 3], "bias": [8], "uses": 1}}. #n counts equal ones in the
        order in which x runs through them. Initialises the block."""
        __tracebackhide__ = True
        net, exercise = self.block(block)
        with numpy_semantics(self.flags[exercise]), self.guard(), self.student(exercise):
            with quick_start() as self.unwritten[block]:
                # Gradients are as large as parameters: room for them is made when they are asked for.
                self.gradients[block] = [(p, p.grad_req) for p in net.collect_params().values()]
                for p, _ in self.gradients[block]:
                    p.grad_req = "null"
                net.initialize(mx.init.Zero(), force_reinit=True)
                with warnings.catch_warnings():  # Gluon recommends HybridSequential
                    warnings.simplefilter("ignore")
                    net.hybridize(False)  # symbols would hide the order in which x runs through the layers
                with unhybridized(), seen_parameters() as seen:
                    self.to_judge(net(self.to_mxnet(x)), exercise)
            order = {p: number for number, p in enumerate(seen)}
            layers = sorted((layer for layer in layers_of(net).values() if seen.keys() & layer.values()),
                            key=lambda layer: min(order[p] for p in layer.values() if p in order))
            if max(seen.values(), default=0) > 1:  # perhaps a layer was called once more, to print its output's shape
                self.write(block)
                with unhybridized():
                    used = used_parameters(net, self.to_mxnet(x))
                seen = {p: used.get(leaf(p.data()), count) for p, count in seen.items()}
        named: dict[str, dict[str, Any]] = {}
        for parameters in layers:
            kind = kind_of_layer({name: tuple(p.shape) for name, p in parameters.items()})
            key = next(k for n in itertools.count() if (k := f"{kind}#{n}") not in named)
            named[key] = {"parameters": parameters, "uses": max(seen.get(p, 0) for p in parameters.values())}
        self.layer_cache[block] = named
        return {key: {name: list(p.shape) for name, p in layer["parameters"].items()} | {"uses": layer["uses"]}
                for key, layer in named.items()}

    def fill(self, block: int, seed: int, kind: str, values: Mapping[str, Any]) -> None:
        """Sets every parameter: to `values["layer.attribute"]` (a number or an array) or as `parameter` draws it."""
        __tracebackhide__ = True
        _, exercise = self.block(block)
        self.unwritten.pop(block, None)
        with numpy_semantics(self.flags[exercise]), self.student(exercise):
            for key, p in self.parameters(block).items():
                value = values.get(key, values.get("*." + key.rpartition(".")[2]))
                memory = floats_of(p.data())
                if value is None:
                    value = parameter(seed, kind, key, tuple(p.shape), memory)
                if memory is None:
                    p.data()[:] = np.broadcast_to(np.asarray(value, np.float32), p.shape)
                elif value is not memory:
                    memory[...] = value

    def run(self, block: int, x: np.ndarray, train: bool, head: np.ndarray | None) -> dict[str, Any]:
        """Runs the block: {"y": ...}; with `head`, the gradient of sum(y * head) too, by recording in that mode."""
        __tracebackhide__ = True
        net, exercise = self.block(block)
        with numpy_semantics(self.flags[exercise]), self.guard():
            given = self.to_mxnet(x)
            self.write(block)
            with self.student(exercise):
                if head is None:
                    with autograd.train_mode() if train else contextlib.nullcontext():
                        y = net(given)
                    return {"y": self.to_judge(y, exercise), "changed": self.changed(x, given)}
                given.attach_grad()
                made = self.gradients.pop(block, [])
                for p, wanted in made:
                    p.grad_req = wanted  # makes a gradient of zeros
                trainable = {key: p for key, p in self.parameters(block).items() if p.grad_req != "null"}
                if not made:
                    for p in trainable.values():
                        p.grad()[:] = 0  # zero_grad() refuses what set_np made
                with autograd.record(train_mode=train):
                    y = net(given)
                result = {"y": self.to_judge(y, exercise), "changed": self.changed(x, given)}
                if getattr(y, "shape", None) != head.shape:
                    return result  # MXNet would not look, and read beyond the head's end
                y.backward(self.to_mxnet(head), train_mode=train)
                result["dx"] = given.grad.asnumpy()
                result |= {"d " + key: sampled(p.grad()) for key, p in trainable.items()}
                result |= {"after " + key: p.data().asnumpy() for key, p in self.parameters(block).items()
                           if key.rpartition(".")[2] in ("running_mean", "running_var")}
                return result

    # Helpers --------------------------------------------------------------------------------------------------------
    def drop(self, number: int) -> None:
        """Forgets a block: nobody asks for it any more."""
        self.blocks.pop(number, None)
        self.gradients.pop(number, None)
        self.unwritten.pop(number, None)
        layers = self.layer_cache.pop(number, {})
        if sum(np.prod(p.shape) for layer in layers.values() for p in layer["parameters"].values()) > LARGE_BLOCK:
            del layers
            gc.collect()  # a block and its parameters refer to each other, and Python counts objects, not megabytes

    def forget(self) -> None:
        """Forgets all blocks."""
        for number in [*self.blocks]:
            self.drop(number)

    def close(self) -> None:
        """Forgets all that was made, and the files."""
        self.forget()
        self.sources.close()

    def write(self, block: int) -> None:
        """Writes zeros to the parameters that are still unwritten."""
        for array in self.unwritten.pop(block, ()):
            array[:] = 0

    def block(self, number: int) -> tuple[Any, str]:
        if number not in self.blocks:
            raise Missing("there is no such block")
        return self.blocks[number]

    def parameters(self, block: int) -> dict[str, Any]:
        return {f"{key}.{name}": p for key, layer in self.layer_cache[block].items()
                for name, p in layer["parameters"].items()}

    def to_mxnet(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return to_mxnet(value)
        if isinstance(value, Block):
            return self.block(value.id)[0].params
        return list(value) if isinstance(value, list) else value

    def to_judge(self, value: Any, exercise: str) -> Any:
        """What a student's function returned, as a value that travels."""
        if isinstance(value, mx.nd.NDArray):  # mx.np.ndarray is one, too
            return value.asnumpy()
        if isinstance(value, np.ndarray):
            return np.asarray(value)
        if isinstance(value, gluon.Block):
            number = next(self.numbers)
            self.blocks[number] = value, exercise
            self.drop(number - BLOCKS)
            return Block(number)
        if isinstance(value, (tuple, list)) and len(value) <= 64:
            kind = tuple if isinstance(value, tuple) else list
            return kind(Odd("an NDArray") if isinstance(item, mx.nd.NDArray) else item for item in value)
        return value

    @staticmethod
    def changed(before: Any, given: Any) -> bool:
        if isinstance(before, np.ndarray):
            return not array_equal(given.asnumpy(), before)
        return isinstance(before, list) and given != before

    @contextlib.contextmanager
    def student(self, exercise: str = "") -> Iterator[None]:
        """What is raised inside is the student's, while their file of that exercise is judged."""
        __tracebackhide__ = True
        try:
            with self.sources.neighbours():
                yield
        except KeyboardInterrupt as error:
            if not self.own_process:
                raise
            raise self.told(error, exercise) from error
        except BaseException as error:
            raise self.told(error, exercise) from error

    def told(self, error: BaseException, exercise: str = "") -> StudentError:
        """The error in words."""
        return explain(error, self.sources.origins.values(), self.sources.origins.get(exercise, ""))
