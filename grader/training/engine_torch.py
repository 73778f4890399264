"""The engine that trains with PyTorch, on whatever device it knows: `python -m grader.training.engine_torch FD`.

It runs in a process of its own, which imports no MXNet and sees no file of a submission: a checked network, images and
labels come in through a socket, steps go out. What differs between the two libraries is done as MXNet does it.
"""
from __future__ import annotations

import json
import math
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..language.i18n import N_
from ..worker.loop import Job, fit
from ..worker.network import LEAVES, Network, Node, interpolation
from ..worker.wire import frames
from ..worker.wire.values import pack, unpack
from .devices import problem

# Operators ----------------------------------------------------------------------------------------------------------

def convolution(node: Node, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    a = node.attributes
    return F.conv2d(x, weight, bias, a["stride"], a["pad"], a["dilate"], a["groups"])


def pool(node: Node, x: Tensor) -> Tensor:
    a = node.attributes
    kernel, stride, (top, left) = a["kernel"], a["stride"], a["pad"]
    height, width = x.shape[2:]
    # What the last window needs beyond the padding.
    below, beside = ((n - 1) * s + k - size - p for n, s, k, size, p in zip(
        node.shape[2:], stride, kernel, (height, width), (top, left), strict=True))
    sides = left, max(0, beside), top, max(0, below)
    if a["kind"] == "max":
        return F.max_pool2d(F.pad(x, sides, value=-math.inf) if any(sides) else x, kernel, stride)
    sums = F.avg_pool2d(F.pad(x, sides) if any(sides) else x, kernel, stride, divisor_override=1)
    if a["kind"] == "sum":
        return sums
    # MXNet's mean counts the padding's zeros, or not; what lies beyond the padding never.
    counted = torch.ones(1, 1, height, width, device=x.device)
    sides_counted = (left, min(left, sides[1]), top, min(top, sides[3]))
    counted = F.pad(counted, sides_counted, value=1.0 if a["counted"] else 0.0)
    counted = F.pad(counted, (0, sides[1] - sides_counted[1], 0, sides[3] - sides_counted[3]))
    return sums / F.avg_pool2d(counted, kernel, stride, divisor_override=1)


def slice_(node: Node, x: Tensor) -> Tensor:
    begin, step = node.attributes["begin"], node.attributes["step"]
    return x[tuple(slice(b, b + (n - 1) * s + 1, s) for b, s, n in zip(begin, step, node.shape, strict=True))]


def dot(node: Node, a: Tensor, b: Tensor) -> Tensor:
    a = a.transpose(-1, -2) if node.attributes["transpose_a"] else a
    return a @ (b.transpose(-1, -2) if node.attributes["transpose_b"] else b)


def reduced(node: Node, x: Tensor) -> Tensor:
    axes, keep = node.attributes["axes"], node.attributes["keep"]
    return {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}[node.op](
        x, axes, keepdim=keep).reshape(node.shape)


def compared(compare: Callable[..., Tensor]) -> Callable[..., Tensor]:
    return lambda x, y: compare(x, y).to(x.dtype)


BINARY: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div, "power": torch.pow,
    # Where both are equal, MXNet's gradient goes to the first.
    "maximum": lambda x, y: torch.where(x >= y, x, y), "minimum": lambda x, y: torch.where(x <= y, x, y),
    "greater": compared(torch.gt), "greater_equal": compared(torch.ge), "less": compared(torch.lt),
    "less_equal": compared(torch.le), "equal": compared(torch.eq), "not_equal": compared(torch.ne),
}
SCALAR: dict[str, Callable[..., Tensor]] = {
    **{f"{name}_scalar": BINARY[name] for name in BINARY if name not in ("maximum", "minimum")},
    # Where the value is the scalar itself, MXNet's gradient is 0.
    "maximum_scalar": lambda x, s: torch.where(x > s, x, torch.full_like(x, s)),
    "minimum_scalar": lambda x, s: torch.where(x < s, x, torch.full_like(x, s)),
    "rsubtract_scalar": lambda x, s: s - x, "rdivide_scalar": lambda x, s: s / x,
}
UNARY: dict[str, Callable[..., Tensor]] = {
    "relu": F.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "softplus": F.softplus, "softsign": F.softsign,
    "elu": F.elu, "selu": F.selu, "gelu": F.gelu, "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt,
    "square": torch.square, "abs": torch.abs, "negative": torch.neg, "sign": lambda x: torch.sign(x).detach(),
    "copy": lambda x: x, "stop": lambda x: x.detach(), "zeros_like": lambda x: torch.zeros_like(x).detach(),
    "ones_like": lambda x: torch.ones_like(x).detach(),
}
OPERATORS: dict[str, Callable[..., Tensor]] = {
    "convolution": convolution, "pool": pool, "slice": slice_, "dot": dot,
    "dense": lambda node, x, w, b=None: F.linear(x, w, b),
    "leaky": lambda node, x: F.leaky_relu(x, node.attributes["slope"]),
    "prelu": lambda node, x, slope: F.prelu(x, slope),
    "reshape": lambda node, x: x.reshape(node.shape),
    "transpose": lambda node, x: x.permute(node.attributes["axes"]),
    "broadcast": lambda node, x: x.expand(node.shape),
    "concat": lambda node, *inputs: torch.cat(inputs, node.attributes["axis"]),
    **dict.fromkeys(("sum", "mean", "max", "min"), reduced),
    "softmax": lambda node, x: F.softmax(x, node.attributes["axis"]),
    "log_softmax": lambda node, x: F.log_softmax(x, node.attributes["axis"]),
    "where": lambda node, condition, x, y: torch.where(condition != 0, x, y),
    **{name: lambda node, x, f=f: f(x) for name, f in UNARY.items()},
    **{name: lambda node, x, y, f=f: f(x, y) for name, f in BINARY.items()},
    **{name: lambda node, x, f=f: f(x, node.attributes["scalar"]) for name, f in SCALAR.items()},
}


