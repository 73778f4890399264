"""Wrong answers to vgg: the block and the network."""
from __future__ import annotations

from typing import TYPE_CHECKING

from mxnet.gluon import nn

from ..library import wrong

if TYPE_CHECKING:
    from solutions.vgg import vgg_block


# vgg_block: first what goes wrong on some inputs only, then the gross mistakes.

@wrong("vgg_block")
def pool_rounds_up(num_convs, num_channels):
    """Your pooling rounds an odd height or width up and pools an incomplete last window; pooling rounds down unless
    told otherwise. See section 5.4 on pooling and 5.7.1 on the block.

    你的池化在高或宽为奇数时向上取整，多算了一个不完整的窗口；池化的输出大小应当向下取整。
    参见5.4节（池化层）和5.7.1节（VGG块）。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2, ceil_mode=True))
    return blk


@wrong("vgg_block")
def block_dropout_added(num_convs, num_channels):
    """Your block ends with a dropout, so that in training half of its feature map is set to zero. The dropouts of VGG
    stand between its dense layers only. See section 5.7.2.

    你在块的末尾加了丢弃层，训练时特征图有一半元素会被置零。VGG只在全连接层之间使用丢弃法。参见5.7.2节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2), nn.Dropout(0.5))
    return blk


@wrong("vgg_block")
def relu_after_first_only(num_convs, num_channels):
    """Only the first convolution of your block is followed by a ReLU; each of them needs one. Convolutions without an
    activation between them amount to a single linear map. See section 5.7.1, and 3.8 on why layers need activations.

    你的块里只有第一个卷积层后面有ReLU，而每个卷积层后面都应当有。中间没有激活函数的几个卷积层，
    合起来仍是一个线性变换。参见5.7.1节；为什么需要激活函数，参见3.8节。
    """
    blk = nn.Sequential()
    for i in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu' if i == 0 else None))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def relu_after_last_only(num_convs, num_channels):
    """Your block has one ReLU, after all of its convolutions; each convolution needs its own. Convolutions without an
    activation between them amount to a single linear map. See section 5.7.1, and 3.8 on why layers need activations.

    你的块只在所有卷积层之后用了一次ReLU，而每个卷积层后面都应当有。中间没有激活函数的几个卷积层，
    合起来仍是一个线性变换。参见5.7.1节；为什么需要激活函数，参见3.8节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
    blk.add(nn.Activation('relu'), nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def relu_between_convs_only(num_convs, num_channels):
    """Your block has a ReLU between its convolutions, but none after the last: negative values go through the pooling
    into the next block. Every convolution is followed by a ReLU, the last one too. See section 5.7.1.

    你只在卷积层之间用了ReLU，最后一个卷积层之后没有，负数会经过池化进入下一个块。每个卷积层后面都要有ReLU，
    最后一个也不例外。参见5.7.1节。
    """
    blk = nn.Sequential()
    for i in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
        if i < num_convs - 1:
            blk.add(nn.Activation('relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def relu_missing(num_convs, num_channels):
    """Your block has no ReLU. Without activations its convolutions amount to a single linear map, however many there
    are. See section 5.7.1, and 3.8 on why layers need activations.

    你的块里没有ReLU。没有激活函数，再多的卷积层合起来也只是一个线性变换。参见5.7.1节；为什么需要激活函数，参见3.8节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def sigmoid_instead_of_relu(num_convs, num_channels):
    """Your convolutions are followed by a sigmoid, as in LeNet; VGG has ReLU, as AlexNet has, because the gradient of
    a sigmoid nearly vanishes far from zero. See sections 5.6.2 and 5.7.1.

    你的卷积层后面用的是sigmoid，那是LeNet的做法；VGG和AlexNet一样用ReLU，因为sigmoid在远离零的地方梯度几乎为零。
    参见5.6.2节和5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='sigmoid'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def tanh_instead_of_relu(num_convs, num_channels):
    """Your convolutions are followed by a tanh; VGG has ReLU, which doesn't saturate for positive values and is
    cheaper to compute. See section 5.7.1, and 3.8 for the activation functions.

    你的卷积层后面用的是tanh；VGG用的是ReLU，它在正数一侧不会饱和，计算也更简单。参见5.7.1节；激活函数参见3.8节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='tanh'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def pool_before_convs(num_convs, num_channels):
    """Your block pools first and convolves the halved map; the convolutions come first, at full size, and the pooling
    ends the block. See section 5.7.1.

    你的块先池化，再在减半的特征图上做卷积；应当先在原来的大小上做完所有卷积，最后才池化。参见5.7.1节。
    """
    blk = nn.Sequential()
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    return blk


