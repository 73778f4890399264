"""1x1 convolution · 1x1卷积层 (book section 5.3, 书中5.3节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_conv1x1.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/conv1x1.py` tries the examples below; it prints nothing when all are right.
Work it out yourself: an answer taken from a ready-made convolution earns nothing.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_conv1x1.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/conv1x1.py`会运行下面的例子，全部正确时不输出任何内容。
请自己写出计算过程：直接调用现成的卷积运算不得分。
"""
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    """A convolution whose window is one position: it mixes the channels and nothing else.

    X has shape (ci, h, w), K has shape (co, ci, 1, 1). The result Y has shape (co, h, w):
    Y[o, i, j] = sum over c of K[o, c, 0, 0] * X[c, i, j]. Every position is treated alike, as by a fully connected
    layer from ci to co features, so all of it is one matrix product over the channels.
    In the example the last output channel is the first input channel plus 10 times the second. Book section 5.3.

    1x1卷积层：窗口只有一个位置，计算只发生在通道维上，高和宽不变。X的形状为(ci, h, w)，K的形状为(co, ci, 1, 1)，
    输出Y的形状为(co, h, w)，每个输出元素是输入中同一位置的各通道元素的加权和。如果把通道维当作特征维，
    把高和宽上的每个位置当作一个样本，它就相当于全连接层，所以一次矩阵乘法就够了。
    下例中最后一个输出通道等于第一个输入通道加上第二个输入通道的10倍。见书中5.3节。

    >>> X = nd.array([[[1, 2, 3]], [[4, 5, 6]]])
    >>> K = nd.array([[[[1]], [[0]]], [[[0]], [[1]]], [[[1]], [[10]]]])
    >>> corr2d_multi_in_out_1x1(X, K).asnumpy().tolist()
    [[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]], [[41.0, 52.0, 63.0]]]
    """
    raise NotImplementedError
