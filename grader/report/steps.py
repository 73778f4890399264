"""What a misconception's code computed on an example, element by element of its answer."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Term(NamedTuple):
    """One element of X and what it is multiplied by. `x`, `k`: places in X and K, counted row by row; `k` is -1 where
    the weight is not one element of K."""
    x: int
    k: int
    weight: float


@dataclass(frozen=True)
class Steps:
    """`how`: «sum» of the terms and a rest (a bias); «max» of the terms' elements of X and, where it is not None, the
    rest (what the padding counted as); «layers»: the rest is the answer for the first layer, the first two, and so on.
    `shape`: of the answer, which has an entry of `terms` and of `rest` for each element."""
    how: str
    shape: tuple[int, ...]
    terms: tuple[tuple[Term, ...], ...]
    rest: tuple[float | None, ...]

    def as_json(self) -> dict[str, Any]:
        return {"how": self.how, "shape": list(self.shape), "terms": [[list(t) for t in terms] for terms in self.terms],
                "rest": list(self.rest)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Steps:
        return cls(given["how"], tuple(given["shape"]),
                   tuple(tuple(Term(*t) for t in terms) for terms in given["terms"]), tuple(given["rest"]))
