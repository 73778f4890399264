"""Diagnosis by repair: one small change of a submission's own file that makes a function right.

It is looked for where neither a misconception nor an edit of the solution answers as the submission does: the mistake
may be one of the submission's own style. The changes are the edits by rule and their opposites (edits.py), of the
function and of what it uses. Each runs in a process of its own. One that makes right all that was tried says in which
line the mistake is, and of which kind; the change itself is not told.
"""
from __future__ import annotations

import ast
import contextlib
import io
import time
import tokenize
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from ..course.manifest import Exercise
from ..judging.finding import Trial
from ..report.record import Misconception
from ..submission import reading
from ..submission.asking import Transport, Trouble
from ..submission.isolated import Isolated
from ..submission.notebooks import defined
from .replay import Replay, asked, asked_again, functions
from .same import same_answer
from .search import NAMES, PHRASES, size

SECONDS = 20      # for all changes of a function: a backstop for code that takes long
CALL_SECONDS = 1
LATE = 3          # changes that make a call endless, after which no more are tried
LONGEST = 16000   # characters of a file
DEEPEST = 60      # levels of its syntax
LONGEST_STATEMENT = 500  # words and signs
MADE = 1_000_000  # nodes of syntax in all texts that are made of a file: some are no Python, or the same as another one

BETWEEN = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT)  # statements

# The rules, the likely ones first; names that are taken for others further away come after all of them.
LIKELY = ("moved", "constant", "one more or less", "operator", "comparison", "items swapped", "indices swapped",
          "bound", "list repeated", "brackets", "name", "operands swapped", "arguments swapped", "method or type",
          "text", "operand dropped", "added, not assigned", "assigned, not added", "condition fixed",
          "sign or not dropped", "operation dropped", "keyword added", "default changed", "statement dropped",
          "keyword dropped", "argument dropped", "name for a number", "returned")
# What is said of the mistake that a change undoes, where that is not what is said of a right answer with this change.
UNDONE = {
    "operand dropped": ("there is a part too many in a sum, a product or a size", "某个和、乘积或大小里多了一项"),
    "sign or not dropped": ("there is a minus sign, or a «not», too many", "多了一个负号或not"),
    "bound": ("a slice begins or ends one place early, or has a bound where it should have none",
              "某个切片的起点或终点早了一格，或者多了边界"),
    "keyword dropped": ("an argument is given that should keep its default", "有个参数不该传，应当用默认值"),
    "argument dropped": ("a call has an argument too many", "某次调用多了一个参数"),
    "condition fixed": ("one case is treated apart that should not be", "有一种情况不该单独处理"),
    "statement dropped": ("one step is too many", "多做了一步"),
    "assigned, not added": ("a value is added where it should replace what was there", "本该赋值的地方写成了累加"),
    "returned": ("the result has the wrong sign, order or size at the very end", "最后的结果正负号、顺序或大小不对"),
    "one more or less": PHRASES["constant"],
    "added, not assigned": PHRASES["assigned, not added"],
    "keyword added": PHRASES["keyword dropped"],
    "moved": ("a value is begun afresh at the wrong place: in a loop instead of before it, or before it instead of "
              "inside",
              "某个量重新开始的位置不对：该在循环之前的写进了循环里，或者该在循环里的写到了循环之前"),
    "brackets": ("brackets are missing or stand at the wrong place: a division or a product takes in too much or too "
                 "little", "括号漏了或加错了位置，除法或乘法作用的范围不对"),
    "list repeated": ("several rows are one and the same: `[...] * n` repeats a list and copies nothing",
                      "几行其实是同一个对象：[...] * n只是重复引用，并没有复制"),
    "operation dropped": ("there is an operation too many: a transpose, a ReLU, a rounding or the like",
                          "多做了一个运算，比如转置、ReLU或取整"),
    "name for a number": ("a size or a variable stands where a plain number should",
                          "该写常数的地方用了某个大小或变量"),
}


@dataclass(frozen=True)
class Repair:
    """A change by rule of one line, and the file that it makes."""
    rule: str
    line: int
    source: bytes
    places: int = 1  # where the same is changed, as for rows and for columns

    def misconception(self, exercise: Exercise, target: str) -> Misconception:
        en, zh = (PHRASES | UNDONE)[self.rule]
        rule = "_".join(self.rule.replace(",", "").split())
        if self.places > 1:
            return Misconception(f"slip_{rule}_line_{self.line}_twice", {
                "en": f"The same small change at {self.places} places, the first in line {self.line} of "
                      f"{exercise.name}.py, would make your {target} right. There, {en}.",
                "zh": f"只要在{self.places}处做同样的小改动（第一处在{exercise.name}.py第{self.line}行），"
                      f"你的{target}就对了：那里{zh}。"})
        return Misconception(f"slip_{rule}_line_{self.line}", {
            "en": f"One change in line {self.line} of {exercise.name}.py would make your {target} right. There, {en}.",
            "zh": f"只要改动{exercise.name}.py第{self.line}行的一处，你的{target}就对了：那里{zh}。"})


