"""Parameters that begin in the quick way are those that Gluon makes by itself."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mxnet as mx
import numpy as np
import pytest
from mxnet.gluon import nn

from grader.worker.gluon import numpy_semantics, quick_start
from grader.worker.host import Host
from grader.worker.sources import Sources
from grader.worker.wire.frames import DTYPES
from grader.worker.wire.values import LARGE, parameter

LAYERS: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "convolution": (lambda: nn.Conv2D(4, 3), (2, 3, 5, 6)),
    "convolution of a square kernel without a bias": (lambda: nn.Conv2D(4, (3, 1), use_bias=False), (2, 3, 5, 6)),
    "convolution in groups": (lambda: nn.Conv2D(4, 1, groups=2), (2, 6, 5, 6)),
    "convolution of known input": (lambda: nn.Conv2D(4, 1, in_channels=3), (2, 3, 5, 6)),
    "convolution with a stride and a padding": (lambda: nn.Conv2D(4, (2, 3), (3, 2), (1, 0)), (2, 3, 8, 9)),
    "convolution with a dilation": (lambda: nn.Conv2D(4, 3, dilation=(2, 1)), (2, 3, 8, 9)),
    "convolution and ReLU": (lambda: nn.Conv2D(4, 3, activation="relu"), (2, 3, 5, 6)),
    "convolution of rows": (lambda: nn.Conv1D(4, 3), (2, 3, 5)),
    "transposed convolution": (lambda: nn.Conv2DTranspose(4, 3), (2, 3, 5, 6)),
    "dense": (lambda: nn.Dense(5), (2, 3, 5, 6)),
    "dense without a bias, and sigmoid": (lambda: nn.Dense(5, "sigmoid", use_bias=False), (2, 4)),
    "dense along the last axis": (lambda: nn.Dense(5, flatten=False), (2, 3, 6)),
    "batch norm": (nn.BatchNorm, (2, 3, 5, 6)),
    "batch norm of another axis": (lambda: nn.BatchNorm(axis=2), (2, 3, 5, 6)),
    "batch norm of the last axis": (lambda: nn.BatchNorm(axis=-1), (2, 3, 5, 6)),
    "batch norm and ReLU": (nn.BatchNormReLU, (2, 3, 5, 6)),
    "layer norm": (nn.LayerNorm, (2, 3, 5)),
    "own initializer": (lambda: nn.Dense(5, weight_initializer=mx.init.Constant(3)), (2, 4)),
}


REFUSED: dict[str, Callable[[], Any]] = {
    "kernel": lambda: nn.Conv2D(4, 7),
    "groups": lambda: nn.Conv2D(4, 3, groups=2),
    "channels": lambda: nn.Conv2D(4, 3, in_channels=2),
    "stride": lambda: nn.Conv2D(4, 3, strides=0),
    "dilation": lambda: nn.Conv2D(4, 3, dilation=0),
    "padding": lambda: nn.Conv2D(4, 3, padding=(1, 1, 1)),
    "units": lambda: nn.Dense(5, in_units=3),
    "axis": lambda: nn.BatchNorm(axis=5),
    "initializer": lambda: nn.Dense(5, weight_initializer="nothing"),
}


def begun(layer: Any, shape: tuple[int, ...]) -> dict[str, Any]:
    """The parameters that a layer begins with, and what it makes of ones."""
    layer.initialize(mx.init.Zero(), force_reinit=True)
    y = layer(mx.np.ones(shape) if mx.util.is_np_array() else mx.nd.ones(shape))
    y.wait_to_read()
    return {"y": y} | {name: parameter.data() for name, parameter in layer._reg_params.items()}


@pytest.mark.parametrize("numpy", [False, True], ids=["nd", "np"])
@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS.keys())
def test_a_layer_begins_as_by_gluon(make: Callable[[], Any], shape: tuple[int, ...], numpy: bool) -> None:
    with numpy_semantics((numpy, numpy)):
        asked = begun(make(), shape)
        with quick_start() as unwritten:
            found = begun(make(), shape)
        for array in unwritten:
            array[:] = 0
        assert found.keys() == asked.keys()
        for name, array in asked.items():
            same = found[name]
            assert (type(same), same.shape, same.dtype, same.context) == (
                type(array), array.shape, array.dtype, array.context)
            # Gammas and running variances begin with zeros, too: what the properties fill is filled before it counts.
            ones = name in ("gamma", "running_var") or (name == "y" and "gamma" in asked)
            assert np.array_equal(same.asnumpy(), array.asnumpy() * (not ones))


NETWORK = """
from mxnet.gluon import nn
def make():
    net = nn.Sequential()
    net.add(nn.Conv2D(300, 3), nn.Dense(4096), nn.Dense(10))
    return net
"""


def test_a_network_that_nobody_fills_has_zeros() -> None:
    host, x = Host(Sources({"nets": NETWORK.encode()})), np.ones((2, 30, 4, 5), np.float32)
    for _turn in range(3):  # in memory that the one before left
        nets = [host.call("nets", "make", [], {})[0].id for _ in range(2)]
        for net in nets:
            host.layers(net, x)
        host.fill(nets[1], 1, "floats", {})
        assert not host.run(nets[0], x, train=False, head=None)["y"].any()
        assert host.run(nets[1], x, train=False, head=None)["y"].all()
        host.forget()


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_what_gluon_refuses_is_refused(make: Callable[[], Any]) -> None:
    refusals = mx.MXNetError, ValueError, AssertionError
    with pytest.raises(refusals):
        begun(make(), (2, 3, 5, 6))
    with pytest.raises(refusals), quick_start():
        begun(make(), (2, 3, 5, 6))


@pytest.mark.parametrize("numpy", [False, True], ids=["nd", "np"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_an_argument_is_what_array_makes_of_it(dtype: str, numpy: bool) -> None:
    host = Host(Sources({}))
    with numpy_semantics((numpy, numpy)):
        for shape in ((2, 3), (4,), (3, 1, 2)):
            value = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
            for each in (value, value.T, value[::-1]):
                try:
                    asked = (mx.np if numpy else mx.nd).array(each, dtype=each.dtype)
                except (mx.MXNetError, TypeError, KeyError) as error:
                    with pytest.raises(type(error)):
                        host.to_mxnet(each)
                    continue
                found = host.to_mxnet(each)
                assert (type(found), found.shape, found.dtype) == (type(asked), asked.shape, asked.dtype)
                assert np.array_equal(found.asnumpy(), asked.asnumpy())


@pytest.mark.parametrize("size", [3, LARGE + 1])
@pytest.mark.parametrize("kind", ["ints", "floats"])
def test_what_a_batch_norm_divides_by_stays_away_from_zero(kind: str, size: int) -> None:
    assert (parameter(1, kind, f"norm({size},)#0.running_var", (size,)) >= 0.02).all()
    assert (np.abs(parameter(1, kind, f"norm({size},)#0.gamma", (size,))) >= 0.5).all()