@wrong("vgg_block")
def avg_pool_instead_of_max(num_convs, num_channels):
    """Your block takes the average of each window; VGG takes the maximum. See section 5.7.1, and 5.4 for both kinds
    of pooling.

    你的块用了平均池化，而VGG用的是最大池化。参见5.7.1节；两种池化的区别参见5.4节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.AvgPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def pool_3x3_padded(num_convs, num_channels):
    """Your pooling windows are 3x3 with padding 1 and overlap, as in the stem of ResNet; those of VGG are 2x2 and lie
    side by side. An even size is halved either way, but the values differ. See section 5.7.1.

    你的池化窗口是3x3、填充1，相互重叠，那是ResNet开头的池化；VGG的窗口是2x2，互不重叠。大小为偶数时两者都减半，
    但值不同。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    return blk


@wrong("vgg_block")
def pool_3x3(num_convs, num_channels):
    """Your pooling windows are 3x3 and overlap, as in AlexNet; those of VGG are 2x2 and lie side by side, so that
    they halve height and width. See sections 5.6 (AlexNet) and 5.7.1.

    你的池化窗口是3x3，相互重叠，那是AlexNet的做法；VGG的窗口是2x2，互不重叠，使高和宽减半。
    参见5.6节（AlexNet）和5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=3, strides=2))
    return blk


@wrong("vgg_block")
def pool_stride_one(num_convs, num_channels):
    """Your pooling moves by one position, so it takes off only one row and one column; with a stride of 2 it halves
    height and width. See section 5.7.1, and 5.4 for the stride of a pooling layer.

    你的池化步幅是1，只让高和宽各减少1；步幅为2才会让高和宽减半。参见5.7.1节；池化层的步幅参见5.4节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=1))
    return blk


@wrong("vgg_block")
def pool_after_each_conv(num_convs, num_channels):
    """Your block pools after each convolution, so that n of them divide the size by 2 to the power n; there is one
    pooling a block, at its end. Mind where the loop ends. See section 5.7.1.

    你的块在每个卷积层之后都做了池化，n个卷积层会让高和宽减半n次；每个块只在末尾池化一次。注意循环体到哪里为止。
    参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
        blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def global_pool_in_block(num_convs, num_channels):
    """Your block ends with a global pooling, which leaves a single position a channel; a block halves height and
    width, so that another block can follow. See section 5.7.1.

    你的块以全局池化结束，每个通道只剩下一个位置；VGG块只把高和宽减半，后面还要接别的块。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.GlobalMaxPool2D())
    return blk


@wrong("vgg_block")
def stride_instead_of_pool(num_convs, num_channels):
    """Your last convolution halves height and width with a stride of 2, and there is no pooling. In VGG the
    convolutions keep the size, and a max pooling halves it. See section 5.7.1.

    你用最后一个卷积层的步幅2来减半高和宽，没有池化。VGG的卷积层保持大小不变，由最大池化减半。参见5.7.1节。
    """
    blk = nn.Sequential()
    for i in range(num_convs):
        strides = 2 if i == num_convs - 1 else 1
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides, activation='relu'))
    return blk


