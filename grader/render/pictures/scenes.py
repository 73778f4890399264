"""Pictures of what an operation does: the window over the input, the products, the output cell, as coloured grids
(orange positive, blue negative, white zero). A picture is plain data; it is drawn in the terminal or as SVG or PNG."""
from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from ...course.manifest import Exercise
from ...language.i18n import _, language
from ...report.numbers import differing, number
from ...report.record import PropertyResult
from .picture import Grid, Level, Picture

EXAMPLES: dict[str, dict[str, Any]] = {
    "corr2d": {"X": [[1, 2, -1, 0], [0, 3, 1, -2], [2, -1, 0, 4]], "K": [[1, 0], [-1, 2]]},
    "padding_stride": {"X": [[1, 2, -1, 3], [0, 3, 1, -2], [2, -1, 0, 4]], "K": [[1, 0, 1], [-1, 2, 0]],
                       "padding": (1, 1), "stride": (2, 2)},
    "receptive_field": {"layers": [(3, 1), (3, 2), (3, 1)]},
    "multi_channel": {"X": [[[1, 2, -1], [0, 3, 1]], [[2, 0, 1], [-1, 1, 4]]],
                      "K": [[[[1, 0], [-1, 2]], [[0, 1], [1, 0]]], [[[1, 1], [0, 0]], [[0, 0], [2, -1]]]]},
    "conv1x1": {"X": [[[1, 2, -1], [0, 3, 1]], [[2, 0, 1], [-1, 1, 4]]], "K": [[[[1]], [[-2]]], [[[3]], [[1]]]]},
    "pooling": {"X": [[1, 2, -1, 3], [0, 5, 1, -2], [2, -1, 0, 4]], "pool_size": (2, 2)},
    "vgg": {"conv_arch": ((1, 16), (1, 32), (2, 64), (2, 128), (2, 128))},
    "resnet": {"num_classes": 10},
}


def of(exercise: Exercise, found: PropertyResult | None = None) -> Picture | None:
    """Makes the picture of an exercise's operation, for the counterexample or for a small example of its own. None if
    there is no picture of the exercise."""
    case = found.example.plain if found is not None and found.example is not None else None
    draw = DRAWN.get(exercise.name)
    if draw is None:
        return None
    picture = Picture(exercise.title[language()])
    if case is None:
        case = {k: np.array(v, np.float32) if isinstance(v, list) and k in "XK" else v
                for k, v in EXAMPLES[exercise.name].items()}
    draw(picture, case, found)
    if found is not None and found.misconception:
        picture.said.insert(0, found.misconception.message)
    return picture


def _windows(picture: Picture, case: dict[str, Any], found: PropertyResult | None) -> None:
    """Cross-correlation, of one channel or of several, with padding and stride."""
    if "kernel_size" in case and "X" not in case:  # Conv2D's parameters: any input does
        case = {"X": np.ones([n + 2 for n in case["kernel_size"]], np.float32),
                "K": np.ones(case["kernel_size"], np.float32)}
    if "input_shape" in case:
        case = case | {"X": np.ones(case["input_shape"], np.float32), "K": np.ones(case["kernel_shape"], np.float32)}
    X, K = case["X"], case["K"]
    channels = X if X.ndim == 3 else X[None]
    kernels = K if K.ndim == 4 else K[None] if K.ndim == 3 else K[None, None]
    padding, stride = case.get("padding", (0, 0)), case.get("stride", (1, 1))
    size = tuple((n + 2 * p - k) // s + 1 for n, k, p, s in
                 zip(channels.shape[1:], kernels.shape[2:], padding, stride, strict=True))
    padded = np.pad(channels, ((0, 0), *((p, p) for p in padding)))
    kh, kw = kernels.shape[2:]
    Y = np.zeros((len(kernels), *size), np.float32)
    for i in range(size[0]):
        for j in range(size[1]):
            part = padded[:, i * stride[0]: i * stride[0] + kh, j * stride[1]: j * stride[1] + kw]
            Y[:, i, j] = (kernels * part).sum((1, 2, 3))
    Y += np.float32(case.get("bias", 0))
    wrong, got = _compared(found, Y)
    o, i, j = (int(n) for n in np.argwhere(wrong)[0]) if wrong is not None and wrong.any() else (0, 0, 0)
    top, left = i * stride[0], j * stride[1]
    outside = np.pad(np.zeros(channels.shape[1:], bool), [(p, p) for p in padding], constant_values=True)
    for c in range(len(channels)):
        part = padded[c, top: top + kh, left: left + kw]
        several = f"[{c}]" if X.ndim == 3 else ""
        kernel = f"[{o}, {c}]" if K.ndim == 4 else several
        picture.rows.append([
            Grid(f"X{several}", padded[c], (top, left, kh, kw), outside=outside if outside.any() else None),
            Grid(f"K{kernel}", kernels[o, c]),
            Grid(_("products"), part * kernels[o, c] + 0.0)])  # + 0.0: no -0
    output = [Grid(_("expected") + (f" [{o}]" if K.ndim == 4 else ""), Y[o], cell=(i, j))]
    if got is not None:
        output.append(Grid(_("got") + (f" [{o}]" if K.ndim == 4 else ""), got[o], cell=(i, j),
                           wrong=None if wrong is None else wrong[o]))
    picture.rows.append(output)
    products = (padded[:, top: top + kh, left: left + kw] * kernels[o]).ravel() + 0.0
    terms = [*products[:12], *([np.float32(case["bias"])] if "bias" in case else [])]
    added = number(terms[0]) + "".join(f" {'-' if v < 0 else '+'} {number(abs(v))}" for v in terms[1:])
    if products.size > 12:
        added = _("{0} products").format(products.size)
    picture.said.append(_("Y[{0}, {1}] is the sum of the products: {2} = {3}").format(i, j, added, number(Y[o, i, j])))


