"""Wrong answers to resnet: the residual block, the blocks of them and the network."""
from __future__ import annotations

from typing import TYPE_CHECKING

from mxnet import nd
from mxnet.gluon import nn

from ..library import wrong

if TYPE_CHECKING:
    from solutions.resnet import Residual, resnet_block


# Residual: first what shows in training or in structure only, then the addition and the activations, then the layers.

@wrong("Residual")
class bn_epsilon_of_keras(nn.Block):
    """Your batch norms add 0.001 to the variance, the default of Keras; Gluon adds 0.00001, and its defaults are what
    is asked for. See section 5.10.1 for this constant.

    你的批量归一化把epsilon设成了0.001，那是Keras的默认值；这里要用Gluon的默认值0.00001。这个常数的作用参见5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(epsilon=0.001)
        self.bn2 = nn.BatchNorm(epsilon=0.001)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_momentum_of_keras(nn.Block):
    """Your batch norms have a momentum of 0.99, the default of Keras: the running statistics follow the batches ten
    times too slowly. Gluon's default is 0.9. See section 5.10.2 for the moving averages.

    你的批量归一化把momentum设成了0.99，那是Keras的默认值，移动平均更新得慢了十倍；Gluon的默认值是0.9。
    移动平均参见5.10.2节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(momentum=0.99)
        self.bn2 = nn.BatchNorm(momentum=0.99)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_momentum_of_pytorch(nn.Block):
    """Your batch norms have a momentum of 0.1. In PyTorch that is the weight of the new batch; in Gluon it is the
    weight of the old average, so yours all but forgets it each time. See section 5.10.2 for the moving averages.

    你的批量归一化把momentum设成了0.1。在PyTorch里这是新批量的权重，在Gluon里则是旧的移动平均的权重，
    所以你几乎每次都把旧值忘掉了。移动平均参见5.10.2节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(momentum=0.1)
        self.bn2 = nn.BatchNorm(momentum=0.1)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_global_stats(nn.Block):
    """Your batch norms use the running statistics in training too, so nothing is normalised by its own batch and the
    statistics never change. In training the mean and variance are those of the batch. See section 5.10.1.

    你的批量归一化在训练时也用移动平均的均值和方差，并没有按当前批量归一化，统计量也不会更新。
    训练时应当用当前批量的均值和方差。参见5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(use_global_stats=True)
        self.bn2 = nn.BatchNorm(use_global_stats=True)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_without_scale(nn.Block):
    """Your batch norms ignore gamma: the scale is fixed at 1 and not learned. Scale and shift are both learned. See
    section 5.10.1.

    你的批量归一化没有使用拉伸参数gamma，它固定为1，不参与学习；拉伸和偏移参数都应当学习。参见5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(scale=False)
        self.bn2 = nn.BatchNorm(scale=False)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_without_shift(nn.Block):
    """Your batch norms don't learn beta: the shift stays what it was at first and gets no gradient. Scale and shift
    are both learned. See section 5.10.1.

    你的批量归一化不学习偏移参数beta，它没有梯度，一直保持初始值；拉伸和偏移参数都应当学习。参见5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(center=False)
        self.bn2 = nn.BatchNorm(center=False)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_over_last_axis(nn.Block):
    """Your batch norms take the last axis for the channels, as where images are stored channels last. Here arrays are
    (batch, channel, height, width), and there is one mean and variance a channel. See section 5.10.1.

    你的批量归一化把最后一维当成了通道维，那是通道在最后的存储方式。这里数组的形状是（批量，通道，高，宽），
    每个通道有一个均值和一个方差。参见5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm(axis=-1)
        self.bn2 = nn.BatchNorm(axis=-1)

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_dropout(nn.Block):
    """Your block drops activations between its convolutions while training. It has no dropout: batch norm takes its
    place. See section 5.11.1.

    你在两个卷积层之间加了丢弃层，训练时会随机丢掉一些激活值。残差块里没有丢弃层，用的是批量归一化。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()
        self.dropout = nn.Dropout(0.5)

    def forward(self, X):
        Y = self.dropout(nd.relu(self.bn1(self.conv1(X))))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class stride_tied_to_1x1(nn.Block):
    """Your block halves height and width whenever it has the 1x1 convolution and doesn't look at strides; the two
    arguments are independent, as the number of channels can change without the size. See section 5.11.1.

    只要用了1x1卷积层，你的块就把高和宽减半，没有理会strides。这两个参数是独立的：通道数改变时大小可以不变。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        strides = 2 if use_1x1conv else 1
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_conv_by_stride(nn.Block):
    """Your block has the 1x1 convolution where strides is not 1, and doesn't look at use_1x1conv; where only the
    number of channels changes, the addition fails. See section 5.11.1.

    你根据strides是否为1来决定要不要1x1卷积层，没有理会use_1x1conv；只改变通道数时就无法相加。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if strides != 1 else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_conv_always(nn.Block):
    """Your shortcut always goes through a 1x1 convolution; without use_1x1conv the input itself is added, so that the
    block can learn the identity by setting its weights to zero. See section 5.11.1.

    你的跨层连接总是经过1x1卷积层；没有use_1x1conv时应当直接加上输入本身，这样权重为零时残差块就是恒等映射。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides)
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_conv_result_dropped(nn.Block):
    """You call the 1x1 convolution but don't use what it returns, so the unchanged input is added; where the number
    of channels or the size changes, the shapes don't match. See section 5.11.1.

    你调用了1x1卷积层，却没有使用它的返回值，加上的仍是原来的输入；通道数或大小改变时形状就对不上。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_conv_never(nn.Block):
    """Your block has no 1x1 convolution even where use_1x1conv asks for it: where the number of channels or the size
    changes, the input cannot be added. See section 5.11.1.

    即使use_1x1conv为True，你的块也没有1x1卷积层：通道数或大小改变时，输入就无法与输出相加。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_without_bias(nn.Block):
    """Your 1x1 convolution has no bias. A bias is superfluous in front of a batch norm, but no batch norm follows the
    shortcut's convolution. See sections 5.11.1 and 5.10.1.

    你的1x1卷积层没有偏差。只有后面紧跟批量归一化时偏差才是多余的，而跨层连接的卷积层后面没有批量归一化。
    参见5.11.1节和5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = None
        if use_1x1conv:
            self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides, use_bias=False)
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_3x3(nn.Block):
    """Your shortcut goes through a 3x3 convolution; it is a 1x1 convolution, which changes the number of channels and
    looks at no neighbours. See sections 5.11.1 and 5.3.3.

    你的跨层连接用了3x3卷积层；应当用1x1卷积层，它只调整通道数，不看相邻的位置。参见5.11.1节和5.3.3节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = None
        if use_1x1conv:
            self.conv3 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_relu(nn.Block):
    """Your shortcut has a ReLU after its 1x1 convolution; it has no activation of its own, the only one at the end
    comes after the addition. See section 5.11.1.

    你在跨层连接的1x1卷积层之后加了ReLU；跨层连接上没有激活函数，最后的ReLU在相加之后。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = nd.relu(self.conv3(X))
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_batch_norm(nn.Block):
    """Your shortcut has a batch norm after its 1x1 convolution, as many libraries do; in the book's block only the
    two 3x3 convolutions have one. See section 5.11.1.

    你在跨层连接的1x1卷积层之后加了批量归一化，很多程序库是这样做的；而书中的残差块只有两个3x3卷积层后面有批量归一化。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()
        self.bn3 = nn.BatchNorm() if use_1x1conv else None

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.bn3(self.conv3(X))
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_pooled(nn.Block):
    """Your shortcut pools before its 1x1 convolution; the convolution itself has the stride. The shapes are right,
    the values are not. See section 5.11.1.

    你的跨层连接先做池化再做1x1卷积；步幅应当由1x1卷积层自己来完成。形状虽然对，值却不同。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1) if use_1x1conv else None
        self.pool = nn.AvgPool2D(pool_size=strides, strides=strides, ceil_mode=True)
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(self.pool(X))
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_without_stride(nn.Block):
    """Your 1x1 convolution lacks the stride, so the shortcut keeps its size while the other path is halved, and the
    two cannot be added. See section 5.11.1.

    你的1x1卷积层没有设置步幅，跨层连接保持原来的大小，而另一条路径减半了，两者无法相加。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class stride_missing_on_first_conv(nn.Block):
    """Your 3x3 convolutions lack the stride, so their path keeps its size while the shortcut is halved, and the two
    cannot be added. See section 5.11.1.

    你的3x3卷积层没有设置步幅，这条路径保持原来的大小，而跨层连接减半了，两者无法相加。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class stride_ignored(nn.Block):
    """Your block ignores strides: its output is always as high and wide as its input. See section 5.11.1.

    你的块没有使用strides：输出总是和输入一样高、一样宽。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class stride_on_second_conv(nn.Block):
    """The second of your 3x3 convolutions has the stride; the first must have it. The shapes agree, the values don't.
    See section 5.11.1.

    你把步幅设在了第二个3x3卷积层上，应当设在第一个上。形状一样，值却不同。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class stride_on_both_convs(nn.Block):
    """Both of your 3x3 convolutions have the stride, so their path is a quarter as wide while the shortcut is half as
    wide, and they cannot be added. Only the first has it. See section 5.11.1.

    你的两个3x3卷积层都设了步幅，这条路径缩小到四分之一，而跨层连接只减半，两者无法相加。只有第一个卷积层有步幅。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class relu_before_and_after_addition(nn.Block):
    """Your block also has a ReLU after the second batch norm, before the addition: what is added can then never be
    negative. Add first; the only ReLU there comes after. See section 5.11.1.

    你在第二个批量归一化之后、相加之前又用了一次ReLU，这样加上去的永远不会是负数。应当先相加，之后才用ReLU。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = nd.relu(self.bn2(self.conv2(Y)))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class relu_before_addition(nn.Block):
    """Your last ReLU comes before the addition, and nothing after it; the input is added before the last ReLU. See
    section 5.11.1.

    你最后的ReLU用在了相加之前，相加之后没有ReLU；输入应当加在最后的ReLU之前。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = nd.relu(self.bn2(self.conv2(Y)))
        if self.conv3:
            X = self.conv3(X)
        return Y + X


@wrong("Residual")
class relu_before_shortcut_added(nn.Block):
    """Your block applies the last ReLU to the input as well as to the residual and adds the two; the ReLU of a sum is
    not the sum of the ReLUs. Add first. See section 5.11.1.

    你先对残差和输入分别做ReLU，再把两者相加；和的ReLU不等于ReLU的和。应当先相加。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y) + nd.relu(X)


