"""Reads the graph of a traced network: what autograd recorded in the sandbox, as JSON. It may be forged.

Every operator is one of a table; every attribute is looked at; every shape is inferred here from the shapes of the
leaves; numbers of nodes and parameters, memory and work are within bounds. What comes out is a `Network`, which holds
nothing else. Two ways out: `Refused` with the status "failed" tells a student what to change; with "crashed", that
what came is no trace at all.

No MXNet here: its own reader of graphs was not written for what is forged.
"""
from __future__ import annotations

import ast
import json
import math
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..language.said import Said
from ..worker.network import BINARY, CLASSES, SCALAR, UNARY, WORDS, Network, Node, Parameter
from ..worker.wire.values import text

Shape = tuple[int, ...]

MAX_TEXT = 4 << 20  # of the JSON of both traces; those of ResNet-18 have 60 KB
MAX_NODES = 2000
MAX_INPUTS = 100  # of one operator
MAX_ATTRIBUTES, MAX_ATTRIBUTE = 30, 200  # how many, and how long one may be
MAX_RANK = 8
MAX_PARAMETERS = 1000
MAX_NUMBERS = 64 << 20  # in all parameters; the book's VGG has 43 million
MAX_VALUES = 2 << 30  # that a batch may leave for the gradient: 8 GB
MAX_WORK = 100e9  # multiplications and other operations for one image; the book's VGG has 8e9
# Numbers that the network brings along instead of learning them: constants, start values of own parameters, scalars in
# operators. A classifier of digits has 650 at least.
MAX_OWN = 256


class Refused(Exception):
    """There is no network to train: `status` is "failed" where a network computes what can't be replayed, "crashed"
    where what came is no trace."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def forged(what: str) -> Refused:
    return Refused("crashed", Said("the process sent something that is not the trace of a network: {0}", text(what)))


def unknown(what: str) -> Refused:
    return Refused("failed", Said("{0} cannot be trained here: build the network of Gluon's layers and MXNet's own "
                                  "operators on arrays of float32", what if isinstance(what, Said) else text(what)))


def too_slow() -> Refused:
    return Refused("timeout", Said("the network computes too much for one image"))


# Attributes ---------------------------------------------------------------------------------------------------------

class Attributes:
    """An operator's attributes: texts in MXNet's JSON. One that nobody has looked at is refused."""

    def __init__(self, op: str, raw: Any) -> None:
        if not (isinstance(raw, dict) and len(raw) <= MAX_ATTRIBUTES
                and all(isinstance(value, str) and len(value) <= MAX_ATTRIBUTE for value in raw.values())):
            raise forged(f"attributes of {op}")
        self.op, self.raw = op, raw
        self.left = {key for key in raw if not key.startswith("__")}  # of Gluon's, for itself

    def text(self, key: str, default: str, *allowed: str) -> str:
        self.left.discard(key)
        found: str = self.raw.get(key, default)
        if found not in allowed:
            raise unknown(f"{self.op}({key}={found[:40]})")
        return found

    def value(self, key: str, default: Any = None) -> Any:
        """A number, a truth value, None, or a tuple of whole numbers and None."""
        self.left.discard(key)
        if key not in self.raw:
            return default
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = ast.literal_eval(self.raw[key].strip())
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise unknown(f"{self.op}({key}={self.raw[key][:40]})") from None
        found = tuple(found) if isinstance(found, list) else found
        items = found if isinstance(found, tuple) else (found,)
        simple = all(item is None or type(item) in (bool, int, float) for item in items)
        small = all(abs(item) <= 1 << 30 for item in items if type(item) is int)
        if not simple or not small or any(type(item) is float and not math.isfinite(item) for item in items):
            raise unknown(f"{self.op}({key}={self.raw[key][:40]})")
        return found

    def flag(self, key: str, default: bool) -> bool:
        found = self.value(key, default)
        if found not in (True, False):
            raise unknown(f"{self.op}({key}={found})")
        return bool(found)

    def number(self, key: str, default: float) -> float:
        found = self.value(key, default)
        if isinstance(found, tuple) or found is None:
            raise unknown(f"{self.op}({key}={found})")
        return float(found)

    def whole(self, key: str, default: int | None) -> int:
        found = self.value(key, default)
        if type(found) is not int:
            raise unknown(f"{self.op}({key}={found})")
        return found

    def pair(self, key: str, default: int, least: int) -> tuple[int, int]:
        found = self.value(key, ()) or (default, default)
        if not (isinstance(found, tuple) and len(found) == 2
                and all(type(n) is int and least <= n <= 4096 for n in found)):
            raise unknown(f"{self.op}({key}={found})")
        return found[0], found[1]

    def axis(self, key: str, default: int | None, rank: int) -> int:
        found = self.whole(key, default)
        if not -rank <= found < rank:
            raise forged(f"{key} {found} of {rank} dimensions")
        return found % rank

    def axes(self, key: str, rank: int) -> tuple[int, ...] | None:
        """Axes, none of them twice; None where all are meant."""
        found = self.value(key)
        if found is None or found == ():
            return None
        items = found if isinstance(found, tuple) else (found,)
        if not all(type(n) is int and -rank <= n < rank for n in items):
            raise forged(f"{key} {found} of {rank} dimensions")
        axes = tuple(n % rank for n in items)
        if len(set(axes)) != len(axes):
            raise forged(f"an axis twice in {found}")
        return axes

    def ignore(self, *keys: str) -> None:
        """These change nothing about the values."""
        self.left -= set(keys)

    def done(self) -> None:
        if self.left:
            raise unknown(f"{self.op}({', '.join(sorted(self.left))[:60]})")


# Operators ----------------------------------------------------------------------------------------------------------

class Reader:
    """Makes the nodes of a network, one after the other, and keeps count."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.values, self.work, self.scalars = 0, 0.0, 0

    def shape(self, node: int) -> Shape:
        return self.nodes[node].shape

    def add(self, op: str, inputs: Sequence[int], shape: Sequence[int], work: float = 1, **attributes: Any) -> int:
        """A node, and its number. `work`: operations for one of its values."""
        shape = tuple(int(n) for n in shape)
        if not all(0 < n <= 1 << 30 for n in shape) or len(shape) > MAX_RANK:
            raise forged(f"an array of the shape {shape}")
        size = math.prod(shape)
        self.values += size
        self.work += size * work
        if self.values > MAX_VALUES:
            raise Refused("memory", Said("one batch of the network takes more than {0} GB", MAX_VALUES >> 28))
        if self.work > MAX_WORK * 4096:
            raise too_slow()
        if len(self.nodes) >= 2 * MAX_NODES:
            raise forged(f"more than {MAX_NODES} operators")
        self.nodes.append(Node(op, tuple(inputs), shape, attributes))
        return len(self.nodes) - 1


