"""Properties: graded tests over drawn examples, and how one is judged.

A property is a function in tests/ marked `@graded(points, X=strategy, ...)`: it gets the submission and one example and
raises `Disagreement` (by `agree`) where the submission is wrong; its docstring's first line is the title. Examples are
drawn by Hypothesis once a seed and replayed for every submission; Hypothesis is needed again only to shrink. A property
may have several strategies, which take turns: what must be tried at least once has one of its own.
"""
from __future__ import annotations

import contextlib
import functools
import importlib.util
import inspect
import itertools
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from ..course.manifest import Exercise
from ..language.i18n import _
from ..submission.submission import Ask, History, Submission, Trouble
from ..worker.wire.values import Odd, describe

# Hypothesis would mix in numbers that it finds in the source of loaded modules, a student's own among them: the same
# seed must draw the same examples for everyone. (The version of Hypothesis is pinned, and a test compares.)
providers._get_local_constants = lambda: providers._local_constants
EXAMPLES = 6    # a property: docs/properties.md says how few would do
EVIDENCE = 4    # examples that are tried after the first failure: a diagnosis must not rest on one
SHRINKS = 150   # calls that shrinking may cost: a counterexample to do by hand, not the smallest one there is
SEVERITY = ("passed", "todo", "missing", "failed", "error", "output", "timeout", "memory", "crashed", "forbidden",
            "internal")
Case = dict[str, Any]


class Disagreement(AssertionError):
    """The submission's answer is not the expected one."""

    def __init__(self, message: str, expected: Any = None, got: Any = None) -> None:
        super().__init__(_(message))
        self.message, self.expected, self.got = _(message), expected, got


@dataclass(frozen=True)
class Property:
    """One graded test."""
    name: str
    points: int
    title: str
    law: str
    strategies: tuple[st.SearchStrategy[Case], ...]
    check: Callable[..., None]
    examples: int
    path: Path


@dataclass(frozen=True)
class Finding:
    """What judging one property of one submission found."""
    status: str
    message: str = ""
    trace: str = ""
    case: Case | None = None
    expected: Any = None
    got: Any = None
    builtins: tuple[str, ...] = ()
    log: tuple[Ask, ...] = field(default=(), compare=False, repr=False)  # what was asked for `case`
    history: History | None = field(default=None, compare=False, repr=False)
    examples: int = 0  # how many were tried
    raised: BaseException | None = field(default=None, compare=False, repr=False)


def hide_unless_failed(raised: Any) -> bool:
    """For pytest: of a student's exception, only the student's own frames are shown; a message has none to hide."""
    return bool(raised.typename != "Failed")


