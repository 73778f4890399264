"""Errors whose cause is typical, known by their type and message. The first entry that fits is named: what is said of a
single cause stands before what is said of many."""
from __future__ import annotations

import ast
import difflib
import functools
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..judging.finding import Finding
from ..report.record import Misconception
from ..submission import reading


# Errors that are typical --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Typical:
    """`en` and `zh` have the groups of `message` as {0}, {1}, ..."""
    name: str
    kinds: str
    message: str
    en: str
    zh: str


ERRORS = (
    Typical("assignment_while_recording", "MXNetError|ValueError|RuntimeError",
            r"[Ii]n-?place operations.*record|[Aa]ssign.*(?:autograd|record)|record.*(?:in-?place|assign)",
            "Inside a network, gradients are recorded, and an element or a slice of an array cannot be assigned to "
            "then. Build the result from whole arrays: stack, concatenate, or an operator on the whole.",
            "网络在记录梯度，这时不能给数组的元素或切片赋值。请用整个数组上的运算来得到结果，比如stack、concat。"),
    Typical("super_init_missing", "AttributeError|AssertionError|TypeError",
            r"no attribute '_(?:children|reg_params|params|prefix|scope|forward_hooks|forward_pre_hooks|empty_prefix)'"
            r"|super\(\)|_BlockScope",
            "Your class assigns layers or parameters before Gluon's own constructor has run, or that is never called: "
            "nothing can be registered then. It comes first in __init__ (section 4.1).",
            "你的类在调用父类Block的构造函数之前（或者根本没有调用它）就创建了层或参数，Gluon无法登记它们。"
            "__init__里首先要调用父类的构造函数（4.1节）。"),
    Typical("arguments_reach_block", "TypeError|AttributeError",
            r"(?<!\w)Block\.__init__\(\) (?:got an unexpected|takes)|object has no attribute 'endswith'",
            "Gluon's Block itself got the arguments of your class. Either your class has no __init__ of its own (look "
            "at how it is spelt: two underscores on each side), or it hands its own arguments on to super().__init__.",
            "你的类的参数传到了Gluon的Block那里。要么你的类没有自己的__init__（检查拼写：前后各两个下划线），"
            "要么你把自己的参数也传给了super().__init__。"),
    Typical("parameter_without_data", "TypeError|AttributeError|AssertionError|MXNetError|ValueError",
            r"gluon\.parameter\.Parameter'> not supported|'Parameter' object|but got Parameter ",
            "A parameter is used as if it were an array. Its numbers are in data(): self.weight.data() (section 4.2).",
            "你把模型参数本身当成了数组。它的数值要用data()取出来：self.weight.data()（4.2节）。"),
    Typical("list_without_star", "AssertionError", r"Positional arguments must have NDArray type, but got [\[(]",
            "A list of arrays is given where the arrays themselves are asked for. nd.stack, nd.concat and nd.add_n "
            "take each array as an argument of its own: a star in front of the list hands them over one by one.",
            "这里要的是一个个数组，你给的却是一个列表。nd.stack、nd.concat和nd.add_n的每个数组各是一个参数："
            "在列表前加一个星号，就会逐个传进去。"),
    Typical("numpy_semantics_missing", "TypeError",
            r"can only accept MXNet numpy ndarrays|can only accept legacy ndarrays|Cannot assign mx\.nd\.NDArray"
            r"|class 'mxnet\.(?:ndarray\.ndarray\.NDArray|numpy\.multiarray\.ndarray|numpy\.ndarray)'> not supported",
            "Two kinds of arrays of MXNet meet: those of nd and those of mxnet.np. Use one kind in all your files. The "
            "book uses nd; mxnet.np needs npx.set_np() at the top of the file.",
            "MXNet的两种数组混在了一起：nd的数组和mxnet.np的数组。所有文件请只用其中一种：书里用nd；"
            "mxnet.np则要在文件开头调用npx.set_np()。"),
    Typical("no_array_of_list", "ValueError|TypeError", r"inhomogeneous shape|source_array must be array like",
            "A list is to become an array, and cannot: its rows are of different lengths, or arrays of MXNet are in "
            "it. Print it in front of that line. asscalar() makes a number of an array with one element; nd.stack "
            "makes one array of a list of arrays.",
            "有个列表要转成数组，却转不成：它的各行长短不一，或者里面放了MXNet的数组。请在那一行之前把它打印出来看看。"
            "asscalar()把只有一个元素的数组变成数；nd.stack把一列数组合成一个数组。"),
    Typical("array_put_in_numpy", "ValueError|TypeError", r"setting an array element with a sequence",
            "Arrays of MXNet are put into an array of numpy: numpy does not know them as numbers. asscalar() makes a "
            "number of one, asnumpy() an array of numpy; or use nd throughout (nd.zeros for the output).",
            "你把MXNet的数组放进了numpy的数组：numpy不认得它们是数。asscalar()把它变成一个数，asnumpy()变成numpy数组；"
            "也可以全部用nd（输出用nd.zeros）。"),
    Typical("numpy_and_ndarray", "TypeError|ValueError|IndexError|MXNetError",
            r"class 'numpy\.ndarray'> not supported|shape \(32,|newaxis|within \[0, 32\]|maximum supported dimension"
            r"|too many dimensions in result|more dimensions than",
            "A function of numpy is given an NDArray, or the two are mixed in one operation. They are different kinds "
            "of arrays: use nd's own functions, or turn one into the other (asnumpy(), nd.array).",
            "你把NDArray交给了numpy的函数，或者在同一个运算里混用了两者。它们是不同的数组："
            "请用nd自己的函数，或者先互相转换（asnumpy()、nd.array）。"),
    Typical("types_differ", "MXNetError|ValueError",
            r"expected (?:b?float|u?int|bool)\w*, got|requires uniform type",
            "Two arrays of different types meet, float32 and float64 for example. All arrays of the exercises are "
            "float32: leave out what makes others, or convert with astype.",
            "两个类型不同的数组碰到了一起，比如float32和float64。练习里的数组都是float32："
            "去掉产生其他类型的写法，或者用astype转换。"),
    Typical("value_unknown", "MXNetError|ValueError", r"Invalid Input: '(.*?)', valid values are: \{(.*?)\}",
            "MXNet knows no {0!r} here. It knows: {1}. Spelling counts, capitals too.",
            "MXNet在这里不认得{0!r}，只认得：{1}。要注意拼写，包括大小写。"),
    Typical("slice_is_empty", "MXNetError|ValueError",
            r"Invalid slicing range|shapes? [\[(](?:\d+, ?)*0[,\])]|[\[(](?:\d+, ?)*0(?:, ?\d+)*,?[\])] "
            r"|zero-size array|input shapes:\n\[-1",
            "A slice has nothing in it: it ends before it begins, or begins beyond the array's edge. Where an end is "
            "counted from the back, X[p:-p] is empty for p = 0, as -0 is 0; X[p: p + h] is right for every p.",
            "有一个切片是空的：终点在起点之前，或者起点已经超出数组的边界。如果终点是从后往前数的，p为0时X[p:-p]是空的，"
            "因为-0就是0；写成X[p: p + h]，p为任何值都对。"),
    Typical("array_used_as_index", "TypeError|IndexError|ValueError|MXNetError",
            r"cannot be interpreted as an integer|slice indices must be integers|only integer scalar arrays"
            r"|only size-1 arrays|indices must be integers|'float' object cannot be|expect Shape\(tuple\) but value"
            r"|slicing with key [\d.]+ of type <class 'float'>",
            "Something that is not a whole number is used as an index, a size or a count: an array, or the result of a "
            "division with /. Sizes come from shape, and // divides whole numbers.",
            "你把不是整数的东西当成了下标、大小或次数：可能是一个数组，也可能是用/除出来的浮点数。"
            "大小取自shape，整数相除用//。"),
    Typical("truth_of_an_array", "ValueError", r"truth value of an (?:ND)?[Aa]rray",
            "An array is asked whether it is true, by if, and, or, max(...) of Python or a comparison of two arrays. "
            "Only a single number has an answer: reduce the array first, or compare element by element.",
            "你在问一个数组“真不真”：可能用了if、and、or，或者Python内置的max。只有单个数才有真假，请先对数组做归约，"
            "或者逐元素比较。"),
    Typical("index_out_of_range", "IndexError", r"out of (?:bounds|range)",
            "An index goes beyond the edge of an array. Look at which axis each of your loops counts, and where it "
            "ends: an output has fewer rows and columns than the input, and its own number of channels.",
            "下标超出了数组的边界。检查每个循环数的是哪个轴、到哪里结束：输出的行列比输入少，通道数也有自己的。"),
    Typical("window_too_large", "MXNetError|ValueError", r"kernel size exceed|exceeds? input",
            "A kernel or a window is larger than what it slides over, padding included. Maps get smaller from layer to "
            "layer: look at the kernel's size, and at the padding of this layer and of those before it.",
            "卷积核或池化窗口比它要滑过的特征图（连同填充）还大。特征图一层比一层小："
            "检查这一层的核的大小，以及这一层和前面各层的填充。"),
    Typical("shape_mismatch", "MXNetError|ValueError|AssertionError",
            r"could not be broadcast|could not broadcast|[Ss]hape inconsistent|dot shape error|target shape size"
            r"|Incompatible input shape|match total elements|expected \[[\d,-]*\], got \["
            r"|mismatch in its core dimension|shape-mismatch|not aligned|cannot reshape",
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
    Typical("forward_missing", "NotImplementedError", r"",
            "Gluon finds no forward in your class. Look at how it is spelt, and that it is indented as far as "
            "__init__ is.",
            "Gluon在你的类里找不到forward。检查它的拼写，以及它的缩进是否和__init__一样。"),
)
ARGUMENTS = re.compile(r"unexpected keyword argument|positional argument|required keyword-only|multiple values for")
UNEXPECTED = re.compile(r"unexpected keyword argument '(\w+)'|Cannot find argument '(\w+)'")
CALLED = re.compile(r"(?:^|[: ])(?:<lambda>\.|<locals>\.|\w+\.)*?(\w+)(?:\.__init__)?\(\)")
LAST_FRAME = re.compile(r'  File "(.+)", line (\d+), in (\S+)')


def known_error(found: Finding, sources: Mapping[str, bytes] | None = None) -> Misconception | None:
    """The misconception behind an error whose cause is typical; None for any other error."""
    kind = getattr(found.raised, "kind", "")
    if (layer := layer_argument(found, sources or {})) is not None:
        return layer
    for entry in ERRORS:
        if re.fullmatch(entry.kinds, kind) and (match := re.search(entry.message, found.message)):
            return Misconception(entry.name, {"en": entry.en.format(*match.groups()),
                                              "zh": entry.zh.format(*match.groups())})
    if kind == "TypeError" and ARGUMENTS.search(found.message):
        return other_arguments(found, sources or {})
    return None


# Arguments ------------------------------------------------------------------------------------------------------------
def raised_at(found: Finding) -> tuple[str, int, str] | None:
    """The student's own line that raised: its file, its number, its function."""
    frames = LAST_FRAME.findall(found.trace)
    return (frames[-1][0], int(frames[-1][1]), frames[-1][2]) if frames else None


def layer_argument(found: Finding, sources: Mapping[str, bytes]) -> Misconception | None:
    """What a layer or function of MXNet calls the argument that it was given by another name."""
    match = UNEXPECTED.search(found.message)
    at = raised_at(found)
    if match is None or at is None:
        return None
    given = match[1] or match[2]
    source = sources.get(at[0].rpartition("/")[2].removesuffix(".py"), b"")
    called = next((name for name in calls_with(source, at[1], given) if takes(name)), None)
    if called is None:
        return None
    names = takes(called)
    near = {"stride": "strides", "strides": "stride", "kernel_size": "pool_size", "pool_size": "kernel_size",
            "p": "rate", "out_channels": "channels", "num_channels": "channels"}.get(given)
    if near not in names:
        near = next(iter(difflib.get_close_matches(given, names, 1, 0.6)), None)
    if near is not None:
        return Misconception("other_name_in_layer", {
            "en": f"{called} has no argument {given}: there it is called {near}.",
            "zh": f"{called}没有叫{given}的参数，在那里它叫{near}。"})
    listed = ", ".join(names[:10])
    return Misconception("other_name_in_layer", {"en": f"{called} has no argument {given}. It has: {listed}.",
                                                 "zh": f"{called}没有叫{given}的参数，它的参数有：{listed}。"})


def calls_with(source: bytes, line: int, keyword: str) -> list[str]:
    """The names of what is called with that keyword in a statement around a line, the innermost first."""
    found = [node for node in ast.walk(reading.tree(source) or ast.Module([], [])) if isinstance(node, ast.Call)
             and node.lineno <= line <= (node.end_lineno or node.lineno)
             and any(k.arg == keyword for k in node.keywords)]
    found.sort(key=lambda node: (node.end_lineno or 0) - node.lineno)
    return [".".join(ast.unparse(node.func).split(".")[-2:]) for node in found]


@functools.cache
def takes(name: str) -> tuple[str, ...]:
    """The arguments of a layer (nn.Conv2D) or an operator (nd.zeros) of MXNet; none where it knows no such name."""
    from mxnet import nd
    from mxnet.gluon import nn
    last = name.rpartition(".")[2]
    known: Any = getattr(nn, last, None) or getattr(nd, last, None)
    try:
        return tuple(p.name for p in inspect.signature(known).parameters.values()
                     if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and p.name != "self") if known else ()
    except (TypeError, ValueError):
        return ()


def other_arguments(found: Finding, sources: Mapping[str, bytes]) -> Misconception:
    """Whose arguments they are: the exercise's own function's, or another one's."""
    match = CALLED.search(found.message)
    called = match[1] if match else ""
    own = any(re.search(rf"^\s*(?:def|class)\s+{re.escape(called)}\b".encode(), source, re.MULTILINE)
              for source in sources.values()) or called in ("", "__init__", "forward")
    if not own and (names := takes(called)):
        listed = ", ".join(names[:10])
        return Misconception("other_arguments", {
            "en": f"{called} of MXNet is called with other arguments than it takes. It takes: {listed}.",
            "zh": f"调用MXNet的{called}时传的参数和它的定义对不上。它的参数有：{listed}。"})
    if raised_at(found) is not None:  # a call of the student's own
        return Misconception("other_arguments", {
            "en": "In this line of yours, a function is called with other arguments than it takes. Compare the call "
                  "with the line that defines the function.",
            "zh": "你的这一行调用函数时，传的参数和函数的定义对不上。请把调用和定义函数的那一行对照一下。"})
    return Misconception("other_arguments", {
        "en": "Your function takes other arguments than the exercise gives it. Names, order and defaults of the "
              "arguments are as the exercise's stub gives them.",
        "zh": "你的函数的参数和练习里给出的不一样。参数的名字、顺序和默认值要与练习文件里给出的一致。"})
