"""Exercise 7, vgg.py: networks of repeated blocks (book section 5.7)."""
from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from laws import shaped
from networks import (
    Layers,
    Reference,
    acting_parameters,
    all_learn,
    asked_layers,
    compare,
    corner,
    own_parameters,
    same_layers_that_act,
)
from strategies import TINY, Case, arrays

from grader.language.said import Said
from grader.properties import Design, Disagreement, Net, Submission, agree, an_array, graded, mx

Arch = tuple[tuple[int, int], ...]


def block(reference: Reference, x: Any, num_convs: int, num_channels: int) -> Any:
    for _turn in range(num_convs):
        x = mx.nd.relu(reference.conv(x, num_channels, 3, padding=1))
    return mx.nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pool_type="max")


def network(reference: Reference, x: Any, conv_arch: Arch) -> Any:
    for num_convs, num_channels in conv_arch:
        x = block(reference, x, num_convs, num_channels)
    x = mx.nd.relu(reference.dense(x, 4096))
    x = mx.nd.relu(reference.dense(x, 4096))
    return reference.dense(x, 10)


@st.composite
def block_cases(draw: st.DrawFn, convs: str, channels: str, size: str) -> Case:
    """A block and an input. Of odd sizes the pooling drops a row or a column. With several convolutions maps are large
    enough for negative numbers in all channels."""
    inputs = draw(st.integers(2, 3))
    h, w = draw(st.sampled_from({"odd": [(5, 3), (3, 5)], "odd and even": [(5, 4), (4, 5), (6, 3)]}[size]))
    return {"num_convs": {"one": 1, "two": 2, "four": 4}[convs],
            "num_channels": inputs + {"equal": 0, "more": draw(st.integers(1, 2)), "fewer": -1}[channels],
            "x": draw(arrays(draw(st.integers(1, 2)), inputs, h, w, values=TINY)), "seed": draw(st.integers(0, 999))}


BLOCKS = Design("blocks", block_cases, size=("odd", "odd and even"), convs=("four", "one", "two"),
                channels=("more", "equal"))


@st.composite
def archs(draw: st.DrawFn, blocks: str, size: str) -> Case:
    """Blocks, and an input with two channels: two equal blocks, or others, of different numbers of convolutions and
    channels."""
    first, second = draw(st.permutations([1, 2])), draw(st.permutations([3, 4]))
    arch = {"one": ((2, 3),), "two": tuple(zip(first, second, strict=True)),
            "three, two of them equal": ((1, 2), (1, 2), (first[0], second[0]))}[blocks]
    shape = {"odd": draw(st.sampled_from([(7, 10), (6, 11), (9, 6)])), "even": draw(st.sampled_from([(4, 8), (8, 4)])),
             "large": draw(st.sampled_from([(8, 17), (17, 8)]))}[size]
    images = 1 if size == "large" else 2  # of one image, whatever squeezes its maps loses an axis
    return {"conv_arch": arch, "x": draw(arrays(images, 2, *shape, values=TINY)), "seed": draw(st.integers(0, 999))}


ARCHS = Design("networks", archs, lambda classes: (classes["blocks"], classes["size"]) in (
    ("two", "odd"), ("one", "even"), ("three, two of them equal", "large")),
    blocks=("two", "one", "three, two of them equal"), size=("odd", "even", "large"))


