"""Holds a block's layers against those that are asked for: which are missing, which are others, and where their values
begin to differ.

Both blocks are traced: what autograd records of them is read as data (training/graph.py), so nothing that a submission
says of its layers is believed. Then the two graphs are computed here, operator by operator, with the same parameters.
"""
from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..course.manifest import Exercise
from ..judging.finding import Trial
from ..language.i18n import N_
from ..language.said import Said
from ..report.steps import Box, Layers
from ..submission.asking import Transport, Trouble
from ..submission.in_process import InProcess
from ..training.graph import Refused, read_block
from ..worker.network import Network, Node
from ..worker.wire.values import Block, parameter

SHOWN = 8        # rows and columns of a feature map that is shown
MOST = 200       # layers of a diagram
TOLERANCE = 1e-3
NAMES = {"relu": "ReLU", "batch_norm": N_("batch norm"), "reshape": N_("flatten"), "add": N_("the sum of two paths"),
         "concat": N_("concatenation"), "copy": N_("a copy")}


class Traced:
    """A block as data: its layers in order, the names of its parameters, and what each layer gives."""

    def __init__(self, network: Network, names: Sequence[str]) -> None:
        self.network, self.names = network, names
        self.order = ordered(network)
        self.values: dict[int, np.ndarray] = {}

    def optional(self) -> set[str]:
        """The biases in front of a batch norm, which make no difference."""
        nodes = self.network.nodes
        return {self.names[nodes[n.inputs[2]].attributes["number"]] for here, n in enumerate(nodes)
                if n.op == "convolution" and len(n.inputs) > 2 and normed(self.network, here)}


def compared(transport: Transport, right: InProcess, exercise: Exercise, trial: Trial) -> Layers | None:
    """The layers of the block that a trial was about, as `transport` has them, beside those that `right` has; None
    where there are none to show."""
    call = next((ask for ask in reversed(trial) if ask.op == "call"), None)
    seen = next((ask for ask in reversed(trial) if ask.op == "layers"), None)
    if call is None or seen is None or any(isinstance(v, Block) for v in call.inputs["kwargs"].values()):
        return None
    drawn: dict[str, Any] = {"seed": 0, "kind": "floats", "values": {}}
    filled = next((ask.inputs for ask in reversed(trial) if ask.op == "fill"), drawn)
    try:
        own, asked = (traced(of, exercise, call.inputs, seen.inputs["x"]) for of in (transport, right))
    except (Trouble, Refused):
        return None
    for one, other in ((asked, own), (own, asked)):
        left_out = dict.fromkeys(one.optional() - {*other.names}, 0)
        one.values = values(one, seen.inputs["x"], filled | {"values": filled["values"] | left_out})
    return beside(asked, own)


def traced(transport: Transport, exercise: Exercise, call: dict[str, Any], x: np.ndarray) -> Traced:
    """Makes the block anew and traces it. Trouble, Refused."""
    name = str(call["name"])

    def ask(op: str, **inputs: Any) -> Any:
        if op == "graph" and isinstance(transport, InProcess):
            from ..worker.tracing import graph
            return graph(transport.host, **inputs)
        return transport.ask(exercise, op, inputs, False, name)
    made = ask("call", **call)
    block = made[0] if isinstance(made, tuple) and made else None
    if not isinstance(block, Block):
        raise Trouble("failed", "no block", function=name)
    ask("layers", block=block.id, x=x)
    return Traced(*read_block(ask("graph", block=block.id, x=x), x.shape))


# One block ------------------------------------------------------------------------------------------------------------
def ordered(network: Network) -> list[int]:
    """The layers' nodes, the input first; of two paths that meet, the longer one, however it was written."""
    depth: list[int] = []
    for node in network.nodes:
        depth.append(1 + max((depth[n] for n in node.inputs), default=0))
    found: list[int] = []
    left: list[tuple[int, bool]] = [(len(network.nodes) - 1, False)]
    while left:
        here, ready = left.pop()
        if here in found:
            continue
        node = network.nodes[here]
        if ready or not node.inputs:
            if node.op not in ("parameter", "constant"):
                found.append(here)
        else:
            left.append((here, True))
            left += [(n, False) for n in sorted(node.inputs, key=lambda n: depth[n])]
    return found


def normed(network: Network, here: int) -> bool:
    """Whether a batch norm takes what a node gives."""
    return any(node.op == "batch_norm" and node.inputs[0] == here for node in network.nodes)


def values(block: Traced, x: np.ndarray, fill: Mapping[str, Any]) -> dict[int, np.ndarray]:
    """What each node gives for x, in prediction mode, with the parameters that the property set."""
    from mxnet import cpu, nd, sym

    from ..worker.engine_mxnet import built
    network = block.network
    symbols, _names = built(network)
    given = {"images": nd.array(x)}
    for number, (name, told) in enumerate(zip(block.names, network.parameters, strict=True)):
        value = fill["values"].get(name, fill["values"].get("*." + name.rpartition(".")[2]))
        if value is None:
            value = parameter(fill["seed"], fill["kind"], name, told.shape)
        given[f"parameter{number}"] = nd.array(np.broadcast_to(np.asarray(value, np.float32), told.shape))
    for number, value in enumerate(network.constants):
        given[f"constant{number}"] = nd.array(value)
    shown = [here for here, node in enumerate(network.nodes) if node.op not in ("parameter", "constant")]
    outputs = sym.Group([sym.identity(symbols[here]) for here in shown])
    arguments, statistics = ({name: given[name] for name in wanted}
                             for wanted in (outputs.list_arguments(), outputs.list_auxiliary_states()))
    found = outputs.bind(cpu(), arguments, aux_states=statistics, grad_req="null").forward(is_train=False)
    return {here: value.asnumpy() for here, value in zip(shown, found, strict=True)}


