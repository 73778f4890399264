"""Errors whose cause is typical, known by their type and message."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ..judging.finding import Finding
from ..report.record import Misconception


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
            "Something that is not a whole number is used as an index, a size or a count: an array, or the result of a "
            "division with /. Sizes come from shape, and // divides whole numbers.",
            "你把不是整数的东西当成了下标、大小或次数：可能是一个数组，也可能是用/除出来的浮点数。"
            "大小取自shape，整数相除用//。"),
    Typical("truth_of_an_array", "ValueError", r"truth value of an (ND)?[Aa]rray",
            "An array is asked whether it is true, by if, and, or, max(...) of Python or a comparison of two arrays. "
            "Only a single number has an answer: reduce the array first, or compare element by element.",
            "你在问一个数组“真不真”：可能用了if、and、or，或者Python内置的max。只有单个数才有真假，请先对数组做归约，"
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
    """The misconception behind an error whose cause is typical; None for any other error."""
    kind = getattr(found.raised, "kind", "")
    for entry in ERRORS:
        if re.fullmatch(entry.kinds, kind) and re.search(entry.message, found.message):
            return Misconception(entry.name, {"en": entry.en, "zh": entry.zh})
    return None
