"""The graph of a traced network: every operator computes what MXNet's does; what is forged is refused, soon."""
from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import mxnet as mx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import manifest
from grader.submission import files
from grader.training import graph, images, plans
from grader.training.trainers import InProcess
from grader.worker import engine_mxnet, network
from grader.worker.wire.values import Block

try:
    import torch

    from grader.training import engine_torch
except ImportError:
    torch = None

IMAGES = (32, 1, 16, 16)
SHAPE = (2, 3, 6, 5)
LAYER = {"num_filter": "4", "kernel": "(3, 2)"}
POOL = {"kernel": "(3, 2)", "stride": "(2, 2)"}
# MXNet's operator, its attributes as JSON has them, the shapes of its inputs
CASES: list[tuple[str, dict[str, str], Sequence[tuple[int, ...]]]] = [
    ("Convolution", LAYER, [SHAPE, (4, 3, 3, 2), (4,)]),
    ("Convolution", LAYER | {"no_bias": "True", "stride": "(2, 1)", "pad": "(1, 2)"}, [SHAPE, (4, 3, 3, 2)]),
    ("Convolution", LAYER | {"num_filter": "6", "num_group": "3", "dilate": "(2, 1)"}, [SHAPE, (6, 1, 3, 2), (6,)]),
    ("FullyConnected", {"num_hidden": "7"}, [SHAPE, (7, 90), (7,)]),
    ("FullyConnected", {"num_hidden": "7", "flatten": "False", "no_bias": "True"}, [SHAPE, (7, 5)]),
    ("BatchNorm", {"fix_gamma": "False", "eps": "1e-05"}, [SHAPE, (3,), (3,), (3,), (3,)]),
    ("BatchNorm", {"axis": "3", "use_global_stats": "True"}, [SHAPE, (5,), (5,), (5,), (5,)]),
    *(("Pooling", POOL | {"pool_type": kind, "pad": pad, "pooling_convention": convention} | counted, [SHAPE])
      for kind in ("max", "avg", "sum") for pad in ("(0, 0)", "(1, 0)") for convention in ("valid", "full")
      for counted in ({}, {"count_include_pad": "False"})[:2 if kind == "avg" else 1]),
    *(("Pooling", {"global_pool": "True", "pool_type": kind}, [SHAPE]) for kind in ("max", "avg")),
    *(("Activation", {"act_type": kind}, [SHAPE]) for kind in ("relu", "sigmoid", "tanh", "softrelu", "softsign")),
    *(("LeakyReLU", {"act_type": kind} | ({"slope": "1.0"} if kind == "elu" else {}), [SHAPE])
      for kind in ("leaky", "elu", "selu", "gelu")),
    ("LeakyReLU", {"act_type": "prelu"}, [SHAPE, (3,)]), ("LeakyReLU", {"act_type": "leaky", "slope": "0"}, [SHAPE]),
    ("Flatten", {}, [SHAPE]),
    ("Reshape", {"shape": "(0, -1)"}, [SHAPE]), ("Reshape", {"shape": "(6, 30)"}, [SHAPE]),
    ("expand_dims", {"axis": "-1"}, [SHAPE]),
    ("squeeze", {}, [(2, 1, 3, 1)]), ("squeeze", {"axis": "1"}, [(2, 1, 3, 1)]),
    ("transpose", {"axes": "(0, 2, 3, 1)"}, [SHAPE]), ("transpose", {}, [SHAPE]),
    ("SwapAxis", {"dim1": "1", "dim2": "3"}, [SHAPE]),
    ("slice_axis", {"axis": "2", "begin": "1", "end": "None"}, [SHAPE]),
    ("slice_axis", {"axis": "-1", "begin": "0", "end": "-1"}, [SHAPE]),
    ("slice", {"begin": "(None, 1, 0)", "end": "(None, 3, 6)", "step": "(None, 1, 2)"}, [SHAPE]),
    ("slice", {"begin": "(0, 1)", "end": "(2, 3)"}, [SHAPE]),
    ("Concat", {"dim": "1", "num_args": "2"}, [SHAPE, (2, 4, 6, 5)]),
    ("stack", {"axis": "1", "num_args": "2"}, [SHAPE] * 2),
    ("broadcast_to", {"shape": "(0, 3, 4)"}, [(2, 1, 4)]), ("Pad", {"mode": "constant", "pad_width":
                                                                    "(0, 0, 0, 0, 1, 1, 0, 1)"}, [SHAPE]),
    *((kind, {"axis": "(2, 3)", "keepdims": keep}, [SHAPE]) for kind in ("mean", "sum", "max", "min")
      for keep in ("True", "False")),
    ("mean", {"axis": "1", "exclude": "True"}, [SHAPE]), ("sum", {}, [SHAPE]),
    ("softmax", {"axis": "1"}, [SHAPE]), ("log_softmax", {}, [SHAPE]), ("SoftmaxActivation", {}, [(2, 5)]),
    ("dot", {}, [(4, 3), (3, 5)]), ("dot", {"transpose_a": "True", "transpose_b": "True"}, [(3, 4), (5, 3)]),
    ("batch_dot", {"transpose_b": "True"}, [(2, 4, 3), (2, 5, 3)]), ("where", {}, [SHAPE] * 3),
    ("clip", {"a_min": "0.3", "a_max": "0.9"}, [SHAPE]), ("add_n", {"num_args": "2"}, [SHAPE] * 2),
    ("Cast", {"dtype": "float32"}, [SHAPE]), ("_copy", {}, [SHAPE]), ("BlockGrad", {}, [SHAPE]),
    ("_npi_where_lscalar", {"scalar": "0.7"}, [SHAPE] * 2), ("_npi_where_rscalar", {"scalar": "0.0"}, [SHAPE] * 2),
    *(("_npi_full_like", {"fill_value": value, "ctx": "cpu(0)"}, [SHAPE]) for value in ("0", "0.7")),
    ("_npi_pad", {"mode": "constant", "pad_width": "((0, 0), (0, 0), (1, 1), (0, 2))"}, [SHAPE]),
    *((name, {}, [SHAPE]) for name in ("relu", "sigmoid", "tanh", "softsign", "exp", "log", "sqrt", "square", "abs",
                                       "negative", "sign", "zeros_like", "ones_like")),
    *((f"broadcast_{name}", {}, [SHAPE, (1, 3, 1, 1)]) for name in (
        "add", "sub", "mul", "div", "maximum", "minimum", "power", "greater", "greater_equal", "lesser", "lesser_equal",
        "equal", "not_equal")),
    *((name, {}, [SHAPE, SHAPE]) for name in ("elemwise_add", "elemwise_sub", "elemwise_mul", "elemwise_div",
                                              "_maximum", "_minimum", "_greater", "_grad_add")),
    *((f"_{name}_scalar", {"scalar": "0.7"}, [SHAPE]) for name in (
        "plus", "minus", "rminus", "mul", "div", "rdiv", "power", "maximum", "minimum", "greater", "greater_equal",
        "lesser", "lesser_equal", "equal", "not_equal")),
]


