"""Pictures of what an operation does: the window over the input, the products, the output cell, as coloured grids
(orange positive, blue negative, white zero). A picture is plain data; it is drawn in the terminal or as SVG or PNG."""
from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from ...course.manifest import Exercise
from ...judging import judge
from ...judging.judge import Finding, differing, number
from ...language.i18n import _, language
from ...language.wrapping import wrapped

LARGEST = 12  # rows or columns of a grid of numbers; a larger one is drawn in half blocks, without numbers
Pair = tuple[int, int]


@dataclass
class Grid:
    """A matrix with a title. `window`: top, left, height, width of what the kernel covers; `cell`: the output cell;
    `outside`: where there is only padding; `wrong`: where the submission's values differ."""
    title: str
    values: np.ndarray
    window: tuple[int, int, int, int] | None = None
    cell: Pair | None = None
    outside: np.ndarray | None = None
    wrong: np.ndarray | None = None


@dataclass
class Picture:
    title: str
    rows: list[list[Grid]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    layers: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)  # a network's: name, shape of the output


# What is drawn ------------------------------------------------------------------------------------------------------
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


def of(exercise: Exercise, found: Finding | None = None) -> Picture | None:
    """The picture of an exercise's operation: for the counterexample, or for a small example of its own. None for an
    exercise that nothing is known to draw of."""
    case = found.case if found is not None and found.case is not None else None
    draw = DRAWN.get(exercise.name)
    if draw is None:
        return None
    picture = Picture(exercise.title[language()])
    if case is None:
        case = {k: np.array(v, np.float32) if isinstance(v, list) and k in "XK" else v
                for k, v in EXAMPLES[exercise.name].items()}
    draw(picture, case, found)
    return picture


def _windows(picture: Picture, case: dict[str, Any], found: Finding | None) -> None:
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


def _pooling(picture: Picture, case: dict[str, Any], found: Finding | None) -> None:
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
    asked = found.expected if found is not None else None
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


