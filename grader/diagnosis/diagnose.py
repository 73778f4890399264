"""Diagnosis: which misconception answers as the student does.

A misconception is named when, asked what the student was asked, it gives the student's answers: on the counterexample,
and on everything that was tried with the function that it replaces. It is replayed in this process: it is the kit's own
code. When several agree, the most specific one is named (they stand in that order); when none does, none: a wrong
diagnosis is worse than none. Errors are no answers: nothing is named of which they are the whole evidence, unless it is
their message that is typical.

What a function gets wrong, all that call it get wrong, too. A fault is named at the function where it begins; of the
others it is said that they use that one.
"""
from __future__ import annotations

import ast
import contextlib
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..course.manifest import Exercise
from ..judging.attempt import attempt
from ..judging.design import Case
from ..judging.examples import draw
from ..judging.finding import Evidence, Finding, Trial, kind_of
from ..judging.property import Property
from ..report.record import ELSEWHERE, Misconception
from ..submission import reading
from ..submission.in_process import OwnCode
from ..submission.submission import Submission
from . import library
from .errors import known_error, raised_at
from .library import Wrong
from .repair import Repair, repairs
from .replay import Replay, functions
from .search import Search

Kind = Callable[[Search], Iterator[Wrong]]  # of what is searched
CONFIRMED = 4  # further examples that have to agree with what a search has found
COMPUTED = ("IndexError", "MXNetError", "ValueError", "ZeroDivisionError")  # errors of what was computed wrong
FURTHER = 8    # further examples, at least, on which explanations are compared


@dataclass(frozen=True)
class Further:
    """Further examples of a submission's properties, to tell apart what explains its answers."""
    submission: Submission
    properties: Sequence[Property]
    seed: int

    def examples(self) -> Iterator[tuple[Property, Case]]:
        """Draws further examples in turns, of another seed than those that are judged. The plainest come last: whole
        numbers tell less."""
        drawn = [[(prop, case) for _turn, case in reversed(draw(prop, self.seed + 1))] for prop in self.properties]
        return (pair for pairs in itertools.zip_longest(*drawn) for pair in pairs if pair)

    def ask(self, prop: Property, case: Case) -> Finding:
        self.submission.zero = self.submission.transport.zero_is_cheap
        return attempt(prop, self.submission, case)