def _pooling(picture: Picture, case: dict[str, Any], found: PropertyResult | None) -> None:
    X = case["X"]
    channels = X if X.ndim == 3 else X[None]
    (ph, pw), mode = case["pool_size"], case.get("mode", "max")
    padding, stride = case.get("padding", (0, 0)), case.get("stride", (1, 1))
    size = tuple((n + 2 * p - k) // s + 1 for n, k, p, s in
                 zip(channels.shape[1:], (ph, pw), padding, stride, strict=True))
    outside = np.pad(np.zeros(channels.shape[1:], bool), [(p, p) for p in padding], constant_values=True)
    padded = np.pad(channels, ((0, 0), *((p, p) for p in padding)))
    filled = np.where(outside, -np.inf, padded) if mode == "max" else padded
    Y = np.zeros((len(channels), *size), np.float32)
    for i in range(size[0]):
        for j in range(size[1]):
            part = filled[:, i * stride[0]: i * stride[0] + ph, j * stride[1]: j * stride[1] + pw]
            Y[:, i, j] = part.max((1, 2)) if mode == "max" else part.mean((1, 2))
    asked = found.example.expected if found is not None and found.example is not None else None
    if ("mode" not in case and isinstance(asked, np.ndarray) and asked.size == Y.size
            and differing(asked.reshape(Y.shape), Y).any()):
        _pooling(picture, case | {"mode": "avg"}, found)  # the property's call said so, its example does not
        return
    wrong, got = _compared(found, Y)
    c, i, j = (int(n) for n in np.argwhere(wrong)[0]) if wrong is not None and wrong.any() else (0, 0, 0)
    top, left = i * stride[0], j * stride[1]
    several = f"[{c}]" if X.ndim == 3 else ""
    shown = [Grid(f"X{several}", padded[c], (top, left, ph, pw), outside=outside if outside.any() else None),
             Grid(_("expected") + several, Y[c], cell=(i, j))]
    if got is not None:
        shown.append(Grid(_("got") + several, got[c], cell=(i, j), wrong=None if wrong is None else wrong[c]))
    picture.rows.append(shown)
    what = _("the maximum") if mode == "max" else _("the average")
    picture.said.append(_("Y[{0}, {1}] is {2} of the window: {3}").format(i, j, what, number(Y[c, i, j])))


