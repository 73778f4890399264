"""Small edits by rule of a right answer: each is a mistake that somebody could make, whoever wrote the answer.

The rules look at the syntax only; libcst keeps everything else as it was written. An edit can leave an answer right
(an order of summation, a default that says what is the default anyway): `strength` sets those aside.
"""
from __future__ import annotations

import builtins
import itertools
import re
import warnings
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider, PositionProvider

OPERATORS: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract, cst.Subtract: cst.Add, cst.Multiply: cst.Add, cst.FloorDivide: cst.Multiply,
    cst.Divide: cst.Multiply, cst.Modulo: cst.FloorDivide, cst.Power: cst.Multiply, cst.MatrixMultiply: cst.Multiply}
COMPARISONS: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.LessThanEqual, cst.LessThanEqual: cst.LessThan, cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan, cst.Equal: cst.NotEqual, cst.NotEqual: cst.Equal, cst.Is: cst.IsNot,
    cst.IsNot: cst.Is, cst.In: cst.NotIn, cst.NotIn: cst.In}
AUGMENTED: dict[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign, cst.MultiplyAssign: cst.AddAssign, cst.SubtractAssign: cst.AddAssign}
NAMES = {  # methods, layers and types that are taken for each other
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum",
    "zeros": "ones", "ones": "zeros", "relu": "sigmoid", "MaxPool2D": "AvgPool2D", "GlobalAvgPool2D": "GlobalMaxPool2D",
    "float32": "float16", "float64": "float16", "int64": "int8", "stack": "concat", "ceil": "floor", "floor": "ceil",
    "argmax": "argmin", "cumsum": "cumprod", "cumprod": "cumsum", "add_n": "stack", "prod": "sum", "flip": "abs",
    "range": "reversed"}
TEXTS = {"max": "avg", "avg": "max", "relu": "sigmoid", "float32": "float16", "float64": "float16", "zeros": "ones",
         "-inf": "0", "constant": "edge", "bias": "weight", "weight": "bias"}
CASTS = ("({}).astype('int32').astype('float32')", "({}).astype('float16').astype('float32')", "-({})", "({})[::-1]",
         "({}) * 0.5")
ANY = re.compile(r"\b(?!\d)\w+|(?<=\[)\d+(?=\])")  # names, and the number of an axis
BUILTINS = frozenset(dir(builtins))
NEEDED = frozenset({"range", "enumerate", "zip", "len", "super", "print", "shape", "asnumpy"})  # of what is called
BACK = {wrong: right for right, wrong in (NAMES | TEXTS).items() if (NAMES | TEXTS).get(wrong) != right} | {
    "tanh": "relu", "softrelu": "relu", "softsign": "relu", "reflect": "constant", "wrap": "constant"}
MOST = 20_000  # edits of a file: a long one of a student's has two thousand
LAYERS = {"padding": "1", "strides": "2", "activation": "'relu'"}  # arguments that a layer may lack
MODULES = frozenset({"np", "nd", "mx", "math", "numpy", "mxnet", "npx", "itertools", "functools"})


@dataclass(frozen=True)
class Edit:
    """One edit of a file: what was done in which line, and the file that it makes."""
    rule: str
    line: int
    before: str
    after: str
    source: str


class Edits:
    """All edits of a file by all rules. They are made one by one: a file has hundreds, and each is written anew."""

    def __init__(self, source: str, names: int = 1, opposites: bool = False) -> None:
        """`names`: how many places further, among the arguments and variables of a function, one is taken for another.
        `opposites`: also changes that undo an edit by rule, as far as they can be guessed."""
        wrapper = MetadataWrapper(cst.parse_module(source))
        self.source, self.module = source, wrapper.module
        self.positions, self.spans = wrapper.resolve(PositionProvider), wrapper.resolve(ByteSpanPositionProvider)
        self.bytes = source.encode()
        visitor = (_Opposites if opposites else _Visitor)(self.module, wrapper.resolve(ParentNodeProvider), names)
        self.module.visit(visitor)
        self.found = visitor.found

    def within(self, lines: Container[int]) -> list[int]:
        """The numbers of those that begin in one of these lines."""
        return [number for number, (_rule, node, _changed) in enumerate(self.found)
                if self.positions[node].start.line in lines]

    def edit(self, number: int) -> Edit | None:
        """One of them; None where it makes no difference, or no Python."""
        before, after = self._codes(number)
        start, end = self._span(number)
        if self.bytes[start:end] == before.encode():
            text = (self.bytes[:start] + after.encode() + self.bytes[end:]).decode()
        else:  # a node with its line's indentation, say
            _rule, node, changed = self.found[number]
            text = str(cst.ensure_type(self.module.deep_replace(node, changed), cst.Module).code)
        return self._made(number, before, after, text)

    def _codes(self, number: int) -> tuple[str, str]:
        """What an edit replaces, and by what."""
        _rule, node, changed = self.found[number]
        return self.module.code_for_node(node), self.module.code_for_node(changed)

    def _span(self, number: int) -> tuple[int, int]:
        span = self.spans[self.found[number][1]]
        return span.start, span.start + span.length

    def _made(self, number: int, before: str, after: str, text: str) -> Edit | None:
        """The edit that has made this text of the file; None where it makes no difference, or no Python."""
        rule, node, _changed = self.found[number]
        if text == self.source or not compiles(text):
            return None
        return Edit(rule, self.positions[node].start.line, one_line(before), one_line(after), text)

    def alike(self, numbers: Iterable[int]) -> list[list[int]]:
        """The edits among these that do the same at two to four places, as for rows and for columns."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for number in numbers:
            key = (self.found[number][0], *(ANY.sub("_", code) for code in self._codes(number)))
            groups.setdefault(key, []).append(number)
        return [group for group in groups.values() if 2 <= len(group) <= 4]

    def together(self, numbers: Sequence[int]) -> Edit | None:
        """Several at once; None where they are in each other's way, or it makes no Python."""
        text, limit = self.bytes, len(self.bytes)
        for number in sorted(numbers, key=self._span, reverse=True):  # from the end on: places stay
            before, after = self._codes(number)
            start, end = self._span(number)
            if end > limit or text[start:end] != before.encode():
                return None
            text, limit = text[:start] + after.encode() + text[end:], start
        return self._made(number, before, after, text.decode())


def compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            compile(text, "edited", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def one_line(code: str) -> str:
    return " ".join(code.split())[:60]


class _Visitor(cst.CSTVisitor):
    """Collects (rule, node, what takes its place), inside functions."""

    def __init__(self, module: cst.Module, parents: Mapping[cst.CSTNode, cst.CSTNode], apart: int) -> None:
        super().__init__()
        self.module, self.parents, self.apart = module, parents, apart
        self.found: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []
        self.names: list[list[str]] = []  # of each function around the node: its arguments and variables

    def on_visit(self, node: cst.CSTNode) -> bool:
        return super().on_visit(node) and len(self.found) < MOST

    def add(self, rule: str, node: cst.CSTNode, *changed: cst.CSTNode) -> None:
        if self.names:
            self.found += [(rule, node, other) for other in changed]

    # Functions: what is inside is edited ---------------------------------------------------------------------------
    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.names.append(names_of(node))

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self.names.pop()

    def visit_Lambda(self, node: cst.Lambda) -> None:
        self.names.append([p.name.value for p in node.params.params])

    def leave_Lambda(self, original_node: cst.Lambda) -> None:
        self.names.pop()

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_Param(self, node: cst.Param) -> None:
        if isinstance(node.default, cst.Tuple):  # one by one, numbers are changed by the rule for constants
            larger = node.default.with_changes(elements=list(map(one_larger, node.default.elements)))
            self.add("default changed", node, node.with_changes(default=larger))

    # Expressions ---------------------------------------------------------------------------------------------------
    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        kind = OPERATORS.get(type(node.operator))
        if kind is not None:
            self.add("operator", node, node.with_changes(operator=kind()))
        self.add("operand dropped", node, node.left, node.right)
        if type(node.operator) in (cst.Subtract, cst.FloorDivide, cst.Divide):
            self.add("operands swapped", node, node.with_changes(left=node.right, right=node.left))

    def visit_Comparison(self, node: cst.Comparison) -> None:
        first, *rest = node.comparisons
        kind = COMPARISONS.get(type(first.operator))
        if kind is not None:
            self.add("comparison", node, node.with_changes(comparisons=[first.with_changes(operator=kind()), *rest]))

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        self.add("sign or not dropped", node, node.expression)

    def visit_Integer(self, node: cst.Integer) -> None:
        value = int(node.value, 0)
        self.add("constant", node, *(cst.Integer(str(other)) for other in (value + 1, value - 1) if other >= 0))

    def visit_Float(self, node: cst.Float) -> None:
        self.add("constant", node, cst.Float(repr(float(node.value) + 0.5)), cst.Float("0.0"))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        other = TEXTS.get(str(node.raw_value))
        if other is not None:
            self.add("text", node, cst.SimpleString(repr(other)))

    def visit_Name(self, node: cst.Name) -> None:
        parent = self.parents[node]
        if not self.names or (isinstance(parent, (cst.Param, cst.Arg)) and getattr(parent, "keyword", None) is node):
            return
        if isinstance(parent, (cst.FunctionDef, cst.ClassDef, cst.AssignTarget, cst.ImportAlias)) or (
                isinstance(parent, cst.Param) and parent.name is node):
            return
        if node.value in ("True", "False"):
            self.add("constant", node, cst.Name(str(node.value != "True")))
        elif (isinstance(parent, cst.Attribute) and parent.attr is node) or node.value in NAMES:
            if node.value in NAMES:
                self.add("method or type", node, cst.Name(NAMES[node.value]))
        elif node.value not in BUILTINS and not isinstance(parent, cst.Attribute):
            known = self.names[-1]
            if node.value in known:
                at = known.index(node.value)
                others = [known[(at + step) % len(known)] for far in range(1, self.apart + 1) for step in (far, -far)]
                self.add("name", node, *(cst.Name(other) for other in dict.fromkeys(others) if other != node.value))

    def visit_Subscript(self, node: cst.Subscript) -> None:
        if len(node.slice) == 2:
            swapped = [node.slice[0].with_changes(slice=node.slice[1].slice),
                       node.slice[1].with_changes(slice=node.slice[0].slice)]
            self.add("indices swapped", node, node.with_changes(slice=swapped))
        for place, element in enumerate(node.slice):
            if isinstance(element.slice, cst.Slice):
                for other in changed_slice(element.slice):
                    parts = [*node.slice]
                    parts[place] = element.with_changes(slice=other)
                    self.add("bound", node, node.with_changes(slice=parts))

    def visit_Tuple(self, node: cst.Tuple) -> None:
        if len(node.elements) == 2 and not isinstance(self.parents[node], cst.AssignTarget) and all(
                isinstance(element, cst.Element) for element in node.elements):
            self.add("items swapped", node, swapped(node))

    def visit_Call(self, node: cst.Call) -> None:
        positional = [i for i, arg in enumerate(node.args) if arg.keyword is None and not arg.star]
        for a, b in itertools.pairwise(positional):
            args = [*node.args]
            args[a], args[b] = (args[a].with_changes(value=args[b].value), args[b].with_changes(value=args[a].value))
            self.add("arguments swapped", node, node.with_changes(args=args))
        for place, arg in enumerate(node.args):
            if arg.keyword is not None or arg.star:
                self.add("keyword dropped", node, without(node, place))
            elif place == len(node.args) - 1 and len(node.args) > 1:
                self.add("argument dropped", node, without(node, place))

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self.add("condition fixed", node, node.body, node.orelse)

    # Statements ----------------------------------------------------------------------------------------------------
    def visit_If(self, node: cst.If) -> None:
        self.add("condition fixed", node, node.with_changes(test=cst.Name("True")), node.with_changes(
            test=cst.Name("False")))

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        if isinstance(node.body[0], (cst.Assign, cst.AugAssign, cst.Expr)):
            if isinstance(node.body[0], cst.Expr) and isinstance(node.body[0].value, cst.SimpleString):
                return
            self.add("statement dropped", node, node.with_changes(body=[cst.Pass()]))

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        kind = AUGMENTED.get(type(node.operator))
        if kind is not None:
            self.add("operator", node, node.with_changes(operator=kind()))
        self.add("assigned, not added", node, cst.Assign([cst.AssignTarget(node.target)], node.value))

    def visit_Return(self, node: cst.Return) -> None:
        if node.value is not None:
            code = self.module.code_for_node(node.value)
            for cast in CASTS:
                self.add("returned", node, node.with_changes(value=cst.parse_expression(cast.format(code)),
                                                             whitespace_after_return=cst.SimpleWhitespace(" ")))


class _Opposites(_Visitor):
    """Collects what undoes an edit, too."""

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        super().visit_BinaryOperation(node)
        if not isinstance(self.parents[node], cst.BinaryOperation):
            self.around(node)
        self.add("brackets", node, *rebracketed(node))
        if isinstance(node.operator, cst.Multiply) and isinstance(node.left, cst.List) and len(node.left.elements) == 1:
            item, count = map(self.module.code_for_node, (node.left.elements[0].value, node.right))
            self.add("list repeated", node, cst.parse_expression(f"[{item} for _ in range({count})]"))
        for side in ("left", "right"):
            if isinstance(getattr(node, side), cst.Name):
                self.add("name for a number", node, node.with_changes(**{side: cst.Integer("1")}))

    def visit_Arg(self, node: cst.Arg) -> None:
        call = self.parents[node]
        if isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value == "range":
            self.around(node.value)

    def visit_Slice(self, node: cst.Slice) -> None:
        for bound in (node.lower, node.upper):
            if bound is not None:
                self.around(bound)

    def around(self, node: cst.BaseExpression) -> None:
        """A number, or what gives one, is made larger or smaller by one."""
        if isinstance(node, cst.Integer):
            return  # the rule for constants
        self.add("one more or less", node, *(by_one(node, sign) for sign in (cst.Add(), cst.Subtract())))

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        if isinstance(node.target, cst.Tuple) and len(node.target.elements) == 2:
            self.add("items swapped", node, node.with_changes(target=swapped(node.target)))

    def visit_Assign(self, node: cst.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0].target, (cst.Name, cst.Subscript)):
            self.add("added, not assigned", node, cst.AugAssign(node.targets[0].target, cst.AddAssign(), node.value))

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if node.attr.value == "T":
            self.add("operation dropped", node, node.value)
        if other := BACK.get(node.attr.value):
            self.add("method or type", node, node.with_changes(attr=cst.Name(other)))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        super().visit_SimpleString(node)
        if other := BACK.get(str(node.raw_value)):
            self.add("text", node, cst.SimpleString(repr(other)))

    def visit_Call(self, node: cst.Call) -> None:
        super().visit_Call(node)
        called = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        if isinstance(called, cst.Name) and called.value not in NEEDED:
            if isinstance(node.func, cst.Attribute) and not (
                    isinstance(node.func.value, cst.Name) and node.func.value.value in MODULES):
                self.add("operation dropped", node, node.func.value)
            else:
                self.add("operation dropped", node, *(a.value for a in node.args[:2] if not a.keyword and not a.star))
        if not self.names or not isinstance(called, cst.Name) or called.value in BUILTINS:
            return
        given = {name.value for arg in node.args for name in (arg.keyword, arg.value) if isinstance(name, cst.Name)}
        more = LAYERS if called.value[:1].isupper() else {}
        if called is node.func or more:
            for name, value in ({name: name for name in self.names[-1]} | more).items():
                if name not in given:
                    one = cst.Arg(cst.parse_expression(value), cst.Name(name))
                    self.add("keyword added", node, node.with_changes(args=[*node.args, one]))


