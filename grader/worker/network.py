"""A network as data: what is left of a traced network when it has been checked, and what an engine trains.

Operators in order, each with the numbers of its inputs; every shape is known. `training/graph.py` makes it from what
the sandbox says and has inferred the shapes itself; the engines believe it. All values are of float32.

Leaves: `images` (one), `parameter` and `constant` (attribute `number`). Operators: what they take and their attributes.

    convolution     x, weight[, bias]                stride, pad, dilate: (height, width); groups
    dense           x, weight[, bias]                along x's last axis
    batch_norm      x, gamma, beta, mean, variance   axis, epsilon, momentum, fixed (gamma is 1), settled (no batch's)
    pool            x                                kind (max, avg, sum), kernel, stride, pad, full (rounded up),
                                                     counted (zeros of the padding count in a mean)
    dropout         x                                rate
    leaky           x                                slope
    prelu           x, slope
    reshape, transpose, broadcast, slice             shape; axes; shape; begin and step of each axis
    concat          one or more                      axis
    sum, mean, max, min                              axes, keep
    softmax, log_softmax                             axis
    dot             a, b (matrices, or equally many) transpose_a, transpose_b
    where           condition, a, b
    add, subtract, multiply, divide, maximum, minimum, power, greater, ... (BINARY): two that broadcast
    add_scalar, ... (SCALAR)                         scalar
    relu, sigmoid, ... (UNARY)
"""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

CLASSES = 10
UNARY = ("relu", "sigmoid", "tanh", "softplus", "softsign", "elu", "selu", "gelu", "exp", "log", "sqrt", "square",
         "abs", "negative", "sign", "copy", "stop", "zeros_like", "ones_like")
COMPARISONS = ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal")
BINARY = ("add", "subtract", "multiply", "divide", "maximum", "minimum", "power", *COMPARISONS)
SCALAR = tuple(f"{name}_scalar" for name in (*BINARY, "rsubtract", "rdivide"))
# No gradient passes through these.
CUT = ("stop", "zeros_like", "ones_like", "sign", *COMPARISONS, *(f"{name}_scalar" for name in COMPARISONS))
# MXNet's words for BINARY: the first in broadcast_*, the last in _*_scalar.
WORDS = {name: (name,) for name in BINARY} | {
    "add": ("add", "plus"), "subtract": ("sub", "minus"), "multiply": ("mul",), "divide": ("div",),
    "less": ("lesser",), "less_equal": ("lesser_equal",)}
ELEMENTWISE = (*UNARY, *BINARY, *SCALAR, "batch_norm", "dropout", "leaky", "prelu")
LEAVES = ("images", "parameter", "constant")


@dataclass(frozen=True)
class Parameter:
    """One of the network's parameters. `start`: how it begins: "drawn", "ones", "zeros", or "own" (as `Network.own`
    says). `rate`: how fast it learns in comparison; 0: it doesn't. `adds`: its gradients are added up (grad_req)."""
    shape: tuple[int, ...]
    start: str
    rate: float
    adds: bool = False

    @property
    def opens(self) -> bool:
        """Whether it could be a switch, which begins closed."""
        return self.rate > 0 and self.start in ("zeros", "own")