def repairs(exercise: Exercise, target: str, trials: Sequence[Trial], transport: Isolated,
            right: Container[str] = ()) -> Iterator[Repair]:
    """The changes with which all that was tried with a function is right; none of them in the functions that are
    `right`. `transport` has the file with the change as long as the caller looks at it."""
    mine = sorted((trial for trial in trials if set(functions(trial)) == {target}), key=size)
    answered = [(Replay(None).agrees(trial, target), trial) for trial in mine]
    if all(agrees for agrees, _trial in answered):
        return
    questions = [(trial, Replay(None).answers(trial, target))  # what was wrong is asked first
                 for wanted in (False, True) for agrees, trial in answered if agrees is wanted]
    hurried = replace(exercise, limits=replace(exercise.limits, call_seconds=CALL_SECONDS, import_seconds=CALL_SECONDS))
    late, end = 0, time.monotonic() + SECONDS
    for repair in islice(changes(transport.folder.sources.get(exercise.name, b""), target, right), exercise.repairs):
        if late >= LATE or time.monotonic() > end:
            return
        try:
            transport.put(hurried, repair.source)
            if all(gives(hurried, trial, answers, transport) for trial, answers in questions):
                yield repair
        except Trouble as trouble:
            late += trouble.status == "timeout"


def gives(exercise: Exercise, trial: Trial, right: Sequence[object], transport: Transport) -> bool:
    """Whether a trial's right answers are given; one with dropout in it may differ by chance. Trouble."""
    blocks: dict[int, int] = {}
    with contextlib.closing(Replay(None)) as solution:
        for i, (ask, answer) in enumerate(zip(trial, right, strict=True)):
            value = asked_again(ask, transport, exercise, blocks)
            if not same_answer(ask, value, answer) and not solution.by_chance(asked(trial), i, value):
                return False
    return True


def changes(source: bytes, target: str, right: Container[str] = ()) -> Iterator[Repair]:
    """All changes by rule of a function and of what it uses, but for what is `right`; the likely ones first."""
    tree = reading.tree(source) if len(source) <= LONGEST else None
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if tree is None or deep(tree) or long(text):
        return
    most, seen = MADE // sum(1 for _node in ast.walk(tree)), set[bytes]()
    for repair in islice(made(text, tree, lines_of(tree, target, right)), most):
        if repair is not None and repair.source not in seen:
            seen.add(repair.source)
            yield repair


def made(text: str, tree: ast.Module, lines: Container[int]) -> Iterator[Repair | None]:
    """All changes by rule in these lines; None for one that makes no difference, or no Python."""
    from .edits import Edits
    yield from moves(text, tree, lines)
    for far, opposites in ((1, True), (NAMES, False)):
        try:
            edits = Edits(text, far, opposites)
        except Exception:  # libcst reads some things not as Python does
            return
        numbers = sorted(edits.within(lines), key=lambda number: LIKELY.index(edits.found[number][0]))
        one_by_one = ((edits.edit(number), 1) for number in numbers)
        at_once = ((edits.together(group), len(group)) for group in (edits.alike(numbers) if opposites else ()))
        for edit, places in chain(one_by_one, at_once):
            yield None if edit is None else Repair(edit.rule, edit.line, edit.source.encode(), places)


def moves(text: str, tree: ast.Module, lines: Container[int]) -> Iterator[Repair | None]:
    """Each assignment of one of these lines, moved out of the loop that it stands in, or into one that follows."""
    rows = text.split("\n")  # where Python ends a line, and nowhere else
    blocks = [block for node in ast.walk(tree) for name in ("body", "orelse")
              if isinstance(block := getattr(node, name, None), list)]
    for block in blocks:
        for place, loop in enumerate(block):
            if not isinstance(loop, (ast.For, ast.While)) or loop.body[0].lineno == loop.lineno:
                continue
            inside = [(node, loop.lineno - 1, rows[loop.lineno - 1]) for node in loop.body]
            before = [(node, loop.body[0].lineno - 1, rows[loop.body[0].lineno - 1]) for node in block[:place]]
            for node, at, model in (*inside, *before):
                if isinstance(node, ast.Assign) and node.lineno == node.end_lineno and node.lineno in lines:
                    indent = model[:len(model) - len(model.lstrip())]
                    moved = [*rows[:at], indent + rows[node.lineno - 1].lstrip(), *rows[at:]]
                    del moved[node.lineno - (node.lineno <= at)]
                    source = "\n".join(moved).encode()
                    yield None if reading.tree(source) is None else Repair("moved", node.lineno, source)


def lines_of(tree: ast.Module, target: str, right: Container[str]) -> set[int]:
    """The lines of a function and of what it uses of its file, but for what is `right`; all where the file has no such
    function."""
    places = {name: node for node in tree.body for name in defined(node)}
    found, left = ({target}, [target]) if target in places else (set(places), list(places))
    while left:
        names = {inner.id for inner in ast.walk(places[left.pop()]) if isinstance(inner, ast.Name)}
        new = {name for name in names & places.keys() if name not in right} - found
        found |= new
        left += new
    return {line for name in found for line in range(places[name].lineno, (places[name].end_lineno or 0) + 1)}


def deep(tree: ast.Module) -> bool:
    """Whether a file is nested deeper than anybody writes: libcst may not come back from it."""
    level: list[ast.AST] = [tree]
    for _depth in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def long(text: str) -> bool:
    """Whether a statement is longer than anybody writes: what Python has side by side, as the names of `import a.b.c`
    and the texts of `"a" "b" "c"`, is nested for libcst."""
    length = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            length = 0 if token.type == tokenize.NEWLINE else length + (token.type not in BETWEEN)
            if length > LONGEST_STATEMENT:
                return True
    except (SyntaxError, tokenize.TokenError):
        return True
    return False