def original(op: str, attributes: dict[str, str], values: Sequence[np.ndarray]) -> np.ndarray:
    """What MXNet itself makes of such a graph."""
    nodes: list[dict[str, Any]] = [{"op": "null", "name": f"v{n}", "inputs": []} for n in range(len(values))]
    nodes.append({"op": op, "name": "y", "attrs": attributes, "inputs": [[n, 0, 0] for n in range(len(values))]})
    symbol = mx.sym.load_json(json.dumps({"nodes": nodes, "arg_nodes": list(range(len(values))),
                                          "heads": [[len(values), 0, 0]]}))
    return evaluated(symbol, {f"v{n}": value for n, value in enumerate(values)})


def evaluated(symbol: Any, values: dict[str, np.ndarray]) -> np.ndarray:
    given = {name: mx.nd.array(value) for name, value in values.items()}
    aux = {name: given.pop(name) for name in symbol.list_auxiliary_states()}
    given = {name: value for name, value in given.items() if name in symbol.list_arguments()}
    return np.asarray(symbol.bind(mx.cpu(), given, aux_states=aux).forward(is_train=False)[0].asnumpy())


def read(op: str, attributes: dict[str, str], shapes: Sequence[tuple[int, ...]]) -> network.Network:
    """One operator of parameters, as the judge reads it."""
    reader = graph.Reader()
    leaves = [reader.add("parameter", (), shape, number=n) for n, shape in enumerate(shapes)]
    made, counts = graph.READERS[op]
    assert len(shapes) in counts
    place = made(reader, graph.Attributes(op, attributes), leaves)
    assert place == len(reader.nodes) - 1
    return network.Network(tuple(reader.nodes), tuple(network.Parameter(s, "own", 1.0) for s in shapes), {}, [])