@wrong("vgg_block")
def pool_missing(num_convs, num_channels):
    """Your block has no pooling: its output is as high and wide as its input. A block ends with a max pooling that
    halves both. See section 5.7.1.

    你的块没有池化，输出和输入一样高、一样宽。块的末尾应当有一个最大池化层，使高和宽减半。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    return blk


@wrong("vgg_block")
def padding_missing(num_convs, num_channels):
    """Your convolutions have no padding, so each takes two rows and two columns off; with padding 1 a 3x3 kernel
    keeps height and width. See section 5.7.1, and 5.2 for the output size.

    你的卷积层没有填充，每个都会让高和宽各减少2；3x3卷积核要用填充1才能保持高和宽不变。参见5.7.1节；
    输出大小的计算参见5.2节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def kernel_5x5(num_convs, num_channels):
    """Your kernels are 5x5 as in LeNet; those of VGG are all 3x3, as two small kernels see as far as a large one with
    fewer parameters. See section 5.7.1.

    你用了LeNet那样的5x5卷积核；VGG的卷积核都是3x3，因为堆叠两个小卷积核的感受野和一个大卷积核一样，参数却更少。
    参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=5, padding=2, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def kernel_5x5_padding_1(num_convs, num_channels):
    """Your kernels are 5x5 with a padding of 1, so the map also shrinks at each convolution; those of VGG are 3x3,
    for which a padding of 1 keeps height and width. See section 5.7.1, and 5.2 for the output size.

    你的卷积核是5x5、填充1，每次卷积特征图还会变小；VGG的卷积核是3x3，填充1正好保持高和宽不变。参见5.7.1节；
    输出大小的计算参见5.2节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=5, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def kernel_1x1(num_convs, num_channels):
    """Your kernels are 1x1: they mix channels, but no position sees its neighbours. 1x1 convolutions belong to NiN;
    the kernels of VGG are 3x3. See sections 5.7.1 and 5.8.

    你的卷积核是1x1，只在通道之间计算，看不到相邻的位置。1x1卷积层是NiN的做法，VGG的卷积核是3x3。参见5.7.1节和5.8节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def conv_object_shared(num_convs, num_channels):
    """You make one convolution and add it several times: these are not several layers but one set of parameters, and
    it fails where the number of channels changes. Each layer is an object of its own. See sections 5.7.1 and 4.2.4.

    你只创建了一个卷积层，却把它添加了多次：它们共享同一组参数，通道数改变时还会报错。每一层都应当是新的对象。
    参见5.7.1节和4.2.4节（共享模型参数）。
    """
    blk = nn.Sequential()
    conv = nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu')
    for _ in range(num_convs):
        blk.add(conv)
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def always_one_conv(num_convs, num_channels):
    """Your block has one convolution whatever num_convs says; it must have num_convs of them. See section 5.7.1.

    不管num_convs是多少，你的块都只有一个卷积层；应当有num_convs个。参见5.7.1节。
    """
    blk = nn.Sequential()
    blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'),
            nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def always_two_convs(num_convs, num_channels):
    """Your block has two convolutions whatever num_convs says; it must have num_convs of them. See section 5.7.1.

    不管num_convs是多少，你的块都有两个卷积层；应当有num_convs个。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(2):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def one_conv_too_few(num_convs, num_channels):
    """Your block has one convolution fewer than num_convs. Count how often the loop runs: range(1, n) has n - 1
    values. See section 5.7.1.

    你的块比num_convs少一个卷积层。数一数循环执行了几次：range(1, n)只有n - 1个值。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(1, num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def one_conv_too_many(num_convs, num_channels):
    """Your block has one convolution more than num_convs: one in front of the loop, and num_convs in it. See section
    5.7.1.

    你的块比num_convs多一个卷积层：循环之前有一个，循环里又有num_convs个。参见5.7.1节。
    """
    blk = nn.Sequential()
    blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def channels_double_in_block(num_convs, num_channels):
    """In your block the number of channels doubles from one convolution to the next; all of a block's convolutions
    have num_channels. In VGG it grows from block to block. See sections 5.7.1 and 5.7.2.

    你的块里每过一个卷积层通道数就翻倍；同一个块的卷积层通道数都是num_channels，VGG的通道数是逐块增加的。
    参见5.7.1节和5.7.2节。
    """
    blk = nn.Sequential()
    for i in range(num_convs):
        blk.add(nn.Conv2D(num_channels * 2 ** i, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def block_arguments_swapped(num_channels, num_convs):
    """Your block takes its arguments in the wrong order: the first is the number of convolutions, the second the
    number of channels. See section 5.7.1.

    你的块把两个参数的顺序弄反了：第一个是卷积层的个数，第二个是通道数。参见5.7.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def conv_bias_off(num_convs, num_channels):
    """Your convolutions have no bias. It is superfluous only in front of a batch norm, and VGG has none. See section
    5.7.1, and 5.1 for the bias of a convolution.

    你的卷积层没有偏差。只有后面紧跟批量归一化时偏差才是多余的，而VGG没有批量归一化。参见5.7.1节；
    卷积层的偏差参见5.1节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, use_bias=False, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


@wrong("vgg_block")
def batch_norm_added(num_convs, num_channels):
    """Your block has a batch norm after each convolution. That is a later variant; VGG is older than batch norm, and
    the exercise asks for convolutions, ReLU and pooling alone. See sections 5.7.1 and 5.10.

    你在每个卷积层之后加了批量归一化。那是后来的变体；VGG比批量归一化更早，这里只要卷积、ReLU和池化。
    参见5.7.1节和5.10节。
    """
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1), nn.BatchNorm(), nn.Activation('relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


# vgg: what shows in training only, then the dense part, then the blocks.

@wrong("vgg")
def dropout_missing(conv_arch):
    """Your network has no dropout. It is what keeps the two large dense layers from overfitting. See sections 5.7.2
    and 3.13.

    你的网络没有丢弃层。两个很大的全连接层要靠丢弃法来应对过拟合。参见5.7.2节和3.13节（丢弃法）。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dense(4096, activation='relu'), nn.Dense(10))
    return net