# Optimizers ---------------------------------------------------------------------------------------------------------

class SGD:
    def __init__(self, parameters: Sequence[Tensor], rates: Sequence[float]) -> None:
        self.parameters, self.rates = parameters, rates

    @torch.no_grad()
    def step(self, rate: float, scale: float) -> None:
        for p, own in zip(self.parameters, self.rates, strict=True):
            assert p.grad is not None
            p.add_(p.grad, alpha=-rate * own * scale)


class Adam:
    """MXNet's: epsilon is added to the root that is not corrected yet."""

    def __init__(self, parameters: Sequence[Tensor], rates: Sequence[float]) -> None:
        self.parameters, self.rates, self.steps = list(parameters), rates, 0
        self.means, self.squares = ([torch.zeros_like(p) for p in parameters] for _ in range(2))

    @torch.no_grad()
    def step(self, rate: float, scale: float) -> None:
        self.steps += 1
        corrected = rate * math.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)
        gradients = torch._foreach_mul([p.grad for p in self.parameters], scale)
        torch._foreach_lerp_(self.means, gradients, 0.1)
        torch._foreach_mul_(self.squares, 0.999)
        torch._foreach_addcmul_(self.squares, gradients, gradients, 0.001)
        roots = torch._foreach_add(torch._foreach_sqrt(self.squares), 1e-8)
        for own in set(self.rates):
            which = [n for n, other in enumerate(self.rates) if other == own]
            torch._foreach_addcdiv_([self.parameters[n] for n in which], [self.means[n] for n in which],
                                    [roots[n] for n in which], -corrected * own)


# The engine ---------------------------------------------------------------------------------------------------------

class Images:
    """Images as stored, on the device; a batch of them enlarged, between 0 and 1."""

    def __init__(self, stored: np.ndarray, size: int, device: str) -> None:
        self.stored = torch.from_numpy(np.array(stored)).to(device)  # bytes: all of Fashion-MNIST is 47 MB
        self.rows = torch.from_numpy(interpolation(stored.shape[2], size)).to(device)
        self.columns = torch.from_numpy(interpolation(stored.shape[3], size).T.copy()).to(device)

    def batch(self, which: np.ndarray) -> Tensor:
        small = self.stored[torch.from_numpy(which).to(self.stored.device)].float() / 255
        return self.rows @ (small @ self.columns)


