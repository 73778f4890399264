"""Residual networks · 残差网络 (book section 5.11, 书中5.11节)

Put your code where it says `raise NotImplementedError`, then run `pytest tests/test_resnet.py`.
`python -m grader watch` follows along: it tries the file each time you save it.
`python -m doctest exercises/resnet.py` tries the examples below; it prints nothing when all are right.
Build with Gluon's ready-made layers (nn.Conv2D, nn.BatchNorm, ...).

把`raise NotImplementedError`换成你的代码，然后运行`pytest tests/test_resnet.py`。
也可以一直开着`python -m grader watch`，每次保存后它都会自动检查。
`python -m doctest exercises/resnet.py`会运行下面的例子，全部正确时不输出任何内容。
请直接用Gluon现成的层（nn.Conv2D、nn.BatchNorm等）来搭建网络。
"""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    """A residual block: what two convolutions make of X, plus X itself by a shortcut.

    Main path: 3x3 convolution (padding 1, stride `strides`), batch norm, ReLU, 3x3 convolution (padding 1, stride 1),
    batch norm; both convolutions have num_channels output channels. Shortcut: X as it is, or, with use_1x1conv, X
    through a 1x1 convolution with num_channels output channels and stride `strides`, without batch norm. The output
    is ReLU(main path + shortcut). Book section 5.11.

    残差块：输入X经过两个卷积层，再与跨层传来的X相加。主路依次为：3x3卷积层（填充为1，步幅为strides）、批量归一化、
    ReLU、3x3卷积层（填充为1，步幅为1）、批量归一化，两个卷积层的输出通道数都是num_channels。
    跨层连接直接传X；如果use_1x1conv为真，就先经过输出通道数为num_channels、步幅为strides的1x1卷积层（不做批量归一化）。
    两路相加之后，再做ReLU。见书中5.11节。

    >>> X = nd.ones((1, 3, 8, 8))
    >>> blk = Residual(3)
    >>> blk.initialize()
    >>> blk(X).shape
    (1, 3, 8, 8)
    >>> blk = Residual(6, use_1x1conv=True, strides=2)
    >>> blk.initialize()
    >>> blk(X).shape
    (1, 6, 4, 4)
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        """Make the layers. · 创建各层。"""
        super().__init__(**kwargs)
        raise NotImplementedError

    def forward(self, X):
        """The output for X of shape (n, c, h, w). · 由形状为(n, c, h, w)的X计算输出。"""
        raise NotImplementedError


def resnet_block(num_channels, num_residuals, first_block=False):
    """num_residuals residual blocks in a row, all with num_channels output channels.

    The first of them halves height and width (stride 2) with a 1x1 convolution on its shortcut, unless first_block is
    true; all others keep the shape. With first_block the input must have num_channels channels already.
    Book section 5.11.

    由num_residuals个残差块串联成的模块，输出通道数都是num_channels。其中第一个残差块使高和宽减半（步幅为2），
    跨层连接使用1x1卷积层；但first_block为真时不减半，这时输入的通道数必须已经是num_channels。
    其余的残差块不改变形状。见书中5.11节。

    >>> X = nd.ones((1, 3, 8, 8))
    >>> blk = resnet_block(6, 2)
    >>> blk.initialize()
    >>> blk(X).shape
    (1, 6, 4, 4)
    >>> blk = resnet_block(3, 2, first_block=True)
    >>> blk.initialize()
    >>> blk(X).shape
    (1, 3, 8, 8)
    """
    raise NotImplementedError


def resnet18(num_classes=10):
    """The ResNet-18 network.

    In this order: 7x7 convolution with 64 channels, stride 2, padding 3; batch norm; ReLU; 3x3 maximum pooling with
    stride 2, padding 1; four resnet_blocks of two residual blocks each, with 64 (first_block), 128, 256 and 512
    channels; global average pooling; a fully connected layer with num_classes outputs. The result turns (n, c, h, w)
    into (n, num_classes). Book section 5.11.

    ResNet-18：依次为64个输出通道、步幅为2、填充为3的7x7卷积层，批量归一化，ReLU，步幅为2、填充为1的3x3最大池化层；
    四个模块，每个由两个残差块组成，通道数依次为64（first_block）、128、256、512；
    全局平均池化层；num_classes个输出的全连接层。网络把形状(n, c, h, w)变为(n, num_classes)。见书中5.11节。

    >>> net = resnet18(num_classes=5)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 64, 64))).shape
    (1, 5)
    """
    raise NotImplementedError
