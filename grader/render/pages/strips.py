"""Pictures in a page: a row of small images, as one PNG in the page's own text."""
from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...language.i18n import _
from ...report.training import Digit, FeatureMaps

GAP = 1  # pixels between two images
PLACES = 8  # for images in a row


@dataclass(frozen=True)
class Strip:
    """`said`: what stands for it where no picture is seen; `titles`: one below each image; `before`: the same layer's
    picture before the training."""
    name: str
    source: str
    said: str
    titles: Sequence[str] = ()
    before: str = ""


def strips(maps: FeatureMaps) -> list[Strip]:
    """The digits, what each layer makes of them, and those that were taken for others."""
    def digits(name: str, shown: Sequence[Digit]) -> Strip:
        return Strip(name, strip([d.pixels for d in shown], shown[0].size, negative=True),
                     ", ".join(d.taken_for for d in shown), [d.taken_for for d in shown])
    rows = [digits(_("digits"), maps.digits)]
    for layer in maps.layers:
        shape = "×".join(map(str, layer.shape))
        rows.append(Strip(f"{layer.name} {shape}", strip(layer.maps, layer.shape[1:]),
                          _("feature maps of {0}").format(f"{layer.name} {shape}"),
                          before=strip(layer.before, layer.shape[1:]) if layer.before else ""))
    if maps.mistaken:
        rows.append(digits(_("taken for another"), maps.mistaken))
    return rows


def strip(tiles: Sequence[str], size: Sequence[int], negative: bool = False) -> str:
    """Images of the same size side by side. Address of a PNG."""
    from PIL import Image
    height, width = size
    row = np.zeros((height, PLACES * (width + GAP) - GAP, 2), np.uint8)  # brightness and opacity
    for n, tile in enumerate(tiles):
        pixels = np.frombuffer(base64.b64decode(tile), np.uint8).reshape(height, width)
        row[:, n * (width + GAP):n * (width + GAP) + width, 0] = 255 - pixels if negative else pixels
        row[:, n * (width + GAP):n * (width + GAP) + width, 1] = 255
    file = io.BytesIO()
    Image.fromarray(row).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