def drawn(shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    rng = np.random.default_rng([3, *map(len, shapes)])
    return [rng.uniform(0.2, 1.5, shape).astype(np.float32) for shape in shapes]


@pytest.mark.parametrize(("op", "attributes", "shapes"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_an_operator_computes_what_mxnets_computes(op: str, attributes: dict[str, str],
                                                   shapes: Sequence[tuple[int, ...]]) -> None:
    values = drawn(shapes)
    expected, found = original(op, attributes, values), read(op, attributes, shapes)
    (*_, symbol), names = engine_mxnet.built(found)
    ours = evaluated(symbol, {name: values[n] for name, n in names.items()})
    assert found.nodes[-1].shape == ours.shape == expected.shape or (expected.shape == () and ours.shape == (1,))
    np.testing.assert_array_equal(ours, expected.reshape(ours.shape))
    assert network.Network.from_values(found.as_values()) == found
    if torch is not None:
        job = network_job(found)
        engine = engine_torch.PyTorch(found, job)
        engine.load(values)
        theirs = engine.run(torch.zeros(1), training=False, keep=False).detach().numpy()
        np.testing.assert_allclose(theirs, ours, rtol=2e-6, atol=2e-6)


def network_job(found: network.Network) -> Any:
    from grader.worker.loop import Job
    return Job(network="vgg", profile="quick", seed=0, **plans.PLANS["quick"]["vgg"].settings)


def test_both_engines_know_every_operator() -> None:
    made = {read(*case).nodes[-1].op for case in CASES} | {"dropout"}
    assert {*network.UNARY, *network.BINARY, *network.SCALAR} - made <= {"softplus", "copy", "gelu"}
    assert made <= engine_mxnet.BUILDERS.keys() | {"convolution"}
    if torch is not None:
        theirs = engine_torch.OPERATORS.keys() | {"batch_norm", "dropout"}
        assert theirs == engine_mxnet.BUILDERS.keys() | {"convolution"}


# What is forged -----------------------------------------------------------------------------------------------------

@cache
def traced() -> dict[str, Any]:
    """A real trace: the solution's small ResNet."""
    job = {"network": "resnet", "profile": "quick", **plans.PLANS["quick"]["resnet"].settings, "seed": 0}
    given = images.digits(0).images[:64]
    return dict(InProcess(files.read(manifest.ROOT / "solutions")).trace({"job": job, "images": given}))


@cache
def told() -> Any:
    return json.loads(traced()["told"].tobytes())


def test_a_real_trace_is_read() -> None:
    found = graph.read(traced(), IMAGES)
    assert found.batch == 32 and len(found.trained()) == len([p for p in found.parameters if p.rate])
    assert sum(math.prod(p.shape) for p in found.parameters if p.rate) == 9_282
    assert len(found.last_layer()) == 2


def attempt(answer: Any, within: float = 5.0) -> str:
    """A network or one refusal, soon."""
    started = time.process_time()
    try:
        found = graph.read(answer, IMAGES)
        assert found.nodes[-1].shape == (32, 10)
        return "read"
    except graph.Refused as refused:
        assert refused.message and refused.status in ("failed", "crashed", "memory", "timeout")
        assert refused.message.isprintable(), repr(refused.message)
        return refused.status
    finally:
        assert time.process_time() - started < within


def with_told(new: Any) -> dict[str, Any]:
    return traced() | {"told": np.frombuffer(json.dumps(new).encode("utf-8", "replace"), np.uint8)}


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 40), st.floats(), st.text(max_size=8),
                    st.sampled_from([1 << 31, 1 << 62, -(1 << 40), 1e308]), st.sampled_from(sorted(graph.READERS)),
                    st.sampled_from(["(1, 1)", "(0, 0)", "(4096, 4096)", "None", "True", "()", "(-1,)", "1e-5", "[1]",
                                     "((((((((1,),),),),),),),)", "9" * 150, "null", "NCHW"]))
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
    st.sampled_from(["traces", "parameters", "graph", "nodes", "heads", "op", "inputs", "attrs", "name", "images",
                     "shape", "start", "rate", "adds"]), inner, max_size=5), max_leaves=20)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANYTHING)