def name(network: Network, node: Node) -> str:
    """A layer as a student would name it."""
    a, shapes = node.attributes, [network.nodes[n].shape for n in node.inputs]

    if node.op == "images":
        return Said(N_("input"))
    if node.op == "convolution":
        size = "×".join(map(str, shapes[1][2:]))
        parts: list[str] = [Said(N_("{0} convolution, {1} → {2}"), size, shapes[0][1], node.shape[1])]
        parts += _where(a, (1, 1))
        parts += [Said(N_("without bias"))] if len(node.inputs) == 2 else []
    elif node.op == "dense":
        parts = [Said(N_("dense layer, {0} → {1}"), shapes[0][-1], node.shape[-1])]
    elif node.op == "pool":
        kind = {"max": N_("maximum pooling"), "avg": N_("average pooling")}.get(a["kind"], a["kind"])
        everything = tuple(a["kernel"]) == tuple(shapes[0][2:])
        parts = [Said(kind), Said(N_("over the whole map")) if everything else "×".join(map(str, a["kernel"]))]
        parts += [] if everything else _where(a, None)
    elif node.op == "dropout":
        parts = [Said(N_("dropout {0}"), f"{a['rate']:g}")]
    elif node.op == "batch_norm" and abs(a["epsilon"] - 1e-5) > 1e-9:
        parts = [Said(NAMES["batch_norm"]), f"eps {a['epsilon']:g}"]
    else:
        parts = [Said(NAMES.get(node.op, node.op))]
    return functools.reduce(lambda said, more: Said(N_("{0}, {1}"), said, more), parts)


def _where(a: Mapping[str, Any], usual: tuple[int, int] | None) -> list[str]:
    """Stride and padding, where they are not the usual ones."""
    found: list[str] = []
    if tuple(a["stride"]) != usual:
        found.append(Said(N_("stride {0}"), _pair(a["stride"])))
    if any(a["pad"]):
        found.append(Said(N_("padding {0}"), _pair(a["pad"])))
    return found


def _pair(value: Sequence[int]) -> str:
    return str(value[0]) if value[0] == value[1] else f"({value[0]}, {value[1]})"


# Two blocks -----------------------------------------------------------------------------------------------------------
def beside(asked: Traced, own: Traced) -> Layers | None:
    """The two, layer by layer."""
    pairs = paired([_key(asked, n) for n in asked.order], [_key(own, n) for n in own.order])
    if len(pairs) > MOST:
        return None
    sides = [(asked, [a for a, _o in pairs]), (own, [o for _a, o in pairs])]
    columns = [[_box(side, at, at_all) for at in at_all] for side, at_all in sides]
    given = [tuple(None if at is None else side.values[side.order[at]] for side, at in ((asked, a), (own, o)))
             for a, o in pairs]
    return Layers(tuple(columns[0]), tuple(columns[1]), tuple(_differ(*both) for both in given),
                  tuple(_cut(*both) for both in given))


def paired(asked: Sequence[str], own: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which layer stands beside which; None: it is missing here, or not asked for."""
    found: list[tuple[int | None, int | None]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, asked, own, autojunk=False).get_opcodes():
        count = max(b - a, d - c) if kind in ("equal", "replace") else 0
        if count:
            found += [(a + n if a + n < b else None, c + n if c + n < d else None) for n in range(count)]
        else:
            found += [(n, None) for n in range(a, b)] + [(None, n) for n in range(c, d)]
    return found


def _key(side: Traced, here: int) -> str:
    """What two layers have in common that are the same. A bias in front of a batch norm makes no difference."""
    said = str(name(side.network, side.network.nodes[here]))
    return said.removesuffix(", without bias") if normed(side.network, here) else said


def _box(side: Traced, at: int | None, rows: Sequence[int | None]) -> Box | None:
    if at is None:
        return None
    node = side.network.nodes[side.order[at]]
    sources = {rows.index(side.order.index(n)) for n in node.inputs if n in side.order}
    return Box(name(side.network, node), node.shape, tuple(sorted(sources)))


def _differ(one: np.ndarray | None, two: np.ndarray | None) -> bool:
    if one is None or two is None:
        return False
    if one.shape != two.shape:
        return True
    scale = float(np.abs(one[np.isfinite(one)]).max(initial=1e-6))
    return not np.allclose(one, two, TOLERANCE, TOLERANCE * scale, equal_nan=True)


def _cut(asked: np.ndarray | None, own: np.ndarray | None) -> tuple[np.ndarray | None, np.ndarray | None, str]:
    """The part to look at of what two layers give: where they differ most, one map of one image."""
    there = [v for v in (asked, own) if v is not None]
    first = there[0]
    place = [0] * first.ndim
    if len(there) == 2 and there[1].shape == first.shape and first.size:
        apart = np.nan_to_num(np.abs(there[0].astype(np.float64) - there[1]))
        place = [int(n) for n in np.unravel_index(int(apart.argmax()), first.shape)]

    def part(value: np.ndarray | None) -> np.ndarray | None:
        if value is None or value.ndim not in (2, 4):
            return None
        lead = tuple(min(n, size - 1) for n, size in zip(place, value.shape, strict=False))[:value.ndim - 2]
        shown = value[lead] if value.ndim == 4 else value[place[0]:place[0] + 1]
        at = [max(0, min(n - SHOWN // 2, size - SHOWN)) for n, size in zip(
            place[-2:] if value.ndim == 4 else [0, place[-1]], shown.shape, strict=True)]
        return np.asarray(shown[at[0]:at[0] + SHOWN, at[1]:at[1] + SHOWN])
    where = f"[{place[0]}, {place[1]}]" if first.ndim == 4 else f"[{place[0]}]"
    return part(asked), part(own), where