@dataclass(frozen=True)
class Node:
    op: str
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Network:
    """The last node is the output: ten scores for each image of a batch."""
    nodes: tuple[Node, ...]
    parameters: tuple[Parameter, ...]
    own: Mapping[int, np.ndarray]  # what the parameters that start as "own" start as
    constants: Sequence[np.ndarray]

    @property
    def batch(self) -> int:
        return self.nodes[-1].shape[0]

    def as_values(self) -> dict[str, Any]:
        """The network as it travels: JSON in bytes, and arrays."""
        told = {"nodes": [asdict(node) for node in self.nodes], "parameters": [asdict(p) for p in self.parameters]}
        return {"told": np.frombuffer(json.dumps(told).encode(), np.uint8),
                "own": {str(number): value for number, value in self.own.items()},
                "constants": {str(number): value for number, value in enumerate(self.constants)}}

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Network:
        """What `as_values` made. Not for what a submission may have written."""
        told = json.loads(values["told"].tobytes())
        return cls(tuple(Node(n["op"], tuple(n["inputs"]), tuple(n["shape"]),
                              {key: tuple(value) if isinstance(value, list) else value
                               for key, value in n["attributes"].items()}) for n in told["nodes"]),
                   tuple(Parameter(tuple(p["shape"]), p["start"], p["rate"], p["adds"]) for p in told["parameters"]),
                   {int(number): value for number, value in values["own"].items()},
                   [values["constants"][str(number)] for number in range(len(values["constants"]))])

    def reached(self) -> set[int]:
        """The nodes that a gradient reaches."""
        found = {len(self.nodes) - 1}
        for here in range(len(self.nodes) - 1, -1, -1):
            if here in found and self.nodes[here].op not in CUT:
                found |= set(self._differentiable(here))
        return found

    def _differentiable(self, here: int) -> tuple[int, ...]:
        node = self.nodes[here]
        return node.inputs[:3] if node.op == "batch_norm" else node.inputs

    def trained(self) -> list[int]:
        """The numbers of the parameters that learn."""
        numbers = {self.nodes[n].attributes["number"] for n in self.reached() if self.nodes[n].op == "parameter"}
        return sorted(n for n in numbers if self.parameters[n].rate)

    def moving(self) -> set[int]:
        """The batch norms whose running statistics move. MXNet moves them while it computes their gradient, and it
        computes none where nothing before them learns."""
        trained, before = set(self.trained()), set[int]()
        for here, node in enumerate(self.nodes):
            if (node.op == "parameter" and node.attributes["number"] in trained) or (
                    node.op not in CUT and before & set(self._differentiable(here))):
                before.add(here)
        return {n for n in before & self.reached() if self.nodes[n].op == "batch_norm"}

    def layers(self) -> list[int]:
        """The nodes that give feature maps which another layer takes: the ends of «convolution, batch norm, ReLU»."""
        taken = {n for node in self.nodes if node.op not in ELEMENTWISE for n in node.inputs}
        return [here for here, node in enumerate(self.nodes)
                if here in taken and node.op not in LEAVES and len(node.shape) == 4 and node.shape[0] == self.batch
                and min(node.shape[2:]) > 1]

    def last_layer(self) -> set[int]:
        """The numbers of the parameters between the output and the first operator with parameters before it."""
        for node in reversed(self.nodes):
            found = {self.nodes[n].attributes["number"] for n in node.inputs if self.nodes[n].op == "parameter"}
            if found:
                return found
        return set()


# Parameters ---------------------------------------------------------------------------------------------------------

def initial(parameters: Sequence[Parameter], own: Mapping[int, np.ndarray], kind: str, seed: int) -> list[np.ndarray]:
    """The values that a training starts with, drawn from the seed: the same wherever it is asked."""
    rng = np.random.default_rng([seed])
    return [_start(p, own.get(number), kind, rng) for number, p in enumerate(parameters)]


def _start(parameter: Parameter, own: np.ndarray | None, kind: str, rng: np.random.Generator) -> np.ndarray:
    shape = parameter.shape
    if parameter.start == "drawn":
        fan_in, fan_out = int(np.prod(shape[1:])), shape[0] * int(np.prod(shape[2:]))
        if kind == "he":
            return np.asarray(rng.normal(0, np.sqrt(2 / fan_in), shape), np.float32)
        return np.asarray(rng.uniform(-1, 1, shape) * np.sqrt(6 / (fan_in + fan_out)), np.float32)
    if parameter.start == "own":
        assert own is not None
        return np.array(np.broadcast_to(own, shape), np.float32)
    return np.full(shape, 1 if parameter.start == "ones" else 0, np.float32)


def start_of(name: str, shape: tuple[int, ...]) -> str:
    """How a parameter of that name starts, whatever initialiser the submission asks for."""
    if len(shape) >= 2:
        return "drawn"
    if name.endswith(("gamma", "running_var")):
        return "ones"
    return "zeros" if name.endswith(("beta", "bias", "running_mean")) else "own"


# Images -------------------------------------------------------------------------------------------------------------

def interpolation(old: int, new: int) -> np.ndarray:
    """The (new, old) matrix that enlarges a line of `old` pixels to `new` ones, linearly, pixel centres in place."""
    position = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
    left = np.minimum(position.astype(int), old - 1)
    matrix = np.zeros((new, old), np.float32)
    matrix[np.arange(new), left] += 1 - (position - left)
    matrix[np.arange(new), np.minimum(left + 1, old - 1)] += position - left
    return matrix
