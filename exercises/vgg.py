"""VGG: networks of repeated blocks · 使用重复元素的网络 (book section 5.7, 书中5.7节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_vgg.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/vgg.py` tries the examples below; it prints nothing when all are right.
From here on Gluon's ready-made layers (nn.Conv2D, nn.Dense, ...) are what you build with.

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_vgg.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/vgg.py`会运行下面的例子，全部正确时不输出任何内容。
从这里开始，请直接用Gluon现成的层（nn.Conv2D、nn.Dense等）来搭建网络。
"""
from mxnet.gluon import nn


def vgg_block(num_convs, num_channels):
    """A block: num_convs convolutions in a row, then one pooling.

    Each convolution has num_channels output channels, a 3x3 kernel, padding 1 and a ReLU after it, so that height and
    width stay; the 2x2 maximum pooling with stride 2 at the end halves them. The result is a block that turns
    (n, c, h, w) into (n, num_channels, h / 2, w / 2), rounded down. Book section 5.7.

    VGG块：连续num_convs个填充为1、卷积核为3x3的卷积层，输出通道数都是num_channels，每个卷积层后都接ReLU，
    高和宽不变；最后是一个步幅为2、窗口为2x2的最大池化层，使高和宽减半（向下取整）。
    返回的块把形状(n, c, h, w)变为(n, num_channels, h / 2, w / 2)。见书中5.7节。

    >>> from mxnet import nd
    >>> blk = vgg_block(2, 6)
    >>> blk.initialize()
    >>> blk(nd.ones((1, 3, 8, 8))).shape
    (1, 6, 4, 4)
    """
    raise NotImplementedError


def vgg(conv_arch):
    """The whole network: VGG blocks, then fully connected layers.

    conv_arch is a sequence of (num_convs, num_channels), one pair a block, in this order. Behind the blocks come a
    fully connected layer of 4096 with ReLU and dropout 0.5, the same once more, and a fully connected layer of 10
    outputs without activation. The result turns (n, c, h, w) into (n, 10). Book section 5.7.

    VGG网络：先按conv_arch的顺序串联各个VGG块，每个(num_convs, num_channels)对应一块；
    再接4096个输出、ReLU激活的全连接层和丢弃概率为0.5的丢弃层，这两层重复两次；最后是10个输出、没有激活函数的全连接层。
    网络把形状(n, c, h, w)变为(n, 10)。见书中5.7节。

    >>> from mxnet import nd
    >>> net = vgg([(1, 4), (2, 6)])
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 8, 8))).shape
    (1, 10)
    """
    raise NotImplementedError
