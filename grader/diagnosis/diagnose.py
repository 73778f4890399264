"""Diagnosis: which misconception answers as the student does.

A misconception is named when, asked what the student was asked, it gives the student's answers: on the counterexample,
and on everything that was tried with the function that it replaces. It is replayed in this process: it is the kit's own
code. When several agree, the most specific one is named (they stand in that order); when none does, none: a wrong
diagnosis is worse than none. Errors whose cause is typical are known by their type and message.
"""
from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from ..course import manifest
from ..course.manifest import Exercise
from ..judging.judge import Finding, freeze
from ..language.i18n import language
from ..report.record import Misconception
from ..submission.files import Folder
from ..submission.submission import Ask, OwnCode, Trouble
from ..worker.wire.values import Block, Odd, pack, unpack
from . import library
from .library import Wrong

NETWORK_TOLERANCE = 5e-4  # networks are compared where float32 has rounded many times
LARGE_SAMPLE = 100        # numbers of a random answer from which its statistics say something
REMEMBERED = 20000        # answers of misconceptions: a class is asked the same questions
Trial = tuple[Ask, ...]


@dataclass(frozen=True)
class Raised:
    """In place of an answer: what was raised."""
    status: str
    kind: str


def diagnose(exercise: Exercise, found: Finding) -> Misconception | None:
    """The misconception that explains a failed property, as far as was tried until now."""
    if found.status not in ("failed", "error") or not found.log or found.history is None:
        return None
    if found.history.diagnosis is None:
        found.history.diagnosis = {}
    suspects: dict[str, Suspect] = found.history.diagnosis
    for wrong in library.of(exercise.name):
        suspect = suspects.setdefault(wrong.name, Suspect(wrong))
        trials = found.history.trials
        if suspect.possible(trials) and suspect.explains(found.log) and suspect.agrees(trials):
            return Misconception(wrong.name, wrong.message)
    return known_error(found) if found.status == "error" else None


class Suspect:
    """One misconception beside the evidence of one submission."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        self.checked = 0  # so many trials agree
        self.cleared = False  # one does not

    def possible(self, trials: Sequence[Trial]) -> bool:
        """False where a first look at the function's own trials clears it: the cheapest come first."""
        return self._check(trials, at_most=2)

    def agrees(self, trials: Sequence[Trial]) -> bool:
        return self._check(trials, at_most=len(trials))

    def _check(self, trials: Sequence[Trial], at_most: int) -> bool:
        while not self.cleared and self.checked < len(trials) and at_most > 0:
            trial = trials[self.checked]
            if any(name == self.wrong.target for name in functions(trial)):
                at_most -= 1
                if not Replay(self.wrong).agrees(trial, self.wrong.target):
                    self.cleared = True
                    break
            self.checked += 1
        return not self.cleared

    def explains(self, counterexample: Trial) -> bool:
        """The same answers on the counterexample, whichever functions it calls."""
        return Replay(self.wrong).agrees(counterexample)


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

    def __init__(self, wrong: Wrong | None) -> None:
        self.wrong = wrong
        self.transport: OwnCode | None = None
        self.asked: list[Ask] = []    # all requests of the trial so far
        self.done = 0                 # so many of them were really asked, the others are remembered
        self.blocks: dict[int, Any] = {}

    def agrees(self, trial: Trial, function: str | None = None) -> bool:
        """Whether each answer is the student's; with `function`, each that concerns it."""
        try:
            for i, (ask, name) in enumerate(zip(trial, functions(trial), strict=True)):
                if function is not None and name != function:
                    continue
                answer = self.answer(ask)
                if same_answer(ask, answer):
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
        """Really asks what was remembered until now; the last answer."""
        got = None
        while self.done < len(self.asked):
            got = self._ask(self.asked[self.done], self.done)
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

    def _ask(self, ask: Ask, turn: int) -> Any:
        import mxnet as mx
        mx.random.seed(turn)  # what is made by chance is the same in every process, whatever that has graded before
        if self.transport is None:
            folder = self.wrong.folder() if self.wrong else Folder("solutions", library.solutions(), {})
            self.transport = OwnCode(folder)
        inputs = dict(ask.inputs)
        if "block" in inputs:
            if inputs["block"] not in self.blocks:
                return Raised("crashed", "no such block")
            inputs["block"] = self.blocks[inputs["block"]]
        try:
            value = self.transport.ask(manifest.load().exercise(ask.exercise), ask.op, inputs, False, "")
        except Trouble as trouble:
            return Raised(trouble.status, trouble.kind)
        theirs = ask.answer[0] if isinstance(ask.answer, tuple) and ask.answer else None
        if isinstance(theirs, Block) and isinstance(value[0], Block):
            self.blocks[theirs.id] = value[0].id
        return normal(value)

    def _random(self, ask: Ask, answer: Any) -> bool:
        """Whether the same request gets another answer the second time: dropout, and the like."""
        self._catch_up()
        again = self._ask(ask, self.done)  # running statistics go on changing: the output tells
        return (isinstance(again, dict) and isinstance(answer, dict)
                and not same(again.get("y"), answer.get("y"), NETWORK_TOLERANCE))

    def close(self) -> None:
        if self.transport is not None:
            self.transport.sources.close()
            self.transport = None


