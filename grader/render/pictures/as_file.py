"""Draws a picture into a file."""
from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from rich.cells import cell_len

from ...language.i18n import _
from ...language.wrapping import wrapped
from ...report.numbers import number
from .. import fonts
from .picture import LARGEST, Grid, Picture, colour

CELL = 0.5  # inches


def write(picture: Picture, path: Path, kind: str) -> None:
    """Writes the picture as `svg` or `png`. In SVG text stays text, so that the viewer's fonts show Chinese."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": "convkata", "font.sans-serif": fonts.families(kind),
                "axes.unicode_minus": False}
    with matplotlib.rc_context(settings):
        draw = _layers_figure if picture.layers else _pyramid_figure if picture.levels else _grids_figure
        figure = draw(picture)
        width, height = figure.get_size_inches()
        figure.suptitle(picture.title, fontweight="bold", x=0, y=1 + 0.15 / height, ha="left", va="bottom")
        said = [line for text in picture.said for line in wrapped(text, max(90, round(width * 14))) if line]
        figure.text(0, -0.15 / height, "\n".join(said), fontsize=9, va="top")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph")  # of an SVG, the viewer's fonts show the characters
            figure.savefig(path, format=kind, dpi=120, bbox_inches="tight",
                           metadata={"Date": None} if kind == "svg" else None)


def _grids_figure(picture: Picture) -> Figure:
    """Rows of grids; all cells are of one size."""
    tops, widths = [0.0], []
    for row in picture.rows:
        tops.append(tops[-1] + CELL * max(grid.values.shape[0] for grid in row) + 0.5)
        widths.append(sum(_width(grid) + 0.4 for grid in row) - 0.4)
    cell = min(1.0, 16 / tops[-1], 16 / max(widths))  # a large picture has smaller ones
    height, width = cell * tops[-1], cell * max(widths)
    figure = Figure((width, height))
    for row, top in zip(picture.rows, tops, strict=False):
        left = 0.0
        for grid in row:
            h, w = (cell * CELL * n for n in grid.values.shape)
            inside = left + (cell * _width(grid) - w) / 2, height - cell * (top + 0.4) - h
            place = figure.add_axes((inside[0] / width, inside[1] / height, w / width, h / height))
            _draw_grid(place, grid, picture.scale)
            left += cell * (_width(grid) + 0.4)
    return figure


def _width(grid: Grid) -> float:
    """The inches that a grid takes, with its title."""
    return max(CELL * grid.values.shape[1], 0.1 * cell_len(grid.title))


def _pyramid_figure(picture: Picture) -> Figure:
    """The output on top, lines from each element to what it sees, all positions to one scale."""
    figure = Figure((8, 0.9 * len(picture.levels)), layout="constrained")
    place = figure.subplots()
    margin = -0.06 * (picture.levels[-1].at[-1] + 1) - 0.5
    for down, level in enumerate(picture.levels):
        below = picture.levels[down + 1] if down + 1 < len(picture.levels) else None
        for at, sees in zip(level.at, level.sees, strict=True):
            place.plot(at, -down, "s", color="#f08214", fillstyle="none" if sees is None else "full", markersize=7)
            for other in ([sees[0], sees[-1]] if sees and below is not None else []):
                assert below is not None
                place.plot([at, below.at[other]], [-down, -down - 1], color="#999999", linewidth=0.7, zorder=0)
        place.text(margin, -down, level.title, ha="right", va="center", fontsize=9)
    place.axis("off")
    return figure


def _draw_grid(place: Any, grid: Grid, scale: float) -> None:
    h, w = grid.values.shape
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
            place.text(j, i, "·" if padding else number(value) + ("*" if wrong else ""), ha="center", va="center",
                       fontsize=9, color="#a00000" if wrong else "black", fontweight="bold" if wrong else "normal")
            if wrong:
                place.add_patch(Rectangle((j - 0.44, i - 0.44), 0.88, 0.88, fill=False, edgecolor="#c00000",
                                              linewidth=2, linestyle="--"))
    framed = grid.window or ((*grid.cell, 1, 1) if grid.cell else None)
    if framed:
        top, left, height, width = framed
        place.add_patch(Rectangle((left - 0.5, top - 0.5), width, height, fill=False, edgecolor="black",
                                      linewidth=2.5))


def _layers_figure(picture: Picture) -> Figure:
    figure = Figure((8, 0.32 * len(picture.layers) + 1.2), layout="constrained")
    place = figure.subplots()
    names = [f"{name}   {' × '.join(map(str, shape[1:]))}" for name, shape in picture.layers]
    sides = [shape[2] if len(shape) == 4 else 1 for _name, shape in picture.layers]
    place.barh(range(len(names)), sides, color="#f08214")
    place.set_yticks(range(len(names)), names, fontsize=8)
    place.invert_yaxis()
    place.set_xlabel(_("height of the feature map"))
    return figure
