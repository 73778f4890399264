"""Exercise 7, vgg.py: networks of repeated blocks (book section 5.7)."""
from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from mxnet import nd
from networks import Reference, compare, expected_layers, same_layers
from strategies import Case, arrays, two_sides

from grader.judging.comparing import Disagreement, agree, an_array
from grader.judging.property import graded
from grader.language.said import Said
from grader.submission.submission import Submission

Arch = tuple[tuple[int, int], ...]


def block(reference: Reference, x: Any, num_convs: int, num_channels: int) -> Any:
    for _turn in range(num_convs):
        x = nd.relu(reference.conv(x, num_channels, 3, padding=1))
    return nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pool_type="max")


def network(reference: Reference, x: Any, conv_arch: Arch) -> Any:
    for num_convs, num_channels in conv_arch:
        x = block(reference, x, num_convs, num_channels)
    x = nd.relu(reference.dense(x, 4096))
    x = nd.relu(reference.dense(x, 4096))
    return reference.dense(x, 10)


@st.composite
def block_cases(draw: st.DrawFn, num_convs: int) -> Case:
    """A block and an input; odd sizes too, of which the pooling drops a row or a column."""
    channels = draw(st.integers(1, 3))
    # With several convolutions maps are large enough for negative numbers in all channels.
    h, w = draw(two_sides(5, 4 if num_convs > 1 else 2, apart=num_convs > 1))
    return {"num_convs": num_convs, "num_channels": draw(st.integers(1, 4).filter(lambda n: n != num_convs)),
            "x": draw(arrays(draw(st.integers(1, 2)), channels, h, w, low=-2, high=2)),
            "seed": draw(st.integers(0, 999))}


blocks = block_cases(3), block_cases(1), block_cases(2)


@st.composite
def archs(draw: st.DrawFn, count: int) -> Case:
    """So many blocks, of different numbers of channels and not all of as many convolutions, and an input."""
    convs, channels = draw(st.permutations([1, 2, 1, 2][:max(2, count)])), draw(st.permutations([2, 3, 4]))
    h, w = draw(st.sampled_from([(4, 8), (8, 4), (9, 6)] if count < 3 else [(8, 16), (17, 8)]))
    return {"conv_arch": tuple(zip(convs[:count], channels, strict=False)),
            "x": draw(arrays(2, 1, h, w, low=-2, high=2)), "seed": draw(st.integers(0, 999))}


@graded(1, *blocks)
def test_block_layers(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """vgg_block has num_convs 3x3 convolutions, each with its own weight and bias"""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    layers = net.layers(x)
    same_layers(layers, expected_layers(partial(block, num_convs=num_convs, num_channels=num_channels), x, layers))


@graded(1, *blocks)
def test_block_halves(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """vgg_block halves height and width and gives num_channels feature maps

    The convolutions keep the size (padding 1), the pooling halves it and rounds down."""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    net.layers(x)
    expected = x.shape[0], num_channels, x.shape[2] // 2, x.shape[3] // 2
    got = an_array(net(x))
    if got.shape != expected:
        agree(got, np.zeros(expected, np.float32))


@graded(2, *blocks)
def test_block_output(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """vgg_block computes convolution and ReLU num_convs times, then a 2x2 max pooling"""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    compare(net, partial(block, num_convs=num_convs, num_channels=num_channels), x, seed)


@graded(1, *blocks)
def test_block_gradients(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """In training, the gradients of vgg_block's input and parameters are right"""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    compare(net, partial(block, num_convs=num_convs, num_channels=num_channels), x, seed, "floats", (True,), head=True)


@graded(1, archs(3), examples=1)  # test_vgg_output looks at the layers of smaller ones
def test_vgg_layers(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int) -> None:
    """vgg has a block for each entry of conv_arch, then dense layers of 4096, 4096 and 10 units"""
    net = submission.net(submission.vgg(conv_arch), "vgg")
    layers = net.layers(x)
    same_layers(layers, expected_layers(partial(network, conv_arch=conv_arch), x, layers))


@graded(2, archs(2), archs(1), examples=2)
def test_vgg_output(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int) -> None:
    """In prediction mode, vgg computes its blocks and dense layers; the last one has no activation"""
    net = submission.net(submission.vgg(conv_arch), "vgg")
    compare(net, partial(network, conv_arch=conv_arch), x, seed, "floats", tolerance=1e-4)


@graded(2, archs(2), examples=1)  # hundreds of units, whatever stands in front of them
def test_vgg_dropout(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int) -> None:
    """In training, each of the two large dense layers is followed by a dropout of rate 0.5

    Dropout sets about half of the units to 0 and doubles the others; in prediction mode it does nothing."""
    net = submission.net(submission.vgg(conv_arch), "vgg")
    layers = net.layers(x)
    x = np.ones((32, *x.shape[1:]), np.float32)
    dense = [name for name in layers if name.startswith("dense(4096,")]
    last = next((name for name in layers if name.startswith("dense(10,4096)")), None)
    if len(dense) != 2 or last is None:
        raise Disagreement("vgg should have two dense layers of 4096 units and one of 10")
    # Every unit of the second dense layer is 1; each of the ten outputs looks at one unit.
    one_unit = np.eye(10, 4096, dtype=np.float32)
    constant = {"*.weight": 0, "*.bias": 1, f"{last}.weight": one_unit, f"{last}.bias": 0}
    net.fill(0, "ints", **constant)
    ones = an_array(net(x, train=True))
    # Both sum up what comes in, ones from the blocks: features * 4096 without dropout, features * 2 * kept with.
    features = layers[dense[0]]["weight"][1]
    sums = {f"{name}.{attribute}": value for name in dense for attribute, value in (("weight", 1), ("bias", 0))}
    net.fill(0, "ints", **constant, **sums)
    outputs = an_array(net(x, train=True)).max(1)
    seen(ones)
    kept = outputs[outputs > 0] / 4 / features  # a row's ten outputs may all be dropped
    if len(kept) == 0 or (kept == 2048).all() or (kept == 1024).all():
        raise Disagreement("no unit is dropped after the first dense layer")
    if not (np.abs(kept - 2048) < 250).all():  # 32 is one standard deviation
        raise Disagreement("before the second dense layer, not every second unit of the first is dropped (rate 0.5), "
                           "or something else is dropped as well")


def seen(values: np.ndarray) -> None:
    """320 units that were 1 before a dropout of 0.5: 0 or 2, about half of them each."""
    if (values == 1).all():
        raise Disagreement("no unit is dropped after the second dense layer")
    dropped = int((values == 0).sum())
    if not np.isin(values, (0, 2)).all() or not 100 < dropped < 220:  # 160 +- 9 is one standard deviation
        raise Disagreement(Said("after the second dense layer, {0} of {1} units were dropped and the others became "
                                "{2:.4g}; with a rate of 0.5, half are dropped and the others doubled",
                                dropped, values.size, float(values.max())))