@wrong("vgg")
def first_dropout_only(conv_arch):
    """Your network has a dropout after the first dense layer, but none after the second; both hidden dense layers are
    followed by one. See section 5.7.2.

    你只在第一个全连接层之后用了丢弃层，第二个之后没有；两个全连接隐藏层之后都应当有。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dense(10))
    return net


@wrong("vgg")
def last_dropout_only(conv_arch):
    """Your network has a dropout after the second dense layer, but none after the first; both hidden dense layers are
    followed by one. See section 5.7.2.

    你只在第二个全连接层之后用了丢弃层，第一个之后没有；两个全连接隐藏层之后都应当有。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(10))
    return net


@wrong("vgg")
def dropout_too_weak(conv_arch):
    """Your dropouts set a tenth of the activations to zero; VGG drops half of them. See section 5.7.2, and 3.13 for
    what the number means.

    你的丢弃概率是0.1，而VGG会丢弃一半的激活值。参见5.7.2节；丢弃概率的含义参见3.13节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.1),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.1),
            nn.Dense(10))
    return net


@wrong("vgg")
def dropout_too_strong(conv_arch):
    """Your dropouts set nine tenths of the activations to zero: the number is the share that is dropped, not the
    share that is kept, and VGG drops half. See sections 5.7.2 and 3.13.

    你的丢弃层会把九成的激活值置零：这个数是丢弃的比例，不是保留的比例，VGG丢弃一半。参见5.7.2节和3.13节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.9),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.9),
            nn.Dense(10))
    return net


@wrong("vgg")
def dropout_on_scores(conv_arch):
    """Your network also drops scores: there is a dropout after the last dense layer, so in training half of the ten
    scores are zero. Only hidden layers are dropped. See sections 5.7.2 and 3.13.

    你在最后一个全连接层之后也用了丢弃层，训练时十个类别的输出有一半会变成0。丢弃法只用在隐藏层上。
    参见5.7.2节和3.13节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10), nn.Dropout(0.5))
    return net


@wrong("vgg")
def dropout_before_dense(conv_arch):
    """Your dropouts stand in front of the two hidden dense layers, so the first one drops features of the last block
    and the second dense layer has none. They belong behind these layers. See sections 5.7.2 and 3.13.

    你的丢弃层放在了两个全连接隐藏层的前面：第一个丢弃的是卷积块的输出，第二个全连接层的输出则没有丢弃。
    应当放在这两层之后。参见5.7.2节和3.13节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dropout(0.5), nn.Dense(4096, activation='relu'),
            nn.Dropout(0.5), nn.Dense(4096, activation='relu'),
            nn.Dense(10))
    return net


@wrong("vgg")
def dropout_after_each_block(conv_arch):
    """Your network drops features after each block as well. The dropouts of VGG follow its two hidden dense layers
    only: the parameters that overfit are there. See section 5.7.2.

    你在每个卷积块之后也用了丢弃层。VGG只在两个全连接隐藏层之后使用丢弃法，容易过拟合的大量参数在那里。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels), nn.Dropout(0.5))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def relu_on_scores(conv_arch):
    """Your last dense layer has a ReLU: negative scores become zero and pass no gradient back. The output layer has
    no activation. See section 5.7.2, and 3.7 for the output layer of a classifier.

    你的最后一个全连接层带了ReLU，负的输出变成0，也没有梯度传回去。输出层不用激活函数。参见5.7.2节；
    分类模型的输出层参见3.7节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10, activation='relu'))
    return net


@wrong("vgg")
def softmax_on_scores(conv_arch):
    """Your network ends with a softmax. It is part of the loss, which would now apply it twice; the network gives the
    scores themselves. See sections 5.7.2 and 3.7.

    你的网络以softmax结束。softmax包含在损失函数里，这样会算两次；网络应当直接输出各类别的未归一化的值。
    参见5.7.2节和3.7节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10), nn.HybridLambda('softmax'))
    return net


@wrong("vgg")
def sigmoid_on_scores(conv_arch):
    """Your last dense layer has a sigmoid, which squeezes the scores between 0 and 1; the output layer has no
    activation, the loss applies a softmax to its scores. See sections 5.7.2 and 3.7.

    你的最后一个全连接层带了sigmoid，把输出压到0和1之间；输出层不用激活函数，softmax由损失函数来计算。
    参见5.7.2节和3.7节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10, activation='sigmoid'))
    return net


