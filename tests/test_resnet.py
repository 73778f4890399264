"""Exercise 8, resnet.py: residual networks (book section 5.11)."""
from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from networks import Reference, compare, expected_output, own_parameters, same_layers_that_act
from strategies import Case

from grader.properties import Design, Net, Submission, agree, graded, mx

FLOATS = 1e-3  # batch norm divides by small numbers: rounding differs in the fourth digit


def shortcut(r: Reference, x: Any, channels: int, use_1x1conv: bool, strides: int) -> Any:
    return r.conv(x, channels, 1, stride=strides) if use_1x1conv else x


def rectified(r: Reference, x: Any, **options: Any) -> Any:
    return mx.nd.relu(shortcut(r, x, **options))


def residual(r: Reference, x: Any, channels: int, use_1x1conv: bool = False, strides: int = 1) -> Any:
    y = mx.nd.relu(r.norm(r.conv(x, channels, 3, padding=1, stride=strides, before_norm=True)))
    y = r.norm(r.conv(y, channels, 3, padding=1, before_norm=True))
    return mx.nd.relu(y + shortcut(r, x, channels, use_1x1conv, strides))


def stage(r: Reference, x: Any, channels: int, residuals: int, first_block: bool = False) -> Any:
    for i in range(residuals):
        halves = i == 0 and not first_block
        x = residual(r, x, channels, halves, 2 if halves else 1)
    return x


def resnet18(r: Reference, x: Any, num_classes: int) -> Any:
    x = mx.nd.relu(r.norm(r.conv(x, 64, 7, padding=3, stride=2, before_norm=True)))
    x = mx.nd.Pooling(x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="max")
    for i, channels in enumerate((64, 128, 256, 512)):
        x = stage(r, x, channels, 2, first_block=i == 0)
    return r.dense(mx.nd.mean(x, axis=(2, 3)), num_classes)


