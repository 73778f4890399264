"""The engine that trains with MXNet: builds a checked network out of MXNet's operators.

In a score it runs in a child of the sandbox that has been given no file of a submission.
"""
from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon, sym

from .gluon import maker, to_mxnet
from .loop import Job, fit
from .network import LEAVES, WORDS, Network, Node, interpolation


class Images:
    """Images as stored (n, channels, h, w), bytes; a batch of them enlarged, on the device, between 0 and 1."""

    def __init__(self, stored: np.ndarray, size: int, context: Any) -> None:
        self.stored, self.size, self.context = stored, size, context
        self.rows = to_mxnet(interpolation(stored.shape[2], size).T, context)
        self.columns = to_mxnet(interpolation(stored.shape[3], size).T, context)

    def batch(self, which: Any) -> Any:
        small = self.stored[which].astype(np.float32) / 255
        count, channels, height, width = small.shape
        dot = maker().dot
        # Small images cross to the device, large ones are made there.
        x = to_mxnet(small.reshape(-1, width), self.context)
        x = dot(x, self.columns).reshape((-1, height, self.size)).transpose((0, 2, 1))
        x = dot(x.reshape((-1, height)), self.rows).reshape((-1, self.size, self.size)).transpose((0, 2, 1))
        return x.reshape((count, channels, self.size, self.size))


# Operators ----------------------------------------------------------------------------------------------------------

def convolution(node: Node, x: Any, weight: Any, bias: Any = None, *, shapes: Sequence[tuple[int, ...]]) -> Any:
    a = node.attributes
    return sym.Convolution(x, weight, bias, kernel=shapes[1][2:], num_filter=node.shape[1], no_bias=bias is None,
                           stride=a["stride"], pad=a["pad"], dilate=a["dilate"], num_group=a["groups"])


def batch_norm(node: Node, *inputs: Any) -> Any:
    a = node.attributes
    return sym.BatchNorm(*inputs, axis=a["axis"], eps=a["epsilon"], momentum=a["momentum"], fix_gamma=a["fixed"],
                         use_global_stats=a["settled"])


def pool(node: Node, x: Any) -> Any:
    a = node.attributes
    return sym.Pooling(x, pool_type=a["kind"], kernel=a["kernel"], stride=a["stride"], pad=a["pad"],
                       pooling_convention="full" if a["full"] else "valid", count_include_pad=a["counted"])


def slice_(node: Node, x: Any) -> Any:
    begin, step = node.attributes["begin"], node.attributes["step"]
    ends = [b + (n - 1) * s + 1 for b, s, n in zip(begin, step, node.shape, strict=True)]
    return sym.slice(x, begin=begin, end=ends, step=step)


def dot(node: Node, a: Any, b: Any) -> Any:
    product = sym.dot if len(node.shape) == 2 else sym.batch_dot
    return product(a, b, transpose_a=node.attributes["transpose_a"], transpose_b=node.attributes["transpose_b"])


def reduced(name: str) -> Callable[..., Any]:
    return lambda node, x: getattr(sym, name)(x, axis=node.attributes["axes"], keepdims=node.attributes["keep"])


BUILDERS: dict[str, Callable[..., Any]] = {
    "dense": lambda node, x, w, b=None: sym.FullyConnected(x, w, b, num_hidden=node.shape[-1], no_bias=b is None,
                                                           flatten=False),
    "batch_norm": batch_norm, "pool": pool, "slice": slice_, "dot": dot,
    "dropout": lambda node, x: sym.Dropout(x, p=node.attributes["rate"]),
    "leaky": lambda node, x: sym.LeakyReLU(x, act_type="leaky", slope=node.attributes["slope"]),
    "prelu": lambda node, x, slope: sym.LeakyReLU(x, slope, act_type="prelu"),
    **{name: lambda node, x, name=name: sym.LeakyReLU(x, act_type=name) for name in ("elu", "selu", "gelu")},
    "reshape": lambda node, x: sym.reshape(x, shape=node.shape),
    "transpose": lambda node, x: sym.transpose(x, axes=node.attributes["axes"]),
    "broadcast": lambda node, x: sym.broadcast_to(x, shape=node.shape),
    "concat": lambda node, *inputs: sym.concat(*inputs, dim=node.attributes["axis"]),
    **{name: reduced(name) for name in ("sum", "mean", "max", "min")},
    **{name: lambda node, x, name=name: getattr(sym, name)(x, axis=node.attributes["axis"])
       for name in ("softmax", "log_softmax")},
    "where": lambda node, *inputs: sym.where(*inputs),
    **{name: lambda node, x, kind=kind: sym.Activation(x, act_type=kind) for name, kind in (
        ("relu", "relu"), ("sigmoid", "sigmoid"), ("tanh", "tanh"), ("softplus", "softrelu"),
        ("softsign", "softsign"))},
    **{name: lambda node, x, name=name: getattr(sym, name)(x) for name in (
        "exp", "log", "sqrt", "square", "abs", "negative", "sign", "zeros_like", "ones_like")},
    "copy": lambda node, x: sym.identity(x),
    "stop": lambda node, x: sym.BlockGrad(x),
    **{name: lambda node, a, b, word=words[0]: getattr(sym, f"broadcast_{word}")(a, b)
       for name, words in WORDS.items()},
    **{f"{name}_scalar": lambda node, x, word=word: getattr(sym._internal, f"_{word}_scalar")(
        x, scalar=node.attributes["scalar"]) for name, word in (
            *((name, words[-1]) for name, words in WORDS.items()), ("rsubtract", "rminus"), ("rdivide", "rdiv"))},
}


