"""Exercise 8, resnet.py: residual networks (book section 5.11)."""
from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from mxnet import nd
from networks import Reference, compare, same_layers
from strategies import Case

from grader.properties import agree, graded
from grader.submission import Net, Submission

FLOATS = 1e-3  # batch norm divides by small numbers: rounding differs in the fourth digit


def residual(r: Reference, x: Any, channels: int, use_1x1conv: bool = False, strides: int = 1) -> Any:
    y = nd.relu(r.norm(r.conv(x, channels, 3, padding=1, stride=strides, before_norm=True)))
    y = r.norm(r.conv(y, channels, 3, padding=1, before_norm=True))
    return nd.relu(y + (r.conv(x, channels, 1, stride=strides) if use_1x1conv else x))


def stage(r: Reference, x: Any, channels: int, residuals: int, first_block: bool = False) -> Any:
    for i in range(residuals):
        halves = i == 0 and not first_block
        x = residual(r, x, channels, halves, 2 if halves else 1)
    return x


def resnet18(r: Reference, x: Any, num_classes: int) -> Any:
    x = nd.relu(r.norm(r.conv(x, 64, 7, padding=3, stride=2, before_norm=True)))
    x = nd.Pooling(x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="max")
    for i, channels in enumerate((64, 128, 256, 512)):
        x = stage(r, x, channels, 2, first_block=i == 0)
    return r.dense(nd.mean(x, axis=(2, 3)), num_classes)


def image(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, shape).astype(np.float32)


seeds = st.integers(0, 999)


@st.composite
def residuals(draw: st.DrawFn) -> Case:
    """A residual block and the shape of an input that it takes."""
    channels, use_1x1conv = draw(st.integers(2, 4)), draw(st.booleans())
    strides = draw(st.sampled_from([1, 2])) if use_1x1conv else 1
    inputs = draw(st.integers(2, 4)) if use_1x1conv else channels
    shape = draw(st.integers(2, 3)), inputs, draw(st.integers(3, 6)), draw(st.integers(3, 6))
    return {"num_channels": channels, "use_1x1conv": use_1x1conv, "strides": strides, "shape": shape,
            "seed": draw(seeds)}


@st.composite
def stages(draw: st.DrawFn) -> Case:
    channels, first_block = draw(st.integers(2, 4)), draw(st.booleans())
    shape = 2, channels if first_block else draw(st.integers(2, 4)), draw(st.integers(4, 7)), draw(st.integers(4, 7))
    return {"num_channels": channels, "num_residuals": draw(st.integers(1, 3)), "first_block": first_block,
            "shape": shape, "seed": draw(seeds)}


def build(submission: Submission, num_channels: int, use_1x1conv: bool, strides: int) -> Net:
    return submission.net(submission.Residual(num_channels, use_1x1conv=use_1x1conv, strides=strides), "Residual")


@graded(1, residuals(), examples=8)
def test_residual_layers(submission: Submission, num_channels: int, use_1x1conv: bool, strides: int,
                         shape: tuple[int, ...], seed: int) -> None:
    """Residual has two 3x3 convolutions, a batch norm for each, and a 1x1 convolution where it is asked for"""
    x = image(seed, *shape)
    layers = build(submission, num_channels, use_1x1conv, strides).layers(x)
    reference = Reference(seed, "floats", {}, layers)
    reference.run(lambda r, x: residual(r, x, num_channels, use_1x1conv, strides), x)
    same_layers(layers, reference.layers)


@graded(1, residuals(), examples=8)
def test_residual_shortcut(submission: Submission, num_channels: int, use_1x1conv: bool, strides: int,
                           shape: tuple[int, ...], seed: int) -> None:
    """Where its 3x3 convolutions are zero, Residual is the ReLU of its shortcut

    The shortcut is the input itself, or its 1x1 convolution with the stride; nothing else lies on it."""
    x = image(seed, *shape)
    net = build(submission, num_channels, use_1x1conv, strides)
    layers = net.layers(x)
    zeros = {f"{name}.{attribute}": 0 for name in layers if "3,3)" in name for attribute in ("weight", "bias")}
    neutral = zeros | {"*.beta": 0, "*.running_mean": 0, "*.running_var": 1, "*.gamma": 1}
    net.fill(seed, "floats", **neutral)
    expected = Reference(seed, "floats", neutral, layers).run(
        lambda r, x: nd.relu(r.conv(x, num_channels, 1, stride=strides) if use_1x1conv else x), x)
    agree(net(x), expected.y, tolerance=FLOATS)


@graded(2, residuals())
def test_residual_prediction(submission: Submission, num_channels: int, use_1x1conv: bool, strides: int,
                             shape: tuple[int, ...], seed: int) -> None:
    """In prediction mode, Residual computes what its layers say: the sum first, ReLU last"""
    compare(build(submission, num_channels, use_1x1conv, strides),
            lambda r, x: residual(r, x, num_channels, use_1x1conv, strides), image(seed, *shape), seed, "floats",
            tolerance=FLOATS)


@graded(2, residuals(), examples=10)
def test_residual_training(submission: Submission, num_channels: int, use_1x1conv: bool, strides: int,
                           shape: tuple[int, ...], seed: int) -> None:
    """In training, Residual's outputs, gradients and running statistics are right"""
    compare(build(submission, num_channels, use_1x1conv, strides),
            lambda r, x: residual(r, x, num_channels, use_1x1conv, strides), image(seed, *shape), seed, "floats",
            train=True, head=True, tolerance=FLOATS)


@graded(2, stages(), examples=8)
def test_resnet_block(submission: Submission, num_channels: int, num_residuals: int, first_block: bool,
                      shape: tuple[int, ...], seed: int) -> None:
    """resnet_block's first residual halves height and width, unless it is the first block

    The halving residual has a 1x1 convolution with stride 2 on its shortcut; the others keep the shape."""
    net = submission.net(submission.resnet_block(num_channels, num_residuals, first_block), "resnet_block")
    compare(net, lambda r, x: stage(r, x, num_channels, num_residuals, first_block), image(seed, *shape), seed,
            "floats", tolerance=FLOATS)


@graded(1, num_classes=st.integers(2, 12), seed=seeds, examples=2)
def test_resnet18_layers(submission: Submission, num_classes: int, seed: int) -> None:
    """resnet18 has its stem, four stages of two residuals and one dense layer"""
    x = image(seed, 1, 1, 64, 96)
    layers = submission.net(submission.resnet18(num_classes), "resnet18").layers(x)
    reference = Reference(seed, "floats", {"*.weight": 0}, layers)
    reference.run(lambda r, x: resnet18(r, x, num_classes), x)
    same_layers(layers, reference.layers)


@graded(1, num_classes=st.integers(2, 12), seed=seeds, train=st.booleans(), examples=3)
def test_resnet18_output(submission: Submission, num_classes: int, seed: int, train: bool) -> None:
    """resnet18 computes what its layers say: global average pooling, then the scores of the classes"""
    net = submission.net(submission.resnet18(num_classes), "resnet18")
    compare(net, lambda r, x: resnet18(r, x, num_classes), image(seed, 2, 1, 64, 96), seed, "floats", train=train,
            tolerance=FLOATS)
