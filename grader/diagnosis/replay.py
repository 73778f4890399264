"""Asks a misconception, or the solution, what a student was asked."""
from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import itertools
import textwrap
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from unittest import mock

from ..course import manifest
from ..course.manifest import Exercise
from ..judging.finding import Trial, freeze
from ..judging.kept import RUNNING, Place
from ..judging.known import Known
from ..submission.asking import Ask, Transport, Trouble
from ..submission.files import Folder
from ..submission.in_process import OwnCode
from ..worker.syntax import parse
from ..worker.wire.values import Block, Odd
from . import library
from .library import Wrong
from .same import NETWORK_TOLERANCE, Raised, alike, normal, outcome, same, same_answer

LOADED = 256         # misconceptions that stay loaded
REMEMBERED = 5000    # answers of an exercise's misconceptions: a class is asked the same questions
KEPT = 20000         # of them, for the next command
NUMBERS = 1 << 10    # of an array in an answer that is kept


def functions(trial: Trial) -> list[str]:
    """Names for each request the function or class that it concerns; a block's requests concern what made it."""
    makers: dict[int, str] = {}
    names = []
    for ask in trial:
        if ask.op == "call":
            names.append(str(ask.inputs["name"]))
            if isinstance(ask.answer, tuple) and ask.answer and isinstance(ask.answer[0], Block):
                makers[ask.answer[0].id] = names[-1]
        else:
            names.append(makers.get(ask.inputs.get("block", -1), ""))
    return names


@dataclass(frozen=True)
class Asked:
    """What a trial asks, or what it asks of one function, for all that are compared with it."""
    asks: tuple[Ask, ...]
    keys: tuple[str, ...]     # each stands for an ask and all before it
    answers: tuple[Any, ...]  # the student's


def asked(trial: Trial, function: str | None = None) -> Asked:
    if function not in trial.kept:
        asks = tuple(ask for ask, name in zip(trial, functions(trial), strict=True) if function in (None, name))
        trial.kept[function] = Asked(asks, tuple(_keys(asks)), tuple(normal(outcome(ask)) for ask in asks))
    told: Asked = trial.kept[function]
    return told


def _keys(asks: Sequence[Ask]) -> Iterator[str]:
    first = next((ask.inputs["block"] for ask in asks if "block" in ask.inputs), 0)
    digest = hashlib.blake2b(digest_size=16)
    for ask in asks:
        inputs = ask.inputs
        if "block" in inputs:  # blocks are numbered from the trial's first one
            inputs = inputs | {"block": inputs["block"] - first}
        digest.update(repr((ask.exercise, ask.op, freeze(inputs))).encode())
        yield digest.hexdigest()


def asked_again(ask: Ask, transport: Transport, exercise: Exercise, blocks: dict[int, int]) -> Any:
    """What another file answers to a student's request. `blocks`: its own for each of the student's. Trouble."""
    inputs = dict(ask.inputs)
    if "block" in inputs:
        if inputs["block"] not in blocks:
            raise Trouble("crashed", "", kind="no such block")
        inputs["block"] = blocks[inputs["block"]]
    if "kwargs" in inputs:  # a block among them is its own, too
        inputs["kwargs"] = {name: Block(blocks.get(value.id, -1)) if isinstance(value, Block) else value
                            for name, value in inputs["kwargs"].items()}
    value = transport.ask(exercise, ask.op, inputs, False, "")
    theirs = ask.answer[0] if isinstance(ask.answer, tuple) and ask.answer else None
    if isinstance(theirs, Block) and isinstance(value[0], Block):
        blocks[theirs.id] = value[0].id
    return normal(value)


@functools.cache
def remembered(exercise: str) -> Known:
    """What the misconceptions of an exercise have answered, and the solution."""
    sources = f"course/{exercise}.toml", "solutions/*.py", "grader/diagnosis/*.py", *RUNNING
    return Known(Place(f"mistakes-{exercise}", sources, (Raised, Block, Odd), NUMBERS, KEPT), REMEMBERED, keeping=True)