@wrong("Residual")
class relu_missing_at_the_end(nn.Block):
    """Your block returns the sum without a ReLU; there is one after the addition. See section 5.11.1.

    你的块直接返回了相加的结果；相加之后还应当有ReLU。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return Y + X


@wrong("Residual")
class relu_missing_in_the_middle(nn.Block):
    """Your block has no ReLU between its two convolutions; the first batch norm is followed by one. See section
    5.11.1.

    你的块在两个卷积层之间没有ReLU；第一个批量归一化之后应当有。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = self.bn1(self.conv1(X))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_without_relu(nn.Block):
    """Your block has no ReLU at all; there is one after the first batch norm and one after the addition. See section
    5.11.1.

    你的块里没有ReLU；第一个批量归一化之后和相加之后各应当有一个。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = self.bn1(self.conv1(X))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return Y + X


@wrong("Residual")
class residual_sigmoid(nn.Block):
    """Your block has sigmoids where ReLU belongs: its output is never larger than 1, and the gradient nearly vanishes
    far from zero. See sections 5.11.1 and 3.8.

    你的块用的是sigmoid而不是ReLU：输出不会超过1，在远离零的地方梯度也几乎为零。参见5.11.1节和3.8节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.sigmoid(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.sigmoid(Y + X)


@wrong("Residual")
class shortcut_from_the_middle(nn.Block):
    """You store the result of the first convolution in the variable that holds the input, so it is this result that
    is added at the end. The shortcut skips both convolutions. See section 5.11.1.

    你用第一个卷积层的结果覆盖了保存输入的变量，最后加上的是这个中间结果。跨层连接应当跳过两个卷积层。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        X = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(X))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class second_conv_on_input(nn.Block):
    """Your second convolution is applied to the block's input again, so what the first one computed is lost. It
    continues from the result of the first. See section 5.11.1.

    你的第二个卷积层又作用在了块的输入上，第一个卷积层的结果就丢掉了；它应当接着第一个的结果计算。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(X))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class shortcut_missing(nn.Block):
    """Your block doesn't add its input: it is two plain convolutions, with nothing residual about it. See section
    5.11.1.

    你的块没有加上输入：它只是两个普通的卷积层，不是残差块。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y)


@wrong("Residual")
class shortcut_subtracted(nn.Block):
    """Your block subtracts its input. The residual f(x) - x is what the convolutions learn; the block adds x to it
    again to get f(x). See section 5.11.1.

    你的块减去了输入。残差映射f(x) - x是由卷积层学习的，块要再加上x才得到f(x)。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y - X)


