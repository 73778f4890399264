"""Multiple input and output channels · 多输入通道和多输出通道 (book section 5.3, 书中5.3节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_multi_channel.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/multi_channel.py` tries the examples below; it prints nothing when all are right.
Work it out yourself: an answer taken from a ready-made convolution earns nothing. Your own corr2d is welcome.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_multi_channel.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/multi_channel.py`会运行下面的例子，全部正确时不输出任何内容。
请自己写出计算过程：直接调用现成的卷积运算不得分，可以使用你自己写的corr2d。
"""
from mxnet import nd

if __package__:
    from .corr2d import corr2d
else:  # run by itself: doctest, an editor's ▶
    from corr2d import corr2d


def corr2d_multi_in(X, K):
    """Cross-correlation with several input channels: one kernel a channel, the results added up.

    X has shape (ci, h, w), K has shape (ci, kh, kw). The result has shape (h - kh + 1, w - kw + 1), one feature map:
    the sum over the channels c of the cross-correlation of X[c] with K[c].
    In the example the first element is (1×1 + 2×0) + (5×0 + 6×1) = 7. Book section 5.3.

    多输入通道的互相关运算：每个输入通道各有一个二维核数组，各通道分别做互相关运算，再把结果相加。
    X的形状为(ci, h, w)，K的形状为(ci, kh, kw)；输出只有一个特征图，形状为(h - kh + 1, w - kw + 1)。
    下例中第一个元素是(1×1 + 2×0) + (5×0 + 6×1) = 7。见书中5.3节。

    >>> X = nd.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    >>> K = nd.array([[[1, 0]], [[0, 1]]])
    >>> corr2d_multi_in(X, K).asnumpy().tolist()
    [[7.0], [11.0]]
    """
    raise NotImplementedError


def corr2d_multi_in_out(X, K):
    """Cross-correlation with several input and several output channels.

    X has shape (ci, h, w), K has shape (co, ci, kh, kw). The result has shape (co, h - kh + 1, w - kw + 1): output
    channel o is what the kernel K[o], of shape (ci, kh, kw), makes of all input channels.
    In the example K[1] has zeros for the second input channel, so it looks at the first only. Book section 5.3.

    多输入通道、多输出通道的互相关运算：每个输出通道各有一个形状为(ci, kh, kw)的核数组，作用在全部输入通道上。
    X的形状为(ci, h, w)，K的形状为(co, ci, kh, kw)，输出的形状为(co, h - kh + 1, w - kw + 1)。
    下例中K[1]对应第二个输入通道的元素都是0，所以只看第一个输入通道。见书中5.3节。

    >>> X = nd.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    >>> K = nd.array([[[[1, 0]], [[0, 1]]], [[[1, 1]], [[0, 0]]]])
    >>> corr2d_multi_in_out(X, K).asnumpy().tolist()
    [[[7.0], [11.0]], [[3.0], [7.0]]]
    """
    raise NotImplementedError