def _field(picture: Picture, case: dict[str, Any], found: Finding | None) -> None:
    """What one output element sees of each feature map, from the last back to the input."""
    layers = case["layers"]
    width, spans = 1, [1]
    for kernel, stride in reversed(layers):
        width = (width - 1) * stride + kernel
        spans.append(width)
    spans.reverse()
    shown = min(max(spans), 60)
    for depth, span in enumerate(spans):
        row = np.zeros((1, shown), np.float32)
        start = max(0, (shown - span) // 2)
        row[0, start: start + span] = 1
        if depth == 0:
            title = _("input: {0} wide").format(span)
        else:
            kernel, stride = layers[depth - 1]
            title = _("after layer {0} (kernel {1}, stride {2}): {3} wide").format(depth, kernel, stride, span)
        picture.rows.append([Grid(title, row)])
    picture.said.append(_("One output element depends on a window of {0} input positions.").format(spans[0]))
    if found is not None and found.status == "failed":
        picture.said.append(found.message)


def _compared(found: Finding | None, Y: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Where the submission's answer differs and the answer, as (channel, row, column); None where the property
    compared something else than the operation's output."""
    if found is None or not isinstance(found.expected, np.ndarray) or not isinstance(found.got, np.ndarray):
        return None, None
    if found.expected.shape not in (Y.shape, Y.shape[1:]) or found.got.shape != found.expected.shape:
        return None, None
    if differing(found.expected.reshape(Y.shape), Y).any():
        return None, None
    got = found.got.reshape(Y.shape)
    return differing(Y, got), got


def _network(picture: Picture, case: dict[str, Any], found: Finding | None) -> None:
    """The shapes of the feature map, layer by layer, in the kit's own network."""
    from mxnet import nd
    from mxnet.gluon import nn
    vgg, resnet = (importlib.import_module(f"solutions.{name}") for name in ("vgg", "resnet"))
    if "num_convs" in case:
        net, called = vgg.vgg_block(case["num_convs"], case["num_channels"]), "vgg_block({num_convs}, {num_channels})"
    elif "conv_arch" in case:
        net, called = vgg.vgg(case["conv_arch"]), "vgg({conv_arch})"
    elif "num_residuals" in case:
        net = resnet.resnet_block(case["num_channels"], case["num_residuals"], case["first_block"])
        called = "resnet_block({num_channels}, {num_residuals}, first_block={first_block})"
    elif "use_1x1conv" in case:
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
        picture.said.append(found.message)


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


DRAWN: dict[str, Callable[[Picture, dict[str, Any], Finding | None], None]] = {
    "corr2d": _windows, "padding_stride": _windows, "multi_channel": _windows, "conv1x1": _windows,
    "pooling": _pooling, "receptive_field": _field, "vgg": _network, "resnet": _network}


# Colours ------------------------------------------------------------------------------------------------------------
def colour(value: float, scale: float) -> tuple[int, int, int]:
    """White for zero, towards orange for positive values, towards blue for negative ones."""
    if not math.isfinite(value):
        return 160, 160, 160
    share = min(1.0, 0.25 + 0.75 * abs(value) / scale) if value and scale else 0.0
    end = (240, 130, 20) if value > 0 else (60, 120, 220)
    return tuple(round(255 + (e - 255) * share) for e in end)  # type: ignore[return-value]


def scale_of(grid: Grid) -> float:
    finite = grid.values[np.isfinite(grid.values)]
    return float(np.abs(finite).max(initial=0.0))


# In the terminal ----------------------------------------------------------------------------------------------------
def text(picture: Picture, width: int) -> list[Text]:
    """The picture as lines of at most `width` cells. Without colours the window stands in [ ], a wrong cell has a
    star, padding a dot."""
    lines = [Text(picture.title, "bold")]
    for row in picture.rows:
        blocks = [block(grid, width) for grid in row]
        lines.append(Text())
        beside: list[list[Text]] = []
        used = 0
        for drawn in blocks:  # side by side while there is room
            needs = max(line.cell_len for line in drawn)
            if beside and used + 3 + needs > width:
                lines += [*joined(beside), Text()]
                beside, used = [], 0
            beside.append(drawn)
            used += needs + (3 if used else 0)
        lines += joined(beside)
    if picture.layers:
        lines += [Text(), *layer_lines(picture.layers, width)]
    if picture.said:
        lines += [Text(), *(Text(said) for said in picture.said)]
    return lines


def joined(blocks: list[list[Text]]) -> list[Text]:
    """Blocks of lines beside each other."""
    widths = [max(line.cell_len for line in drawn) for drawn in blocks]
    lines = []
    for i in range(max(map(len, blocks))):
        line = Text()
        for drawn, width in zip(blocks, widths, strict=True):
            part = drawn[i] if i < len(drawn) else Text()
            line = line + (Text("   ") if len(line) else Text()) + part + Text(" " * (width - part.cell_len))
        line.rstrip()
        lines.append(line)
    return lines


def block(grid: Grid, width: int) -> list[Text]:
    """One grid with its title."""
    values, title = grid.values, [Text(line, "bold") for line in wrapped(grid.title, width) if line]
    if max(values.shape) > LARGEST:
        return title + half_blocks(values[:, :width], scale_of(grid))
    numbers = [[number(v) for v in row] for row in values]
    wide = max(len(n) for row in numbers for n in row)
    if values.shape[1] * (wide + 3) > width:
        return title + half_blocks(values[:, :width], scale_of(grid))
    scale, lines = scale_of(grid), list(title)
    for i, row in enumerate(numbers):
        line = Text()
        for j, shown in enumerate(row):
            inside = grid.window is not None and (grid.window[0] <= i < grid.window[0] + grid.window[2]
                                                  and grid.window[1] <= j < grid.window[1] + grid.window[3])
            marked = inside or grid.cell == (i, j)
            padding = grid.outside is not None and bool(grid.outside[i, j])
            wrong = grid.wrong is not None and bool(grid.wrong[i, j])
            left, right = ("[", "]") if marked else (" ", " ")
            body = ("·" if padding else shown).rjust(wide)
            r, g, b = (225, 225, 225) if padding else colour(float(grid.values[i, j]), scale)
            line.append(f"{left}{body}{'*' if wrong else ''}{right}",
                        Style(color="#c00000" if wrong else "#000000", bgcolor=f"#{r:02x}{g:02x}{b:02x}",
                              bold=marked or wrong))
        lines.append(line)
    return lines


def half_blocks(values: np.ndarray, scale: float) -> list[Text]:
    """A large matrix, two rows of it in a line: the upper one is the half block's colour, the lower one its ground."""
    lines = []
    for i in range(0, len(values), 2):
        line = Text()
        for column in values[i: i + 2].T:
            upper, *lower = ("#{:02x}{:02x}{:02x}".format(*colour(float(v), scale)) for v in column)
            line.append("▀", Style(color=upper, bgcolor=lower[0] if lower else None))
        lines.append(line)
    return lines


def layer_lines(layers: list[tuple[str, tuple[int, ...]]], width: int) -> list[Text]:
    """A layer a line: its name, the shape that it gives, and the height as a bar."""
    name_width = max(cell_len(name) for name, _shape in layers) + 2
    highest = max((shape[2] for _name, shape in layers if len(shape) == 4), default=1)
    lines = []
    for name, shape in layers:
        room = max(4, min(28, width - name_width - 24))
        bar = "█" * max(1, round(room * shape[2] / highest)) if len(shape) == 4 else ""
        shown = " × ".join(map(str, shape[1:]))
        lines.append(Text.assemble(set_cell_size(name, name_width), f"{shown:<16}  ", (bar, "#f08214")))
    return lines


# As a file ----------------------------------------------------------------------------------------------------------
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
         "Microsoft YaHei", "SimHei", "PingFang SC", "Noto Sans SC")


def write(picture: Picture, path: Path, kind: str) -> None:
    """Writes the picture as `svg` or `png`. In SVG text stays text, so that the viewer's fonts show Chinese."""
    import matplotlib
    matplotlib.use("agg")
    import logging

    from matplotlib import font_manager
    from matplotlib import pyplot as plt
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    chinese = [name for name in FONTS if name in {font.name for font in font_manager.fontManager.ttflist}]
    settings = {"svg.fonttype": "none", "svg.hashsalt": "convkata", "font.sans-serif": [*chinese, "DejaVu Sans"],
                "axes.unicode_minus": False}
    with plt.rc_context(settings):
        figure = _layers_figure(plt, picture) if picture.layers else _grids_figure(plt, picture)
        figure.suptitle(picture.title, fontweight="bold")
        if picture.said:
            figure.supxlabel("\n".join(picture.said), fontsize=9)  # the layout makes room for it
        import warnings
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # no Chinese font here: nothing to be done about it
            figure.savefig(path, format=kind, dpi=120, bbox_inches="tight",
                           metadata={"Date": None} if kind == "svg" else None)
        plt.close(figure)


def _grids_figure(plt: Any, picture: Picture) -> Any:
    columns = max(map(len, picture.rows))
    heights = [max(grid.values.shape[0] for grid in row) + 1.2 for row in picture.rows]
    widths = [max(row[c].values.shape[1] for row in picture.rows if c < len(row)) for c in range(columns)]
    size = min(16, 0.55 * sum(widths) + 0.6 * columns + 1), min(16, 0.55 * sum(heights) + 1.4)
    figure, axes = plt.subplots(len(picture.rows), columns, squeeze=False, layout="constrained", figsize=size,
                                gridspec_kw={"height_ratios": heights, "width_ratios": widths})
    for row, places in zip(picture.rows, axes, strict=True):
        for c, place in enumerate(places):
            if c < len(row):
                _draw_grid(plt, place, row[c])
            else:
                place.axis("off")
    return figure


def _draw_grid(plt: Any, place: Any, grid: Grid) -> None:
    scale, (h, w) = scale_of(grid), grid.values.shape
    pixels = np.array([[colour(float(v), scale) for v in row] for row in grid.values], np.uint8)
    if grid.outside is not None:
        pixels[grid.outside] = 225
    place.imshow(pixels, interpolation="nearest")
    place.set_title(grid.title, fontsize=10)
    place.set_xticks(np.arange(-0.5, w), [])
    place.set_yticks(np.arange(-0.5, h), [])
    place.grid(color="#999999", linewidth=0.6)
    place.tick_params(length=0)
    if max(h, w) <= LARGEST:
        for (i, j), value in np.ndenumerate(grid.values):
            wrong = grid.wrong is not None and grid.wrong[i, j]
            padding = grid.outside is not None and grid.outside[i, j]
            place.text(j, i, "·" if padding else number(value), ha="center", va="center", fontsize=9,
                       color="#c00000" if wrong else "black", fontweight="bold" if wrong else "normal")
    framed = grid.window or ((*grid.cell, 1, 1) if grid.cell else None)
    if framed:
        top, left, height, width = framed
        place.add_patch(plt.Rectangle((left - 0.5, top - 0.5), width, height, fill=False, edgecolor="black",
                                      linewidth=2.5))


def _layers_figure(plt: Any, picture: Picture) -> Any:
    figure, place = plt.subplots(figsize=(8, 0.32 * len(picture.layers) + 1.2), layout="constrained")
    names = [f"{name}   {' × '.join(map(str, shape[1:]))}" for name, shape in picture.layers]
    sides = [shape[2] if len(shape) == 4 else 1 for _name, shape in picture.layers]
    place.barh(range(len(names)), sides, color="#f08214")
    place.set_yticks(range(len(names)), names, fontsize=8)
    place.invert_yaxis()
    place.set_xlabel(_("height of the feature map"))
    return figure


def counterexample(exercise: Exercise, submission: Any, seed: int) -> tuple[str, Finding] | None:
    """The first property of an exercise that fails with an example: its title and what was found."""
    for prop in judge.of(exercise):
        found = judge.judge(prop, submission, seed)
        if found.status in ("failed", "error") and found.case is not None:
            return prop.title, found
    return None