def built(network: Network) -> tuple[list[Any], dict[str, int]]:
    """Each node as a symbol of `images`, and which parameter is behind which of their names."""
    values: list[Any] = []
    names: dict[str, int] = {}
    for node in network.nodes:
        if node.op in LEAVES:
            number = node.attributes.get("number", 0)
            name = node.op if node.op == "images" else f"{node.op}{number}"
            values.append(sym.var(name, shape=node.shape, dtype=np.float32))
            if node.op == "parameter":
                names[name] = number
            continue
        inputs = [values[n] for n in node.inputs]
        if node.op == "convolution":
            values.append(convolution(node, *inputs, shapes=[network.nodes[n].shape for n in node.inputs]))
        else:
            values.append(BUILDERS[node.op](node, *inputs))
    return values, names


class MXNet:
    """A network in MXNet, on the CPU or the first GPU."""

    def __init__(self, network: Network, job: Job) -> None:
        self.network, self.size = network, job.size
        self.context = mx.gpu(0) if job.device == "gpu" else mx.cpu()
        self.symbols, names = built(network)
        self.block = gluon.SymbolBlock(self.symbols[-1], sym.var("images", dtype=np.float32))
        found = self.block.collect_params()
        self.parameters = {number: found[name] for name, number in names.items()}
        trained = set(network.trained())
        for name, p in found.items():
            number = names.get(name)
            told = network.parameters[number] if number is not None else None
            learns = number in trained
            p.shape = told.shape if told else network.constants[int(name.removeprefix("constant"))].shape
            p.grad_req = "null" if not learns or told is None else "add" if told.adds else "write"
            p.lr_mult = told.rate if told and learns else 1.0
        self.block.initialize(mx.init.Zero(), ctx=self.context)
        for name, p in found.items():
            if name not in names:
                p.set_data(to_mxnet(network.constants[int(name.removeprefix("constant"))], mx.cpu()))
        self.block.hybridize(static_alloc=True, static_shape=True)
        self.unused: list[np.ndarray] = []
        self.trainer = gluon.Trainer([self.parameters[n] for n in sorted(trained)], job.optimizer,
                                     {"learning_rate": job.learning_rate}, kvstore=None)
        self.measure = gluon.loss.SoftmaxCrossEntropyLoss()

    def place(self, stored: np.ndarray) -> Images:
        return Images(stored, self.size, self.context)

    def load(self, values: Sequence[np.ndarray]) -> None:
        self.unused = list(values)  # a parameter that no image runs through stays what it is
        for number, p in self.parameters.items():
            p.set_data(to_mxnet(values[number], mx.cpu()))

    def values(self) -> list[np.ndarray]:
        return [self.parameters[n].list_data()[0].asnumpy() if n in self.parameters else value
                for n, value in enumerate(self.unused)]

    def seed(self, seed: int) -> None:
        mx.random.seed(seed)

    def learn(self, images: Images, which: np.ndarray, labels: np.ndarray, rate: float) -> tuple[float, float]:
        x, y = images.batch(which), to_mxnet(labels.astype(np.float32), self.context)
        self.trainer.set_learning_rate(rate)
        with autograd.record():
            output = self.block(x)
            loss = self.measure(output, y)
        loss.backward()
        self.trainer.step(len(which))
        return float(loss.asnumpy().mean()), float((output.asnumpy().argmax(axis=1) == labels).mean())

    def outputs(self, images: Images, which: np.ndarray, training: bool) -> np.ndarray:
        x = images.batch(which)
        with autograd.train_mode() if training else contextlib.nullcontext():
            return np.asarray(self.block(x).asnumpy())

    def maps(self, images: Images, which: np.ndarray, nodes: Sequence[int]) -> list[np.ndarray]:
        block = gluon.SymbolBlock([self.symbols[n] for n in nodes], sym.var("images", dtype=np.float32),
                                  params=self.block.collect_params())
        found = block(images.batch(which)) if nodes else []
        return [np.asarray(value.asnumpy()) for value in (found if isinstance(found, list) else [found])]


def session(inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of one training. `inputs`: job, network, and what the loop takes."""
    job, network = Job(**inputs["job"]), Network.from_values(inputs["network"])
    yield from fit(MXNet(network, job), network, job, inputs)
