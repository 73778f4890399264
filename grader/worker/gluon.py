"""Helpers for Gluon blocks."""
from __future__ import annotations

import collections
import contextlib
import ctypes
import json
from collections.abc import Iterator
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from mxnet.gluon.nn import BatchNorm, BatchNormReLU, Conv2D, Dense
from mxnet.gluon.utils import shape_is_known

SHORT_NAMES = ("weight", "bias", "gamma", "beta", "running_mean", "running_var")  # of Gluon's layers
BUILT_IN = {"zeros", "ones"}  # how built-in layers' biases, gammas and statistics begin


def norm_and_relu(layer: Any, F: Any, x: Any, gamma: Any, beta: Any, running_mean: Any, running_var: Any) -> Any:
    """What nn.BatchNormReLU computes. Its operator needs oneDNN, which is off where files are judged."""
    if mx.util.is_np_array():  # there MXNet has no such operator, and leaves out the ReLU
        return F.npx.batch_norm(x, gamma, beta, running_mean, running_var, **layer._kwargs)
    return F.relu(F.BatchNorm(x, gamma, beta, running_mean, running_var, **layer._kwargs))


BatchNormReLU.hybrid_forward = norm_and_relu


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


def inputs_of(layer: Any, x: Any) -> int | None:
    """The size that a built-in layer's parameters take from its input; None where MXNet has to find out."""
    if type(layer) is Conv2D and x.ndim == 4 and layer._kwargs["layout"] == "NCHW":
        return int(x.shape[1] // layer._kwargs["num_group"])
    if type(layer) is Dense and x.ndim > 1:
        return int(np.prod(x.shape[1:])) if layer._flatten else int(x.shape[-1])
    if type(layer) is BatchNorm and x.ndim > layer._kwargs["axis"] >= 0:
        return int(x.shape[layer._kwargs["axis"]])
    return None


def shape_of_output(layer: Any, x: Any, weight: Any, bias: Any) -> tuple[int, ...] | None:
    """What shape a built-in layer makes of x; None where MXNet has to find out or to refuse."""
    inputs = inputs_of(layer, x)
    if inputs is None or x.dtype != weight.dtype or (bias is not None and bias.shape != weight.shape[:1]):
        return None
    if type(layer) is Dense:
        return (*(x.shape[:1] if layer._flatten else x.shape[:-1]), layer._units) if weight.shape == (
            layer._units, inputs) else None
    asked = layer._kwargs
    filters, groups = asked["num_filter"], asked["num_group"]
    kernel, stride, pad, dilate = (tuple(asked[name]) for name in ("kernel", "stride", "pad", "dilate"))
    if (x.shape[1] % groups or filters % groups or weight.shape != (filters, inputs, *kernel)
            or {*map(len, (kernel, stride, pad, dilate))} != {2} or min(stride + dilate) < 1 or min(pad) < 0):
        return None
    sizes = [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(
        x.shape[2:], kernel, stride, pad, dilate, strict=True)]
    return (x.shape[0], filters, *sizes) if min(sizes) > 0 else None


def maker() -> Any:
    """What makes arrays of the kind that MXNet's numpy switches ask for."""
    return mx.np if mx.util.is_np_array() else mx.nd


def gives_zeros(layer: Any) -> bool:
    """Whether a built-in layer that multiplies has no initializer of its own: of zeros, all that it gives is zeros."""
    return type(layer) in (Conv2D, Dense) and layer.weight.init is None and (
        layer.bias is None or layer.bias.init == "zeros")


@contextlib.contextmanager
def quick_start() -> Iterator[list[Any]]:
    """Has parameters begin with zeros meanwhile, in the arrays that they stay in. Built-in layers take the shapes of
    theirs from their input and give zeros without multiplying by zeros: gives the arrays that are still to be written.
    Gluon would trace a symbol for each layer and copy each array: a dense layer of VGG has 64 MB."""
    inferring, finishing = gluon.HybridBlock._deferred_infer_shape, gluon.Parameter._finish_deferred_init
    computing = {kind: kind.hybrid_forward for kind in (Conv2D.__base__, Dense)}
    multiplied: set[Any] = set()
    unwritten: list[Any] = []

    def infer(layer: Any, x: Any, *others: Any) -> None:
        inputs = inputs_of(layer, x)
        if inputs is None:
            inferring(layer, x, *others)
            return
        for parameter in layer._reg_params.values():
            parameter.shape = tuple(n if n > 0 else inputs for n in parameter.shape)
        if gives_zeros(layer):
            multiplied.update(layer._reg_params.values())

    def finish(parameter: Any) -> None:
        wanted, contexts, default, data = parameter._deferred_init or ("", [], None, None)
        if [*contexts] != [mx.cpu()] or data is not None or parameter._stype != "default" or not shape_is_known(
                parameter.shape):
            finishing(parameter)
            return
        parameter._deferred_init = ()
        with autograd.pause():
            if parameter in multiplied:
                unwritten.append(data := maker().empty(parameter.shape, dtype=parameter.dtype))
            else:
                data = maker().zeros(parameter.shape, dtype=parameter.dtype)
            if wanted is not default and not (isinstance(wanted, str) and wanted in BUILT_IN):  # own ones may raise
                mx.init.create(default)(mx.init.InitDesc(parameter.name, {"__init__": wanted}), data)
            parameter._ctx_list, parameter._ctx_map, parameter._data = [mx.cpu()], [[], [0]], [data]
            parameter._init_grad()

    def compute(layer: Any, F: Any, x: Any, weight: Any, bias: Any = None) -> Any:
        shape = shape_of_output(layer, x, weight, bias) if F is mx.nd and gives_zeros(layer) else None
        if shape is None:
            really = next(computing[kind] for kind in type(layer).__mro__ if kind in computing)
            return really(layer, F, x, weight, bias)
        y = maker().zeros(shape, dtype=x.dtype)
        return y if layer.act is None else layer.act(y)
    gluon.HybridBlock._deferred_infer_shape, gluon.Parameter._finish_deferred_init = infer, finish
    for kind in computing:
        kind.hybrid_forward = compute
    try:
        yield unwritten
    finally:
        gluon.HybridBlock._deferred_infer_shape, gluon.Parameter._finish_deferred_init = inferring, finishing
        for kind, computed in computing.items():
            kind.hybrid_forward = computed


def to_mxnet(array: np.ndarray, context: Any = None) -> Any:
    """An array of MXNet's, of the kind that its numpy switches ask for."""
    if not array.size or not array.ndim:
        return maker().array(array, ctx=context, dtype=array.dtype)
    made = maker().empty(array.shape, ctx=context, dtype=array.dtype)
    made._sync_copyfrom(array)  # array() assigns, by way of an index, which costs 0.1 ms
    return made


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


def layers_of(net: Any) -> dict[str, dict[str, Any]]:
    """The parameters of a block and of all blocks in it, layer by layer. A layer is called by what its parameters' full
    names begin with, a parameter by its attribute (weight, bias, gamma, ...) or by the end of its full name."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[Any] = set()
    for block in descendants(net):
        attributes: dict[Any, str] = {}
        for name, p in block._reg_params.items():
            if p is not None and (p not in attributes or name in SHORT_NAMES):
                attributes[p] = name
        for p in [*attributes, *block.params.values()]:
            if p in seen:
                continue
            seen.add(p)
            begins, short = block.params.prefix, attributes.get(p) or p.name.removeprefix(block.params.prefix)
            end = next(filter(p.name.endswith, SHORT_NAMES), None)
            if end and (short not in SHORT_NAMES or not begins):
                begins, short = p.name.removesuffix(end), end
            layer = found.setdefault(begins, {})
            layer[p.name if short in layer else short] = p
    return found


@contextlib.contextmanager
def seen_parameters() -> Iterator[dict[Any, int]]:
    """The parameters whose values are read meanwhile, in this order, and how often. A layer may be called in several
    ways (`layer(x)`, `layer.forward(x)`, a __call__ of its own), but it cannot compute without its parameters."""
    getting = gluon.Parameter._check_and_get
    seen: dict[Any, int] = {}

    def get(parameter: Any, arrays: Any, context: Any) -> Any:
        found = getting(parameter, arrays, context)
        if arrays is parameter._data:
            seen[parameter] = seen.get(parameter, 0) + 1
        return found
    gluon.Parameter._check_and_get = get
    try:
        yield seen
    finally:
        gluon.Parameter._check_and_get = getting


def used_parameters(net: Any, x: Any) -> dict[str | None, int]:
    """How many operators take a parameter on the way to the output, by the name of its `leaf`. Whatever else was
    computed, to print a shape, takes no part. Empty where the output cannot be recorded."""
    x.attach_grad()  # nothing else learns here, and what does not is not recorded
    with contextlib.suppress(Exception), autograd.record(train_mode=False):
        graph = json.loads(autograd.get_symbol(net(x)).tojson())
        return collections.Counter(graph["nodes"][n]["name"] for node in graph["nodes"] for n, *_ in node["inputs"])
    return {}


def leaf(array: Any) -> str | None:
    """The array's name as a leaf of what autograd recorded; None for what isn't one."""
    try:
        symbol = autograd.get_symbol(array)
        names: list[str] = symbol.get_internals().list_outputs()
    except Exception:
        return None
    return names[0] if len(names) == 1 else None


@contextlib.contextmanager
def unhybridized() -> Iterator[None]:
    """Keeps blocks from hybridizing meanwhile: a cached graph is recorded as one operator, whatever is in it."""
    hybridize, gluon.HybridBlock.hybridize = gluon.HybridBlock.hybridize, lambda *_, **__: None
    try:
        yield
    finally:
        gluon.HybridBlock.hybridize = hybridize