# Comparing answers --------------------------------------------------------------------------------------------------
def outcome(ask: Ask) -> Any:
    return Raised(ask.trouble.status, ask.trouble.kind) if ask.trouble is not None else ask.answer


def same_answer(ask: Ask, answer: Any) -> bool:
    return same(normal(outcome(ask)), answer, NETWORK_TOLERANCE if ask.op == "run" else 1e-5)


def normal(value: Any) -> Any:
    """A value as it would have travelled; blocks are all alike, what they do is asked next."""
    if isinstance(value, Raised):
        return value
    arrays: list[np.ndarray] = []
    return unpack(pack(value, arrays), arrays)


def same(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two answers are the same one; infinities and what is no number too."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
            return False
        finite = b[np.isfinite(b)] if b.dtype.kind == "f" else b
        scale = max(1.0, float(np.abs(finite.astype(np.float64)).max(initial=0.0)))
        return bool(np.isclose(a.astype(np.float64), b.astype(np.float64), rtol=0, atol=tolerance * scale,
                               equal_nan=True).all())
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key], tolerance) for key in a)
    if type(a) is not type(b):
        return False
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if isinstance(a, Odd):
        return a.described == b.described  # type: ignore[no-any-return]
    if isinstance(a, float):
        return abs(a - b) <= tolerance * max(1.0, abs(b)) or (a != a and b != b)
    return isinstance(a, Block) or a == b


