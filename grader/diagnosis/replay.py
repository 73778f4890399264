"""Asks a misconception, or the solution, what a student was asked."""
from __future__ import annotations

import ast
import functools
import hashlib
import textwrap
from collections import OrderedDict
from typing import Any, ClassVar

from ..course import manifest
from ..judging.finding import Trial, freeze
from ..submission.asking import Ask, Trouble
from ..submission.files import Folder
from ..submission.in_process import OwnCode
from ..worker.syntax import parse
from ..worker.wire.values import Block
from . import library
from .library import Wrong
from .same import NETWORK_TOLERANCE, Raised, alike, normal, outcome, same, same_answer

LOADED = 256              # misconceptions that stay loaded
REMEMBERED = 20000        # answers of misconceptions: a class is asked the same questions


def functions(trial: Trial) -> list[str]:
    """For each request, the function or class that it concerns; a block's requests concern what made it."""
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


class Replay:
    """What a misconception (or, for None, the solution) answers to the requests of one trial, asked in their order."""
    remembered: ClassVar[OrderedDict[str, Any]] = OrderedDict()
    loaded: ClassVar[OrderedDict[str, OwnCode]] = OrderedDict()  # files that keep nothing from one call to the next

    def __init__(self, wrong: Wrong | None) -> None:
        self.wrong = wrong
        self.transport: OwnCode | None = None
        self.asked: list[Ask] = []    # all requests of the trial so far
        self.done = 0                 # how many of them were really asked; the answers of the others were remembered
        self.blocks: dict[int, Any] = {}

    def agrees(self, trial: Trial, function: str | None = None, strict: bool = False) -> bool:
        """Whether each answer is the student's; with `function`, each that concerns it. `strict`: errors say the
        same, too."""
        try:
            for i, (ask, name) in enumerate(zip(trial, functions(trial), strict=True)):
                if function is not None and name != function:
                    continue
                answer = self.answer(ask)
                if same_answer(ask, answer, strict):
                    continue
                if self.wrong is None or not (ask.op == "run" and ask.inputs["train"] and self._random(ask, answer)
                                              and alike(normal(outcome(ask)), answer)):
                    return False
                if Replay(None).agrees(trial[:i + 1]):
                    return False  # the student's answer is the right one, and ours is made by chance
            return True
        finally:
            self.close()

    def answer(self, ask: Ask) -> Any:
        """The answer to one more request, or Raised."""
        self.asked.append(ask)
        key = self._key()
        if key not in self.remembered:
            self.remembered[key] = self._catch_up()
            while len(self.remembered) > REMEMBERED:
                self.remembered.popitem(last=False)
        return self.remembered[key]

    def _catch_up(self) -> Any:
        """Really asks the requests whose answers were remembered so far; returns the last answer."""
        got = None
        while self.done < len(self.asked):
            got = self.ask(self.asked[self.done], self.done)
            self.done += 1
        return got

    def _key(self) -> str:
        name = self.wrong.name if self.wrong else ""
        asked = [(a.exercise, a.op, freeze(a.inputs)) for a in self.asked]
        first = next((a.inputs["block"] for a in self.asked if "block" in a.inputs), 0)
        for i, a in enumerate(self.asked):  # blocks are numbered from the trial's first one
            if "block" in a.inputs:
                asked[i] = a.exercise, a.op, freeze(a.inputs | {"block": a.inputs["block"] - first})
        return name + hashlib.blake2b(repr(asked).encode(), digest_size=16).hexdigest()

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
        inputs = dict(ask.inputs)
        if "block" in inputs:
            if inputs["block"] not in self.blocks:
                return Raised("crashed", "no such block")
            inputs["block"] = self.blocks[inputs["block"]]
        if "kwargs" in inputs:  # a block among them is ours, too
            inputs["kwargs"] = {name: Block(self.blocks.get(value.id, -1)) if isinstance(value, Block) else value
                                for name, value in inputs["kwargs"].items()}
        try:
            value = self.transport.ask(manifest.load().exercise(ask.exercise), ask.op, inputs, False, "")
        except Trouble as trouble:
            return Raised.of(trouble)
        theirs = ask.answer[0] if isinstance(ask.answer, tuple) and ask.answer else None
        if isinstance(theirs, Block) and isinstance(value[0], Block):
            self.blocks[theirs.id] = value[0].id
        return normal(value)

    def _random(self, ask: Ask, answer: Any) -> bool:
        """Whether the same request gets another answer the second time, as with dropout."""
        self._catch_up()
        again = self.ask(ask, self.done)  # running statistics go on changing: the output tells
        return (isinstance(again, dict) and isinstance(answer, dict)
                and not same(again.get("y"), answer.get("y"), NETWORK_TOLERANCE))

    def _file(self) -> str:
        return f"{self.wrong.exercise} {self.wrong.name}" if self.wrong else ""

    def close(self) -> None:
        """Keeps what was loaded for the next trial, unless it has a state."""
        if self.transport is None:
            return
        if self.blocks or (self.wrong is not None and not stateless(self.wrong.code)):
            self.transport.sources.close()
        else:
            self.loaded[self._file()] = self.transport
            while len(self.loaded) > LOADED:
                self.loaded.popitem(last=False)[1].sources.close()
        self.transport = None


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
