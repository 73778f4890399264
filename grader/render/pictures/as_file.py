"""Draws a picture into a file."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...language.i18n import _
from ...report.numbers import number
from .picture import LARGEST, Grid, Picture, colour, scale_of

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