def alike(a: Any, b: Any) -> bool:
    """Whether two answers that are made by chance may be of one kind. Of a network's, the output tells."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and alike(a.get("y"), b.get("y"))
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return type(a) is type(b)
    if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
        return False
    if a.size < LARGE_SAMPLE:
        return True
    zeros, largest, mean = ((float(f(a)), float(f(b))) for f in (lambda v: (v == 0).mean(), np.max, np.mean))
    chance = 3 * float(np.sqrt(np.var(a) / a.size + np.var(b) / b.size))  # two means of one kind differ by less
    return (abs(zeros[0] - zeros[1]) < 0.12 and abs(largest[0] - largest[1]) <= 0.2 * max(map(abs, largest)) + 1e-6
            and abs(mean[0] - mean[1]) <= max(0.2 * max(map(abs, mean)), chance) + 1e-6)


# Errors that are typical --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Typical:
    name: str
    kinds: str
    message: str
    en: str
    zh: str


ERRORS = (
    Typical("assignment_while_recording", "MXNetError|ValueError|RuntimeError",
            r"[Ii]n-?place operations.*record|[Aa]ssign.*(autograd|record)|record.*(in-?place|assign)",
            "Inside a network, gradients are recorded, and an element or a slice of an array cannot be assigned to "
            "then. Build the result from whole arrays: stack, concatenate, or an operator on the whole.",
            "网络在记录梯度，这时不能给数组的元素或切片赋值。请用整个数组上的运算来得到结果，比如stack、concat。"),
    Typical("super_init_missing", "AttributeError|AssertionError|TypeError",
            r"no attribute '_(children|reg_params|params|prefix|scope|forward_hooks|forward_pre_hooks|empty_prefix)'"
            r"|super\(\)|_BlockScope",
            "Your class assigns layers or parameters before Gluon's own constructor has run, or that is never called: "
            "nothing can be registered then. It comes first in __init__ (section 4.1).",
            "你的类在调用父类Block的构造函数之前（或者根本没有调用它）就创建了层或参数，Gluon无法登记它们。"
            "__init__里首先要调用父类的构造函数（4.1节）。"),
    Typical("array_used_as_index", "TypeError|IndexError|ValueError|MXNetError",
            r"cannot be interpreted as an integer|slice indices must be integers|only integer scalar arrays"
            r"|only size-1 arrays|indices must be integers|'float' object cannot be|expect Shape\(tuple\) but value",
            "Something that is no whole number is used as an index, a size or a count: an array, or the result of a "
            "division with /. Sizes come from shape, and // divides whole numbers.",
            "你把不是整数的东西当成了下标、大小或次数：可能是一个数组，也可能是用/除出来的浮点数。"
            "大小取自shape，整数相除用//。"),
    Typical("truth_of_an_array", "ValueError", r"truth value of an (ND)?[Aa]rray",
            "An array is asked whether it is true, by if, and, or, max(...) of Python or a comparison of two arrays. "
            "Only a single number has an answer: reduce the array first, or compare element by element.",
            "你在问一个数组“真不真”：可能用了if、and、or，或者Python自带的max。只有单个数才有真假，请先对数组做归约，"
            "或者逐元素比较。"),
    Typical("index_out_of_range", "IndexError", r"out of (bounds|range)",
            "An index goes beyond the edge of an array. Look at where your loops end: an output has fewer rows and "
            "columns than the input, and the last window must still fit.",
            "下标超出了数组的边界。检查循环到哪里结束：输出的行列比输入少，最后一个窗口也必须放得下。"),
    Typical("shape_mismatch", "MXNetError|ValueError|AssertionError",
            r"[Ss]hape|broadcast|not aligned|infer_shape|dimension|[Ii]ncompatible",
            "Two arrays meet whose shapes do not fit each other, in a sum, a product or an assignment. Print both "
            "shapes in front of the line that the traceback names, and compare them with the sizes that you expect.",
            "两个形状对不上的数组在相加、相乘或赋值时碰到了一起。在报错的那一行之前打印两者的shape，"
            "和你预期的大小比较一下。"),
    Typical("not_initialised", "RuntimeError|DeferredInitializationError", r"has not been initialized|not initialized",
            "A parameter is used that nobody has initialised. Layers that are made while the network runs, or are kept "
            "in a plain list, are unknown to Gluon: make them in __init__ and assign them as attributes (section 4.1).",
            "用到了没有初始化的参数。在前向计算时才创建的层，或者放在普通列表里的层，Gluon并不知道："
            "要在__init__里创建并赋给属性（4.1节）。"),
    Typical("nothing_returned", "TypeError|AttributeError", r"NoneType",
            "A None is used as if it were an array or a layer: often a function that ends without return.",
            "你把None当成数组或层来用了：多半是某个函数忘了写return。"),
    Typical("other_arguments", "TypeError",
            r"unexpected keyword argument|positional argument|required positional|multiple values for argument",
            "A function is called with other arguments than it takes. Names, order and defaults of the arguments are "
            "as the exercise's stub gives them.",
            "调用函数时传的参数和它的定义对不上。参数的名字、顺序和默认值要与练习文件里给出的一致。"),
)


def known_error(found: Finding) -> Misconception | None:
    """What a typical error says of its cause."""
    kind = getattr(found.raised, "kind", "")
    for entry in ERRORS:
        if re.fullmatch(entry.kinds, kind) and re.search(entry.message, found.message):
            return Misconception(entry.name, entry.zh if language() == "zh" else entry.en)
    return None


def forget(found: Finding) -> Finding:
    """A finding without its evidence, to keep."""
    return replace(found, log=(), history=None)