@wrong("vgg")
def second_dense_without_relu(conv_arch):
    """Your second dense layer has no ReLU, so it and the output layer amount to one linear map. Both hidden dense
    layers have one. See sections 5.7.2 and 3.8.

    你的第二个全连接层没有ReLU，它和输出层合起来只相当于一个线性变换。两个全连接隐藏层都要有ReLU。参见5.7.2节和3.8节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def dense_without_relu(conv_arch):
    """Your hidden dense layers have no ReLU: three dense layers in a row amount to one linear map. See sections 5.7.2
    and 3.8.

    你的全连接隐藏层没有ReLU，三个全连接层合起来只相当于一个线性变换。参见5.7.2节和3.8节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096), nn.Dropout(0.5), nn.Dense(4096), nn.Dropout(0.5), nn.Dense(10))
    return net


@wrong("vgg")
def dense_with_sigmoid(conv_arch):
    """Your hidden dense layers have a sigmoid, as in LeNet; those of VGG have ReLU. See sections 5.5.1 (LeNet) and
    5.7.2.

    你的全连接隐藏层用的是sigmoid，那是LeNet的做法；VGG用的是ReLU。参见5.5.1节（LeNet）和5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='sigmoid'), nn.Dropout(0.5),
            nn.Dense(4096, activation='sigmoid'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def dense_bias_off(conv_arch):
    """Your dense layers have no bias; all three of them have one in VGG. See sections 5.7.2 and 3.1.

    你的全连接层没有偏差；VGG的三个全连接层都有偏差。参见5.7.2节和3.1节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, use_bias=False, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, use_bias=False, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10, use_bias=False))
    return net


@wrong("vgg")
def hidden_dense_missing(conv_arch):
    """Your network has one hidden dense layer; VGG has two of them, 4096 wide each, in front of the output layer. See
    section 5.7.2.

    你的网络只有一个全连接隐藏层；在输出层之前，VGG有两个输出个数为4096的全连接层。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(10))
    return net


@wrong("vgg")
def all_hidden_dense_missing(conv_arch):
    """Your network goes from the last block straight to the ten scores; two hidden dense layers belong in between.
    See section 5.7.2.

    你的网络从最后一个卷积块直接到了十个类别的输出；中间应当还有两个全连接隐藏层。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(10))
    return net


@wrong("vgg")
def third_hidden_dense(conv_arch):
    """Your network has three hidden dense layers; VGG has two of them in front of the output layer, three dense
    layers in all. See section 5.7.2.

    你的网络有三个全连接隐藏层；VGG在输出层之前只有两个，连同输出层一共三个全连接层。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    for _ in range(3):
        net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5))
    net.add(nn.Dense(10))
    return net


@wrong("vgg")
def hidden_dense_shared(conv_arch):
    """You make one hidden dense layer and add it twice: its parameters would be shared, and as its input has another
    size the second time, it fails. Each layer is an object of its own. See sections 5.7.2 and 4.2.4.

    你只创建了一个全连接隐藏层，却添加了两次：两处共享同一组参数，而第二次的输入个数不同，因此会报错。
    每一层都应当是新的对象。参见5.7.2节和4.2.4节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    hidden = nn.Dense(4096, activation='relu')
    net.add(hidden, nn.Dropout(0.5), hidden, nn.Dropout(0.5), nn.Dense(10))
    return net


@wrong("vgg")
def hidden_dense_512(conv_arch):
    """Your hidden dense layers are 512 wide, as many as the last block of VGG-11 has channels; they are 4096 wide.
    See section 5.7.2.

    你的全连接隐藏层的输出个数是512，那是VGG-11最后一个块的通道数；应当是4096。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(512, activation='relu'), nn.Dropout(0.5),
            nn.Dense(512, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def dense_narrows_down(conv_arch):
    """Your second dense layer is 1024 wide: you let the dense part narrow towards the output, but both hidden layers
    of VGG are 4096 wide. See section 5.7.2.

    你的第二个全连接层的输出个数是1024：你让全连接层逐渐变窄，而VGG的两个隐藏层的输出个数都是4096。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(1024, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def thousand_classes(conv_arch):
    """Your network gives 1000 scores, the number of classes of ImageNet; here there are ten, those of Fashion-MNIST.
    See section 5.7.2.

    你的网络有1000个输出，那是ImageNet的类别数；这里是Fashion-MNIST，只有10个类别。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(1000))
    return net


@wrong("vgg")
def dense_not_flattened(conv_arch):
    """Your dense layers are told not to flatten: they are applied along the last axis, to each row of each channel,
    and not to the whole feature map of an image. See sections 5.7.2 and 5.5.1.

    你让全连接层不展平输入：它只沿最后一维计算，对每个通道的每一行各算一次，而不是对一张图像的整个特征图计算。
    参见5.7.2节和5.5.1节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, flatten=False, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, flatten=False, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10, flatten=False))
    return net


