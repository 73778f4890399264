"""Properties: graded tests over drawn examples, and how one is judged.

A property is a function in tests/ marked `@graded(points, X=strategy, ...)`: it gets the submission and one example and
raises `Disagreement` (by `agree`) where the submission is wrong; its docstring's first line is the title. Hypothesis
draws the examples once for each seed, and every submission is tried on them; Hypothesis is needed again only to shrink.
A property may have several strategies, which take turns: what must be tried at least once has a strategy of its own.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..language.said import Said
from ..submission.submission import Submission
from .attempt import attempt
from .examples import SHRINKS, draw, shrink
from .finding import Evidence, Finding, alike, freeze, kind_of
from .known import known
from .property import Property
from .telling import Fitting, floats, most_telling, numbers, smaller

LARGE = 100     # numbers of an example
COUNTED = 9     # known mistakes that give an example's answers: of more, nobody asks
EVIDENCE = 4    # examples that are tried after the first failure: a diagnosis must not rest on a single one


def judge(prop: Property, submission: Submission, seed: int, evidence: Evidence | None = None,
          shrinks: int = SHRINKS, fitting: Fitting = lambda trial, limit: 0,
          fails: Callable[[Finding], None] = lambda found: None) -> Finding:
    """Judges one property. It is `passed` only if every example was drawn, answered and agreed with. What the
    submission was asked is added to the evidence. `fitting` says how many known mistakes answer so: the counterexample
    that is shown rules most of them out. `fails` hears of a failure before that one is looked for."""
    __tracebackhide__ = True
    evidence = evidence or Evidence()
    before = len(evidence.findings)
    with known.kept(prop, seed):
        cases = draw(prop, seed)
        if not cases:
            return Finding("internal", "no examples were drawn")
        turn, found = 0, Finding("passed", examples=len(cases))
        for tried, (strategy, case) in enumerate(cases, 1):
            submission.zero = tried == 1 or submission.transport.zero_is_cheap
            finding = attempt(prop, submission, case)
            evidence.findings.append(finding)
            if finding.status != "passed":
                turn, found = strategy, replace(finding, examples=tried)
                break
        else:
            return found
    if found.status in ("failed", "error", "crashed", "memory", "timeout"):
        if kind_of(found) == "AssertionError" and submission.transport.drop_asserts(found.log[-1].exercise):
            # Comparing an answer with a built-in's does not use the built-in's answer.
            submission.forget()
            return judge(prop, submission, seed, evidence, shrinks, fitting, fails)
        accused = accuse(prop, submission, found)
        if accused is not None:
            return accused
    if found.status not in ("failed", "error") or not shrinks:
        return found
    fails(found)
    failing, others = [found], iter(cases[found.examples:])
    for _turn, case in itertools.islice(others, EVIDENCE):
        more = attempt(prop, submission, case)
        if more.status not in ("passed", "failed", "error"):
            break
        evidence.findings.append(more)
        if alike(more, found):
            failing.append(more)
    if costly(found):
        return found  # what is drawn of networks is small, and the same for everybody
    fits, best = most_telling(failing, fitting)
    for _turn, case in others:
        if fits <= 1:
            break
        more = attempt(prop, submission, case)
        if more.status not in ("passed", "failed", "error"):
            break
        if alike(more, found) and (count := fitting(more.log, fits)) < fits:
            fits, best = count, more
    if floats(found.case or {}):
        small = smaller(prop, submission, best, fitting, fits, shrinks)
    else:
        tried_so_far = zip(cases, evidence.findings[before:], strict=False)
        seen = {freeze(case): finding for (_turn, case), finding in tried_so_far}
        small = shrink(prop, submission, seed, turn, found, seen, shrinks)
        small = small if fitting(small.log, fits + 1) <= fits else best
    return replace(small, examples=found.examples, fits=fitting(small.log, COUNTED))


def from_builtin(names: str = "") -> str:
    """The message of an answer that is not the student's own."""
    return Said("the answer comes from a built-in ({0}); this exercise asks for the computation itself, and earns "
                "nothing until it is your own", names or Said("a convolution, correlation or pooling"))


def unnumbered(got: Any) -> Any:
    """An answer without the numbers that Gluon gives to one name after the other."""
    return re.sub(r"\d+", "", got) if isinstance(got, str) else got


def costly(found: Finding) -> bool:
    """Whether its functions make networks, whose replays cost more than they tell."""
    case = found.case or {}
    return any(ask.op != "call" for ask in found.log) and (numbers(case) > LARGE or not floats(case))


def accuse(prop: Property, submission: Submission, found: Finding) -> Finding | None:
    """Asks once more for a wrong answer. It is `forbidden` if it becomes right when built-ins compute instead of
    returning zeros. If it is another one the second time, the message says so. None otherwise, and if nothing was
    zeroed."""
    if found.case is None or not found.log or not submission.zero:
        return None
    used = tuple(submission.transport.used_builtins)  # by its own account: it may hide what has run
    if not used and found.status != "failed":
        return None
    submission.forget()  # each attempt really asks
    again = attempt(prop, submission, found.case)
    if (again.status, freeze(unnumbered(again.got))) != (found.status, freeze(unnumbered(found.got))):
        return replace(found, message=Said("{0}; called again with the same input, it gives another answer: does it "
                                           "return memory that was never filled, or random numbers, or keep something "
                                           "from the call before (a global variable, a default argument)?",
                                           found.message))
    submission.forget()
    with submission.real_builtins():
        real = attempt(prop, submission, found.case)
    if real.status != "passed":
        return None
    names = ", ".join(used)
    return Finding("forbidden", from_builtin(names), examples=found.examples)
