"""Draws a picture in a terminal."""
from __future__ import annotations

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from ...language.wrapping import wrapped
from ...report.numbers import number
from .picture import LARGEST, Grid, Level, Picture, colour, scale_of


def text(picture: Picture, width: int) -> list[Text]:
    """The picture as lines of at most `width` cells. Without colours the window stands in [ ], a wrong cell has a
    star, padding a dot."""
    lines = [Text(picture.title, "bold")]
    for row in picture.rows:
        blocks = [block(grid, width, picture.scale) for grid in row]
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
    if picture.levels:
        lines += [Text(), *pyramid(picture.levels, width)]
    if picture.layers:
        lines += [Text(), *layer_lines(picture.layers, width)]
    if picture.said:
        lines += [Text(), *(Text(line) for said in picture.said for line in wrapped(said, width) if line)]
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


def block(grid: Grid, width: int, scale: float | None = None) -> list[Text]:
    """One grid with its title."""
    scale = scale_of(grid) if scale is None else scale
    values, title = grid.values, [Text(line, "bold") for line in wrapped(grid.title, width) if line]
    if max(values.shape) > LARGEST:
        return title + half_blocks(values[:, :width], scale)
    numbers = [[number(v) for v in row] for row in values]
    wide = max(len(n) for row in numbers for n in row)
    if values.shape[1] * (wide + 3) > width:
        return title + half_blocks(values[:, :width], scale)
    lines = list(title)
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


def pyramid(levels: list[Level], width: int) -> list[Text]:
    """What one output element sees of each level, the output on top; all positions to one scale."""
    unit = min(2.0, (width - 1) / max(1.0, levels[-1].at[-1]))  # columns of an input position
    lines: list[Text] = []
    for level in levels:
        columns = [round(at * unit) for at in level.at]
        row = [" "] * (columns[-1] + 1)
        for column, sees in zip(columns, level.sees, strict=True):
            row[column] = "□" if sees is None and row[column] != "■" else "■"
        lines += [Text(line, "bold") for line in wrapped(level.title, width) if line]
        lines.append(Text("".join(row), "#f08214"))
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