@wrong("vgg")
def global_pool_before_dense(conv_arch):
    """Your network averages each channel over all positions before the dense layers, as NiN does in their stead; in
    VGG the first dense layer sees the whole feature map. See sections 5.7.2 and 5.8.

    你在全连接层之前做了全局平均池化，那是NiN用来代替全连接层的做法；VGG的第一个全连接层的输入是整个特征图。
    参见5.7.2节和5.8节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.GlobalAvgPool2D(),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def batch_norm_between_blocks(conv_arch):
    """Your network has a batch norm after each block; VGG has no batch norm at all. See sections 5.7.2 and 5.10.

    你在每个卷积块之后加了批量归一化；VGG没有批量归一化层。参见5.7.2节和5.10节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels), nn.BatchNorm())
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def blocks_reversed(conv_arch):
    """Your blocks are in the reverse order: conv_arch lists them from the input to the output. See section 5.7.2.

    你的卷积块顺序反了：conv_arch是从输入到输出依次列出的。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in reversed(conv_arch):
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def pairs_swapped(conv_arch):
    """You read the pairs of conv_arch the wrong way round: the first number says how many convolutions a block has,
    the second how many channels. See section 5.7.2.

    你把conv_arch中每一对数弄反了：前一个是卷积层的个数，后一个是通道数。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_channels, num_convs in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def one_conv_in_every_block(conv_arch):
    """Each of your blocks has a single convolution; the first number of a pair in conv_arch says how many there are.
    See section 5.7.2.

    你的每个块都只有一个卷积层；conv_arch中每一对的前一个数才是卷积层的个数。参见5.7.2节。
    """
    net = nn.Sequential()
    for _, num_channels in conv_arch:
        net.add(vgg_block(1, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def channels_divided(conv_arch):
    """Your network builds its blocks with a quarter of the channels. The book scales conv_arch itself before it calls
    vgg; vgg takes the numbers as they are. See section 5.7.3.

    你的网络只用了四分之一的通道数。书中是在调用vgg之前先把conv_arch缩小，vgg本身应当按给定的通道数构造。参见5.7.3节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, max(num_channels // 4, 1)))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def last_block_missing(conv_arch):
    """Your network leaves the last block of conv_arch out. Count how often the loop runs. See section 5.7.2.

    你的网络漏掉了conv_arch中的最后一个块。数一数循环执行了几次。参见5.7.2节。
    """
    net = nn.Sequential()
    for i in range(len(conv_arch) - 1):
        net.add(vgg_block(*conv_arch[i]))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def first_block_only(conv_arch):
    """Your network has only the first block of conv_arch; there is one for each pair. Mind which lines are in the
    loop. See section 5.7.2.

    你的网络只有conv_arch中的第一个块；每一对数都对应一个块。注意哪些语句在循环里面。参见5.7.2节。
    """
    net = nn.Sequential()
    num_convs, num_channels = conv_arch[0]
    net.add(vgg_block(num_convs, num_channels),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def last_block_only(conv_arch):
    """Your network has only the last block of conv_arch: the block is added after the loop, when just the last pair
    is left. There is one for each pair. See section 5.7.2.

    你的网络只有conv_arch中的最后一个块：循环结束后才添加，只剩下最后一对数。每一对数都对应一个块。参见5.7.2节。
    """
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        blk = vgg_block(num_convs, num_channels)
    net.add(blk,
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


@wrong("vgg")
def first_block_repeated(conv_arch):
    """All of your blocks are built from the first pair of conv_arch; each block has a pair of its own. See section
    5.7.2.

    你的所有块都是用conv_arch中的第一对数构造的；每个块应当用自己的那一对。参见5.7.2节。
    """
    net = nn.Sequential()
    for _ in conv_arch:
        net.add(vgg_block(*conv_arch[0]))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net
