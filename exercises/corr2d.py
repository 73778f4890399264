"""Two-dimensional cross-correlation · 二维互相关 (book section 5.1, 书中5.1节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_corr2d.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/corr2d.py` tries the examples below; it prints nothing when all are right.
Work it out yourself: an answer taken from a ready-made convolution earns nothing.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_corr2d.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/corr2d.py`会运行下面的例子，全部正确时不输出任何内容。
请自己写出计算过程：直接调用现成的卷积运算不得分。
"""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    """Slide the kernel K over X; at every position multiply element by element and add up.

    X has shape (h, w), K has shape (kh, kw), no larger than X. The result Y has shape (h - kh + 1, w - kw + 1):
    Y[i, j] = sum over a, b of X[i + a, j + b] * K[a, b]. The kernel is not flipped; X and K stay as they are.
    In the example the first element is 1×1 + 2×0 + 4×0 + 5×2 = 11. Book section 5.1.

    二维互相关：卷积核K在X上从左往右、从上往下滑动，在每个位置上与窗口内的元素按元素相乘再求和。
    X的形状为(h, w)，K的形状为(kh, kw)，且不大于X；输出Y的形状为(h - kh + 1, w - kw + 1)。
    Y[i, j]是所有X[i + a, j + b] * K[a, b]之和。卷积核不翻转，也不要改动X和K。
    下例中第一个元素是1×1 + 2×0 + 4×0 + 5×2 = 11。见书中5.1节。

    >>> X = nd.array([[1, 2, 3], [4, 5, 6]])
    >>> K = nd.array([[1, 0], [0, 2]])
    >>> corr2d(X, K).asnumpy().tolist()
    [[11.0, 14.0]]
    """
    raise NotImplementedError


class Conv2D(nn.Block):
    """A layer that computes corr2d(x, weight) + bias, with weight and bias as its parameters.

    kernel_size is a tuple (kh, kw). The parameter `weight` has shape kernel_size, the parameter `bias` has shape (1,):
    one number for the whole feature map. For x of shape (h, w) the output has shape (h - kh + 1, w - kw + 1).
    Book section 5.1.

    二维卷积层：输入x与权重weight做互相关运算，再加上偏差bias。kernel_size是元组(kh, kw)；
    模型参数weight的形状为kernel_size，bias的形状为(1,)，整个特征图共用这一个标量偏差。
    输入形状为(h, w)时，输出形状为(h - kh + 1, w - kw + 1)。见书中5.1节。

    >>> layer = Conv2D((2, 2))
    >>> layer.initialize()
    >>> layer.weight.set_data(nd.array([[1, 0], [0, 2]]))
    >>> layer.bias.set_data(nd.array([3]))
    >>> layer(nd.array([[1, 2, 3], [4, 5, 6]])).asnumpy().tolist()
    [[14.0, 17.0]]
    """

    def __init__(self, kernel_size, **kwargs):
        """Declare the two parameters. · 声明两个模型参数。"""
        super().__init__(**kwargs)
        raise NotImplementedError

    def forward(self, x):
        """The output for x of shape (h, w). · 由形状为(h, w)的x计算输出。"""
        raise NotImplementedError
