"""Feature maps and receptive fields · 特征图和感受野 (book section 5.1, 书中5.1节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_receptive_field.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/receptive_field.py` tries the examples below; it prints nothing when all are right.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_receptive_field.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/receptive_field.py`会运行下面的例子，全部正确时不输出任何内容。
"""


def receptive_field(layers):
    """How wide a stretch of the input one element of the last feature map depends on.

    layers is a list of (kernel_size, stride), two ints a layer, from the input to the output; one axis only, no
    padding. The result is an int: the number of input positions from the first to the last that the element depends
    on, those between them included. Without layers an element depends on itself alone: 1.
    In the second example an element sees 3 neighbours in the middle, which together see 5 inputs. In the third the
    first layer has stride 2: the windows of these 3 neighbours begin at inputs 0, 2 and 4 and hold 3 inputs each, so
    that they reach from 0 to 6.
    Book section 5.1 (strides come in 5.2).

    感受野：最后一层特征图中的一个元素，取决于输入中多宽的一段。layers是由(kernel_size, stride)组成的列表，
    按从输入到输出的顺序排列；只看一个维度，不考虑填充。返回一个整数：从它所依赖的第一个输入位置数到最后一个，
    中间的位置都算在内。没有任何层时，元素只依赖自己，结果为1。
    第二个例子中，一个元素看到中间一层的3个相邻元素，它们一共看到5个输入。第三个例子中，第一层的步幅为2：
    这3个相邻元素的窗口分别从输入的第0、2、4个位置开始，各看到3个输入，所以从0到6。见书中5.1节（步幅见5.2节）。

    >>> receptive_field([])
    1
    >>> receptive_field([(3, 1), (3, 1)])
    5
    >>> receptive_field([(3, 2), (3, 1)])
    7
    """
    raise NotImplementedError
