"""The host of a submission: loads its files from memory and calls what is in them.

It runs beside the student's code: in a sandbox for every score, in pytest's own process for a student. Either way it
answers the same requests with the same values. Nothing it says is believed: the judge compares values.
"""
from __future__ import annotations

import ast
import contextlib
import ctypes
import gc
import importlib.machinery
import itertools
import linecache
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from numpy import array_equal  # by a name that patches of numpy do not reach

from .wire.values import Block, Odd, parameter

MAX_GRADIENT = 1 << 20  # elements: larger gradients stay where they are
MAX_MESSAGE = 2000
BLOCKS = 4  # that are kept: a property compares two at most, and shrinking would pile up gigabytes of VGG
LARGE_BLOCK = 1 << 20  # parameters
FOREIGN = ("scipy", "torch", "tensorflow", "keras", "jax", "cv2", "skimage", "paddle", "cupy", "numba", "PIL")

# What differs from run to run in messages: times, addresses, and the numbers that Gluon gives to layers.
VOLATILE = re.compile(r"\[\d\d:\d\d:\d\d\] | at 0x[0-9a-f]+|(?<=[a-z])\d+(?=_(?:fwd|weight|bias|gamma|beta|running)\b)")
numbers = itertools.count()


class StudentError(Exception):
    """The student's code raised; `__cause__` is what it raised."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message, self.trace = kind, message, trace


class Missing(Exception):
    """The file or the name is not there."""


@contextlib.contextmanager
def numpy_semantics(flags: tuple[bool, bool]) -> Iterator[None]:
    """MXNet's numpy switches (set_np) as `flags` says; as before at the end, whatever the student's code did."""
    before = mx.util.is_np_shape(), mx.util.is_np_array()

    def switch(shape: bool, array: bool) -> None:
        if (mx.util.is_np_shape(), mx.util.is_np_array()) != (shape, array):
            mx.util._set_np_array(array)  # set_np() would insist on both, and on a default dtype
            mx.util.set_np_shape(shape)  # it refuses to be switched off before the other one is

    switch(*flags)
    try:
        yield
    finally:
        switch(*before)


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """A package made of sources in memory. `origins` gives a module the file name that tracebacks show; without
    `asserts`, assert statements are left out, and statements of a module that raise are overlooked."""

    def __init__(self, sources: Mapping[str, bytes], origins: Mapping[str, str] | None = None,
                 asserts: bool = True) -> None:
        self.asserts = asserts
        self.package = f"submission{next(numbers) or ''}"
        self.sources = dict(sources)
        self.origins = {name: f"{name}.py" for name in sources} | dict(origins or {})
        self.active = False
        sys.meta_path.insert(0, self)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname == self.package:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        package, _, name = fullname.rpartition(".")
        if package == self.package and name in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self, origin=self.origins[name])
        if self.active and fullname in self.sources:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: Any) -> Any:
        return self.load(spec.name) if spec.name in self.sources else None

    def exec_module(self, module: Any) -> None:
        if module.__name__ == self.package or hasattr(module, "__file__"):  # the package, or a neighbour's alias
            return
        name = module.__name__.rpartition(".")[2]
        source, origin = self.sources[name], self.origins[name]
        module.__file__ = origin
        lines = source.decode("utf-8-sig", "replace").splitlines(keepends=True)
        linecache.cache[origin] = (len(source), None, lines, origin)
        if self.asserts:
            exec(compile(source, origin, "exec", dont_inherit=True), module.__dict__)
            return
        tree: Any = compile(source, origin, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        for node in tree.body:
            code = compile(ast.Module([*future, node], []), origin, "exec", dont_inherit=True, optimize=1)
            try:
                exec(code, module.__dict__)
            except (Exception, SystemExit) as error:
                print(f"overlooked: {type(error).__name__} in line {node.lineno}")

    def load(self, name: str) -> Any:
        """The module of that name."""
        return importlib.import_module(f"{self.package}.{name}")

    @contextlib.contextmanager
    def neighbours(self) -> Iterator[None]:
        """Inside, `import corr2d` finds the neighbour `.corr2d`, as in the folder of a script."""
        self.active, before = True, self.active
        try:
            yield
        finally:
            self.active = before
            for name in self.sources:
                module = sys.modules.get(name)
                if module is not None and getattr(module, "__name__", "").startswith(self.package + "."):
                    del sys.modules[name]

    def close(self) -> None:
        """Forgets the package."""
        sys.meta_path.remove(self)
        for name in [n for n in sys.modules if n == self.package or n.startswith(self.package + ".")]:
            del sys.modules[name]


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

    # Requests -------------------------------------------------------------------------------------------------------
    def load(self, exercise: str) -> None:
        """Imports an exercise's file. Missing, StudentError."""
        __tracebackhide__ = True
        if exercise not in self.sources.sources:
            raise Missing(f"{exercise}.py is not there")
        if exercise in self.flags:
            return
        with numpy_semantics((False, False)), self.student():
            self.sources.load(exercise)
            self.flags[exercise] = mx.util.is_np_shape(), mx.util.is_np_array()

    def call(self, exercise: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, list[str]]:
        """Calls a function or a class; gives its value and the arguments that it changed."""
        __tracebackhide__ = True
        self.load(exercise)
        module = sys.modules[f"{self.sources.package}.{exercise}"]
        function = getattr(module, name, None)
        if function is None:
            raise Missing(f"{exercise}.py has no {name}")
        with numpy_semantics(self.flags[exercise]), self.guard():
            given = {key: self.to_mxnet(value) for key, value in [*enumerate(args), *kwargs.items()]}
            with self.student():
                value = function(*[given[i] for i in range(len(args))], **{k: given[k] for k in kwargs})
                value = self.to_judge(value, exercise)  # waits for MXNet: late errors are raised here
            before = dict([*enumerate(args), *kwargs.items()])
            return value, [str(key) for key, array in given.items() if self.changed(before[key], array)]

    def layers(self, block: int, x: np.ndarray) -> dict[str, dict[str, Any]]:
        """The layers that have parameters of their own, by a name that tells what they are and not how they are
        called: {"conv(8, 3, 3, 3)#0": {"weight": [8, 3, 3, 3], "bias": [8], "uses": 1}}. #n counts equal ones in the
        order in which x runs through them. Initialises the block."""
        __tracebackhide__ = True
        net, exercise = self.block(block)
        used: dict[int, list[Any]] = {}
        with numpy_semantics(self.flags[exercise]), self.guard(), self.student():
            # Gradients are as large as parameters: room for them is made when they are asked for.
            self.gradients[block] = [(p, p.grad_req) for p in net.collect_params().values()]
            for p, _ in self.gradients[block]:
                p.grad_req = "null"
            net.initialize(Zeros(), force_reinit=True)
            with warnings.catch_warnings():  # Gluon recommends HybridSequential
                warnings.simplefilter("ignore")
                net.hybridize(False)  # symbols would hide the order in which x runs through the layers
            def seen(layer: Any, _: Any, output: Any) -> None:
                if not isinstance(output, mx.sym.Symbol):  # shapes are inferred with symbols, before it really runs
                    used.setdefault(id(layer), [layer, 0])[1] += 1

            hooks = [layer.register_forward_hook(seen) for layer in descendants(net) if own_parameters(layer)]
            with kept_as_made():
                self.to_judge(net(self.to_mxnet(x)), exercise)
            for hook in hooks:
                hook.detach()
        named: dict[str, dict[str, Any]] = {}
        for layer, uses in used.values():
            parameters = own_parameters(layer)
            kind = layer_kind(parameters)
            key = next(k for n in itertools.count() if (k := f"{kind}#{n}") not in named)
            named[key] = {"parameters": parameters, "uses": uses}
        self.layer_cache[block] = named
        return {key: {name: list(p.shape) for name, p in layer["parameters"].items()} | {"uses": layer["uses"]}
                for key, layer in named.items()}

    def fill(self, block: int, seed: int, kind: str, values: Mapping[str, Any]) -> None:
        """Sets every parameter: to `values["layer.attribute"]` (a number or an array) or as `parameter` draws it."""
        __tracebackhide__ = True
        _, exercise = self.block(block)
        with numpy_semantics(self.flags[exercise]), self.student():
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
            with self.student():
                if head is None:
                    y = net(given) if not train else self.trained(net, given)
                    return {"y": self.to_judge(y, exercise), "changed": self.changed(x, given)}
                given.attach_grad()
                for p, wanted in self.gradients.pop(block, []):
                    p.grad_req = wanted
                trainable = {key: p for key, p in self.parameters(block).items() if p.grad_req != "null"}
                for p in trainable.values():
                    p.grad()[:] = 0  # zero_grad() refuses what set_np made
                with autograd.record(train_mode=train):
                    y = net(given)
                result = {"y": self.to_judge(y, exercise), "changed": self.changed(x, given)}
                if getattr(y, "shape", None) != head.shape:
                    return result  # MXNet would not look, and read beyond the head's end
                y.backward(self.to_mxnet(head), train_mode=train)
                result["dx"] = given.grad.asnumpy()
                result |= {"d " + key: p.grad().asnumpy() for key, p in trainable.items()
                           if p.data().size <= MAX_GRADIENT}
                result |= {"after " + key: p.data().asnumpy() for key, p in self.parameters(block).items()
                           if key.rpartition(".")[2] in ("running_mean", "running_var")}
                return result

    # Helpers --------------------------------------------------------------------------------------------------------
    @staticmethod
    def trained(net: Any, x: Any) -> Any:
        with autograd.train_mode():
            return net(x)

    def drop(self, number: int) -> None:
        """Forgets a block: nobody asks for it any more."""
        self.blocks.pop(number, None)
        self.gradients.pop(number, None)
        layers = self.layer_cache.pop(number, {})
        if sum(np.prod(p.shape) for layer in layers.values() for p in layer["parameters"].values()) > LARGE_BLOCK:
            del layers
            gc.collect()  # a block and its parameters refer to each other, and Python counts objects, not megabytes

    def block(self, number: int) -> tuple[Any, str]:
        if number not in self.blocks:
            raise Missing("there is no such block")
        return self.blocks[number]

    def parameters(self, block: int) -> dict[str, Any]:
        return {f"{key}.{name}": p for key, layer in self.layer_cache[block].items()
                for name, p in layer["parameters"].items()}

    @staticmethod
    def to_mxnet(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            make = mx.np.array if mx.util.is_np_array() else mx.nd.array
            return make(value, dtype=value.dtype)
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
        if type(value) in (tuple, list) and len(value) <= 64:
            return type(value)(Odd("an NDArray") if isinstance(item, mx.nd.NDArray) else item for item in value)
        return value

    @staticmethod
    def changed(before: Any, given: Any) -> bool:
        if isinstance(before, np.ndarray):
            return not array_equal(given.asnumpy(), before)
        return isinstance(before, list) and given != before

    @contextlib.contextmanager
    def student(self) -> Iterator[None]:
        """What is raised inside is the student's."""
        __tracebackhide__ = True
        try:
            with self.sources.neighbours():
                yield
        except KeyboardInterrupt as error:
            if not self.own_process:
                raise
            raise self.told(error) from error
        except BaseException as error:
            raise self.told(error) from error

    def told(self, error: BaseException) -> StudentError:
        """The error in words: its type, its message, and the traceback's lines of the student's own files."""
        kind = type(error).__name__
        try:
            message = str(error)
        except BaseException:
            message = "(its message cannot be printed)"
        if isinstance(error, SyntaxError):
            return StudentError(kind, message[:MAX_MESSAGE], "".join(
                traceback.format_exception_only(type(error), error))[:MAX_MESSAGE])
        own = set(self.sources.origins.values())
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in own]
        trace = "".join(traceback.format_list(frames[-12:]))
        if isinstance(error, mx.MXNetError):  # MXNet appends its own C++ stack
            message = message.split("Stack trace:")[0]
        message = VOLATILE.sub("", message)
        if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in FOREIGN:
            kind = "ForeignLibrary"
            message = (error.name or "").partition(".")[0]
        if isinstance(error, MemoryError) or "bad_alloc" in message or (
                isinstance(error, mx.MXNetError) and "device_storage.h" in message):  # its allocator's check
            kind = "MemoryError"
        return StudentError(kind[:100], message.strip()[:MAX_MESSAGE], trace[:4 * MAX_MESSAGE])