@wrong("Residual")
class shortcut_multiplied(nn.Block):
    """Your block multiplies the residual by its input; it must add the two, so that the input passes unchanged when
    the residual is zero. See section 5.11.1.

    你的块把残差和输入相乘了；应当相加，这样残差为零时输入可以原样通过。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y * X)


@wrong("Residual")
class shortcut_concatenated(nn.Block):
    """Your block joins its input to the channels of the result, as DenseNet does; a residual block adds them, and the
    number of channels stays num_channels. See sections 5.11.1 and 5.12.

    你的块把输入和结果在通道维上连结了，那是DenseNet的做法；残差块是把两者相加，输出的通道数仍是num_channels。
    参见5.11.1节和5.12节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(nd.concat(Y, X, dim=1))


@wrong("Residual")
class bn_shared(nn.Block):
    """You use one batch norm after both convolutions: they share its scale, shift and running statistics. Each
    convolution has a batch norm of its own. See sections 5.11.1 and 5.10.1.

    你在两个卷积层之后用了同一个批量归一化层，它们共享拉伸、偏移参数和统计量。每个卷积层后面应当有自己的批量归一化层。
    参见5.11.1节和5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn(self.conv1(X)))
        Y = self.bn(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_after_addition(nn.Block):
    """Your second batch norm comes after the addition, so it normalises the shortcut too; it belongs between the
    second convolution and the addition. See section 5.11.1.

    你的第二个批量归一化放在了相加之后，把跨层连接也一起归一化了；它应当在第二个卷积层之后、相加之前。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.conv2(Y)
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(self.bn2(Y + X))


