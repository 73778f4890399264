"""What runs beside the submission's code in the training check: its network is traced, and at the end it classifies.

A trace is what autograd records when a batch of images runs through the network. It leaves as data: the graph, and
which of its leaves is which parameter. No label is ever here. What is said here is not believed: `training/graph.py`
checks the graph, and the outputs that go with it are compared with what the graph computes.
"""
from __future__ import annotations

import contextlib
import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from mxnet.gluon import nn

from .engine_mxnet import Images
from .gluon import leaf, numpy_semantics, to_mxnet, unhybridized
from .host import Host
from .loop import Job
from .network import CLASSES, Parameter, initial, start_of

# The networks -------------------------------------------------------------------------------------------------------
# All that is between the image and the last layer is the student's, and that layer sees one number a channel: with a
# Flatten instead, it would learn digits from what untrained convolutions give it.

# (profile, network): the name in the exercise's file, which is called as the network, and the arguments of each call.
NETWORKS: dict[tuple[str, str], tuple[str, Sequence[tuple[Any, ...]]]] = {
    ("quick", "vgg"): ("vgg_block", [(1, 8), (1, 16), (1, 32)]),
    ("quick", "resnet"): ("Residual", [(8, True, 2), (16, True, 2), (16,)]),
    # VGG-11 with a quarter of its channels, as in section 5.7.
    ("book", "vgg"): ("vgg", [(((1, 64 // 4), (1, 128 // 4), (2, 256 // 4), (2, 512 // 4), (2, 512 // 4)),)]),
    ("book", "resnet"): ("resnet18", [()]),
}


def block(value: Any, name: str) -> Any:
    if not isinstance(value, gluon.Block):
        raise TypeError(f"{name} gave {type(value).__name__}, not a Gluon block")
    return value


@contextlib.contextmanager
def student(host: Host, job: Job) -> Iterator[None]:
    """Counts what happens meanwhile as the student's."""
    with numpy_semantics(host.flags[job.network]), host.student(job.network):
        yield


def builder(host: Host, job: Job) -> Callable[[], Any]:
    """What makes the network of the submission's parts. Missing, StudentError."""
    name, calls = NETWORKS[job.profile, job.network]
    host.load(job.network)
    made_of = host.named(job.network, name)

    def make() -> Any:
        mx.random.seed(job.seed)
        np.random.seed(job.seed)
        if job.profile == "book":
            return block(made_of(*calls[0]), name)
        net = nn.Sequential()
        for arguments in calls:
            net.add(block(made_of(*arguments), name))
        net.add(nn.GlobalAvgPool2D(), nn.Dense(CLASSES))
        return net
    return make


def prepared(net: Any, x: Any, job: Job) -> list[Any]:
    """The parameters that the network uses, in its order, with the values that the training begins with; a layer that
    no image runs through has none."""
    net.initialize(force_reinit=True)
    output = net(x).asnumpy()  # now all shapes are known
    if output.shape != (len(x), CLASSES):
        raise ValueError(f"for {len(x)} images, the network's output has the shape {output.shape}, "
                         f"not {(len(x), CLASSES)}")
    params = [p for p in net.collect_params().values() if p._data is not None]
    told = [parameter(p) for p in params]
    own = {n: p.list_data()[0].asnumpy() for n, p in enumerate(params) if told[n].start == "own"}
    fill(params, initial(told, own, job.init, job.seed))
    return params


def parameter(p: Any) -> Parameter:
    """What a parameter of Gluon's is to the training."""
    rate = 0.0 if p.grad_req == "null" else float(p.lr_mult)
    return Parameter(tuple(p.shape), start_of(p.name, tuple(p.shape)), rate, p.grad_req == "add")


def fill(params: Sequence[Any], values: Sequence[np.ndarray]) -> None:
    for p, value in zip(params, values, strict=True):
        p.set_data(to_mxnet(value, mx.cpu()))


# The trace ----------------------------------------------------------------------------------------------------------

@contextlib.contextmanager
def seen_by_operators() -> Iterator[list[Any]]:
    """The arrays that operators are given inside: constants are known by nothing else."""
    module = mx._ctypes.ndarray
    found: list[Any] = []
    handles = module.c_handle_array

    def noted(arrays: Any) -> Any:
        found.extend(arrays)
        return handles(arrays)
    module.c_handle_array = noted
    try:
        yield found
    finally:
        module.c_handle_array = handles


def recorded(net: Any, params: Sequence[Any], x: Any) -> tuple[dict[str, Any], dict[str, np.ndarray], np.ndarray]:
    """What autograd records of one batch: the graph with the names of its leaves; constants by name; the output."""
    x = x.copy()
    x.attach_grad()
    with seen_by_operators() as arrays, autograd.record():
        y = net(x)
    try:
        graph = json.loads(mx.autograd.get_symbol(y).tojson())
    except mx.MXNetError:
        raise ValueError("the network's output depends on no parameter and not on the images") from None
    names = [leaf(p.list_data()[0]) for p in params]
    known = {leaf(x), *names}
    unknown = {node["name"] for node in graph["nodes"] if node["op"] == "null"} - known
    named = [(leaf(array), array) for array in arrays] if unknown else []
    constants = {name: array.asnumpy() for name, array in named if name is not None and name in unknown}
    return {"graph": graph, "images": leaf(x), "parameters": names}, constants, y.asnumpy()


def graph(host: Host, block: int, x: np.ndarray) -> dict[str, Any]:
    """What autograd records when a block that `Host.layers` has seen runs on x, in training. {"told": JSON in bytes,
    "constants"}; parameters are named as in `Host.layers`."""
    net, exercise = host.block(block)
    named = host.parameters(block)
    with numpy_semantics(host.flags[exercise]), host.student(exercise), unhybridized():
        told, constants, _output = recorded(net, list(named.values()), host.to_mxnet(x))
        described = {"trace": told, "names": list(named), "parameters": [vars(parameter(p)) for p in named.values()]}
    return {"told": np.frombuffer(json.dumps(described).encode(), np.uint8), "constants": constants}


def trace(host: Host, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Traces the network. `inputs`: job and images, two batches. {"told": JSON in bytes, "own": start values of own
    parameters, "constants": those of the first batch and of the second, "training" and "classifying": outputs in both
    modes, "again": of the first batch, when training, once more: it differs where dropout drops}."""
    job = Job(**inputs["job"])
    make = builder(host, job)
    with student(host, job):
        given = Images(inputs["images"], job.size, mx.cpu())
        first, second = (given.batch(slice(n * job.batch_size, (n + 1) * job.batch_size)) for n in (0, 1))
        net = make()
        params = prepared(net, first[:2], job)
        with warnings.catch_warnings():  # Gluon recommends HybridSequential
            warnings.simplefilter("ignore")
            net.hybridize(False)
        with unhybridized():
            told, constants, outputs = zip(*(recorded(net, params, x) for x in (first, second)), strict=True)
            with autograd.train_mode():
                again = net(first).asnumpy()
            settled = [net(x).asnumpy() for x in (first, second)]
    described = {"traces": told, "parameters": [vars(parameter(p)) for p in params]}
    return {"told": np.frombuffer(json.dumps(described).encode(), np.uint8),
            "own": {str(n): p.list_data()[0].asnumpy() for n, p in enumerate(params)
                    if parameter(p).start == "own"},
            "constants": list(constants), "training": np.concatenate(outputs),
            "classifying": np.concatenate(settled), "again": again}


def classify(host: Host, inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The submission's own network with trained parameters, image by image. `inputs`: job, images, state. The last
    step has the scores."""
    job = Job(**inputs["job"])
    make = builder(host, job)
    count, found = len(inputs["images"]), []
    with student(host, job):
        given = Images(inputs["images"], job.size, mx.cpu())
        net = make()
        params = prepared(net, given.batch(slice(0, 2)), job)
        fill(params, [inputs["state"][str(n)] for n in range(len(inputs["state"]))])
    for start in range(0, count, job.batch_size):
        which = np.minimum(np.arange(start, start + job.batch_size), count - 1)
        with student(host, job):  # one batch at a time: what happens between them is not the student's
            found.append(net(given.batch(which)).asnumpy()[:count - start])
        yield {"kind": "test"}
    yield {"kind": "scores", "scores": np.concatenate(found)}