class Diagnosis:
    """Names the mistakes of one submission in one exercise. `sources`: its files."""

    def __init__(self, exercise: Exercise, evidence: Evidence, sources: Mapping[str, bytes] | None = None,
                 further: Further | None = None) -> None:
        self.exercise, self.evidence, self.sources, self.further = exercise, evidence, sources or {}, further
        self.searches: dict[str, Search] = {}
        self.explained: dict[tuple[str, Kind], Wrong | None] = {}
        self.repairs: dict[str, Repair | None] = {}
        self.settled: dict[tuple[str, ...], Wrong | None] = {}

    @functools.cached_property
    def suspects(self) -> list[Suspect]:
        """The misconceptions, which a right answer has nobody read."""
        return [Suspect(wrong, self.evidence) for wrong in library.of(self.exercise.name)]

    @functools.cached_property
    def calls(self) -> dict[str, frozenset[str]]:
        """What each of the submission's functions uses."""
        return calls(self.sources.get(self.exercise.name, b""), self.exercise.functions)

    @functools.cached_property
    def asked(self) -> list[tuple[set[str], str]]:
        """What each example asked, and how that ended."""
        return [(set(functions(found.log)), found.status) for found in self.evidence.findings]

    def of(self, found: Finding) -> Misconception | None:
        """The misconception that explains a failed property."""
        if found.status not in ("failed", "error") or not found.log:
            return None
        if (elsewhere := self.begins_elsewhere(found)) is not None:
            return elsewhere
        typical = known_error(found, self.sources) if found.status == "error" else None
        fits = self.fitting(found)
        if fits:  # no name where several still fit
            return told(self.settle(fits, confirmed=0)) or typical
        if self.only_errors(found) and (typical is not None or kind_of(found) not in COMPUTED):
            return typical
        return (told(self.searched(found, Search.slips)) or self.repaired(found)
                or told(self.searched(found, Search.others)) or typical)

    def fitting(self, found: Finding) -> list[Wrong]:
        """The misconceptions that explain a finding: the same answers, whichever functions were asked, and errors that
        say the same."""
        reached = reaches(self.exercise, found.log)
        return [s.wrong for s in self.suspects if s.wrong.target in reached and s.possible()
                and Replay(s.wrong).agrees(found.log, strict=True) and s.agrees() and s.seen()]

    def searched(self, found: Finding, kind: Kind) -> Wrong | None:
        """The one edit or pair that explains a finding."""
        reached, asked = reaches(self.exercise, found.log), set(functions(found.log))
        mine = [name for name in self.exercise.functions if name in reached]
        for target in sorted(mine, key=lambda name: name not in asked):
            wrong = self.search(target, found, kind)
            if wrong is not None and Replay(wrong).agrees(found.log, strict=True) and (
                    target in asked or self.agree_of(asked, wrong)):
                return wrong
        return None

    def agree_of(self, names: AbstractSet[str], wrong: Wrong) -> bool:
        """Whether a mistake in a function that these use gives all their answers."""
        return all(Replay(wrong).agrees(trial) for trial in self.evidence.trials if names & set(functions(trial)))

    def search(self, target: str, found: Finding, kind: Kind) -> Wrong | None:
        """What explains the answers of a function, on further examples, too."""
        if (target, kind) not in self.explained:
            if target not in self.searches:
                self.searches[target] = Search(self.exercise, target, [*self.evidence.trials, found.log])
            failed = any(one.status == "failed" and target in functions(one.log) for one in self.evidence.findings)
            settled = (self.settle([wrong], CONFIRMED) for wrong in (kind(self.searches[target]) if failed else ())
                       if Suspect(wrong, self.evidence).agrees())
            self.explained[target, kind] = next((wrong for wrong in settled if wrong is not None), None)
        return self.explained[target, kind]

    def only_errors(self, found: Finding) -> bool:
        """Whether the functions that were asked have given no wrong answer anywhere."""
        asked = set(functions(found.log))
        return not any(status == "failed" and asked & names for names, status in self.asked)

    def repaired(self, found: Finding) -> Misconception | None:
        """The change of the submission's own file that makes right the one function that was asked."""
        asked = set(functions(found.log))
        if self.further is None or not self.exercise.repairs or len(asked) != 1 or not self.suspects:
            return None
        target, = asked
        if target not in self.repairs:
            self.repairs[target] = self._repaired(target, found, self.further)
        repair = self.repairs[target]
        return None if repair is None else repair.misconception(self.exercise, target)

    def _repaired(self, target: str, found: Finding, further: Further) -> Repair | None:
        examples = list(itertools.islice(further.examples(), 4 * FURTHER))
        right = {name for name in self.exercise.functions if {status for names, status in self.asked if names == {name}}
                 == {"passed"}}
        transport = further.submission.transport.another()
        try:
            for repair in repairs(self.exercise, target, [*self.evidence.trials, found.log], transport, right):
                if set(itertools.islice(alone(Submission(transport), target, examples), FURTHER)) == {"passed"}:
                    return repair
        finally:
            transport.close()
        return None

    def settle(self, fits: Sequence[Wrong], confirmed: int) -> Wrong | None:
        """Returns the first of those that fit, if further examples leave only such as answer like it. The submission is
        asked where they differ; and where a search has found them, also on some examples where they are wrong."""
        key = tuple(wrong.name for wrong in fits)
        if key not in self.settled:
            self.settled[key] = self._settled(list(fits), confirmed)
        return self.settled[key]

    def _settled(self, left: list[Wrong], confirmed: int) -> Wrong | None:
        if self.further is None or len(left) + confirmed < 2:
            return left[0]
        target = left[0].target
        examples = list(itertools.islice(self.further.examples(), max(FURTHER, self.exercise.explanations // 8)))
        with contextlib.ExitStack() as stack:
            while left and len(left) + confirmed >= 2 and examples:
                transport = OwnCode(left[0].folder())
                stack.callback(transport.sources.close)
                own = Submission(transport)
                for place, (prop, case) in enumerate(examples):
                    tried = attempt(prop, own, case)
                    if target not in functions(tried.log):
                        continue
                    tells = any(not Replay(wrong).agrees(tried.log) for wrong in left[1:])
                    if not tells and not (confirmed and tried.status == "failed"):
                        continue
                    asked = self.further.ask(prop, case)
                    if asked.status not in ("passed", "failed", "error"):
                        return None
                    self.evidence.findings.append(asked)
                    confirmed = max(0, confirmed - 1)
                    left = [wrong for wrong in left if Replay(wrong).agrees(asked.log)]
                    examples = examples[place + 1:]
                    break
                else:
                    break
        return left[0] if left else None

    def begins_elsewhere(self, found: Finding) -> Misconception | None:
        """Whether the function that was asked uses another one that is wrong by itself: the fault may be that one's."""
        asked = set(functions(found.log))
        at = raised_at(found) if found.status == "error" else None
        used = {callee for name in asked for callee in self.calls.get(name, ())} - asked
        for callee in (name for name in self.exercise.functions if name in used):
            if any(status in ("failed", "error") and only == {callee} for only, status in self.asked):
                if at is not None and at[2] != callee:
                    continue  # it was raised in a line of its own
                return begin_at(callee)
        return None


def alone(changed: Submission, target: str, examples: Iterable[tuple[Property, Case]]) -> Iterator[str]:
    """How those examples end that ask one function and no other, with a file that was changed. Built-ins compute."""
    changed.zero = False
    tried = (attempt(prop, changed, case) for prop, case in examples)
    return (found.status for found in tried if set(functions(found.log)) == {target})


def told(wrong: Wrong | None) -> Misconception | None:
    return None if wrong is None else Misconception(wrong.name, wrong.texts)


def begin_at(name: str) -> Misconception:
    return Misconception(ELSEWHERE, {
        "en": f"This uses your {name}, which is not right yet: begin there.",
        "zh": f"这里用到了你的{name}，而它还不对：请先从那里改起。"})


class Known:
    """The misconceptions of an exercise, to be counted: how many answer as a submission does."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise

    @functools.cached_property
    def wrongs(self) -> list[Wrong]:
        return list(library.of(self.exercise.name))

    def fitting(self, trial: Trial, limit: int) -> int:
        """How many give the answers of one example; no more are counted than `limit`. Those that fitted last time are
        tried first: they are the ones to be told apart."""
        reached = reaches(self.exercise, trial)
        found: list[Wrong] = []
        for wrong in self.wrongs:
            if len(found) >= limit:
                break
            if wrong.target in reached and Replay(wrong).agrees(trial, strict=True):
                found.append(wrong)
        self.wrongs = [*found, *(wrong for wrong in self.wrongs if wrong not in found)]
        return len(found)


class Suspect:
    """One misconception beside the evidence of one submission."""

    def __init__(self, wrong: Wrong, evidence: Evidence) -> None:
        self.wrong, self.evidence = wrong, evidence
        self.checked = 0  # how many trials agree
        self.cleared = False  # one does not

    def possible(self) -> bool:
        """A cheap first check: False if one of the first two of the function's own trials rules it out."""
        return self._check(at_most=2)

    def agrees(self) -> bool:
        return self._check(at_most=len(self.evidence.trials))

    def _check(self, at_most: int) -> bool:
        while not self.cleared and self.checked < len(self.evidence.trials) and at_most > 0:
            trial = self.evidence.trials[self.checked]
            if self.wrong.target in functions(trial):
                at_most -= 1
                if not Replay(self.wrong).agrees(trial, self.wrong.target):
                    self.cleared = True
                    break
            self.checked += 1
        return not self.cleared

    def seen(self) -> bool:
        """Whether a wrong answer, and not an error only, speaks for it."""
        return any(found.status == "failed" and Replay(self.wrong).agrees(found.log)
                   for found in self.evidence.findings)


def reaches(exercise: Exercise, trial: Trial) -> set[str]:
    """The functions that have a part in the answers: those that were asked, and those that they use in the solution.
    A mistake in another one changes nothing here."""
    uses = calls(library.solutions().get(exercise.name, b""), exercise.functions)
    asked = set(functions(trial))
    return asked.union(*(uses.get(name, ()) for name in asked))


# Who calls whom -------------------------------------------------------------------------------------------------------
@functools.lru_cache(maxsize=64)
def calls(source: bytes, names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Finds for each of the functions those among `names` that it uses, by itself or through helpers of the file."""
    tree = reading.tree(source)
    if tree is None:
        return {}
    uses = {node.name: {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}

    def reached(name: str) -> Iterator[str]:
        seen, left = {name}, [name]
        while left:
            new = (uses.get(left.pop(), set()) & uses.keys()) - seen
            seen |= new
            left += new
            yield from new
    return {name: frozenset(set(reached(name)) & set(names)) for name in names}