Read = Callable[[Reader, Attributes, list[int]], int]
READERS: dict[str, tuple[Read, range]] = {}  # MXNet's name: what reads it, how many inputs it takes


def reads(*names: str, inputs: int | range = 1) -> Callable[[Read], Read]:
    def register(read: Read) -> Read:
        READERS.update({name: (read, range(inputs, inputs + 1) if isinstance(inputs, int) else inputs)
                        for name in names})
        return read
    return register


@reads("Convolution", "_npx_convolution", inputs=range(2, 4))
def convolution(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x, weight = r.shape(inputs[0]), r.shape(inputs[1])
    a.text("layout", "NCHW", "NCHW", "None")
    if len(x) != 4 or len(weight) != 4:
        raise unknown(f"a convolution of {len(x) - 2} dimensions")
    kernel = a.pair("kernel", 1, 1)
    stride, dilate, pad = a.pair("stride", 1, 1), a.pair("dilate", 1, 1), a.pair("pad", 0, 0)
    groups, filters, no_bias = a.whole("num_group", 1), a.whole("num_filter", None), a.flag("no_bias", False)
    a.ignore("workspace", "cudnn_tune", "cudnn_off")
    a.done()
    if groups < 1 or weight != (filters, x[1] // groups, *kernel) or x[1] % groups or filters % groups:
        raise forged(f"a convolution of {x} by {weight}")
    if no_bias != (len(inputs) == 2) or (not no_bias and r.shape(inputs[2]) != (filters,)):
        raise forged("a convolution's bias")
    size = [(n + 2 * p - d * (k - 1) - 1) // s + 1
            for n, p, d, k, s in zip(x[2:], pad, dilate, kernel, stride, strict=True)]
    return r.add("convolution", inputs, (x[0], filters, *size), 2 * math.prod(weight[1:]), stride=stride, pad=pad,
                 dilate=dilate, groups=groups)


@reads("FullyConnected", "_npx_fully_connected", inputs=range(2, 4))
def dense(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x, weight = r.shape(inputs[0]), r.shape(inputs[1])
    flatten, units, no_bias = a.flag("flatten", True), a.whole("num_hidden", None), a.flag("no_bias", False)
    a.done()
    if flatten and len(x) != 2:
        inputs = [r.add("reshape", inputs[:1], (x[0], math.prod(x[1:]))), *inputs[1:]]
        x = r.shape(inputs[0])
    if weight != (units, x[-1]) or no_bias != (len(inputs) == 2) or (not no_bias and r.shape(inputs[2]) != (units,)):
        raise forged(f"a dense layer of {x} by {weight}")
    return r.add("dense", inputs, (*x[:-1], units), 2 * x[-1])


@reads("BatchNorm", "_npx_batch_norm", inputs=5)
def batch_norm(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axis, epsilon, momentum = a.axis("axis", 1, len(x)), a.number("eps", 1e-3), a.number("momentum", 0.9)
    fixed, settled = a.flag("fix_gamma", True), a.flag("use_global_stats", False)
    a.ignore("cudnn_off", "min_calib_range", "max_calib_range")
    if a.flag("output_mean_var", False):
        raise unknown("BatchNorm(output_mean_var=True)")
    a.done()
    if not (0 < epsilon <= 1 and 0 <= momentum <= 1):
        raise unknown(f"BatchNorm(eps={epsilon:g}, momentum={momentum:g})")
    if any(r.shape(n) != (x[axis],) for n in inputs[1:]):
        raise forged("a batch norm of another length")
    return r.add("batch_norm", inputs, x, 10, axis=axis, epsilon=epsilon, momentum=momentum, fixed=fixed,
                 settled=settled)


@reads("Pooling", "_npx_pooling")
def pooling(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    a.text("layout", "NCHW", "NCHW", "None")
    if len(x) != 4:
        raise unknown(f"a pooling of {len(x) - 2} dimensions")
    kind, everything = a.text("pool_type", "max", "max", "avg", "sum"), a.flag("global_pool", False)
    convention, counted = a.text("pooling_convention", "valid", "valid", "full"), a.value("count_include_pad", True)
    kernel, stride, pad = a.pair("kernel", 1, 1), a.pair("stride", 1, 1), a.pair("pad", 0, 0)
    a.ignore("cudnn_off", "p_value")
    a.done()
    full = convention == "full" and not everything
    if everything:
        kernel, stride, pad = (x[2], x[3]), (1, 1), (0, 0)
    if any(p >= k for p, k in zip(pad, kernel, strict=True)):
        raise unknown(f"a pooling whose padding {pad} is as large as its window {kernel}")
    size = [-((k - n - 2 * p) // s) + 1 if full else (n + 2 * p - k) // s + 1
            for n, p, k, s in zip(x[2:], pad, kernel, stride, strict=True)]
    if any((m - 1) * s >= n + p for m, n, p, s in zip(size, x[2:], pad, stride, strict=True)):
        raise unknown("a pooling with a window beyond the image")
    return r.add("pool", inputs, (*x[:2], *size), math.prod(kernel), kind=kind, kernel=kernel, stride=stride, pad=pad,
                 full=full, counted=counted is not False)


@reads("Activation", "_npx_activation")
def activation(r: Reader, a: Attributes, inputs: list[int]) -> int:
    kind = a.text("act_type", "", "relu", "sigmoid", "tanh", "softrelu", "softsign")
    a.done()
    return r.add({"softrelu": "softplus"}.get(kind, kind), inputs, r.shape(inputs[0]))


@reads("LeakyReLU", "_npx_leaky_relu", inputs=range(1, 3))
def leaky(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    kind, slope = a.text("act_type", "leaky", "leaky", "prelu", "elu", "selu", "gelu"), a.number("slope", 0.25)
    a.ignore("lower_bound", "upper_bound")
    a.done()
    if len(inputs) != (2 if kind == "prelu" else 1):
        raise forged(f"{kind} of {len(inputs)} inputs")
    if kind == "leaky":
        r.scalars += slope not in (0.0, 0.25)
        return r.add("leaky", inputs, x, slope=slope)
    if kind == "prelu":
        if len(x) < 2 or r.shape(inputs[1]) not in ((1,), (x[1],)):
            raise forged("the slope of a PReLU")
        return r.add("prelu", inputs, x)
    if kind == "elu" and slope != 1.0:
        raise unknown(f"elu(slope={slope:g})")
    return r.add(kind, inputs, x)


@reads("Dropout", "_npx_dropout")
def dropout(r: Reader, a: Attributes, inputs: list[int]) -> int:
    rate = a.number("p", 0.5)
    a.text("mode", "training", "training")
    axes = a.value("axes", ())
    a.ignore("cudnn_off")
    a.done()
    if axes not in ((), None) or not 0 <= rate < 1:
        raise unknown(f"Dropout(p={rate:g}, axes={axes})")
    return r.add("dropout", inputs, r.shape(inputs[0]), rate=rate)


# Shapes

@reads("Flatten", "flatten", "_npx_batch_flatten")
def flat(r: Reader, a: Attributes, inputs: list[int]) -> int:
    a.done()
    x = r.shape(inputs[0])
    return r.add("reshape", inputs, (*x[:1], math.prod(x[1:])))


@reads("Reshape", "reshape", "_np_reshape", "_npx_reshape", "_npi_reshape")
def reshape(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    wanted = a.value("newshape" if "newshape" in a.raw else "shape", ())
    a.text("order", "C", "C")
    if a.flag("reverse", False):
        raise unknown(f"{a.op}(reverse=True)")
    a.ignore("target_shape", "keep_highest")
    a.done()
    sizes = list(wanted) if isinstance(wanted, tuple) else [wanted]
    found: list[int] = []
    for n, size in enumerate(sizes):
        if type(size) is not int or size < -1 or (size == 0 and n >= len(x)):
            raise unknown(f"reshape({wanted})")
        found.append(x[n] if size == 0 else size)
    if found.count(-1) == 1:
        rest = math.prod(n for n in found if n != -1)
        found[found.index(-1)] = math.prod(x) // rest if rest else 0
    if math.prod(found) != math.prod(x) or -1 in found:
        raise forged(f"{x} reshaped to {wanted}")
    return r.add("reshape", inputs, found)


@reads("expand_dims", "_npi_expand_dims")
def expand_dims(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = list(r.shape(inputs[0]))
    axis = a.axis("axis", None, len(x) + 1)
    a.done()
    return r.add("reshape", inputs, [*x[:axis], 1, *x[axis:]])


@reads("squeeze", "_np_squeeze", "_npi_squeeze")
def squeeze(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axes = a.axes("axis", len(x))
    a.done()
    if any(x[n] != 1 for n in axes or ()):
        raise forged("a dimension that is not 1 squeezed")
    return r.add("reshape", inputs, [size for n, size in enumerate(x)
                                     if not (n in axes if axes is not None else size == 1)])


@reads("transpose", "_np_transpose", "_npi_transpose")
def transpose(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axes = a.axes("axes", len(x)) or tuple(reversed(range(len(x))))
    a.done()
    if len(axes) != len(x):
        raise forged("a transpose of some axes only")
    return r.add("transpose", inputs, [x[n] for n in axes], axes=axes)


@reads("SwapAxis", "swapaxes", "_npi_swapaxes")
def swapaxes(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    one, two = a.axis("dim1", 0, len(x)), a.axis("dim2", 0, len(x))
    a.done()
    axes = list(range(len(x)))
    axes[one], axes[two] = two, one
    return r.add("transpose", inputs, [x[n] for n in axes], axes=tuple(axes))


@reads("slice_axis")
def slice_axis(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axis = a.axis("axis", None, len(x))
    begin, end = a.whole("begin", None), a.value("end")
    a.done()
    return sliced(r, inputs, {axis: slice(begin, end)})


@reads("slice", "_npi_slice")
def slice_(r: Reader, a: Attributes, inputs: list[int]) -> int:
    begin, end, step = (a.value(key, ()) for key in ("begin", "end", "step"))
    a.done()
    begin, end = (n if isinstance(n, tuple) else (n,) for n in (begin, end))
    step = step if isinstance(step, tuple) and step else (None,) * len(begin)
    if not len(begin) == len(end) == len(step) <= len(r.shape(inputs[0])):
        raise forged("a slice")
    return sliced(r, inputs, {n: slice(*each) for n, each in enumerate(zip(begin, end, step, strict=True))})


def sliced(r: Reader, inputs: Sequence[int], wanted: Mapping[int, slice]) -> int:
    begins, steps, sizes = [], [], []
    for n, size in enumerate(r.shape(inputs[0])):
        each = wanted.get(n, slice(None))
        if any(type(part) not in (int, type(None)) for part in (each.start, each.stop, each.step)):
            raise forged("a slice")
        if each.step is not None and each.step < 1:
            raise unknown("a slice in reverse")
        taken = range(*each.indices(size))
        begins.append(taken.start)
        steps.append(taken.step)
        sizes.append(len(taken))
    return r.add("slice", inputs[:1], sizes, begin=tuple(begins), step=tuple(steps))


@reads("Concat", "concat", "_npi_concatenate", "_rnn_param_concat", inputs=range(1, MAX_INPUTS))
def concat(r: Reader, a: Attributes, inputs: list[int]) -> int:
    shapes = [r.shape(n) for n in inputs]
    axis = a.axis("axis" if "axis" in a.raw else "dim", 1 if a.op == "Concat" else 0, len(shapes[0]))
    a.ignore("num_args")
    a.done()
    if len({(*s[:axis], *s[axis + 1:]) for s in shapes}) != 1 or len({len(s) for s in shapes}) != 1:
        raise forged("a concatenation of arrays that do not fit")
    return r.add("concat", inputs, (*shapes[0][:axis], sum(s[axis] for s in shapes), *shapes[0][axis + 1:]), axis=axis)


@reads("stack", "_npi_stack", inputs=range(1, MAX_INPUTS))
def stack(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axis = a.axis("axis", 0, len(x) + 1)
    a.ignore("num_args")
    a.done()
    if any(r.shape(n) != x for n in inputs):
        raise forged("a stack of arrays that do not fit")
    spread = [r.add("reshape", [n], (*x[:axis], 1, *x[axis:])) for n in inputs]
    return r.add("concat", spread, (*x[:axis], len(inputs), *x[axis:]), axis=axis)


@reads("broadcast_to", "_npi_broadcast_to", "_np_broadcast_to")
def broadcast_to(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x, wanted = r.shape(inputs[0]), a.value("shape", ())
    a.done()
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    if len(wanted) != len(x) or not all(type(n) is int for n in wanted):
        raise unknown(f"broadcast_to({wanted})")
    wanted = tuple(m if n == 0 else n for n, m in zip(wanted, x, strict=True))
    if any(m not in (1, n) for n, m in zip(wanted, x, strict=True)):
        raise forged("a broadcast that does not fit")
    return r.add("broadcast", inputs, wanted)


@reads("Pad", "pad", "_npi_pad")
def pad(r: Reader, a: Attributes, inputs: list[int]) -> int:
    a.raw = a.raw | {"pad_width": re.sub(r"(?<=.)[()](?=.)", "", str(a.raw.get("pad_width", "")))}  # of np: by pairs
    x, widths = r.shape(inputs[0]), a.value("pad_width", ())
    a.text("mode", "constant", "constant")
    value = a.number("constant_value", 0.0)
    a.done()
    if value or not isinstance(widths, tuple) or len(widths) != 2 * len(x) or not all(
            type(n) is int and 0 <= n <= 4096 for n in widths):
        raise unknown(f"pad({widths})")
    found = inputs[0]
    for axis in range(len(x)):
        parts = [found]
        for side in (0, 1):
            if width := widths[2 * axis + side]:
                x = r.shape(found)
                zeros = r.add("zeros_like", [sliced(r, [found], {axis: slice(0, 1)})], (*x[:axis], 1, *x[axis + 1:]))
                filling = r.add("broadcast", [zeros], (*x[:axis], width, *x[axis + 1:]))
                parts = [*parts, filling] if side else [filling, *parts]
        if len(parts) > 1:
            x = r.shape(found)
            found = r.add("concat", parts, (*x[:axis], sum(r.shape(n)[axis] for n in parts), *x[axis + 1:]), axis=axis)
    return found if found != inputs[0] else r.add("copy", inputs, x)


# Sums and products

@reads("mean", "sum", "max", "min", "sum_axis", "max_axis", "min_axis", "_npi_mean", "_np_sum", "_npi_sum", "_np_max",
       "_np_min", "_npi_max", "_npi_min")
def reduce(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axes, keep = a.axes("axis", len(x)), a.flag("keepdims", False)
    axes = tuple(range(len(x))) if axes is None else axes
    if a.flag("exclude", False):
        axes = tuple(n for n in range(len(x)) if n not in axes)
    a.text("dtype", "None", "None", "float32")
    a.value("initial")
    a.done()
    kind = next(kind for kind in ("mean", "sum", "max", "min") if kind in a.op)
    shape = [1 if n in axes else size for n, size in enumerate(x) if keep or n not in axes]
    return r.add(kind, inputs, shape or [1], math.prod(x) / max(1, math.prod(shape)), axes=axes, keep=keep)


@reads("softmax", "_npx_softmax", "log_softmax", "_npx_log_softmax")
def softmax(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    axis = a.axis("axis", -1, len(x))
    if a.value("temperature") not in (None, 1.0) or a.flag("use_length", False):
        raise unknown(f"{a.op} with a temperature")
    a.text("dtype", "None", "None", "float32")
    a.done()
    return r.add("log_softmax" if "log" in a.op else "softmax", inputs, x, 5, axis=axis)


@reads("SoftmaxActivation")
def softmax_activation(r: Reader, a: Attributes, inputs: list[int]) -> int:
    x = r.shape(inputs[0])
    a.text("mode", "instance", "instance")
    a.done()
    if len(x) != 2:
        raise unknown("SoftmaxActivation")
    return r.add("softmax", inputs, x, 5, axis=1)


@reads("dot", "batch_dot", "_npi_matmul", "_np_dot", "_npi_dot", inputs=2)
def dot(r: Reader, a: Attributes, inputs: list[int]) -> int:
    one, two = r.shape(inputs[0]), r.shape(inputs[1])
    turn_one, turn_two = a.flag("transpose_a", False), a.flag("transpose_b", False)
    a.text("forward_stype", "None", "None", "default")
    a.done()
    rank = 3 if a.op == "batch_dot" else 2
    if len(one) != len(two) or len(one) not in ((2, 3) if a.op == "_npi_matmul" else (rank,)):
        raise unknown(f"{a.op} of {len(one)} and {len(two)} dimensions")
    rows, inner = one[-2:][::-1] if turn_one else one[-2:]
    other, columns = two[-2:][::-1] if turn_two else two[-2:]
    if inner != other or one[:-2] != two[:-2]:
        raise forged(f"{one} times {two}")
    return r.add("dot", inputs, (*one[:-2], rows, columns), 2 * inner, transpose_a=turn_one, transpose_b=turn_two)


@reads("where", "_npi_where", inputs=3)
def where(r: Reader, a: Attributes, inputs: list[int]) -> int:
    a.done()
    if len({r.shape(n) for n in inputs}) != 1:
        raise unknown("where with arrays of several shapes")
    return r.add("where", inputs, r.shape(inputs[1]))


@reads("_npi_where_lscalar", "_npi_where_rscalar", inputs=2)
def where_scalar(r: Reader, a: Attributes, inputs: list[int]) -> int:
    condition, array = inputs
    value = filled(r, array, a.number("scalar", 0.0))
    a.done()
    if r.shape(condition) != r.shape(array):
        raise unknown("where with arrays of several shapes")
    both = [value, array] if a.op == "_npi_where_lscalar" else [array, value]
    return r.add("where", [condition, *both], r.shape(array))


@reads("_npi_full_like")
def full_like(r: Reader, a: Attributes, inputs: list[int]) -> int:
    value = filled(r, inputs[0], a.number("fill_value", 0.0))
    a.text("dtype", "None", "None", "float32")
    a.ignore("ctx")
    a.done()
    return value


def filled(r: Reader, like: int, value: float) -> int:
    """An array of one number, of the shape of another one."""
    found, shape = r.add("zeros_like", [like], r.shape(like)), r.shape(like)
    r.scalars += value not in (0.0, 1.0, -1.0)
    return r.add("add_scalar", [found], shape, scalar=value) if value else found


@reads("clip", "_npi_clip")
def clip(r: Reader, a: Attributes, inputs: list[int]) -> int:
    low, high = a.value("a_min"), a.value("a_max")
    a.done()
    found, x = inputs[0], r.shape(inputs[0])
    for op, limit in (("maximum_scalar", low), ("minimum_scalar", high)):
        if limit is not None:
            if isinstance(limit, tuple):
                raise forged("a clip")
            r.scalars += 1
            found = r.add(op, [found], x, scalar=float(limit))
    return found if found != inputs[0] else r.add("copy", inputs, x)


@reads("add_n", "ElementWiseSum", inputs=range(1, MAX_INPUTS))
def add_n(r: Reader, a: Attributes, inputs: list[int]) -> int:
    a.ignore("num_args")
    a.done()
    found = inputs[0]
    for other in inputs[1:]:
        found = r.add("add", [found, other], broadcast(r.shape(found), r.shape(other)))
    return found if len(inputs) > 1 else r.add("copy", inputs, r.shape(found))


@reads("Cast", "cast", "_npi_cast", "amp_cast")
def cast(r: Reader, a: Attributes, inputs: list[int]) -> int:
    if a.raw.get("dtype") != "float32":
        raise unknown(f"an array of {str(a.raw.get('dtype'))[:20]}")
    return r.add("copy", inputs, r.shape(inputs[0]))


# One value of one or two values

def broadcast(one: Shape, two: Shape) -> Shape:
    rank = max(len(one), len(two))
    sizes = [(1,) * (rank - len(s)) + s for s in (one, two)]
    if any(m != n and 1 not in (m, n) for m, n in zip(*sizes, strict=True)):
        raise forged(f"{one} and {two} do not fit")
    return tuple(max(m, n) for m, n in zip(*sizes, strict=True))


def _pointwise() -> None:
    """The operators that compute each value by itself, by MXNet's names."""
    unary = {"softplus": ("Softplus",), "stop": ("BlockGrad", "stop_gradient"), "gelu": ("_npx_gelu",),
             "copy": ("_copy", "_copyto", "_np_copy", "identity", "_npi_copy"),  # _copyto: of copy() and astype()
             "abs": ("abs", "_npi_absolute", "_np_abs"),
             "zeros_like": ("zeros_like", "_np_zeros_like"), "ones_like": ("ones_like", "_np_ones_like")}
    numpy_words = {"divide": "true_divide"}
    for op in UNARY:
        @reads(*unary.get(op, (op, f"_npi_{op}", f"_npx_{op}", f"_np_{op}")))
        def one(r: Reader, a: Attributes, inputs: list[int], op: str = op) -> int:
            a.done()
            return r.add(op, inputs, r.shape(inputs[0]))
    for op in BINARY:
        names = [f"{kind}_{word}" for word in WORDS[op] for kind in ("broadcast", "elemwise", "")]
        @reads(*names, f"_npi_{numpy_words.get(op, op)}", *(["_grad_add"] if op == "add" else []), inputs=2)
        def two(r: Reader, a: Attributes, inputs: list[int], op: str = op) -> int:
            a.done()
            x, y = r.shape(inputs[0]), r.shape(inputs[1])
            if len(x) != len(y):  # as MXNet's other operators want it
                rank = max(len(x), len(y))
                inputs = [n if len(r.shape(n)) == rank else r.add(
                    "reshape", [n], (1,) * (rank - len(r.shape(n))) + r.shape(n)) for n in inputs]
            return r.add(op, inputs, broadcast(x, y))
    for op in SCALAR:
        word = op.removesuffix("_scalar")
        reverse, plain = ("r", word[1:]) if word in ("rsubtract", "rdivide") else ("", word)
        names = [f"_{reverse}{w}_scalar" for w in WORDS[plain]]
        @reads(*names, f"_npi_{reverse}{numpy_words.get(plain, plain)}_scalar")
        def scalar(r: Reader, a: Attributes, inputs: list[int], op: str = op) -> int:
            value = a.number("scalar", 0.0)
            a.ignore("is_int")
            a.done()
            r.scalars += value not in (0.0, 1.0, -1.0)
            return r.add(op, inputs, r.shape(inputs[0]), scalar=value)


_pointwise()


@reads("SliceChannel", "split", "_npi_split")
def split(r: Reader, a: Attributes, inputs: list[int]) -> int:
    raise unknown(a.op)


# The graph ----------------------------------------------------------------------------------------------------------

NOT_REPLAYED = Said("a batch of images gives other scores than the operators that were recorded: what the network "
                  "computes must not depend on values by `if`, on chance (but Dropout) or on predict_mode")
CUT_OFF = Said("an array in the network comes neither from the images nor from a parameter, and is another for other "
             "images: keep everything between the images and the scores in MXNet, without detach, asnumpy, pause or "
             "random numbers by hand")


def read(answer: Any, images: Shape) -> Network:
    """The network in a worker's answer to `trace`, for batches of the shape `images`. Refused."""
    raw, own, constants = (answer.get(key) if isinstance(answer, dict) else None
                           for key in ("told", "own", "constants"))
    if not (isinstance(raw, np.ndarray) and raw.dtype == np.uint8 and isinstance(own, dict)
            and isinstance(constants, list) and len(constants) == 2 and all(isinstance(c, dict) for c in constants)):
        raise forged("it lacks its parts")
    if raw.size > MAX_TEXT:
        raise forged(f"it has {raw.size} bytes, more than {MAX_TEXT}")
    told = _told(raw)
    if not isinstance(told.get("traces"), list) or len(told["traces"]) != 2:
        raise forged("it lacks its parts")
    parameters = _parameters(told.get("parameters"))
    first, second = (_Trace(trace, parameters, values, images)
                     for trace, values in zip(told["traces"], constants, strict=True))
    if first.reader.nodes != second.reader.nodes:
        raise Refused("failed", NOT_REPLAYED)
    if any(not np.array_equal(a, b, equal_nan=True) for a, b in zip(first.constants, second.constants, strict=True)):
        raise Refused("failed", CUT_OFF)
    starts = {n: _own(own.get(str(n)), p.shape) for n, p in enumerate(parameters) if p.start == "own"}
    brought = first.reader.scalars + sum(map(_numbers, [*starts.values(), *first.constants]))
    if brought > MAX_OWN:
        raise Refused("failed", Said("the network brings {0} numbers of its own along, more than {1}: what tells the "
                                     "images apart is to be learned", brought, MAX_OWN))
    if first.reader.work / images[0] > MAX_WORK:
        raise too_slow()
    each_by_itself(first.reader.nodes, first.constants, images[0])
    return Network(tuple(first.reader.nodes), tuple(parameters), starts, first.constants)


def _told(raw: np.ndarray) -> dict[str, Any]:
    """JSON in bytes: an object. Refused."""
    try:
        told = json.loads(raw.tobytes().decode("utf-8"))
    except (ValueError, RecursionError):
        raise forged("it is not JSON") from None
    if not isinstance(told, dict):
        raise forged("it lacks its parts")
    return told


def read_block(answer: Any, images: Shape) -> tuple[Network, list[str]]:
    """The network in a worker's answer to `graph`: a block of any output, and the names of its parameters. Refused."""
    raw, constants = (answer.get(key) if isinstance(answer, dict) else None for key in ("told", "constants"))
    if not (isinstance(raw, np.ndarray) and raw.dtype == np.uint8 and raw.size <= MAX_TEXT
            and isinstance(constants, dict)):
        raise forged("it lacks its parts")
    told = _told(raw)
    parameters, names = _parameters(told.get("parameters")), told.get("names")
    if not (isinstance(names, list) and len(names) == len(parameters) == len({*map(str, names)})
            and all(isinstance(name, str) for name in names)):
        raise forged("the names of its parameters")
    read = _Trace(told.get("trace"), parameters, constants, images, None)
    if read.reader.work / images[0] > MAX_WORK:
        raise too_slow()
    return Network(tuple(read.reader.nodes), tuple(parameters), {}, read.constants), names


# Each image by itself -----------------------------------------------------------------------------------------------

MIXED = Said("the network treats the images of a batch as one: each image's scores may depend on that image only (and, "
           "while training, on a batch norm's means)")


def each_by_itself(nodes: Sequence[Node], constants: Sequence[np.ndarray], batch: int) -> None:
    """Sees to it that an image's scores come from that image and the parameters. Otherwise a network could tell the
    images of a batch apart by their places, and keep them and their labels in its parameters. Refused.

    An array "of images" has the batch along its first axis, perhaps with that axis cut into as many rows for each image
    (a dense layer over pixels does that), or is a constant that is the same for all of them; the others are of none.
    """
    of_images: list[bool] = []
    for node in nodes:
        if node.op == "constant":
            value = constants[node.attributes["number"]]
            of_images.append(len(value) == batch and bool((value == value[0]).all()))
            continue
        own = [of_images[n] for n in node.inputs]
        if any(own) and not MIXES.get(node.op, _pointwise_mixes)(node, [nodes[n] for n in node.inputs], own, batch):
            raise Refused("failed", MIXED)
        of_images.append(any(own) or node.op == "images")


Keeps = Callable[[Node, Sequence[Node], Sequence[bool], int], bool]


def _first_only(node: Node, inputs: Sequence[Node], own: Sequence[bool], batch: int) -> bool:
    """Layers: what is of images goes in front, the parameters aren't."""
    return not any(own[1:])


def _pointwise_mixes(node: Node, inputs: Sequence[Node], own: Sequence[bool], batch: int) -> bool:
    """One value of one or two: arrays that are not of images must be the same for all of them."""
    return all(n.shape[0] == node.shape[0] if mine else len(n.shape) < len(node.shape) or n.shape[0] == 1
               for n, mine in zip(inputs, own, strict=True))


MIXES: dict[str, Keeps] = {
    **dict.fromkeys(("convolution", "pool", "dropout", "leaky", "prelu", "broadcast"), _first_only),
    "dense": lambda node, inputs, own, batch: not any(own[1:]) and len(inputs[0].shape) > 1,
    "batch_norm": lambda node, inputs, own, batch: not any(own[1:]) and node.attributes["axis"] != 0,
    # Rows of an image stay together: either its axes are rearranged, or axes that follow are drawn to the first.
    "reshape": lambda node, inputs, own, batch: bool(node.shape) and node.shape[0] % batch == 0,
    "transpose": lambda node, inputs, own, batch: node.attributes["axes"][0] == 0,
    "slice": lambda node, inputs, own, batch: node.shape[0] == inputs[0].shape[0],
    "concat": lambda node, inputs, own, batch: node.attributes["axis"] != 0,
    **dict.fromkeys(("softmax", "log_softmax"), lambda node, inputs, own, batch: node.attributes["axis"] != 0),
    **dict.fromkeys(("sum", "mean", "max", "min"), lambda node, inputs, own, batch: 0 not in node.attributes["axes"]),
    "dot": lambda node, inputs, own, batch: (all(own) if len(node.shape) == 3 else not own[1])
    and not (len(node.shape) == 2 and node.attributes["transpose_a"]),
}


def _numbers(array: np.ndarray) -> int:
    """How many numbers an array brings: one where all are the same."""
    return 1 if array.size and (array == array.flat[0]).all() else int(array.size)


def _own(value: Any, shape: Shape) -> np.ndarray:
    if not (isinstance(value, np.ndarray) and value.dtype == np.float32 and value.shape == shape):
        raise forged("a parameter without a value")
    return value


def _parameters(listed: Any) -> list[Parameter]:
    if not isinstance(listed, list) or len(listed) > MAX_PARAMETERS:
        raise forged("it lacks its parameters")
    found, total = [], 0
    for each in listed:
        if not isinstance(each, dict) or each.keys() != {"shape", "start", "rate", "adds"}:
            raise forged("a parameter")
        shape, rate = each["shape"], each["rate"]
        if not (isinstance(shape, list) and len(shape) <= MAX_RANK
                and all(type(n) is int and 0 < n <= MAX_NUMBERS for n in shape)):
            raise forged("a parameter's shape")
        total += math.prod(shape)
        if total > MAX_NUMBERS:
            raise Refused("memory", Said("the network has more than {0} million parameters", MAX_NUMBERS >> 20))
        if type(rate) is not float or not 0 <= rate <= 1e6 or type(each["adds"]) is not bool:
            raise forged("a parameter's rate")
        starts = ("drawn",) if len(shape) >= 2 else ("ones", "zeros", "own")
        if each["start"] not in starts:
            raise forged("a parameter's start")
        found.append(Parameter(tuple(shape), each["start"], rate, each["adds"]))
    return found


class _Trace:
    """One trace, read. `classes`: how many scores it gives for each image; None where it is any block."""

    def __init__(self, trace: Any, parameters: Sequence[Parameter], values: Mapping[str, Any], images: Shape,
                 classes: int | None = CLASSES) -> None:
        self.reader, self.constants = Reader(), list[np.ndarray]()
        self.parameters, self.values = parameters, values
        if not isinstance(trace, dict) or not isinstance(trace.get("graph"), dict):
            raise forged("it lacks its graph")
        nodes, heads = trace["graph"].get("nodes"), trace["graph"].get("heads")
        if not (isinstance(nodes, list) and 0 < len(nodes) <= MAX_NODES and all(isinstance(n, dict) for n in nodes)):
            raise forged(f"a graph of other than 1 to {MAX_NODES} operators")
        self.leaves = self._leaves(trace, images)
        self.places: dict[int, int] = {}  # of MXNet's nodes among ours
        for here, node in enumerate(nodes):
            self.places[here] = self._leaf(node) if node.get("op") == "null" else self._operator(here, node)
        if not (isinstance(heads, list) and len(heads) == 1 and self._source(heads[0], len(nodes)) == len(nodes) - 1):
            raise forged("its output")
        if classes is not None and self.reader.shape(self.places[len(nodes) - 1]) != (images[0], classes):
            raise forged("an output of another shape")
        if self.places[len(nodes) - 1] != len(self.reader.nodes) - 1:
            raise forged("its output")
        self._statistics()

    def _leaves(self, trace: Mapping[str, Any], images: Shape) -> dict[str, tuple[str, Shape, int]]:
        names, given = trace.get("parameters"), trace.get("images")
        if not (isinstance(names, list) and len(names) == len(self.parameters)
                and all(isinstance(name, str | None) for name in [*names, given])):
            raise forged("the names of its parameters")
        found = {name: ("parameter", self.parameters[n].shape, n) for n, name in enumerate(names)
                 if isinstance(name, str)}
        if len(found) != sum(name is not None for name in names) or given in found:
            raise forged("a name twice")
        return found | ({given: ("images", images, 0)} if given is not None else {})

    def _leaf(self, node: Mapping[str, Any]) -> int:
        name = node.get("name")
        if not isinstance(name, str):
            raise forged("a leaf without a name")
        if name not in self.leaves:
            value = self.values.get(name)
            if not isinstance(value, np.ndarray):
                raise Refused("failed", CUT_OFF)
            if value.dtype != np.float32 or not np.isfinite(value).all() or not value.ndim:
                raise unknown(f"a constant of {value.dtype.name}")
            self.leaves[name] = "constant", value.shape, len(self.constants)
            self.constants.append(value)
        op, shape, number = self.leaves[name]
        if op == "images":
            return self.reader.add(op, (), shape)
        return self.reader.add(op, (), shape, number=number)

    def _source(self, reference: Any, here: int) -> int:
        if not (isinstance(reference, list) and len(reference) in (2, 3) and all(type(n) is int for n in reference)
                and 0 <= reference[0] < here):
            raise forged("its order")
        if reference[1] != 0:
            raise unknown(Said("an operator's second output"))
        return int(reference[0])

    def _operator(self, here: int, node: Mapping[str, Any]) -> int:
        op, inputs = node.get("op"), node.get("inputs")
        if not isinstance(op, str) or not isinstance(inputs, list) or len(inputs) > MAX_INPUTS:
            raise forged("an operator")
        if op not in READERS or node.get("subgraphs"):
            raise unknown(Said("the operator {0}", text(op[:40])))
        read, counts = READERS[op]
        if len(inputs) not in counts:
            raise forged(f"{op} of {len(inputs)} inputs")
        places = [self.places[self._source(reference, here)] for reference in inputs]
        if any(not self.reader.shape(n) for n in places):
            raise unknown(f"{op} of a number")
        return read(self.reader, Attributes(op, node.get("attrs", {})), places)

    def _statistics(self) -> None:
        """The running statistics of batch norms serve nothing else: nothing else could keep images in them."""
        kept, other = set[int](), set[int]()
        for node in self.reader.nodes:
            statistics = node.inputs[3:] if node.op == "batch_norm" else ()
            for n in node.inputs:
                leaf = self.reader.nodes[n]
                if n in statistics and leaf.op != "parameter":
                    raise forged("a batch norm whose statistics are computed")
                if leaf.op == "parameter":
                    (kept if n in statistics else other).add(leaf.attributes["number"])
        if kept & other or any(self.parameters[n].rate for n in kept):
            raise unknown(Said("a running statistic that something else uses"))