def graded(points: int, *cases: st.SearchStrategy[Case], examples: int = EXAMPLES,
           **arguments: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks a test as a property worth `points`. The examples' arguments are drawn from `cases`, strategies of
    dictionaries that take turns, and from `arguments`, one strategy each."""
    def mark(check: Callable[..., None]) -> Callable[..., None]:
        doc = inspect.getdoc(check) or check.__name__
        title, _, law = doc.partition("\n")
        strategies = tuple(st.tuples(case, st.fixed_dictionaries(arguments)).map(lambda both: both[0] | both[1])
                           for case in cases or (st.just({}),))
        prop = Property(check.__name__, points, title.strip(), " ".join(law.split()), strategies, check, examples,
                        Path(inspect.getfile(check)))

        def test(submission: Submission, judged: Callable[[Property], None]) -> None:
            __tracebackhide__ = hide_unless_failed
            judged(prop)
        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        test.property = prop  # type: ignore[attr-defined]
        return test
    return mark


@functools.cache
def collect(path: Path) -> tuple[Property, ...]:
    """The properties of one test file, in its order."""
    name = f"convkata_properties_{path.stem}_{zlib.crc32(str(path).encode()):x}"
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)  # for strategies.py and oracles.py beside it
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(v.property for v in vars(module).values() if isinstance(getattr(v, "property", None), Property))


def of(exercise: Exercise) -> tuple[Property, ...]:
    return collect(exercise.tests)


# Comparing ------------------------------------------------------------------------------------------------------------
def agree(got: Any, expected: Any, message: str = "", tolerance: float = 1e-5) -> None:
    """Raises Disagreement unless `got` is what was expected: the type, the shape, and every value up to `tolerance`
    times the largest magnitude. `message` says in a sentence what a difference means."""
    __tracebackhide__ = True
    prefix = _("{0}: ").format(_(message)) if message else ""
    if isinstance(expected, np.ndarray):
        if not isinstance(got, np.ndarray):
            raise Disagreement(prefix + _("an array of shape {0} is asked for, {1} came").format(
                expected.shape, called(got)), expected, None if isinstance(got, Odd) else got)
        if got.dtype.kind != "f":
            raise Disagreement(prefix + _("an array of floats is asked for, {0} came").format(describe(got)),
                               expected, got)
        if got.shape != expected.shape:
            raise Disagreement(prefix + _("the shape should be {0}, it is {1}").format(expected.shape, got.shape),
                               expected, got)
        if not np.isfinite(got).all():
            raise Disagreement(prefix + _("the result holds values that are not finite"), expected, got)
        off = differing(expected, got, tolerance)
        if off.any():
            where = tuple(int(i) for i in np.argwhere(off)[0])
            place = _("at {0} ").format(list(where)) if where else ""
            raise Disagreement(prefix + place + _("{0} is expected, {1} came ({2} of {3} values differ)").format(
                number(expected[where]), number(got[where]), int(off.sum()), off.size), expected, got)
    elif kind(got) != kind(expected) or got != expected:
        raise Disagreement(prefix + _("{0} is expected, {1} came").format(repr(expected), called(got)), expected,
                           None if isinstance(got, Odd) else got)


def an_array(got: Any) -> np.ndarray:
    """`got`, which must be an array of finite floats: for laws that compare answers with each other."""
    __tracebackhide__ = True
    if not isinstance(got, np.ndarray):
        raise Disagreement(_("an array is asked for, {0} came").format(called(got)))
    agree(got, got)
    return got


def differing(expected: np.ndarray, got: np.ndarray, tolerance: float = 1e-5) -> np.ndarray:
    """Where two arrays of one shape differ."""
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        return np.asarray(~(np.abs(got.astype(np.float64) - expected) <= tolerance * scale))


def kind(value: Any) -> Any:
    """The type of a value that is no array, of its items too: (3.0, 4.0) is no answer where (3, 4) is asked for.
    numpy's integers are integers."""
    if type(value) in (tuple, list):
        return type(value), tuple(kind(item) for item in value)
    return int if isinstance(value, np.integer) else type(value)


def called(value: Any) -> str:
    """A value of a wrong type, in words."""
    if isinstance(value, np.ndarray):
        return _("an array of shape {0}").format(value.shape)
    if value is None:
        return _("nothing (None)")
    return value.described if isinstance(value, Odd) else f"{value!r}"[:80]


def number(value: Any) -> str:
    return f"{float(value):.6g}"


# Judging --------------------------------------------------------------------------------------------------------------
def seed_of(prop: Property, seed: int) -> int:
    """Each property draws from a seed of its own, so that adding one changes no other's examples."""
    return zlib.crc32(f"{seed}:{prop.path.stem}:{prop.name}".encode())


@functools.lru_cache(maxsize=4096)
def draw(prop: Property, seed: int) -> tuple[tuple[int, Case], ...]:
    """The examples of a property, the same for every submission, each with the number of its strategy."""
    drawn: list[list[tuple[int, Case]]] = []
    for turn in range(len(prop.strategies)):
        cases: list[Case] = []
        with contextlib.suppress(hypothesis.errors.Unsatisfiable):
            _explore(prop, seed, turn, [Phase.generate], cases.append)
        # Hypothesis begins with the simplest case of all: zeros, which tell nothing apart.
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


def attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    """One example."""
    __tracebackhide__ = True
    submission.log.clear()
    finding = _attempt(prop, submission, case)
    return replace(finding, log=tuple(submission.log))


def _attempt(prop: Property, submission: Submission, case: Case) -> Finding:
    __tracebackhide__ = True
    try:
        prop.check(submission, **case)
    except Disagreement as wrong:
        return Finding("failed", wrong.message, case=case, expected=wrong.expected, got=wrong.got, raised=wrong)
    except Trouble as trouble:
        return Finding(trouble.status, trouble.message, trouble.trace,
                       case if trouble.status in ("error", "failed") else None, raised=trouble)
    return Finding("passed")


def judge(prop: Property, submission: Submission, seed: int, shrinks: int = SHRINKS) -> Finding:
    """Judges one property: `passed` only when every example was drawn, answered and agreed with."""
    __tracebackhide__ = True
    cases = draw(prop, seed)
    history = submission.history.setdefault(prop.path.stem, History())
    if not cases:
        return Finding("internal", "no examples were drawn")
    known: dict[Any, Finding] = {}
    turn, found = 0, Finding("passed", examples=len(cases))
    for tried, (strategy, case) in enumerate(cases, 1):
        submission.zero = tried == 1 or submission.transport.zero_is_cheap
        finding = known[freeze(case)] = attempt(prop, submission, case)
        history.trials.append(finding.log)
        if finding.status != "passed":
            turn, found = strategy, replace(finding, examples=tried)
            break
    else:
        return found
    if found.status in ("failed", "error", "crashed", "memory", "timeout"):
        if kind_of(found) == "AssertionError" and submission.transport.drop_asserts(submission.log[-1].exercise):
            return judge(prop, submission, seed, shrinks)  # a comparison with a built-in is no use of its answer
        accused = accuse(prop, submission, found)
        if accused is not None:
            return accused
    if found.status in ("failed", "error") and shrinks:
        found = replace(shrink(prop, submission, seed, turn, found, known, shrinks), examples=found.examples)
    if found.status in ("failed", "error") and shrinks:
        for _turn, case in cases[found.examples: found.examples + EVIDENCE]:
            more = attempt(prop, submission, case)
            if more.status not in ("passed", "failed", "error"):
                break
            history.trials.append(more.log)
    return replace(found, history=history)


def accuse(prop: Property, submission: Submission, found: Finding) -> Finding | None:
    """`forbidden`, where the answer came from a built-in: it changes when built-ins compute instead of returning
    zeros. None where it does not, or where nothing was zeroed."""
    if found.case is None or not found.log or not submission.zero:
        return None
    used = tuple(submission.transport.used_builtins)  # the submission's process says so: it may hide what has run
    if not used and found.status != "failed":
        return None
    with submission.real_builtins():
        real = attempt(prop, submission, found.case)
    if used:
        guilty = (real.status, freeze(real.got)) != (found.status, freeze(found.got))
    else:  # right with built-ins, wrong without, and not by chance
        guilty = real.status == "passed" and attempt(prop, submission, found.case).status == "failed"
    if not guilty:
        return None
    names = ", ".join(used) or _("a convolution, correlation or pooling")
    return Finding("forbidden", _("the answer comes from a built-in ({0}); this exercise asks for the computation "
                                  "itself").format(names), builtins=used, examples=found.examples)


class _Enough(BaseException):
    """Ends Hypothesis' search: it takes no exception of this kind for a failure."""


class _Found(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def shrink(prop: Property, submission: Submission, seed: int, turn: int, found: Finding, known: dict[Any, Finding],
           calls: int) -> Finding:
    """A smaller example that fails in the same way, within a number of further calls."""
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
                left = 0  # a limit that was hit is not hit again
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


def kind_of(finding: Finding) -> str:
    return getattr(finding.raised, "kind", "")


def freeze(value: Any) -> Any:
    """`value` as a key."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, dict):
        return tuple((k, freeze(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(freeze(v) for v in value)
    return type(value).__name__, repr(value)
