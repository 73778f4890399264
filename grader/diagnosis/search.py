"""Diagnosis as a search: wrong answers that no misconception gives, as two misconceptions at once or as a small edit.

A misconception is an edit of a right answer. What is simple comes first: the edits that `strength` makes by rule
(edits.py); then two misconceptions of one function, one after the other, the likely pairs first; then names that are
taken for others further away. The evidence decides, as it does for a single one. How many are tried is bounded by the
exercise's `explanations`: a number, not a time, so that a report is the same on every machine.
"""
from __future__ import annotations

import ast
import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from ..course.manifest import Exercise
from ..judging.finding import Trial
from ..judging.telling import numbers
from ..worker.syntax import parse
from . import library
from .library import Wrong
from .replay import Replay, asked
from .replay import functions as functions_of
from .same import NETWORK_TOLERANCE, same

# What an edit by rule means to who sees only its answers: nothing of the solution is quoted.
PHRASES = {
    "operator": ("one operation stands in the place of another: + for -, * for /, or the like",
                 "有一处运算用错了，比如+写成了-，/写成了*"),
    "operand dropped": ("one part of a sum, a product or a size is left out", "某个和、乘积或大小里漏掉了一项"),
    "operands swapped": ("the two sides of a difference or a quotient are exchanged", "减法或除法的左右两边颠倒了"),
    "comparison": ("a comparison counts the bound itself where it should not, or leaves it out where it should not",
                   "某个比较多包含了边界值本身，或者漏掉了它"),
    "sign or not dropped": ("a minus sign, or a «not», is missing", "漏掉了一个负号或not"),
    "constant": ("one number is larger or smaller than it should be, mostly by one: a loop or a window begins or ends "
                 "one step early or late, or a size is off",
                 "有一个数偏大或偏小，多半差1：循环或窗口早了或晚了一步，或者某个大小不对"),
    "text": ("a word that chooses what is done is another one", "某个用来选择方式的词写成了另一个"),
    "method or type": ("one operation or type is taken for a related one: a mean for a sum, a minimum for a maximum",
                       "把一种运算或类型错当成了相近的另一种，比如求和当成求平均，最大当成最小"),
    "name": ("one size or variable stands in the place of another: a height for a width, an input for a kernel",
             "某个变量或大小用成了另一个，比如高用成了宽，输入用成了卷积核"),
    "indices swapped": ("two indices are exchanged: rows for columns", "两个下标颠倒了，行和列弄反了"),
    "bound": ("a slice begins or ends one place further, or has no end where it should have one",
              "某个切片的起点或终点偏了一格，或者少了边界"),
    "items swapped": ("the two items of a pair are exchanged: vertical for horizontal",
                      "一对数的顺序颠倒了，高和宽弄反了"),
    "arguments swapped": ("two arguments of a call are exchanged",
                          "某次调用里两个参数的顺序颠倒了"),
    "keyword dropped": ("an argument is not handed on, so that its default is used",
                        "有个参数没有传下去，用的是默认值"),
    "argument dropped": ("the last argument of a call is missing", "某次调用少了最后一个参数"),
    "condition fixed": ("one case is treated as the other one, whatever the condition says",
                        "不管条件是否成立，都按同一种情况处理"),
    "statement dropped": ("one step is left out", "漏掉了一步"),
    "assigned, not added": ("a value replaces what was summed up so far, instead of being added to it",
                            "本该累加的地方写成了赋值，覆盖了之前的结果"),
    "returned": ("the result is changed at the very end: its sign, its order, its size or its type",
                 "最后的结果又被改动了：正负号、顺序、大小或类型"),
    "default changed": ("a default is another one than the exercise's", "某个参数的默认值和练习要求的不一样"),
}
RIGHT = 3  # right answers by which pairs are put in order,
WRONG = 4  # and wrong ones, from small inputs to large: where nothing is right, one of them says too little
ROOM = 100  # explanations: where there is room for fewer, as for networks, likely pairs are all that is tried
LARGE = 1 << 20  # parameters of a layer: of a network with such a one a quarter is tried
NAMES = 4  # places further, among a function's names, that one is taken for another


