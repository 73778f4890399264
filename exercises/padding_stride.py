"""Padding and stride · 填充和步幅 (book section 5.2, 书中5.2节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_padding_stride.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/padding_stride.py` tries the examples below; it prints nothing when all are right.
Work it out yourself: an answer taken from a ready-made convolution earns nothing.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_padding_stride.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/padding_stride.py`会运行下面的例子，全部正确时不输出任何内容。
请自己写出计算过程：直接调用现成的卷积运算不得分。
"""
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The output shape of a convolution, without computing its values.

    All arguments are tuples of two ints, (vertical, horizontal), and so is the result. On each axis, for n input
    elements, a kernel of k, padding p and stride s: ⌊(n + 2p - k) / s⌋ + 1, where ⌊ ⌋ rounds down. The padding p is
    added on each of the two sides, as in Gluon; the p of the book's formula counts both sides together. In the example
    the height is ⌊(5 + 2 - 3) / 2⌋ + 1 = 3 and the width ⌊(7 + 0 - 3) / 3⌋ + 1 = 2. Book section 5.2.

    只求卷积的输出形状，不计算数值。各参数和返回值都是两个整数的元组，依次对应高和宽。
    在每个维度上，设输入为n，卷积核为k，填充为p，步幅为s，则输出为⌊(n + 2p - k) / s⌋ + 1（⌊ ⌋表示向下取整）。
    这里的p与Gluon一致，是每一侧填充的行数或列数；书中公式里的p是两侧的总数。
    下例中高为⌊(5 + 2 - 3) / 2⌋ + 1 = 3，宽为⌊(7 + 0 - 3) / 3⌋ + 1 = 2。见书中5.2节。

    >>> conv_output_shape((5, 7), (3, 3), padding=(1, 0), stride=(2, 3))
    (3, 2)
    """
    raise NotImplementedError


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    """Cross-correlation of the zero-padded X with K, where the window moves by the stride.

    X has shape (h, w), K has shape (kh, kw); padding and stride are (vertical, horizontal) and may differ. Zeros are
    put on both sides of each axis; then the window starts at the upper left and moves down by stride[0], right by
    stride[1]. The result has the shape that conv_output_shape gives; X and K stay as they are.
    In the example the padded X has the rows 0 0 0 0, 0 1 2 0, 0 3 4 0 and 0 0 0 0. Book section 5.2.

    先在X的上下左右填充0，再与K做互相关运算，窗口每次滑动的行数和列数由步幅决定。
    X的形状为(h, w)，K的形状为(kh, kw)；padding和stride都按(高, 宽)的顺序给出，两个数可以不同。
    输出的形状就是conv_output_shape给出的形状；不要改动X和K。
    下例中填充后的X有四行：0 0 0 0、0 1 2 0、0 3 4 0和0 0 0 0。见书中5.2节。

    >>> X = nd.array([[1, 2], [3, 4]])
    >>> K = nd.array([[1, 2]])
    >>> corr2d_padding_stride(X, K, padding=(1, 1), stride=(1, 2)).asnumpy().tolist()
    [[0.0, 0.0], [2.0, 2.0], [6.0, 4.0], [0.0, 0.0]]
    """
    raise NotImplementedError
