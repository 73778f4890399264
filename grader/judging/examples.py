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
from hypothesis.strategies import SearchStrategy

from ..report.statuses import ENDED
from ..submission.submission import Submission
from .attempt import attempt
from .design import Case
from .finding import Finding, alike, freeze
from .known import known
from .property import Property

# Hypothesis would mix in numbers that it finds in the source of loaded modules, a student's own among them: the same
# seed must draw the same examples for everyone. (The version of Hypothesis is pinned, and a test compares.)
providers._get_local_constants = lambda: providers._local_constants
SHRINKS = 150   # calls that shrinking may cost: the counterexample must be small enough to do by hand, not the smallest


def seed_of(prop: Property, turn: int, seed: int) -> int:
    """Each strategy of a property draws from a seed of its own, so that adding a property changes no other's examples;
    the rows of a design draw the same for all properties."""
    return zlib.crc32(f"{seed}:{prop.path.stem}:{prop.rows[turn].label}".encode())


@functools.lru_cache(maxsize=4096)
def draw(prop: Property, seed: int) -> tuple[tuple[int, Case], ...]:
    """The examples of a property, the same for every submission, each with the number of its strategy."""
    if known.keeping:
        return tuple(known.answer(("examples", prop.path.stem, prop.name, seed), lambda: _draw(prop, seed)))
    return _draw(prop, seed)


def _draw(prop: Property, seed: int) -> tuple[tuple[int, Case], ...]:
    drawn = [[(turn, row.change(case)) for case in _drawn(row.strategy, share(prop), seed_of(prop, turn, seed))]
             for turn, row in enumerate(prop.rows)]
    return tuple(pair for pairs in itertools.zip_longest(*drawn) for pair in pairs if pair)[:prop.examples]


def share(prop: Property) -> int:
    """The examples of each strategy."""
    return -(-prop.examples // len(prop.rows))


@functools.lru_cache(maxsize=4096)
def _drawn(strategy: SearchStrategy[Case], count: int, seed: int) -> tuple[Case, ...]:
    cases: list[Case] = []
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        _explore(strategy, count, seed, [Phase.generate], cases.append)
    # Hypothesis begins with the simplest case of all: zeros, which tell nothing apart.
    return tuple(cases[1:] or cases)


def _explore(strategy: SearchStrategy[Case], count: int, seed: int, phases: list[Phase],
             visit: Callable[[Case], None]) -> None:
    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=count + 1, phases=phases, database=None, deadline=None, derandomize=False,
                         report_multiple_bugs=False, print_blob=False, verbosity=Verbosity.quiet,
                         suppress_health_check=list(HealthCheck))
    @hypothesis.given(strategy)
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
            if known[key].status in ENDED:
                left = 0  # never run into the same limit twice
        finding = known[key]
        if alike(finding, found):
            smallest = finding  # Hypothesis tries nothing larger than what it has
            raise _Found(finding)

    try:
        row = prop.rows[turn]
        _explore(row.strategy, share(prop), seed_of(prop, turn, seed), [Phase.generate, Phase.shrink],
                 lambda case: visit(row.change(case)))
    except _Enough:
        return smallest
    except _Found as smaller:
        return smaller.finding
    except hypothesis.errors.HypothesisException:
        pass  # a submission that answers differently each time cannot be shrunk
    return found
