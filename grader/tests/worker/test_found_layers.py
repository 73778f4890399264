"""A block's layers, however a network calls them and whatever its parameters' attributes are called."""
from __future__ import annotations

import numpy as np
import pytest

from grader.worker.host import Host
from grader.worker.sources import Sources

FILE = """
from mxnet import autograd, gluon, nd, sym
from mxnet.gluon import nn

class Net(nn.Block):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.one, self.two = nn.Conv2D(3, 3, padding=1), nn.Conv2D(3, 3, padding=1)
        self.make()
    def make(self):
        pass
    def forward(self, x):
        return self.two(self.one(x))

class Direct(Net):
    def forward(self, x):
        return self.two.forward(self.one.forward(x))

class OwnCall(Net):
    def __call__(self, x):
        return self.forward(x)

class ByHand(Net):
    def forward(self, x):
        for layer in (self.one, self.two):
            layer(x)
            x = nd.Convolution(x, layer.weight.data(), layer.bias.data(), kernel=(3, 3), pad=(1, 1), num_filter=3)
        return x

class Printed(Net):
    def forward(self, x):
        with autograd.pause():
            print(self.one(x).shape)
        print(self.one(x).shape, self.two(x).shape)
        return super().forward(x)

class Compiled(Net):
    def make(self):
        self.body, self.compiled = nn.HybridSequential(), False
        self.body.add(self.one, self.two)
    def forward(self, x):
        if not self.compiled:
            self.body.hybridize()
        return self.body(x)

class Lists(nn.Block):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Conv2D(3, 3, padding=1) for _ in range(2)]
        for layer in self.layers:
            self.params.update(layer.collect_params())
    def forward(self, x):
        return self.layers[1](self.layers[0](x))

class Late(nn.Block):
    def forward(self, x):
        if not self._children:
            for _ in range(2):
                layer = nn.Conv2D(3, 3, padding=1, in_channels=3)
                layer.initialize()
                self.register_child(layer)
        for layer in self._children.values():
            x = layer(x)
        return x

def Symbols():
    net = nn.HybridSequential()
    net.add(nn.Conv2D(3, 3, padding=1), nn.Conv2D(3, 3, padding=1))
    data = sym.var('data')
    return gluon.SymbolBlock(net(data), data, params=net.collect_params())

class Shared(Net):
    def forward(self, x):
        return self.one(self.one(x))

class SharedParameters(nn.Block):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2D(3, 3, padding=1)
        self.two = nn.Conv2D(3, 3, padding=1, params=self.one.params)
    def forward(self, x):
        return self.two(self.one(x))

class Aliases(nn.Block):
    def __init__(self):
        super().__init__()
        self.w = self.weight = self.params.get('w', shape=(3, 3))
        self.bias = self.b = self.params.get('bias', shape=(1,))
    def forward(self, x):
        return x + self.w.data().sum() + self.weight.data()[0, 0] + self.b.data()

class Properties(nn.Block):
    def __init__(self):
        super().__init__()
        self._w, self._b = self.params.get('weight', shape=(3, 3)), self.params.get('bias', shape=(1,))
    weight = property(lambda self: self._w)
    def forward(self, x):
        return x + self.weight.data().sum() + self._b.data()

class ManyNames(nn.Block):
    def __init__(self):
        super().__init__()
        for n in range(40):
            setattr(self, f'number{n}', self.params.get(f'number{n}', shape=(1,)))
    def forward(self, x):
        return x + self.number0.data()
"""
CONVOLUTION = {"weight": [3, 3, 3, 3], "bias": [3], "uses": 1}
TWO = {"conv(3,3,3,3)#0": CONVOLUTION, "conv(3,3,3,3)#1": CONVOLUTION}
ONE = {"conv(3,3,3,3)#0": CONVOLUTION | {"uses": 2}}
OWN = {"dense(3,3)#0": {"weight": [3, 3], "bias": [1], "uses": 1}}
X = np.ones((1, 3, 3, 3), np.float32)


def layers(name: str) -> dict[str, dict[str, object]]:
    host = Host(Sources({"nets": FILE.encode()}))
    try:
        value, _changed = host.call("nets", name, [], {})
        return host.layers(value.id, X)
    finally:
        host.close()


@pytest.mark.parametrize("name", ["Net", "Direct", "OwnCall", "ByHand", "Printed", "Compiled", "Lists", "Late",
                                  "Symbols"])
def test_two_layers(name: str) -> None:
    assert layers(name) == TWO


@pytest.mark.parametrize("name", ["Shared", "SharedParameters"])
def test_one_layer_used_twice(name: str) -> None:
    assert layers(name) == ONE


@pytest.mark.parametrize("name", ["Aliases", "Properties"])
def test_parameters_of_ones_own(name: str) -> None:
    found, = layers(name).values()
    assert {**found, "uses": 1} == OWN["dense(3,3)#0"]


def test_a_layer_of_many_parameters_has_a_name_that_travels() -> None:
    (name, found), = layers("ManyNames").items()
    assert len(name) < 300 and len(found) == 41
