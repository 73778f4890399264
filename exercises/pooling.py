"""Pooling · 池化层 (book section 5.4, 书中5.4节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_pooling.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/pooling.py` tries the examples below; it prints nothing when all are right.
Work it out yourself: an answer taken from a ready-made pooling or convolution earns nothing.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_pooling.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/pooling.py`会运行下面的例子，全部正确时不输出任何内容。
请自己写出计算过程：直接调用现成的池化或卷积运算不得分。
"""
from mxnet import nd


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Slide a window over X and take the maximum ('max') or the average ('avg') of what it covers.

    X has shape (h, w). pool_size, padding and stride are (vertical, horizontal); padding is per side and smaller than
    the window. With window k, padding p and stride s an axis of n elements becomes ⌊(n + 2p - k) / s⌋ + 1.
    'max' ignores the padding; 'avg' counts it as zeros and always divides by the whole window's size, as MXNet does.
    X stays as it is. In the last two examples the first window holds one padded element and -4. Book section 5.4.

    池化：窗口在X上滑动，输出窗口内元素的最大值（'max'）或平均值（'avg'）。X的形状为(h, w)；
    pool_size、padding和stride都按(高, 宽)的顺序给出，padding是每一侧填充的数目，小于窗口。
    设窗口为k，填充为p，步幅为s，则长为n的维度变为⌊(n + 2p - k) / s⌋ + 1。
    最大池化不理会填充；平均池化把填充当作0，并且总是除以整个窗口的元素个数（与MXNet一致）。
    不要改动X。最后两个例子中，第一个窗口内是一个填充元素和-4。见书中5.4节。

    >>> X = nd.array([[1, 2, 3], [4, 5, 6]])
    >>> pool2d(X, (2, 2)).asnumpy().tolist()
    [[5.0, 6.0]]
    >>> pool2d(X, (2, 2), 'avg').asnumpy().tolist()
    [[3.0, 4.0]]
    >>> X = nd.array([[-4, -8]])
    >>> pool2d(X, (1, 2), mode='max', padding=(0, 1)).asnumpy().tolist()
    [[-4.0, -4.0, -8.0]]
    >>> pool2d(X, (1, 2), mode='avg', padding=(0, 1)).asnumpy().tolist()
    [[-2.0, -6.0, -4.0]]
    """
    raise NotImplementedError


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Pool every channel on its own, as pool2d does.

    X has shape (c, h, w), the result has shape (c, oh, ow): as many channels come out as went in. Unlike a
    convolution, pooling never adds channels up. Book section 5.4.

    多通道池化：对每个输入通道分别池化，而不是像卷积层那样把各通道的结果相加，所以输出通道数与输入通道数相等。
    X的形状为(c, h, w)，输出的形状为(c, oh, ow)。见书中5.4节。

    >>> X = nd.array([[[1, 2], [3, 4]], [[8, 6], [5, 1]]])
    >>> pool2d_multi_channel(X, (2, 2)).asnumpy().tolist()
    [[[4.0]], [[8.0]]]
    >>> pool2d_multi_channel(X, (1, 2), 'avg').asnumpy().tolist()
    [[[1.5], [3.5]], [[7.0], [3.0]]]
    """
    raise NotImplementedError
