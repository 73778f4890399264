"""Helpers for Gluon blocks."""
from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import gluon


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
    """An array's own memory, to write to: a dense layer of VGG has 64 MB, and each copy costs time. None for anything
    but a plain array of float32 on the CPU."""
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