class Replay:
    """What a misconception (or, for None, the solution) answers to the requests of one trial, asked in their order."""
    loaded: ClassVar[OrderedDict[str, OwnCode]] = OrderedDict()  # files that keep nothing from one call to the next

    def __init__(self, wrong: Wrong | None) -> None:
        self.wrong = wrong
        self.transport: OwnCode | None = None
        self.done = 0                 # how many requests were really asked; the answers of the others were remembered
        self.blocks: dict[int, int] = {}

    def agrees(self, trial: Trial, function: str | None = None, strict: bool = False) -> bool:
        """Whether each answer is the student's; with `function`, each that concerns it. `strict`: errors say the
        same, too."""
        told = asked(trial, function)
        try:
            for i, ask in enumerate(told.asks):
                answer = self.answer(told, i)
                if same_answer(ask, told.answers[i], answer, strict):
                    continue
                if self.wrong is None or not self.by_chance(told, i, told.answers[i]):
                    return False
                with contextlib.closing(Replay(None)) as solution:
                    right = solution.answer(told, i)
                if isinstance(right, dict) and same(told.answers[i].get("y"), right.get("y"), NETWORK_TOLERANCE):
                    return False  # the student's output is the right one, and ours is made by chance
            return True
        finally:
            self.close()

    def answers(self, trial: Trial, function: str) -> list[Any]:
        """The answers to all requests that concern a function."""
        told = asked(trial, function)
        try:
            return [self.answer(told, i) for i in range(len(told.asks))]
        finally:
            self.close()

    def answer(self, told: Asked, i: int) -> Any:
        """The answer to one of the requests, or Raised."""
        asked_for = self._file(), self.wrong.code if self.wrong else "", told.keys[i]
        return remembered(told.asks[i].exercise).answer(asked_for, lambda: self._catch_up(told, i))

    def _catch_up(self, told: Asked, i: int) -> Any:
        """Really asks the requests whose answers were remembered so far; returns the last answer."""
        got = None
        while self.done <= i:
            got = self.ask(told.asks[self.done], self.done)
            self.done += 1
        return got

    def ask(self, ask: Ask, turn: int) -> Any:
        """Really asks, whatever was remembered."""
        import mxnet as mx
        if ask.op == "run":  # what is made by chance is the same in every process, whatever that has graded before
            mx.random.seed(turn)
        if self.transport is None:
            self.transport = self.loaded.pop(self._file(), None)
        if self.transport is None:
            folder = self.wrong.folder() if self.wrong else Folder("solutions", library.solutions(), {})
            self.transport = OwnCode(folder)
        try:
            with contextlib.nullcontext() if self.wrong is None or self.wrong.edit else careful():
                return asked_again(ask, self.transport, manifest.load().exercise(ask.exercise), self.blocks)
        except Trouble as trouble:
            return Raised.of(trouble)

    def by_chance(self, told: Asked, i: int, given: Any) -> bool:
        """Whether an answer is another one each time, as with dropout, and the one that was given may have come out."""
        if told.asks[i].op != "run" or not told.asks[i].inputs["train"]:
            return False
        return alike(given, self.answer(told, i), self._again(told, i))

    def _again(self, told: Asked, i: int) -> Iterator[Any]:
        """More answers to the same request."""
        self._catch_up(told, i)
        for turn in itertools.count(self.done):
            yield self.ask(told.asks[i], turn)

    def _file(self) -> str:
        return f"{self.wrong.exercise} {self.wrong.name}" if self.wrong else ""

    def close(self) -> None:
        """Keeps what was loaded for the next trial, unless it has a state."""
        if self.transport is None:
            return
        if self.blocks or (self.wrong is not None and not (self.wrong.edit and stateless(self.wrong.code))):
            self.transport.sources.close()
        else:
            self.loaded[self._file()] = self.transport
            while len(self.loaded) > LOADED:
                self.loaded.popitem(last=False)[1].sources.close()
        self.transport = None


@contextlib.contextmanager
def careful() -> Iterator[None]:
    """Forbids arrays as indices meanwhile. MXNet does not look whether it fits, and writes beyond the end: that would
    be the end of the judge, where nobody has looked what an edit makes of its code."""
    from mxnet.ndarray import NDArray

    def refuse(*_args: Any) -> None:
        raise IndexError("an array as an index")
    with mock.patch.object(NDArray, "_set_nd_advanced_indexing", refuse), \
            mock.patch.object(NDArray, "_get_nd_advanced_indexing", refuse):
        yield


@functools.lru_cache(maxsize=1024)
def stateless(code: str) -> bool:
    """Whether a function keeps nothing between two calls: it has no globals, no defaults that can change, and sets no
    attribute."""
    function, *rest = parse(textwrap.dedent(code)).body
    if rest or not isinstance(function, ast.FunctionDef):
        return False
    return not any(isinstance(node, (ast.Global, ast.Nonlocal)) or (
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)) for node in ast.walk(function)) and all(
        isinstance(node, (ast.Constant, ast.Tuple, ast.UnaryOp)) for node in function.args.defaults)