@graded(1, *BLOCKS.rows[:2], BLOCKS.rows[2].also(another=True))
def test_block_layers(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int,
                      another: bool = False) -> None:
    """vgg_block has num_convs 3x3 convolutions, each with its own weight and bias

    Two blocks have parameters of their own."""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    same_layers_that_act(net, partial(block, num_convs=num_convs, num_channels=num_channels), x, seed, kernels=True)
    if another:
        own_parameters(net, submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block"), x)


@graded(1, *BLOCKS.rows[:3])
def test_block_halves(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """vgg_block halves height and width and gives num_channels feature maps

    The convolutions keep the size (padding 1), the pooling halves it and rounds down."""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    layers, (flat, changed) = net.layers(x), corner(x)
    shape = x.shape[0], num_channels, x.shape[2] // 2, x.shape[3] // 2
    shaped(net(x), np.zeros(shape, np.float32))
    net.fill(seed, "floats", **acting_parameters(layers, seed))
    before, after = an_array(net(flat)), an_array(net(changed))
    shaped(before, np.zeros(shape, np.float32))
    shaped(after, before)
    differ = (before != after).reshape(-1, shape[2] * shape[3])
    if not differ[:, 0].all() or differ[:, 1:].any():
        raise Disagreement("the corner of the input should show in the same corner of the output, and nowhere else, "
                           "when each kernel looks at its middle only")


@graded(2, *BLOCKS)
def test_block_output(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """vgg_block computes convolution and ReLU num_convs times, then a 2x2 max pooling"""
    net = submission.net(submission.vgg_block(num_convs, num_channels), "vgg_block")
    compare(net, partial(block, num_convs=num_convs, num_channels=num_channels), x, seed)


@graded(1, *BLOCKS.rows[:3])  # each number of convolutions; the outputs of the others are seen above
def test_block_gradients(submission: Submission, num_convs: int, num_channels: int, x: np.ndarray, seed: int) -> None:
    """In training, the gradients of vgg_block's input and parameters are right"""
    net = submission.net(submission.vgg_block(num_convs=num_convs, num_channels=num_channels), "vgg_block")
    compare(net, partial(block, num_convs=num_convs, num_channels=num_channels), x, seed, "floats", (True,), head=True)


def archs_of(size: str) -> Any:
    return ARCHS.where(lambda classes: classes["size"] == size)


@graded(1, *archs_of("large"), *(row.also(learns=False) for row in archs_of("even")))
def test_vgg_layers(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int, learns: bool = True) -> None:
    """vgg has a block for each entry of conv_arch, then dense layers of 4096, 4096 and 10 units

    Each has parameters of its own, and all of them learn: in training, each parameter has a gradient."""
    net = submission.net(submission.vgg(list(conv_arch)), "vgg")
    if submission.changed:
        raise Disagreement("the list conv_arch was changed")
    asked = partial(network, conv_arch=conv_arch)
    if not learns:
        asked_layers(net, asked, x)
        return
    layers = same_layers_that_act(net, asked, x, seed)  # all are positive: no unit is dead
    all_learn(net.run(np.ones_like(x), train=True, head=np.ones((len(x), 10), np.float32)), layers)


@graded(2, *archs_of("odd"))
def test_vgg_output(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int) -> None:
    """In prediction mode, vgg computes its blocks and dense layers; the last one has no activation"""
    net = submission.net(submission.vgg(conv_arch), "vgg")
    compare(net, partial(network, conv_arch=conv_arch), x, seed, "floats", tolerance=1e-4)


@graded(2, *archs_of("even"))  # hundreds of units, whatever is in front of them
def test_vgg_dropout(submission: Submission, conv_arch: Arch, x: np.ndarray, seed: int) -> None:
    """In training, each of the two large dense layers is followed by a dropout of rate 0.5

    Dropout sets about half of the units to 0 and doubles the others; in prediction mode it does nothing."""
    net = submission.net(submission.vgg(conv_arch=conv_arch), "vgg")
    layers = net.layers(x)
    dense = [name for name in layers if name.startswith("dense(4096,")]
    last = next((name for name in layers if name.startswith("dense(10,4096)")), None)
    if len(dense) != 2 or last is None:
        raise Disagreement("vgg should have two dense layers of 4096 units and one of 10")
    # Every unit of the second dense layer is the same; each of the ten outputs looks at one unit.
    rng = np.random.default_rng(seed)
    unit, bias = (float(number) for number in rng.choice(np.arange(1, 9) / 4, 2, replace=False))
    gains = rng.integers(1, 5, 10).astype(np.float32)
    one_unit = np.zeros((10, 4096), np.float32)
    one_unit[np.arange(10), rng.choice(4096, 10, replace=False)] = gains
    constant = {"*.weight": 0, "*.bias": unit, f"{last}.weight": one_unit, f"{last}.bias": bias, **passing(layers)}
    x, many = (np.full((images, *x.shape[1:]), unit, np.float32) for images in (len(x), 32))
    net.fill(0, "ints", **constant)
    agree(net(x), np.broadcast_to(unit * gains + bias, (len(x), 10)), "the output in prediction mode", 1e-4)
    units = (scores(net, many) - bias) / gains / unit
    # Both sum up what comes in, `unit` through the blocks: features * 4096 without dropout, features * 2 * kept with.
    features = layers[dense[0]]["weight"][1]
    sums = {f"{name}.{attribute}": value for name in dense for attribute, value in (("weight", 1), ("bias", 0))}
    net.fill(0, "ints", **constant, **sums)
    outputs = ((scores(net, many) - bias) / gains / unit).max(1)
    seen(units)
    kept = outputs[outputs > 1] / 4 / features  # a row's ten outputs may all be dropped
    if len(kept) == 0 or (kept.round() == 2048).all() or (kept.round() == 1024).all():
        raise Disagreement("no unit is dropped after the first dense layer")
    # 32 is one standard deviation. With another rate, what is kept weighs another number: the sums are no whole ones,
    # or multiples of one.
    if not (np.abs(kept - 2048) < 250).all() or np.abs(kept - kept.round()).max() > 0.05 or np.gcd.reduce(
            kept.round().astype(int)) > 1:
        raise Disagreement("before the second dense layer, not every second unit of the first is dropped (rate 0.5), "
                           "or something else is dropped as well")
    if (kept == kept[0]).all() or (units == units[0]).all() or (units == units[:, :1]).all():
        raise Disagreement("a dropout should drop each unit of each image for itself, not the same ones of all, or all "
                           "of one")


def scores(net: Net, x: np.ndarray) -> np.ndarray:
    """The ten scores of each image in training."""
    __tracebackhide__ = True
    y = net(x, train=True)
    shaped(y, np.zeros((len(x), 10), np.float32))
    return an_array(y)


def passing(layers: Layers) -> dict[str, np.ndarray | int]:
    """Parameters of convolutions that let maps of one number pass: a dropout before the dense layers would change
    them."""
    found: dict[str, np.ndarray | int] = {}
    for name, layer in layers.items():
        if len(shape := layer.get("weight", ())) == 4:
            mean = np.zeros(shape, np.float32)
            mean[:, :, shape[2] // 2, shape[3] // 2] = 1 / max(1, shape[1])  # the shape is the process's own word
            found |= {f"{name}.weight": mean, **({f"{name}.bias": 0} if "bias" in layer else {})}
    return found


def seen(units: np.ndarray) -> None:
    """320 units that were 1 before a dropout of 0.5: 0 or 2, about half of them each."""
    if np.allclose(units, 1):
        raise Disagreement("no unit is dropped after the second dense layer")
    dropped = int(np.isclose(units, 0, atol=1e-3).sum())
    if not np.isclose(units * (units - 2), 0, atol=1e-3).all() or not 100 < dropped < 220:  # 160 +- 9 is one deviation
        raise Disagreement(Said("after the second dense layer, {0} of {1} units were dropped and the others became "
                                "{2:.4g}; with a rate of 0.5, half are dropped and the others doubled",
                                dropped, units.size, float(units.max())))