def test_any_json_is_a_network_or_one_refusal(new: Any) -> None:
    assert attempt(with_told(new)) != "read"


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_spoilt_trace_is_a_network_or_one_refusal(data: st.DataObject) -> None:
    """Some values somewhere in a real trace are others, or gone, or there twice."""
    new = copy.deepcopy(told())
    for _ in range(data.draw(st.integers(1, 4))):
        place = new
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                break
            key = data.draw(st.sampled_from(list(keys)))
            if isinstance(place[key], (dict, list)) and place[key] and data.draw(st.integers(0, 9)):
                place = place[key]
                continue
            match data.draw(st.integers(0, 3)):
                case 0:
                    del place[key]
                case 1 if isinstance(place, list):
                    place.insert(key, copy.deepcopy(place[key]))
                case _:
                    place[key] = data.draw(ANYTHING)
            break
    if data.draw(st.booleans()) and isinstance(new.get("traces"), list):  # alike in both
        new["traces"] = new["traces"][:1] * 2
    attempt(with_told(new))


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000, b'{"traces": ' * 50_000, b"\xff\xfe", b"1" * 5_000_000,
                                 b'{"traces": [1e999, NaN]}'], ids=lambda raw: repr(raw[:12]))
def test_bytes_that_are_no_trace(raw: bytes) -> None:
    assert attempt(traced() | {"told": np.frombuffer(raw, np.uint8)}) == "crashed"


@pytest.mark.parametrize("answer", [None, 3, "told", [{}], (1, 2), np.zeros(3), Block(3)], ids=repr)
def test_answers_that_are_none(answer: Any) -> None:
    for read in (graph.read, graph.read_block):
        with pytest.raises(graph.Refused) as refused:
            read(answer, IMAGES)
        assert refused.value.status == "crashed"


@pytest.mark.parametrize("answer", [{}, {"told": 3}, {"told": np.zeros(3)}, {"constants": [1, 2]}, {"own": []}],
                         ids=str)
def test_answers_without_their_parts(answer: dict[str, Any]) -> None:
    assert attempt({} if not answer else traced() | answer) == "crashed"


def chain(*ops: tuple[str, dict[str, str], int], parameters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """A trace of operators one after the other; each takes the one before, so many times."""
    nodes: list[dict[str, Any]] = [{"op": "null", "name": "x", "inputs": []}]
    nodes += [{"op": "null", "name": f"p{n}", "inputs": []} for n in range(len(parameters))]
    last = 0
    for op, attributes, times in ops:
        nodes.append({"op": op, "name": "", "attrs": attributes, "inputs": [[last, 0, 0]] * times})
        last = len(nodes) - 1
    trace = {"graph": {"nodes": nodes, "heads": [[last, 0, 0]]}, "images": "x",
             "parameters": [f"p{n}" for n in range(len(parameters))]}
    return with_told({"traces": [trace] * 2, "parameters": list(parameters)}) | {"own": {}}


@pytest.mark.parametrize(("answer", "status"), [
    (lambda: chain(*[("Concat", {"dim": "1"}, 50)] * 8), "memory"),
    (lambda: chain(*[("broadcast_add", {}, 2)] * 1990), "memory crashed"),
    (lambda: chain(*[("Pad", {"mode": "constant", "pad_width": "(0, 0, 0, 0, 4096, 4096, 4096, 4096)"}, 1)] * 4),
     "memory"),
    (lambda: chain(("broadcast_to", {"shape": "(32, 1073741824, 16, 16)"}, 1)), "memory"),
    (lambda: chain(("stack", {"axis": "0"}, 99), ("stack", {"axis": "0"}, 99), ("stack", {"axis": "0"}, 99),
                   ("stack", {"axis": "0"}, 99), ("stack", {"axis": "0"}, 99)), "memory"),
    (lambda: chain(("Reshape", {"shape": "(32, 256)"}, 1), *[("expand_dims", {"axis": "0"}, 1)] * 9), "crashed"),
    (lambda: chain(parameters=[{"shape": [1 << 20, 1 << 20], "start": "drawn", "rate": 1.0, "adds": False}]), "memory"),
    (lambda: chain(("Flatten", {}, 1)), "crashed"),
    (lambda: chain(("Dropout", {"p": "0.5", "mode": "always"}, 1)), "failed"),
    (lambda: chain(("Custom", {}, 1)), "failed"), (lambda: chain(("_CustomFunction", {}, 1)), "failed"),
    (lambda: chain(("Cast", {"dtype": "float16"}, 1)), "failed"),
    (lambda: chain(("\33[31m\ud800", {}, 1)), "failed"),
    (lambda: chain(("Flatten", {"\33[31m": "\ud800"}, 1)), "failed"),
    (lambda: chain(("Activation", {"act_type": "\33[31m\ud800"}, 1)), "failed"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_bombs_and_unknown_operators(answer: Any, status: str) -> None:
    assert attempt(answer()) in status.split()