class Zeros(mx.init.Zero):  # type: ignore[misc]
    """Zeros, which a weight is made of before it is initialised."""

    def _init_weight(self, name: Any, array: Any) -> None:
        pass


@contextlib.contextmanager
def kept_as_made() -> Iterator[None]:
    """Inside, a parameter whose shape becomes known keeps the array that it was made in; Gluon would copy it, and a
    dense layer of VGG has 64 MB."""
    copying = gluon.Parameter._init_impl

    def keep(parameter: Any, data: Any, contexts: Any) -> None:
        if list(contexts) != [mx.cpu()] or data.context != mx.cpu():
            copying(parameter, data, contexts)
            return
        parameter._ctx_list, parameter._ctx_map, parameter._data = [mx.cpu()], [[], [0]], [data]
        parameter._init_grad()
    gluon.Parameter._init_impl = keep
    try:
        yield
    finally:
        gluon.Parameter._init_impl = copying


def floats_of(array: Any) -> np.ndarray | None:
    """An array's own memory, to write to: a dense layer of VGG has 64 MB, and each copy of it is felt. None for what
    is no plain array of float32 on the CPU."""
    if array.context.device_type != "cpu" or array.stype != "default" or array.dtype != np.float32:
        return None
    array.wait_to_read()
    address = ctypes.c_void_p()
    mx.base.check_call(mx.base._LIB.MXNDArrayGetData(array.handle, ctypes.byref(address)))
    floats = ctypes.POINTER(ctypes.c_float)
    return np.ctypeslib.as_array(ctypes.cast(address, floats), array.shape) if address else None


def descendants(net: Any) -> Iterator[Any]:
    """A block and all blocks in it, each once."""
    seen, queue = set(), [net]
    while queue:
        block = queue.pop(0)
        if id(block) not in seen:
            seen.add(id(block))
            yield block
            queue += block._children.values()


def own_parameters(layer: Any) -> dict[str, Any]:
    """A layer's own parameters by their short names (weight, bias, gamma, ...), without its children's."""
    named = dict(layer._reg_params)
    for name, p in layer.params.items():
        if not any(p is known for known in named.values()):
            named.setdefault(name[len(layer.prefix):] if name.startswith(layer.prefix) else name, p)
    return {name: p for name, p in named.items() if p is not None}


def layer_kind(parameters: Mapping[str, Any]) -> str:
    shapes = {name: tuple(p.shape) for name, p in parameters.items()}
    if "gamma" in shapes:
        return f"norm{shapes['gamma']}"
    if "weight" in shapes:
        return f"{ {4: 'conv', 2: 'dense'}.get(len(shapes['weight']), 'weight')}{shapes['weight']}".replace(" ", "")
    return f"own{sorted(shapes.items())}".replace(" ", "")