def swapped(pair: cst.Tuple) -> cst.Tuple:
    first, second = pair.elements
    return pair.with_changes(elements=[first.with_changes(value=second.value), second.with_changes(value=first.value)])


def rebracketed(node: cst.BinaryOperation) -> Iterator[cst.BinaryOperation]:
    """A sum with a product in it, and a product with a sum in it, with brackets for the other one."""
    inner, outer = (cst.Add, cst.Subtract), (cst.Multiply, cst.FloorDivide, cst.Divide, cst.Modulo)
    lpar, rpar = [cst.LeftParen()], [cst.RightParen()]
    left, right = node.left, node.right
    if isinstance(right, cst.BinaryOperation):
        first = cst.BinaryOperation(left, node.operator, right.left)
        if isinstance(node.operator, inner) and isinstance(right.operator, outer) and not right.lpar:
            yield cst.BinaryOperation(first.with_changes(lpar=lpar, rpar=rpar), right.operator, right.right)
        elif isinstance(node.operator, outer) and isinstance(right.operator, inner) and right.lpar:
            yield cst.BinaryOperation(first, right.operator, right.right)
    if isinstance(left, cst.BinaryOperation):
        last = cst.BinaryOperation(left.right, node.operator, right)
        if isinstance(node.operator, inner) and isinstance(left.operator, outer) and not left.lpar:
            yield cst.BinaryOperation(left.left, left.operator, last.with_changes(lpar=lpar, rpar=rpar))
        elif isinstance(node.operator, outer) and isinstance(left.operator, inner) and left.lpar:
            yield cst.BinaryOperation(left.left, left.operator, last)