class PyTorch:
    """A network in PyTorch."""

    def __init__(self, network: Network, job: Job) -> None:
        self.network, self.size, self.device, self.optimizer = network, job.size, job.device, job.optimizer
        self.trained, self.moving = network.trained(), network.moving()
        self.parameters: list[Tensor] = []
        self.constants = [torch.from_numpy(np.array(c)).to(job.device) for c in network.constants]
        self.optimizing: SGD | Adam | None = None
        self.last = {n: here for here, node in enumerate(network.nodes) for n in node.inputs}  # who needs it last

    def place(self, stored: np.ndarray) -> Images:
        return Images(stored, self.size, self.device)

    def load(self, values: Sequence[np.ndarray]) -> None:
        with torch.no_grad():
            if not self.parameters:
                self.parameters = [torch.from_numpy(np.array(v)).to(self.device) for v in values]
            for p, v in zip(self.parameters, values, strict=True):
                p.copy_(torch.from_numpy(np.array(v)))
        for n in self.trained:
            self.parameters[n].requires_grad_(True)

    def values(self) -> list[np.ndarray]:
        return [p.detach().cpu().numpy().copy() for p in self.parameters]

    def seed(self, seed: int) -> None:
        torch.manual_seed(seed)

    def learn(self, images: Images, which: np.ndarray, labels: np.ndarray, rate: float) -> tuple[float, float]:
        target = torch.from_numpy(labels.astype(np.int64)).to(self.device)
        told = [self.network.parameters[n] for n in self.trained]
        own = [self.parameters[n] for n in self.trained]
        for p, each in zip(own, told, strict=True):
            if not each.adds:
                p.grad = None
        output = self.run(images.batch(which), training=True, keep=True)
        loss = F.cross_entropy(output, target, reduction="sum")
        if own:
            torch.autograd.backward(loss)
            for p in own:
                p.grad = torch.zeros_like(p) if p.grad is None else p.grad
            self.optimizing = self.optimizing or (Adam if self.optimizer == "adam" else SGD)(
                own, [each.rate for each in told])
            self.optimizing.step(rate, 1 / len(which))
        right = (output.detach().argmax(1) == target).float().mean()
        mean, accuracy = torch.stack([loss.detach() / len(which), right]).tolist()  # one wait for the device
        return mean, accuracy

    def outputs(self, images: Images, which: np.ndarray, training: bool) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(self.run(images.batch(which), training, keep=False).cpu().numpy())

    def maps(self, images: Images, which: np.ndarray, nodes: Sequence[int]) -> list[np.ndarray]:
        found: dict[int, Tensor] = {}
        with torch.no_grad():
            self.run(images.batch(which), training=False, keep=False, told=found.__setitem__)
        return [found[n].cpu().numpy() for n in nodes]

    def run(self, x: Tensor, training: bool, keep: bool, told: Callable[[int, Tensor], None] | None = None) -> Tensor:
        """The network's output; `keep`: batch norms keep the batch's statistics in their running ones. `told` hears
        of each node's value."""
        values: list[Any] = [None] * len(self.network.nodes)
        for here, node in enumerate(self.network.nodes):
            if node.op in LEAVES:
                values[here] = x if node.op == "images" else (
                    self.parameters if node.op == "parameter" else self.constants)[node.attributes["number"]]
                continue
            inputs = [values[n] for n in node.inputs]
            if node.op == "batch_norm":
                values[here] = self.batch_norm(node, *inputs, training=training, keep=keep and here in self.moving)
            elif node.op == "dropout":
                values[here] = F.dropout(inputs[0], node.attributes["rate"], training)
            else:
                values[here] = OPERATORS[node.op](node, *inputs)
            if told:
                told(here, values[here])
            for n in node.inputs:
                if self.last[n] == here:
                    values[n] = None
        return values[-1]

    @staticmethod
    def batch_norm(node: Node, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, *,
                   training: bool, keep: bool) -> Tensor:
        a = node.attributes
        moved = a["axis"] != 1 and x.dim() > 1
        x = x.movedim(a["axis"], 1) if moved else x
        gamma = torch.ones_like(gamma) if a["fixed"] else gamma
        if training and not a["settled"]:
            y = F.batch_norm(x, None, None, gamma, beta, True, 0.0, a["epsilon"])
            if keep:  # MXNet's running variance is the mean square, not the estimate
                with torch.no_grad():
                    axes = [n for n in range(x.dim()) if n != 1]
                    found_variance, found_mean = torch.var_mean(x, axes, correction=0)
                    mean.mul_(a["momentum"]).add_(found_mean, alpha=1 - a["momentum"])
                    variance.mul_(a["momentum"]).add_(found_variance, alpha=1 - a["momentum"])
        else:
            y = F.batch_norm(x, mean, variance, gamma, beta, False, 0.0, a["epsilon"])
        return y.movedim(1, a["axis"]) if moved else y


# The process --------------------------------------------------------------------------------------------------------

def settle(job: Job) -> None:
    """The same numbers each time, as far as the device can: no TF32, no choice by speed; one thread for small ones."""
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = False
    torch.set_num_threads(1 if job.profile == "quick" else os.cpu_count() or 1)


def session(inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of one training. `inputs`: job, network, and what the loop takes."""
    job, network = Job(**inputs["job"]), Network.from_values(inputs["network"])
    settle(job)
    yield from fit(PyTorch(network, job), network, job, inputs)


def serve(connection: socket.socket) -> None:
    """Answers one order: steps, then a message without one."""
    message, arrays = frames.receive(connection, 1 << 40)

    def send(told: dict[str, Any], out: list[np.ndarray]) -> None:
        connection.sendall(frames.encode(told, out))
    try:
        for step in session(unpack(message, arrays)):
            out: list[np.ndarray] = []
            send({"step": pack(step, out)}, out)
        send({"done": True}, [])
    except (RuntimeError, MemoryError) as error:  # torch's own are RuntimeErrors; its first line says what it is
        send({"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]}, [])


def trial() -> dict[str, Any]:
    """Computes a convolution and its gradient on the GPU that PyTorch finds: facts, or a `devices.problem`."""
    place = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else None
    if place is None:
        return problem(N_("it finds no GPU"))
    try:
        x, weight = torch.ones(1, 2, 5, 5, device=place), torch.ones(3, 2, 3, 3, device=place, requires_grad=True)
        y = F.conv2d(x, weight)
        torch.autograd.backward(y.sum())
        right = bool((y == 18).all()) and weight.grad is not None and bool((weight.grad == 9).all())
    except RuntimeError as error:
        return problem(N_("it cannot compute on the GPU: {0}"), (str(error).splitlines() or [""])[0][:300])
    if not right:
        return problem(N_("a convolution on it gives wrong numbers"))
    return {"device": place, "name": torch.cuda.get_device_name(0) if place == "cuda" else "Apple GPU"}


if __name__ == "__main__":
    if sys.argv[1] == "trial":
        print(json.dumps(trial()))
    else:
        serve(socket.socket(fileno=int(sys.argv[1])))
