"""Networks put together from MXNet's built-in operators, on the parameters that a submission's block was filled with.

A `Reference` runs a network function and notes which layers it needs, by the names that a submission's own layers get
(the layer's kind, and its index among layers of that kind): how a student orders or names layers does not matter.
Parameters are drawn by the same function on both sides. What a network gives is kept: every submission gets the same
examples.
"""
from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.language.said import Said
from grader.properties import Disagreement, Net, Run, Trouble, agree, an_array, mx, oracle
from grader.worker.wire.values import parameter, sampled

Layers = dict[str, dict[str, Any]]
Network = Callable[["Reference", Any], Any]


class Reference:
    """Built-in operators with parameters. `biased`: the submission's layers that have a bias, which may be left out
    where that makes no difference (in front of a batch norm)."""

    def __init__(self, seed: int, kind: str, values: dict[str, Any], biased: tuple[str, ...]) -> None:
        self.seed, self.kind, self.values, self.biased = seed, kind, values, biased
        self.params: dict[str, Any] = {}
        self.layers: Layers = {}
        self.dry = False  # only layers and shapes are asked for: parameters are not made, outputs are zeros

    def _layer(self, kind: str, shapes: dict[str, tuple[int, ...]], optional: bool = False) -> list[Any]:
        name = next(key for n in itertools.count() if (key := f"{kind}#{n}") not in self.layers).replace(" ", "")
        if optional and name not in self.biased:
            shapes = {k: v for k, v in shapes.items() if k != "bias"}
        self.layers[name] = {**shapes, "uses": 1}
        if self.dry:
            return []
        return [self._parameter(f"{name}.{attribute}", shape) for attribute, shape in shapes.items()]

    def _parameter(self, key: str, shape: tuple[int, ...]) -> Any:
        if key not in self.params:
            from grader.worker.gluon import floats_of  # it imports MXNet
            made = self.params[key] = mx.nd.empty(shape)
            memory = floats_of(made)
            assert memory is not None  # a plain array
            value = self.values.get(key, self.values.get("*." + key.rpartition(".")[2]))
            memory[...] = parameter(self.seed, self.kind, key, shape, memory) if value is None else value
        return self.params[key]

    def conv(self, x: Any, channels: int, size: int, padding: int = 0, stride: int = 1,
             before_norm: bool = False) -> Any:
        shapes = {"weight": (channels, x.shape[1], size, size), "bias": (channels,)}
        wb = self._layer(f"conv{shapes['weight']}".replace(" ", ""), shapes, before_norm)
        if self.dry:
            return mx.nd.zeros((x.shape[0], channels, *((n + 2 * padding - size) // stride + 1 for n in x.shape[2:])))
        return mx.nd.Convolution(x, *wb, kernel=(size, size), num_filter=channels, pad=(padding, padding),
                              stride=(stride, stride), no_bias=len(wb) == 1)

    def norm(self, x: Any) -> Any:
        shape = (x.shape[1],)
        names = ("gamma", "beta", "running_mean", "running_var")
        parameters = self._layer(f"norm{shape}", dict.fromkeys(names, shape))
        return x if self.dry else mx.nd.BatchNorm(x, *parameters, eps=1e-5, momentum=0.9, fix_gamma=False)

    def dense(self, x: Any, units: int) -> Any:
        shapes = {"weight": (units, int(np.prod(x.shape[1:]))), "bias": (units,)}
        wb = self._layer(f"dense{shapes['weight']}".replace(" ", ""), shapes)
        return mx.nd.zeros((x.shape[0], units)) if self.dry else mx.nd.FullyConnected(x, *wb, num_hidden=units)

    def shape(self, network: Network, x: np.ndarray) -> tuple[int, ...]:
        """The output's shape; `layers` are known then."""
        self.layers, self.dry = {}, True
        shape = network(self, mx.nd.array(x)).shape
        self.dry = False
        return tuple(shape)

    def run(self, network: Network, x: np.ndarray, train: bool = False, head: np.ndarray | None = None) -> Run:
        """As Net.run."""
        given = mx.nd.array(x)
        if head is not None and not self.params:
            self.shape(network, x)
            for name, layer in self.layers.items():
                for attribute, shape in layer.items():
                    if attribute != "uses":
                        self._parameter(f"{name}.{attribute}", shape)
        self.layers = {}
        if head is None:
            with mx.autograd.train_mode() if train else mx.autograd.predict_mode():
                return Run(network(self, given).asnumpy())
        learned = {k: p for k, p in self.params.items() if k.rpartition(".")[2] not in ("running_mean", "running_var")}
        for array in (given, *learned.values()):
            array.attach_grad()
        with mx.autograd.record(train_mode=train):
            y = network(self, given)
        y.backward(mx.nd.array(head), train_mode=train)
        return Run(y.asnumpy(), given.grad.asnumpy(),
                   {k: sampled(p.grad) for k, p in learned.items()},
                   {k: p.asnumpy() for k, p in self.params.items() if k not in learned})


@oracle
def reference(network: functools.partial[Any], x: np.ndarray, biased: tuple[str, ...], seed: int, kind: str,
              modes: tuple[bool, ...], head: bool, values: dict[str, Any], one_learns: bool = False
              ) -> tuple[Layers, list[Run], np.ndarray | None]:
    """The layers that are asked for, a run in each mode (with `one_learns` in training of the first image alone), and
    the head gradient."""
    built = Reference(seed, kind, values, biased)
    shape = built.shape(network, x)
    gradient = np.random.default_rng(seed).integers(-2, 3, shape).astype(np.float32) if head else None
    runs = [built.run(network, x[:1] if train and one_learns else x, train, gradient) for train in modes]
    return built.layers, runs, gradient


def biased(layers: Layers) -> tuple[str, ...]:
    return tuple(sorted(name for name, layer in layers.items() if "bias" in layer))


def expected_output(network: functools.partial[Any], x: np.ndarray, layers: Layers, seed: int, kind: str,
                    values: dict[str, Any]) -> np.ndarray:
    """The output in prediction mode."""
    return np.asarray(reference(network, x, biased(layers), seed, kind, (False,), False, values)[1][0].y)


def expected_layers(network: functools.partial[Any], x: np.ndarray, layers: Layers) -> Layers:
    """The layers that a network asks for, in front of a batch norm with a bias where the submission has one."""
    return reference(network, x, biased(layers), 0, "ints", (), False, {"*.weight": 0})[0]


def asked_layers(net: Net, network: functools.partial[Any], x: np.ndarray) -> Layers:
    """The block's layers, which are the expected ones."""
    __tracebackhide__ = True
    layers = net.layers(x)
    same_layers(layers, expected_layers(network, x, layers))
    return layers


def compare(net: Net, network: functools.partial[Any], x: np.ndarray, seed: int, kind: str = "ints",
            modes: tuple[bool, ...] = (False,), head: bool = False, tolerance: float = 1e-5, learns: bool = False,
            **values: Any) -> None:
    """Holds a submission's block against the reference: layers, outputs in each of the `modes` (training: True) and,
    with `head`, gradients and statistics. With `learns`, each parameter has a gradient in training, whatever it is: in
    a deep network rounding can turn a ReLU on or off. One image is enough for that, and MXNet computes one by one."""
    __tracebackhide__ = True
    layers = net.layers(x)
    asked, runs, gradient = reference(network, x, biased(layers), seed, kind, modes, head, values, learns)
    try:
        same_layers(layers, asked)
    except Disagreement:
        with contextlib.suppress(Trouble):  # what it computes tells a diagnosis which layer is missing
            net.fill(seed, kind, **values)
            net(x)
        raise
    net.fill(seed, kind, **values)
    for train, expected in zip(modes, runs, strict=True):
        given = x[:len(expected.y)]
        got = net.run(given, train, np.ones_like(expected.y) if train and learns else gradient)
        agree(got.y, expected.y, "the output in training mode" if train else "the output", tolerance)
        if head:
            agree(got.dx, expected.dx, "the gradient of the input", tolerance)
            for what, found, wanted in (("the gradient of {0}", got.grads, expected.grads),
                                        ("after training, {0}", got.statistics, expected.statistics)):
                for key, array in wanted.items():
                    agree(found.get(key), array, Said(what, key), tolerance)
        if train and learns:
            all_learn(got, layers)
        if got.changed:
            raise Disagreement("the block changed its input in place")


def all_learn(run: Run, layers: Layers) -> None:
    """Raises Disagreement unless a network's input and every parameter has a gradient."""
    an_array(run.y)
    if not an_array(run.dx).any():
        raise Disagreement("in training, the network's input gets no gradient")
    for name, layer in layers.items():
        for attribute in layer:
            if attribute in ("weight", "bias", "gamma", "beta"):
                gradient = run.grads.get(f"{name}.{attribute}")
                # A bias in front of a batch norm makes no difference: its gradient is 0 but for rounding.
                if gradient is None or not (an_array(gradient).any() or attribute == "bias"):
                    raise Disagreement(Said("{0} does not learn: in training, its {1} gets no gradient", readable(name),
                                            attribute))


def acting_parameters(layers: Layers, seed: int, moved: str = "") -> dict[str, np.ndarray]:
    """Parameters under which nothing but the layers shows: all are positive, so that no ReLU cuts; a kernel has one
    number only, in its middle, so that maps keep their place, but that of the layer `moved` moves them by one."""
    rng, values = np.random.default_rng(seed), {}
    for name, layer in layers.items():
        for attribute, shape in layer.items():
            if attribute == "uses":
                continue
            numbers = rng.uniform(0.5, 1.5, shape[:1]).astype(np.float32)
            if attribute == "weight":  # the same for all inputs, which travels as one number
                numbers = (numbers / shape[1]).reshape(-1, *[1] * (len(shape) - 1))
                if len(shape) == 4:
                    tap = np.zeros(shape[2:], np.float32)
                    tap[(-1, -1) if name == moved else (shape[2] // 2, shape[3] // 2)] = 1
                    numbers = numbers * tap
            values[f"{name}.{attribute}"] = numbers * (attribute != "running_mean")
    return values


def largest(y: Any) -> np.ndarray:
    """The largest value of each channel: what a pooling does to maps that are the same everywhere makes no
    difference."""
    y = an_array(y)
    return np.asarray(y.reshape(*y.shape[:2], -1).max(2)) if y.ndim > 2 and y.size else y


def corner(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An input whose channels are the same everywhere, and one that differs from it in its first corner."""
    flat = np.broadcast_to(np.arange(1, x.shape[1] + 1, dtype=np.float32).reshape(-1, 1, 1), x.shape).copy()
    changed = flat.copy()
    changed[..., 0, 0] += 8
    return flat, changed


def same_layers_that_act(net: Net, network: functools.partial[Any], x: np.ndarray, seed: int,
                         kernels: bool = False) -> Layers:
    """The block's layers, which are the expected ones. What they are is only said by the submission's process; that
    they are there shows in the output. Wrong activations and poolings show elsewhere. `kernels`: each convolution that
    is wider than one number looks at its neighbours."""
    __tracebackhide__ = True
    layers = asked_layers(net, network, x)
    flat, changed = corner(x)
    values = acting_parameters(layers, seed)
    net.fill(seed, "floats", **values)
    expected = expected_output(network, flat, layers, seed, "floats", values)
    agree(largest(net(flat)), largest(expected), "the largest value of each channel, when all parameters are positive",
          1e-3)
    for name, layer in layers.items():
        if kernels and len(shape := layer.get("weight", ())) == 4 and shape[2] > 1:
            values = acting_parameters(layers, seed, moved=name)
            net.fill(seed, "floats", **values)
            before, after = (expected_output(network, each, layers, seed, "floats", values)
                             for each in (flat, changed))
            if np.array_equal(an_array(net(flat)), an_array(net(changed))) != np.array_equal(before, after):
                raise Disagreement(Said("the output does not depend on the kernel of {0} as it should", readable(name)))
    return layers


def own_parameters(net: Net, other: Net, x: np.ndarray) -> None:
    """Raises Disagreement where what is set in one of two blocks shows in the other."""
    other.layers(x)
    net.fill(1, "floats")
    before = an_array(net(x))
    other.fill(2, "floats")
    agree(net(x), before, "the first of two blocks, after the second one's parameters were set")
    if np.array_equal(an_array(other(x)), before):
        raise Disagreement("a block's output does not depend on its parameters")


def same_layers(got: Layers, expected: Layers) -> None:
    """Raises Disagreement unless the layers with parameters are the expected ones, each its own and used once."""
    for name, layer in expected.items():
        if name not in got:
            raise Disagreement(Said("a layer is missing: {0}; yours are: {1}", readable(name), listed(got)))
        if got[name] != layer:
            uses = got[name].get("uses")
            if uses != 1:
                raise Disagreement(Said("{0} is used {1} times: it should be {1} layers, each with its own parameters",
                                        readable(name), uses))
            mine, asked = ({k: v for k, v in side.items() if k != "uses"} for side in (got[name], layer))
            raise Disagreement(Said("{0} should have {1}, it has {2}", readable(name), parameters(asked),
                                    parameters(mine)))
    for name in got:
        if name not in expected:
            raise Disagreement(Said("there is a layer too many: {0}; asked for are: {1}", readable(name),
                                    listed(expected)))


def parameters(layer: dict[str, Any]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in layer.items()) or Said("no parameters")


def listed(layers: Layers) -> str:
    names = [readable(name) for name in list(layers)[:8]]
    return Said(", ".join(f"{{{i}}}" for i in range(len(names))), *names) if names else Said("none")


def readable(name: str) -> str:
    """«conv(8,3,3,3)#0» in words."""
    kind, _paren, rest = name.partition("(")
    shape = [int(n) for n in rest.partition(")")[0].split(",") if n.isdecimal()]  # the name is the submission's word
    if kind == "conv" and len(shape) == 4:
        return Said("a {0}x{1} convolution {2} -> {3}", shape[2], shape[3], shape[1], shape[0])
    if kind == "dense" and len(shape) == 2:
        return Said("a dense layer {0} -> {1}", shape[1], shape[0])
    if kind == "norm" and shape:
        return Said("a batch norm of {0} channels", shape[0])
    return name