@wrong("Residual")
class bn_after_relu(nn.Block):
    """Your first batch norm comes after the ReLU; it belongs between the convolution and the activation. See sections
    5.11.1 and 5.10.1.

    你的第一个批量归一化放在了ReLU之后；它应当在卷积层和激活函数之间。参见5.11.1节和5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = self.bn1(nd.relu(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bn_before_conv(nn.Block):
    """Your batch norms come in front of their convolutions; here each one follows its convolution. See section
    5.11.1.

    你的批量归一化放在了卷积层之前；这里每个批量归一化层都在它的卷积层之后。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.conv1(self.bn1(X)))
        Y = self.conv2(self.bn2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class pre_activation(nn.Block):
    """Your block is batch norm, ReLU, convolution, as in a later version of ResNet; the block asked for is
    convolution, batch norm, ReLU. The book leaves the other one as an exercise. See section 5.11.1.

    你的块的顺序是“批量归一化、激活、卷积”，那是ResNet的后续版本；这里要的是“卷积、批量归一化、激活”，
    后续版本是书中留作练习的内容。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = self.conv1(nd.relu(self.bn1(X)))
        Y = self.conv2(nd.relu(self.bn2(Y)))
        if self.conv3:
            X = self.conv3(X)
        return Y + X


@wrong("Residual")
class first_bn_missing(nn.Block):
    """Your block has no batch norm after its first convolution; each of the two 3x3 convolutions is followed by one.
    See section 5.11.1.

    你的第一个卷积层之后没有批量归一化；两个3x3卷积层之后都应当有。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.conv1(X))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class second_bn_missing(nn.Block):
    """Your block has no batch norm after its second convolution; each of the two 3x3 convolutions is followed by one.
    See section 5.11.1.

    你的第二个卷积层之后没有批量归一化；两个3x3卷积层之后都应当有。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.conv2(Y)
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class both_bns_missing(nn.Block):
    """Your block has no batch norm; each of the two 3x3 convolutions is followed by one. See sections 5.11.1 and
    5.10.1.

    你的块里没有批量归一化；两个3x3卷积层之后都应当有。参见5.11.1节和5.10.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None

    def forward(self, X):
        Y = nd.relu(self.conv1(X))
        Y = self.conv2(Y)
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_conv_shared(nn.Block):
    """You use one 3x3 convolution twice: its parameters are shared, its stride is applied twice, and it fails where
    the number of channels changes. Make two layers. See sections 5.11.1 and 4.2.4.

    你把同一个3x3卷积层用了两次：参数共享，步幅生效两次，通道数改变时还会报错。应当创建两个层。
    参见5.11.1节和4.2.4节（共享模型参数）。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv1(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_one_conv(nn.Block):
    """Your block has one 3x3 convolution; there are two of them on the path that the shortcut skips. See section
    5.11.1.

    你的块只有一个3x3卷积层；跨层连接跳过的路径上应当有两个。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()

    def forward(self, X):
        Y = self.bn1(self.conv1(X))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_three_convs(nn.Block):
    """Your block has three 3x3 convolutions; there are two of them on the path that the shortcut skips. See section
    5.11.1.

    你的块有三个3x3卷积层；跨层连接跳过的路径上只有两个。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv4 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()
        self.bn3 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = nd.relu(self.bn2(self.conv2(Y)))
        Y = self.bn3(self.conv4(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class bottleneck(nn.Block):
    """Your block is the bottleneck of the deeper ResNets: 1x1, 3x3, 1x1. The block asked for has two 3x3
    convolutions; the bottleneck is an exercise of the book. See section 5.11.1.

    你的块是更深的ResNet用的“瓶颈”结构：1x1、3x3、1x1卷积层。这里要的是两个3x3卷积层，瓶颈结构是书中的练习。
    参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(max(num_channels // 4, 1), kernel_size=1)
        self.conv2 = nn.Conv2D(max(num_channels // 4, 1), kernel_size=3, padding=1, strides=strides)
        self.conv4 = nn.Conv2D(num_channels, kernel_size=1)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()
        self.bn3 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = nd.relu(self.bn2(self.conv2(Y)))
        Y = self.bn3(self.conv4(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_5x5(nn.Block):
    """Your convolutions are 5x5; ResNet takes the 3x3 convolutions of VGG. See section 5.11.1.

    你的卷积层是5x5的；ResNet沿用了VGG的3x3卷积层。参见5.11.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=5, padding=2, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=5, padding=2)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


@wrong("Residual")
class residual_padding_missing(nn.Block):
    """Your 3x3 convolutions have no padding, so each takes two rows and two columns off and the input can no longer
    be added. With padding 1 they keep the size. See sections 5.11.1 and 5.2.1.

    你的3x3卷积层没有填充，每个都会让高和宽各减少2，这样就无法和输入相加；填充1才能保持大小不变。
    参见5.11.1节和5.2.1节。
    """

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, strides=strides)
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3)
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.bn1 = nn.BatchNorm()
        self.bn2 = nn.BatchNorm()

    def forward(self, X):
        Y = nd.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return nd.relu(Y + X)


# resnet_block

@wrong("resnet_block")
def block_first_keeps_1x1(num_channels, num_residuals, first_block=False):
    """Your first residual has a 1x1 convolution even in the first block, only without the stride. There the number of
    channels stays what it was, and the input itself is added. See section 5.11.2.

    在第一个模块里，你的第一个残差块只是去掉了步幅，却仍然用了1x1卷积层。那里通道数不变，应当直接加上输入。
    参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=1 if first_block else 2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_first_ignored(num_channels, num_residuals, first_block=False):
    """Your block halves height and width even where first_block says that it mustn't: the pooling of the stem has
    done so already. See section 5.11.2.

    即使first_block为True，你的模块也把高和宽减半了；前面的池化层已经减半过，第一个模块不必再减。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_first_inverted(num_channels, num_residuals, first_block=False):
    """You have first_block the wrong way round: your first block halves height and width, and the others don't. See
    section 5.11.2.

    你把first_block的含义弄反了：第一个模块把高和宽减半了，其他模块反而没有。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_all_halve(num_channels, num_residuals, first_block=False):
    """Each of your residuals halves height and width; only the first of a block does so, the others keep the shape.
    See section 5.11.2.

    你的每个残差块都把高和宽减半了；只有模块里的第一个残差块减半，其余的保持形状不变。参见5.11.2节。
    """
    blk = nn.Sequential()
    for _ in range(num_residuals):
        if not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_or_for_and(num_channels, num_residuals, first_block=False):
    """Your residuals halve the size if they come first or if the block is not the first; both must hold, as only the
    first residual of the later blocks halves it. See section 5.11.2.

    你的条件是“第一个残差块”或者“不是第一个模块”；两者必须同时成立，只有后面各模块的第一个残差块才减半高和宽。
    参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 or not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_last_halves(num_channels, num_residuals, first_block=False):
    """The last residual of your block halves height and width, not the first; the later ones would work at the wrong
    size and with the old number of channels. See section 5.11.2.

    你的模块由最后一个残差块减半高和宽，而应当由第一个来做；否则前面的残差块的大小和通道数都不对。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == num_residuals - 1 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_without_stride(num_channels, num_residuals, first_block=False):
    """Your first residual changes the number of channels but not the size: the stride is missing, so height and width
    are never halved. See section 5.11.2.

    你的第一个残差块改变了通道数，却没有设置步幅，高和宽没有减半。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_halved_by_pooling(num_channels, num_residuals, first_block=False):
    """Your block halves height and width with a max pooling, as VGG does; in ResNet the stride of the first residual
    does it. See section 5.11.2.

    你的模块像VGG那样用最大池化来减半高和宽；ResNet是由第一个残差块的步幅来减半的。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(nn.MaxPool2D(pool_size=2, strides=2), Residual(num_channels, use_1x1conv=True))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_without_1x1(num_channels, num_residuals, first_block=False):
    """Your first residual has the stride but not the 1x1 convolution, so its input has another shape than its result
    and cannot be added. See section 5.11.2.

    你的第一个残差块设了步幅，却没有用1x1卷积层，输入和结果的形状不同，无法相加。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_never_halves(num_channels, num_residuals, first_block=False):
    """Your residuals all keep the shape, whatever first_block says: where the number of channels changes, the input
    cannot be added, and height and width are never halved. See section 5.11.2.

    不管first_block是什么，你的残差块都保持形状不变：通道数改变时无法相加，高和宽也没有减半。参见5.11.2节。
    """
    blk = nn.Sequential()
    for _ in range(num_residuals):
        blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_1x1_on_all(num_channels, num_residuals, first_block=False):
    """All of your residuals have a 1x1 convolution; where the shape stays the same, the input itself is added. See
    section 5.11.2.

    你的残差块全都用了1x1卷积层；形状不变的残差块应当直接加上输入。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels, use_1x1conv=True))
    return blk


@wrong("resnet_block")
def block_residual_shared(num_channels, num_residuals, first_block=False):
    """You make one residual and add it several times: they share one set of parameters. Each residual is an object of
    its own. See sections 5.11.2 and 4.2.4.

    你只创建了一个残差块，却把它添加了多次：它们共享同一组参数。每个残差块都应当是新的对象。
    参见5.11.2节和4.2.4节（共享模型参数）。
    """
    blk = nn.Sequential()
    residual = Residual(num_channels)
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(residual)
    return blk


@wrong("resnet_block")
def block_always_two(num_channels, num_residuals, first_block=False):
    """Your block has two residuals whatever num_residuals says. See section 5.11.2.

    不管num_residuals是多少，你的模块都有两个残差块。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(2):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_one_too_few(num_channels, num_residuals, first_block=False):
    """Your block has one residual fewer than num_residuals. Count how often the loop runs. See section 5.11.2.

    你的模块比num_residuals少一个残差块。数一数循环执行了几次。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals - 1):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_halving_not_counted(num_channels, num_residuals, first_block=False):
    """Your block adds the residual that halves the size to num_residuals others; it is one of them. See section
    5.11.2.

    你的模块在num_residuals个残差块之外又加了一个减半高和宽的残差块；它应当算在num_residuals之内。参见5.11.2节。
    """
    blk = nn.Sequential()
    if not first_block:
        blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
    for _ in range(num_residuals):
        blk.add(Residual(num_channels))
    return blk


@wrong("resnet_block")
def block_one_too_many(num_channels, num_residuals, first_block=False):
    """Your block has one residual more than num_residuals. Count how often the loop runs. See section 5.11.2.

    你的模块比num_residuals多一个残差块。数一数循环执行了几次。参见5.11.2节。
    """
    blk = nn.Sequential()
    for i in range(num_residuals + 1):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


# resnet18: from the input to the output.

@wrong("resnet18")
def stem_relu_before_bn(num_classes=10):
    """The first layers of your network are convolution, ReLU, batch norm; the batch norm comes before the ReLU. See
    section 5.11.2.

    你的网络开头是卷积、ReLU、批量归一化；批量归一化应当在ReLU之前。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.Activation('relu'), nn.BatchNorm(),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_bn_missing(num_classes=10):
    """The first convolution of your network has no batch norm; in ResNet one follows each convolution of the main
    path, the first too. See section 5.11.2.

    你的网络的第一个卷积层之后没有批量归一化；ResNet主路径上每个卷积层之后都有，第一个也不例外。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_relu_missing(num_classes=10):
    """The first convolution of your network is followed by no ReLU; it belongs between the batch norm and the
    pooling. See section 5.11.2.

    你的网络的第一个卷积层之后没有ReLU；在批量归一化和池化之间应当有。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_conv_3x3(num_classes=10):
    """The first convolution of your network is 3x3; it is 7x7 with padding 3. See section 5.11.2.

    你的网络的第一个卷积层是3x3的；应当是7x7，填充3。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=3, strides=2, padding=1),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_for_small_images(num_classes=10):
    """Your network starts with a 3x3 convolution of stride 1 and no pooling, as people do for CIFAR-10; the first
    layers here are a 7x7 convolution and a pooling, each of which halves the size. See section 5.11.2.

    你的网络以步幅1的3x3卷积层开头，没有池化，那是CIFAR-10上常见的改法；这里开头是7x7卷积层和池化层，
    各把高和宽减半一次。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=3, strides=1, padding=1),
            nn.BatchNorm(), nn.Activation('relu'),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_conv_stride_one(num_classes=10):
    """The first convolution of your network has a stride of 1; it halves height and width with a stride of 2. See
    section 5.11.2.

    你的网络的第一个卷积层步幅是1；步幅应当是2，使高和宽减半。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_conv_unpadded(num_classes=10):
    """The first convolution of your network has no padding; it has a padding of 3 a side. See sections 5.11.2 and
    5.2.1.

    你的网络的第一个卷积层没有填充；每一侧应当填充3。参见5.11.2节和5.2.1节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_pool_missing(num_classes=10):
    """Your network has no max pooling in front of the residual blocks, so they all work at twice the size. See
    section 5.11.2.

    你的网络在残差块之前没有最大池化层，各个模块的高和宽都大了一倍。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_pool_avg(num_classes=10):
    """The pooling in front of your residual blocks takes averages; it is a max pooling. See sections 5.11.2 and 5.4.

    你在残差块之前用了平均池化；应当用最大池化。参见5.11.2节和5.4节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.AvgPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_pool_2x2(num_classes=10):
    """The pooling in front of your residual blocks has 2x2 windows, as in VGG; they are 3x3 with padding 1. An even
    size is halved either way, but the values differ. See section 5.11.2.

    你在残差块之前的池化窗口是2x2，那是VGG的做法；这里应当是3x3、填充1。大小为偶数时两者都减半，但值不同。
    参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=2, strides=2),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_pool_stride_one(num_classes=10):
    """The pooling in front of your residual blocks moves by one position and keeps the size; it halves height and
    width with a stride of 2. See sections 5.11.2 and 5.4.

    你在残差块之前的池化步幅是1，大小没有改变；步幅应当是2，使高和宽减半。参见5.11.2节和5.4节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=1, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stem_pool_unpadded(num_classes=10):
    """The pooling in front of your residual blocks has no padding; it has a padding of 1. See sections 5.11.2 and
    5.4.

    你在残差块之前的池化没有填充；填充应当是1。参见5.11.2节和5.4节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stage_one_halves(num_classes=10):
    """The first of your four blocks halves height and width once more and has a 1x1 convolution; the stem has done
    so, and this block is marked as the first. See section 5.11.2.

    你的第一个模块又把高和宽减半了一次，还用了1x1卷积层；前面的池化已经减半过，这个模块应当标明是第一个。
    参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stages_all_64(num_classes=10):
    """All four of your blocks have 64 channels; the number doubles from block to block. See section 5.11.2.

    你的四个模块都是64个通道；通道数应当逐个模块翻倍。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(64, 2),
            resnet_block(64, 2),
            resnet_block(64, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stages_three(num_classes=10):
    """Your network has three blocks and ends at 256 channels; a fourth one with 512 is missing. See section 5.11.2.

    你的网络只有三个模块，到256个通道为止；还缺一个512通道的模块。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stages_five(num_classes=10):
    """Your network has a fifth block with 1024 channels; there are four, and the last one has 512. See section
    5.11.2.

    你的网络有第五个模块，1024个通道；应当只有四个模块，最后一个是512个通道。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            resnet_block(1024, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stages_of_one_residual(num_classes=10):
    """Each of your blocks has a single residual, which makes ten layers; two in each block make the eighteen of
    ResNet-18. See section 5.11.2.

    你的每个模块只有一个残差块，总共10层；每个模块有两个残差块才是ResNet-18的18层。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 1, first_block=True),
            resnet_block(128, 1),
            resnet_block(256, 1),
            resnet_block(512, 1),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def stages_of_resnet34(num_classes=10):
    """Your blocks have 3, 4, 6 and 3 residuals, as in ResNet-34; each has two in ResNet-18. See section 5.11.2.

    你的各个模块分别有3、4、6、3个残差块，那是ResNet-34；ResNet-18的每个模块都是两个。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 3, first_block=True),
            resnet_block(128, 4),
            resnet_block(256, 6),
            resnet_block(512, 3),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def global_max_pool(num_classes=10):
    """Your network takes the maximum of each channel over all positions; it is the average. See section 5.11.2.

    你的网络在最后用了全局最大池化；应当用全局平均池化。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalMaxPool2D(),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def global_pool_missing(num_classes=10):
    """Your network has no global average pooling: the dense layer sees each position on its own, and the size of its
    weight depends on that of the image. See section 5.11.2.

    你的网络没有全局平均池化：全连接层的输入是所有位置的值，它的权重大小也随图像大小而变。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def dropout_before_scores(num_classes=10):
    """Your network has a dropout in front of its dense layer, as VGG has; ResNet has none. See section 5.11.2.

    你在全连接层之前用了丢弃层，那是VGG的做法；ResNet没有丢弃层。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(), nn.Dropout(0.5),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def hidden_dense_added(num_classes=10):
    """Your network has a hidden dense layer after the global pooling, as VGG has; in ResNet the only dense layer
    gives the scores. See section 5.11.2.

    你在全局池化之后加了一个全连接隐藏层，那是VGG的做法；ResNet只有一个全连接层，直接输出类别。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(), nn.Dense(512, activation='relu'),
            nn.Dense(num_classes))
    return net


@wrong("resnet18")
def dense_missing(num_classes=10):
    """Your network ends with the global pooling and gives 512 features an image; a dense layer that gives
    num_classes scores is missing. See section 5.11.2.

    你的网络以全局池化结束，每张图像得到512个特征；还缺一个输出个数为num_classes的全连接层。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D())
    return net


@wrong("resnet18")
def classes_always_ten(num_classes=10):
    """Your network always gives ten scores; there are num_classes of them, and ten is only the default. See section
    5.11.2.

    你的网络总是输出10个值；输出个数应当是num_classes，10只是默认值。参见5.11.2节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(10))
    return net


@wrong("resnet18")
def scores_with_softmax(num_classes=10):
    """Your network ends with a softmax. It is part of the loss, which would now apply it twice; the network gives the
    scores themselves. See sections 5.11.2 and 3.7.

    你的网络以softmax结束。softmax包含在损失函数里，这样会算两次；网络应当直接输出各类别的未归一化的值。
    参见5.11.2节和3.7节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes), nn.HybridLambda('softmax'))
    return net


@wrong("resnet18")
def scores_with_relu(num_classes=10):
    """Your dense layer has a ReLU: negative scores become zero and pass no gradient back. The output layer has no
    activation. See sections 5.11.2 and 3.7.

    你的全连接层带了ReLU，负的输出变成0，也没有梯度传回去。输出层不用激活函数。参见5.11.2节和3.7节。
    """
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3),
            nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            resnet_block(64, 2, first_block=True),
            resnet_block(128, 2),
            resnet_block(256, 2),
            resnet_block(512, 2),
            nn.GlobalAvgPool2D(),
            nn.Dense(num_classes, activation='relu'))
    return net