def names_of(function: cst.FunctionDef) -> list[str]:
    """The arguments and variables of a function."""
    found: dict[str, None] = {p.name.value: None for p in function.params.params if p.name.value != "self"}

    class Targets(cst.CSTVisitor):
        def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
            collect(node.target)

        def visit_For(self, node: cst.For) -> None:
            collect(node.target)

    def collect(target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            found[target.value] = None
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                collect(element.value)
    function.body.visit(Targets())
    return list(found)


def without(node: cst.Call, place: int) -> cst.Call:
    args: Sequence[cst.Arg] = [arg for i, arg in enumerate(node.args) if i != place]
    if args:
        args = [*args[:-1], args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
    return node.with_changes(args=args)


def changed_slice(part: cst.Slice) -> Iterator[cst.Slice]:
    """A bound one further, or none."""
    for name in ("lower", "upper"):
        bound = getattr(part, name)
        if bound is not None:
            yield part.with_changes(**{name: by_one(bound, cst.Add())})
            yield part.with_changes(**{name: None})
    if part.step is not None:
        yield part.with_changes(step=None, second_colon=cst.MaybeSentinel.DEFAULT)


def by_one(number: cst.BaseExpression, sign: cst.BaseBinaryOp) -> cst.BaseExpression:
    return cst.BinaryOperation(number.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]), sign,
                               cst.Integer("1"))


def one_larger(element: cst.BaseElement) -> cst.BaseElement:
    value = element.value
    if isinstance(value, cst.Integer):
        return element.with_changes(value=cst.Integer(str(int(value.value) + 1)))
    return element