class Search:
    """Looks for what gives the answers of all that was tried with a function."""

    def __init__(self, exercise: Exercise, target: str, trials: Sequence[Trial]) -> None:
        self.exercise, self.target = exercise, target
        self.right: list[Trial] = []
        self.wrong: list[Trial] = []
        for trial in sorted((trial for trial in trials if target in functions_of(trial)), key=size):
            (self.right if Replay(None).agrees(trial, target) else self.wrong).append(trial)
        self.left = exercise.explanations
        if not self.wrong or trivial([answer for trial in self.wrong for answer in asked(trial, target).answers]):
            self.left = 0
        elif any(map(large, self.wrong)):
            self.left //= 4

    def slips(self) -> Iterator[Wrong]:
        """The small edits by rule, where there is room for them."""
        if self.left >= ROOM:
            yield from self._fitting(slips(self.exercise.name, self.target))

    def others(self) -> Iterator[Wrong]:
        """The pairs, the likely ones first, and names that are taken for others further away."""
        if not self.left:
            return
        cheap = [trial for trial in self.right if all(ask.op == "call" for ask in trial)]
        room = self.exercise.explanations >= ROOM
        wrong = self.wrong[::max(1, len(self.wrong) // WRONG)][:WRONG if room else 1]
        pairs = likely_pairs(self.exercise.name, self.target, [*wrong, *cheap[:RIGHT]])
        if room:
            first = itertools.islice(pairs, self.exercise.explanations // 4)
            far = (wrong for make in (far_names,) for wrong in make(self.exercise.name, self.target))  # when needed
            pairs = itertools.chain(first, far, pairs)
        yield from self._fitting(pairs)

    def _fitting(self, may: Iterable[Wrong]) -> Iterator[Wrong]:
        for explanation in itertools.islice(may, self.left):
            self.left -= 1
            if all(Replay(explanation).agrees(trial, self.target) for trial in (*self.wrong, *self.right)):
                yield explanation


def large(trial: Trial) -> bool:
    """Whether a network with many parameters is asked."""
    layers = (layer for ask in trial if ask.op == "layers" and isinstance(ask.answer, dict)
              for layer in ask.answer.values())
    return any(np.prod(shape) > LARGE for layer in layers for shape in layer.values()
               if isinstance(shape, (list, tuple)))


def size(trial: Trial) -> int:
    """How many numbers were given: what is asked first is quickly answered."""
    return sum(numbers(list(ask.inputs.values())) for ask in trial)


def trivial(answers: Sequence[Any]) -> bool:
    """Whether wrong answers say nothing of how they were computed: they are zeros, or one number, whatever was asked.
    Two mistakes can always be found that lead to zeros."""
    found = {float(number) for array in map(_array, answers) if array is not None
             for number in (array.min(initial=np.inf), array.max(initial=-np.inf)) if np.isfinite(number)}
    return found == {0.0} or len(found) == 1 < len(answers)


def _array(answer: Any) -> np.ndarray | None:
    value = answer[0] if isinstance(answer, tuple) and answer else answer
    return np.asarray(value, np.float64) if isinstance(value, (np.ndarray, int, float)) else None


def called(exercise: str, name: str) -> Wrong | None:
    """The misconception, the pair or the edit of that name; None where there is none, as of an error's cause."""
    named = {wrong.name: wrong for wrong in library.of(exercise)}
    one, _, other = name.partition("+")
    if one in named and other in named:
        return together(named[one], named[other])
    if name.startswith("edit_"):
        targets = dict.fromkeys(wrong.target for wrong in named.values())
        edits = (edit for target in targets for make in (slips, far_names) for edit in make(exercise, target))
        return next((edit for edit in edits if edit.name == name), None)
    return named.get(name)


# Pairs ----------------------------------------------------------------------------------------------------------------
def likely_pairs(exercise: str, target: str, trials: Iterable[Trial]) -> Iterator[Wrong]:
    """The pairs, in the order of what each of the two does alone, which is mostly known by now: what it leaves right
    stays right, mostly; where the student's answer is wrong, or of another shape, that of one of them is, too; and
    where one changes nothing, the other gives the student's answer."""
    named = [wrong for wrong in library.of(exercise) if wrong.target == target and wrong.edit]
    differ: dict[str, set[Place]] = {wrong.name: set() for wrong in named}
    gives: dict[str, set[Place]] = {wrong.name: set() for wrong in named}
    student: set[Place] = set()
    for number, trial in enumerate(trials):
        right = Replay(None).answers(trial, target)
        told = asked(trial, target)
        fixed = [i for i, ask in enumerate(told.asks) if not ask.inputs.get("train")]  # the others have dropout
        student.update(_differences(number, fixed, told.answers, right))
        for wrong in named:
            answers = Replay(wrong).answers(trial, target)
            differ[wrong.name].update(_differences(number, fixed, answers, right))
            gives[wrong.name].update(set(_differences(number, fixed, told.answers, right))
                                     - set(_differences(number, fixed, told.answers, answers)))

    def unlike(couple: tuple[Wrong, Wrong]) -> int:
        one, other = (wrong.name for wrong in couple)
        return len(student ^ (differ[one] | differ[other])) - len(gives[one] | gives[other])
    couples = sorted(itertools.combinations(named, 2), key=unlike)
    return (pair for one, other in couples if (pair := together(one, other)) is not None)


Place = tuple[int, int, str]  # a trial, a request, and what differs there


def _differences(trial: int, places: Iterable[int], answers: Sequence[Any], right: Sequence[Any]) -> Iterator[Place]:
    for i in places:
        if not same(answers[i], right[i], NETWORK_TOLERANCE):
            yield trial, i, "value"
            if isinstance(answers[i], dict) and isinstance(right[i], dict):  # of a network: which layers, which results
                for key in answers[i].keys() | right[i].keys():
                    if not same(answers[i].get(key), right[i].get(key), NETWORK_TOLERANCE):
                        yield trial, i, f"{key} {answers[i].get(key) if key not in ('y', 'dx') else ''}"
            if form(answers[i]) != form(right[i]):
                yield trial, i, "form"


def form(answer: Any) -> Any:
    """The type and shape of an answer."""
    if isinstance(answer, np.ndarray):
        return answer.shape
    if isinstance(answer, (list, tuple)):
        return type(answer), tuple(map(form, answer))
    return answer.keys() if isinstance(answer, dict) else type(answer)


@functools.cache
def together(one: Wrong, other: Wrong) -> Wrong | None:
    """Two misconceptions at once, or one after the other where both edit the same line; None where they exclude each
    other, or edit different right answers."""
    if one.base != other.base or one.target != other.target:
        return None
    base = library.base(one.exercise, one.target, one.base)
    for steps in ([[*one.edit, *other.edit]], [one.edit, other.edit], [other.edit, one.edit]):
        try:
            code = functools.reduce(library.edited, steps, base)
        except ValueError:
            continue
        return Wrong(one.exercise, f"{one.name}+{other.name}", one.target,
                     f"Two things at once. {one.en} And: {other.en}", f"同时有两处问题。{one.zh}另外，{other.zh}", code)
    return None


# Edits by rule --------------------------------------------------------------------------------------------------------
@functools.cache
def slips(exercise: str, target: str) -> tuple[Wrong, ...]:
    """Small edits by rule of the solution."""
    return tuple(_generated(exercise, target, 1, ()))


@functools.cache
def far_names(exercise: str, target: str) -> tuple[Wrong, ...]:
    """Those that take a name for one further away."""
    return tuple(_generated(exercise, target, NAMES, slips(exercise, target)))


def _generated(exercise: str, target: str, names: int, before: Sequence[Wrong]) -> Iterator[Wrong]:
    from .edits import Edits  # libcst is needed where nothing else explains an answer
    edits = Edits(library.base(exercise, target, None) + "\n", names)
    seen = {wrong.code for wrong in before}
    for edit in map(edits.edit, range(len(edits.found))):
        if edit is None or endless(edit.source) or (code := edit.source.rstrip("\n")) in seen:
            continue
        en, zh = PHRASES[edit.rule]
        yield Wrong(exercise, f"edit_{len(seen)}_{re.sub('[^a-z]+', '_', edit.rule)}", target,
                    f"Your answers are what one gets from a right {target} in which {en}.",
                    f"你的{target}给出的结果，和在正确的{target}里犯下面这个错误时一样：{zh}。", code)
        seen.add(code)


def endless(source: str) -> bool:
    """Whether a function may go on for ever, which nothing here would end: it has a `while`, or adds to an argument,
    which may be the list that it goes through."""
    for function in ast.walk(parse(source)):
        if isinstance(function, ast.While):
            return True
        if isinstance(function, ast.FunctionDef):
            given = {argument.arg for argument in function.args.args}
            if any(isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id in given
                   for node in ast.walk(function)):
                return True
    return False