def _field(picture: Picture, case: dict[str, Any], found: PropertyResult | None) -> None:
    """What one output element sees of each feature map, from the last back to the input, at true distances: a layer's
    elements stand as far apart as all strides before it, multiplied."""
    layers = case["layers"]
    seen, spans, sees = {0}, [1], list[list[list[int] | None]]()
    for kernel, stride in reversed(layers):
        sees.append([[i * stride + k for k in range(kernel)] if i in seen else None for i in range(spans[-1])])
        spans.append((spans[-1] - 1) * stride + kernel)
        seen = {i for part in sees[-1] if part for i in part}
    sees.append([[] if i in seen else None for i in range(spans[-1])])
    first, apart = [0.0], [1]
    for kernel, stride in layers:
        first.append(first[-1] + (kernel - 1) / 2 * apart[-1])
        apart.append(apart[-1] * stride)
    for depth, span, part in zip(range(len(layers), -1, -1), spans, sees, strict=True):
        if depth == 0:
            title = _("input: {0} wide").format(span)
        else:
            kernel, stride = layers[depth - 1]
            title = _("after layer {0} (kernel {1}, stride {2}): {3} wide").format(depth, kernel, stride, span)
        picture.levels.append(Level(title, [first[depth] + i * apart[depth] for i in range(span)], part))
    picture.said.append(_("One output element depends on a window of {0} input positions.").format(spans[-1]))
    if found is not None and found.status == "failed":
        picture.said.append(_(found.message))


def _compared(found: PropertyResult | None, Y: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Where the submission's answer differs and the answer, as (channel, row, column); None where the property
    compared something else than the operation's output."""
    if found is None or found.example is None:
        return None, None
    expected, answer = found.example.expected, found.example.got
    if not isinstance(expected, np.ndarray) or not isinstance(answer, np.ndarray):
        return None, None
    if expected.shape not in (Y.shape, Y.shape[1:]) or answer.shape != expected.shape:
        return None, None
    if differing(expected.reshape(Y.shape), Y).any():
        return None, None
    got = answer.reshape(Y.shape)
    return differing(Y, got), got


def _network(picture: Picture, case: dict[str, Any], found: PropertyResult | None) -> None:
    """The shapes of the feature map, layer by layer, in the kit's own network."""
    from mxnet import nd
    from mxnet.gluon import nn
    vgg, resnet = (importlib.import_module(f"solutions.{name}") for name in ("vgg", "resnet"))
    case = {"first_block": False, "use_1x1conv": False, "strides": 1, "num_classes": 10} | case  # the book's defaults
    if "num_convs" in case:
        net, called = vgg.vgg_block(case["num_convs"], case["num_channels"]), "vgg_block({num_convs}, {num_channels})"
    elif "conv_arch" in case:
        net, called = vgg.vgg(case["conv_arch"]), "vgg({conv_arch})"
    elif "num_residuals" in case:
        net = resnet.resnet_block(case["num_channels"], case["num_residuals"], case["first_block"])
        called = "resnet_block({num_channels}, {num_residuals}, first_block={first_block})"
    elif "num_channels" in case:
        net = resnet.Residual(case["num_channels"], case["use_1x1conv"], case["strides"])
        called = "Residual({num_channels}, use_1x1conv={use_1x1conv}, strides={strides})"
    else:
        net, called = resnet.resnet18(case["num_classes"]), "resnet18({num_classes})"
    shape = case["x"].shape if "x" in case else case.get("shape", (1, 1, 224, 224))
    picture.title = called.format(**case)
    picture.layers.append((_("input"), tuple(shape)))

    def note(block: Any, _args: Any, out: Any) -> None:
        if isinstance(out, nd.NDArray):  # Gluon calls layers with symbols as well, to infer shapes
            picture.layers.append((name_of(block), out.shape))

    def listen(block: Any) -> None:
        if isinstance(block, nn.Sequential):
            for child in block._children.values():
                listen(child)
        else:
            block.register_forward_hook(note)

    listen(net)
    net.initialize()
    net(nd.zeros(shape))
    if found is not None:
        picture.said.append(_(found.message))


def name_of(block: Any) -> str:
    """A layer, in few words."""
    kind = type(block).__name__
    settings = getattr(block, "_kwargs", {})
    words = [kind]
    if kind == "Conv2D":
        words.append("x".join(map(str, settings["kernel"])))
    if kind in ("Conv2D", "MaxPool2D") and set(settings.get("stride", (1,))) != {1}:
        words.append(f"/{settings['stride'][0]}")
    if kind == "Residual" and block.conv3 is not None:
        words.append(f"1x1 /{block.conv3._kwargs['stride'][0]}")
    if kind == "Dropout":
        words.append(f"{block._rate:g}")
    act = getattr(block, "act", None)
    if act is not None:
        words.append("+ ReLU")
    return " ".join(words)


DRAWN: dict[str, Callable[[Picture, dict[str, Any], PropertyResult | None], None]] = {
    "corr2d": _windows, "padding_stride": _windows, "multi_channel": _windows, "conv1x1": _windows,
    "pooling": _pooling, "receptive_field": _field, "vgg": _network, "resnet": _network}
