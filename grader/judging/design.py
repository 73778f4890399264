"""A design of examples: which classes of each dimension are tried together.

A table in a property file names the dimensions that can matter for a function, and the classes of each. `Design`
chooses rows so that every two classes of two dimensions meet in one of them (a covering array), with few rows. Each row
is an example: what it leaves open (the numbers, the exact sizes) is drawn by Hypothesis, and shrunk.
"""
from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

Case = dict[str, Any]
Classes = dict[str, str]


@dataclass(frozen=True)
class Row:
    """One example of a design. Rows of one label draw the same numbers, whichever property asks."""
    label: str
    classes: Classes = field(compare=False)
    strategy: st.SearchStrategy[Case]
    change: Callable[[Case], Case] = dict  # of what was drawn

    def mapped(self, change: Callable[[Case], Case]) -> Row:
        """The same example, changed."""
        return replace(self, change=lambda case: change(self.change(case)))

    def also(self, **arguments: Any) -> Row:
        """The same example with more arguments."""
        return self.mapped(lambda case: case | arguments)


class Design:
    """The rows for some dimensions. `draws` makes the strategy of one row from its classes; `possible` says which
    classes can meet. The classes of a dimension stand in order, the plainest first: rows come in the order of the
    classes of `values`, so that small integers are tried before anything else."""

    def __init__(self, name: str, draws: Callable[..., st.SearchStrategy[Case]],
                 possible: Callable[[Classes], bool] = lambda classes: True, **dimensions: tuple[str, ...]) -> None:
        self.name, self.dimensions = name, dimensions
        chosen = covering(dimensions, possible)
        if "values" in dimensions:
            chosen.sort(key=lambda classes: dimensions["values"].index(classes["values"]))
        self.rows = tuple(Row(f"{name} {number}", classes, draws(**classes)) for number, classes in enumerate(chosen))

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, wanted: Callable[[Classes], bool]) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if wanted(row.classes))


def covering(dimensions: dict[str, tuple[str, ...]], possible: Callable[[Classes], bool]) -> list[Classes]:
    """Few combinations of classes in which every possible pair of two dimensions' classes occurs: greedily, always the
    combination with the most new pairs, and of several the one whose classes were used least."""
    names = list(dimensions)
    indices = [row for row in itertools.product(*(range(len(dimensions[name])) for name in names))
               if possible({name: dimensions[name][i] for name, i in zip(names, row, strict=True)})]
    every = np.array(indices)
    sizes = [len(dimensions[name]) for name in names]
    couples = list(itertools.combinations(range(len(names)), 2)) or [(0, 0)]
    offsets = np.cumsum([0, *(sizes[a] * sizes[b] for a, b in couples)])
    pairs = np.stack([offset + every[:, a] * sizes[b] + every[:, b]
                      for offset, (a, b) in zip(offsets, couples, strict=False)], axis=1)
    missing = np.zeros(offsets[-1], bool)
    missing[pairs] = True
    places = every + np.cumsum([0, *sizes[:-1]])
    used = np.zeros(sum(sizes))
    chosen = []
    while missing.any():
        best = int((missing[pairs].sum(axis=1) - used[places].sum(axis=1) / 1000).argmax())
        missing[pairs[best]] = False
        used[places[best]] += 1
        chosen.append({name: dimensions[name][i] for name, i in zip(names, indices[best], strict=True)})
    return chosen
