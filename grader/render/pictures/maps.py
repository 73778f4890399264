"""Draws what trained networks make of a few digits: the feature maps of each layer, and what was taken for another."""
from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np

from ...language.i18n import _
from ...report.training import FeatureMaps, TrainingResult
from .. import fonts


def write(training: TrainingResult, path: Path, kind: str) -> bool:
    """Writes the picture as `png`, `svg` or `pdf`: a column for each digit, a row for each layer.
    False, and no picture, where no network was trained."""
    networks = [(network.name, network.maps) for network in training.networks if network.maps]
    if not networks:
        return False
    import matplotlib
    from matplotlib.figure import Figure
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "convkata",
                                "font.sans-serif": fonts.families(kind)}):
        rows = max(len(shown.layers) for _name, shown in networks) + 2
        figure = Figure(figsize=(5.6 * len(networks), 0.62 * rows + 0.9), layout="constrained", dpi=120)
        for place, (name, shown) in zip(figure.subfigures(1, len(networks), squeeze=False)[0], networks, strict=True):
            _network(place, name, shown, rows)
        figure.savefig(path, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return True


def _network(figure: Any, name: str, maps: FeatureMaps, rows: int) -> None:
    columns = max(len(maps.digits), len(maps.mistaken), 1)
    figure.suptitle(name, fontweight="bold")
    axes = figure.subplots(rows, columns, squeeze=False)
    for place in axes.flat:
        place.set_axis_off()
    for place, digit in zip(axes[0], maps.digits, strict=False):
        _image(place, pixels(digit.pixels, digit.size), "gray_r")
        place.set_title(digit.taken_for, fontsize=8, color="black" if digit.answer == digit.digit else "#c00000")
    for line, layer in zip(axes[1:], maps.layers, strict=False):
        height, width = layer.shape[1:]
        for place, text in zip(line, layer.maps, strict=False):
            _image(place, pixels(text, [height, width]), "magma")
        line[0].text(-0.15, 0.5, f"{layer.name}\n{'×'.join(map(str, layer.shape))}",
                     transform=line[0].transAxes, ha="right", va="center", fontsize=7)
    for place, digit in zip(axes[-1], maps.mistaken, strict=False):
        _image(place, pixels(digit.pixels, digit.size), "gray_r")
        place.set_title(digit.taken_for, fontsize=8, color="#c00000")
    axes[-1][0].text(-0.15, 0.5, _("taken for\nanother") if maps.mistaken else _("none taken\nfor another"),
                     transform=axes[-1][0].transAxes, ha="right", va="center", fontsize=7)


def _image(place: Any, values: np.ndarray, colours: str) -> None:
    place.imshow(values, cmap=colours, interpolation="nearest", aspect="equal")


def pixels(text: str, size: list[int]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(size)
