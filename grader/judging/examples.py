"""The examples of a property: drawn from a seed, and made smaller where one fails."""
from __future__ import annotations

import contextlib
import functools
import itertools
import zlib
from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.internal.conjecture import providers

from ..submission.submission import Submission
from .attempt import attempt
from .finding import Finding, freeze, kind_of
from .property import Case, Property

# Hypothesis would mix in numbers that it finds in the source of loaded modules, a student's own among them: the same
# seed must draw the same examples for everyone. (The version of Hypothesis is pinned, and a test compares.)
providers._get_local_constants = lambda: providers._local_constants
SHRINKS = 150   # calls that shrinking may cost: the counterexample must be small enough to do by hand, not the smallest


# Judging --------------------------------------------------------------------------------------------------------------
def seed_of(prop: Property, seed: int) -> int:
    """The seed of one property. Each has its own, so that adding a property changes no other one's examples."""
    return zlib.crc32(f"{seed}:{prop.path.stem}:{prop.name}".encode())


@functools.lru_cache(maxsize=4096)
def draw(prop: Property, seed: int) -> tuple[tuple[int, Case], ...]:
    """Draws the examples of a property, the same for every submission, each with the number of its strategy."""
    drawn: list[list[tuple[int, Case]]] = []
    for turn in range(len(prop.strategies)):
        cases: list[Case] = []
        with contextlib.suppress(hypothesis.errors.Unsatisfiable):
            _explore(prop, seed, turn, [Phase.generate], cases.append)
        # Hypothesis begins with the simplest case of all, zeros, which tells no answers apart.
        drawn.append([(turn, case) for case in cases[1:] or cases])
    return tuple(pair for pairs in itertools.zip_longest(*drawn) for pair in pairs if pair)[:prop.examples]


def _explore(prop: Property, seed: int, turn: int, phases: list[Phase], visit: Callable[[Case], None]) -> None:
    share = -(-prop.examples // len(prop.strategies)) + 1

    @hypothesis.seed(seed_of(prop, seed) + turn)
    @hypothesis.settings(max_examples=share, phases=phases, database=None, deadline=None, derandomize=False,
                         report_multiple_bugs=False, print_blob=False, verbosity=Verbosity.quiet,
                         suppress_health_check=list(HealthCheck))
    @hypothesis.given(prop.strategies[turn])
    def explore(case: Case) -> None:
        visit(case)
    explore()


class _Enough(BaseException):
    """Ends Hypothesis' search: it takes no exception of this kind for a failure."""


class _Found(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def shrink(prop: Property, submission: Submission, seed: int, turn: int, found: Finding, known: dict[Any, Finding],
           calls: int) -> Finding:
    """Looks for a smaller example that fails in the same way, with at most `calls` further calls."""
    left = calls
    smallest = found

    def visit(case: Case) -> None:
        nonlocal left, smallest
        key = freeze(case)
        if key not in known:
            if left <= 0:
                raise _Enough
            left -= 1
            known[key] = attempt(prop, submission, case)
            if known[key].status in ("timeout", "memory", "output", "crashed"):
                left = 0  # never run into the same limit twice
        finding = known[key]
        if finding.status == found.status and kind_of(finding) == kind_of(found):
            smallest = finding  # Hypothesis tries nothing larger than what it has
            raise _Found(finding)

    try:
        _explore(prop, seed, turn, [Phase.generate, Phase.shrink], visit)
    except _Enough:
        return smallest
    except _Found as smaller:
        return smaller.finding
    except hypothesis.errors.HypothesisException:
        pass  # a submission that answers differently each time cannot be shrunk
    return found