def image(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


seeds = st.integers(0, 999)
classes = st.integers(2, 12).filter(lambda n: n != 10)  # 10 is the default
# Channels, height and width. The last maps have several positions, else a global maximum and a global average are the
# same: 2 x 2 of the one, and 1 x 3 of the other, where an average of 2 x 2 is none of all. Both stems give maps with an
# even side, of which a pooling that rounds up makes one more.
GREY, COLOUR = (1, 33, 35), (3, 17, 67)


@st.composite
def residual_cases(draw: st.DrawFn, shortcut: str, inputs: str, size: str) -> Case:
    """A residual block and the shape of an input that it takes. What is a default is left out at times. A stride is 2,
    or 3 on squares."""
    channels = draw(st.integers(2, 3))
    options: dict[str, Case] = {"input itself": {}, "1x1 convolution": {"use_1x1conv": True},
                                "1x1 convolution with a stride": {"use_1x1conv": True,
                                                                  "strides": 3 if size == "square" else 2}}
    ci = channels + {"as many": 0, "more": draw(st.integers(1, 2)), "fewer": -1}[inputs]
    shape = draw(st.integers(2, 3)), ci, *draw(st.sampled_from({"odd": [(5, 3), (3, 5)], "even": [(4, 6), (6, 4)],
                                                               "square": [(4, 4), (5, 5)]}[size]))
    return {"num_channels": channels, **options[shortcut], "shape": shape, "seed": draw(seeds)}


RESIDUALS = Design("residuals", residual_cases,
                   lambda classes: classes["inputs"] == "as many" or classes["shortcut"].startswith("1x1"),
                   shortcut=("1x1 convolution with a stride", "input itself", "1x1 convolution"),
                   inputs=("more", "as many"), size=("odd", "even", "square"))


@st.composite
def stages(draw: st.DrawFn, count: str, first_block: str, mode: str) -> Case:
    channels = draw(st.integers(2, 4))
    first = {"first_block": True} if first_block == "yes" else draw(st.sampled_from([{}, {"first_block": False}]))
    shape = 2, channels if first_block == "yes" else draw(st.integers(2, 4)), *draw(st.sampled_from(
        [(4, 6), (5, 7), (7, 4), (5, 5)]))
    return {"num_channels": channels, "num_residuals": {"one": 1, "two": 2, "four": 4}[count], **first,
            "train": mode == "training", "shape": shape, "seed": draw(seeds)}


STAGES = Design("stages", stages, first_block=("no", "yes"), count=("four", "two", "one"),
                mode=("prediction", "training"))


def build(submission: Submission, *options: bool | int, **named: Any) -> Net:
    """A block, of arguments by position and by name."""
    return submission.net(submission.Residual(*options, **named), "Residual")


@graded(1, *RESIDUALS.rows[1:3], RESIDUALS.rows[0].also(prefix="mine_"))
def test_residual_layers(submission: Submission, num_channels: int, shape: tuple[int, ...], seed: int,
                         prefix: str = "", **options: Any) -> None:
    """Residual has two 3x3 convolutions, a batch norm for each, and a 1x1 convolution where it is asked for

    Two blocks have parameters of their own. `prefix=` and `params=` are handed on: the block's name begins with the
    prefix."""
    x = image(seed, *shape)
    net = build(submission, num_channels, **options)
    same_layers_that_act(net, partial(residual, channels=num_channels, **options), x, seed)
    if prefix:
        other = build(submission, num_channels, **options, prefix=prefix)
        agree(other.prefix(), prefix, "the prefix of the block's names")
        own_parameters(net, other, x)
        build(submission, num_channels, **options, params=net)


@graded(1, *RESIDUALS.rows[:3])
def test_residual_shortcut(submission: Submission, num_channels: int, shape: tuple[int, ...], seed: int,
                           use_1x1conv: bool = False, strides: int = 1) -> None:
    """Where its 3x3 convolutions are zero, Residual is the ReLU of its shortcut

    The shortcut is the input itself, or its 1x1 convolution with the stride; nothing else lies on it."""
    x = image(seed, *shape)
    net = build(submission, num_channels, use_1x1conv, strides)
    layers = net.layers(x)
    zeros = {f"{name}.{attribute}": 0 for name in layers if "3,3)" in name for attribute in ("weight", "bias")}
    neutral = zeros | {"*.beta": 0, "*.running_mean": 0, "*.running_var": 1, "*.gamma": 1}
    net.fill(seed, "floats", **neutral)
    asked = partial(rectified, channels=num_channels, use_1x1conv=use_1x1conv, strides=strides)
    agree(net(x), expected_output(asked, x, layers, seed, "floats", neutral), tolerance=FLOATS)


@graded(2, *RESIDUALS.rows[::2])
def test_residual_prediction(submission: Submission, num_channels: int, shape: tuple[int, ...], seed: int,
                           **options: Any) -> None:
    """In prediction mode, Residual computes what its layers say: the sum first, ReLU last"""
    compare(build(submission, num_channels, **options),
            partial(residual, channels=num_channels, **options),
            image(seed, *shape), seed, "floats", tolerance=FLOATS)


@graded(2, *RESIDUALS.rows[:1], *RESIDUALS.rows[1::2])
def test_residual_training(submission: Submission, num_channels: int, shape: tuple[int, ...], seed: int,
                           **options: Any) -> None:
    """In training, Residual's outputs, gradients and running statistics are right"""
    compare(build(submission, num_channels=num_channels, **options),
            partial(residual, channels=num_channels, **options),
            image(seed, *shape), seed, "floats", (True,), head=True, tolerance=FLOATS)


@graded(2, *STAGES)
def test_resnet_block(submission: Submission, num_channels: int, num_residuals: int, train: bool,
                      shape: tuple[int, ...], seed: int, **options: Any) -> None:
    """resnet_block's first residual halves height and width, unless it is the first block

    The halving residual has a 1x1 convolution with stride 2 on its shortcut; the others keep the shape."""
    made = (submission.resnet_block(num_channels=num_channels, num_residuals=num_residuals, **options) if train else
            submission.resnet_block(num_channels, num_residuals, *options.values()))
    net = submission.net(made, "resnet_block")
    compare(net, partial(stage, channels=num_channels, residuals=num_residuals, **options),
            image(seed, *shape), seed, "floats", (train,), head=train, tolerance=FLOATS)


@graded(1, num_classes=classes, seed=seeds, examples=1)
def test_resnet18_layers(submission: Submission, num_classes: int, seed: int) -> None:
    """resnet18 has its stem, four stages of two residuals and one dense layer, each with parameters of its own"""
    x = image(seed, 1, *GREY)
    net = submission.net(submission.resnet18(num_classes=num_classes), "resnet18")
    same_layers_that_act(net, partial(resnet18, num_classes=num_classes), x, seed)


@graded(1, seed=seeds, examples=1)
def test_resnet18_output(submission: Submission, seed: int) -> None:
    """resnet18 computes what its layers say: global average pooling, then the scores of the classes

    The scores are right in prediction and in training mode: the last layer gives them as they are. There are ten
    classes, unless another number is given. In training, each parameter has a gradient."""
    net = submission.net(submission.resnet18(), "resnet18")
    compare(net, partial(resnet18, num_classes=10), image(seed, 2, *COLOUR), seed, "floats", (False, True),
            tolerance=FLOATS, learns=True)
