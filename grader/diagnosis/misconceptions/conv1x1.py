"""Wrong answers to corr2d_multi_in_out_1x1."""
from __future__ import annotations

from mxnet import nd

from ..library import wrong


@wrong("corr2d_multi_in_out_1x1")
def height_and_width_swapped(X, K):
    """Your result has the shape (channels, width, height): the last reshape names them in the wrong order, which nobody
    sees while the maps are square. A 1x1 layer keeps height and width as they are (section 5.3.3).

    你的结果形状是（通道，宽，高）：最后一次reshape时高和宽写反了，
    只要高宽相等就看不出来。1×1卷积层不改变高和宽（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, w, h))


@wrong("corr2d_multi_in_out_1x1")
def single_axes_squeezed(X, K):
    """Your result loses every axis of size 1. A single output channel, row or column still is an axis: the shape is
    (channels, height, width) whatever the sizes are (section 5.3.3).

    你的结果丢掉了所有大小为1的维度。即使只有一个输出通道、一行或一列，那一维也要保留：
    结果总是（通道，高，宽）三维（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w)).squeeze()


@wrong("corr2d_multi_in_out_1x1")
def outputs_reversed(X, K):
    """The maps are right, but they come out in reversed order. Output channel o belongs to K[o] (section 5.3.3).

    每个输出通道的结果都对，但次序颠倒了。第o个输出通道对应K[o]（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))[::-1]


@wrong("corr2d_multi_in_out_1x1")
def one_filter_for_all_outputs(X, K):
    """All your output channels are the same: the first kernel's weights are used for each of them. Every output channel
    mixes the input channels with weights of its own (section 5.3.3).

    你的所有输出通道都一样：每个都用了第一个卷积核的权重。每个输出通道都用自己的一组权重来组合各输入通道（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i))[0: 1], X.reshape((c_i, h * w)))
    return Y.reshape((1, h, w)).tile((c_o, 1, 1))


@wrong("corr2d_multi_in_out_1x1")
def input_scaled_in_place(X, K):
    """Your code multiplies the weights into X itself. X belongs to the caller and comes back changed, and from the
    second output channel on you compute with what the first left behind. Leave the arguments as they came (section
    5.3.3).

    你把权重直接乘进了X。X属于调用者，却被改动了；而且从第二个输出通道开始，
    用的已经是被改过的X。不要改动传入的参数（见5.3.3节）。
    """
    maps = []
    for weights in K:
        X *= weights
        maps.append(X.sum(axis=0))
    return nd.stack(*maps)


@wrong("corr2d_multi_in_out_1x1")
def averaged_over_channels(X, K):
    """Your result is the mean over the input channels: too small by a factor of their number. The weighted channels are
    added up and not divided (section 5.3.3).

    你对各输入通道取了平均，数值小了“输入通道数”倍。加权之后是相加，不做除法（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w))) / c_i
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def maximum_over_channels(X, K):
    """At every position your code keeps the largest of the weighted channels. A 1x1 layer adds them up, as a fully
    connected layer does (section 5.3.3).

    在每个位置上，你只保留了加权后各通道中的最大值。1×1卷积层和全连接层一样，是把它们相加（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    products = K.reshape((c_o, c_i, 1)) * X.reshape((1, c_i, h * w))
    return products.max(axis=1).reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def last_channel_left_out(X, K):
    """The last input channel never enters your sum. Each output element is made of all input channels at its position
    (section 5.3.3).

    最后一个输入通道没有加进去。每个输出元素都由同一位置上的全部输入通道得到（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    products = (K.reshape((c_o, c_i, 1)) * X.reshape((1, c_i, h * w))).asnumpy()
    return nd.array(products[:, :-1].sum(axis=1).reshape((c_o, h, w)))


@wrong("corr2d_multi_in_out_1x1")
def first_channel_only(X, K):
    """Your output channels are multiples of the first input channel; the others never enter. Each output element is
    made of all input channels at its position (section 5.3.3).

    你的各输出通道都只是第一个输入通道的若干倍，其余输入通道没有参与。
    每个输出元素都由同一位置上的全部输入通道得到（见5.3.3节）。
    """
    return K[:, 0] * X[0: 1]


@wrong("corr2d_multi_in_out_1x1")
def input_channels_reversed(X, K):
    """Your code gives the first weight of a kernel to the last channel of X, and so on backwards. Weight K[o, i]
    belongs to channel i of X (section 5.3.3).

    你把卷积核的第一个权重给了X的最后一个通道，依次倒着配对。权重K[o, i]对应的是X的第i个通道（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X[::-1].reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def weights_ignored(X, K):
    """Your output channels are plain sums over the channels of X: the weights in K play no part but for their number. A
    1x1 kernel is one weight for each pair of output and input channel (section 5.3.3).

    你的输出通道只是X各通道之和，除了个数以外，K里的权重完全没有用上。
    1×1卷积核就是每对输出通道和输入通道之间的一个权重（见5.3.3节）。
    """
    return X.sum(axis=0, keepdims=True).tile((K.shape[0], 1, 1))


@wrong("corr2d_multi_in_out_1x1")
def every_channel_with_every_weight(X, K):
    """Your code adds up the channels of X, and separately a kernel's weights, and multiplies the two sums. The product
    comes first: each channel times its own weight, and then the sum (section 5.3.3).

    你先把X的各通道相加，又把卷积核的权重相加，再把两个和相乘。
    应当先乘后加：每个通道乘以自己的权重，然后再求和（见5.3.3节）。
    """
    return K.sum(axis=1) * X.sum(axis=0, keepdims=True)


@wrong("corr2d_multi_in_out_1x1")
def weights_transposed(X, K):
    """Your weight matrix is transposed: the weight from input channel i to output channel o stands where that from o to
    i belongs. With equal numbers of channels the values are wrong, otherwise the matrices don't fit together (section
    5.3.3).

    你的权重矩阵被转置了：输入通道i到输出通道o的权重，用在了从o到i的位置上。输入和输出通道数相等时数值出错，
    不相等时两个矩阵根本无法相乘（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)).T, X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def weights_reshaped_to_ci_co(X, K):
    """Your code reads K as a (input, output) matrix, by a reshape. K comes with the output channels first, and a
    reshape moves no axes, so the weights end up at other channels (section 5.3.3).

    你用reshape把K当成了（输入通道，输出通道）的矩阵。K的第一维是输出通道；
    而且reshape不会交换维度，权重就跑到了别的通道上（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_i, c_o)).T, X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def maps_read_by_columns(X, K):
    """Your code reads the maps of X column by column but writes the result row by row, so that elements change places
    inside each map. A 1x1 window sees one position, and its result goes to that same position (section 5.3.3).

    你按列读取X，却按行写出结果，于是每个通道内的元素换了位置。
    1×1的窗口只看一个位置，结果也要放在同一个位置上（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.transpose((0, 2, 1)).reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def maps_transposed(X, K):
    """Each of your maps is transposed: rows have become columns. A 1x1 layer mixes channels and leaves every position
    where it is (section 5.3.3).

    你的每个输出通道都被转置了，行变成了列。1×1卷积层只在通道之间做组合，每个位置都原地不动（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w)).transpose((0, 2, 1))


@wrong("corr2d_multi_in_out_1x1")
def input_reshaped_not_transposed(X, K):
    """Your code turns X into (positions, channels) by a reshape. A reshape keeps the numbers in their order and only
    regroups them: a row then holds neighbours of one channel, and not the channels of one position (section 5.3.3).

    你直接用reshape把X变成（位置，通道）。reshape不改变数的先后次序，只是重新分组：
    这样一行里是同一通道中相邻的几个数，而不是同一位置的各个通道（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(X.reshape((h * w, c_i)), K.reshape((c_o, c_i)).T)
    return Y.T.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def output_reshaped_not_transposed(X, K):
    """Your matrix product is right, with the channels on its last axis, but a reshape alone then makes (channels,
    height, width) of it. A reshape only regroups the numbers; it doesn't bring the channels to the front (section
    5.3.3).

    矩阵乘法没错，其结果的通道在最后一维，但你只用reshape就把它变成了（通道，高，宽）。
    reshape只是把数重新分组，并不会把通道移到最前面（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(X.reshape((c_i, h * w)).T, K.reshape((c_o, c_i)).T)
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def all_reshaped_not_transposed(X, K):
    """Your code goes to (positions, channels) and back by reshapes. Both times the numbers keep their order and are
    only regrouped, so that channels and positions get mixed up (section 5.3.3).

    你变成（位置，通道）时用reshape，变回来时也用reshape。
    两次都没有改变数的先后次序，只是重新分组，于是通道和位置混在了一起（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(X.reshape((h * w, c_i)), K.reshape((c_o, c_i)).T)
    return Y.reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def relu_added(X, K):
    """Your code sets negative results to zero. The activation is a layer of its own that may follow; the 1x1
    convolution itself gives weighted sums of either sign (section 5.3.3).

    你把负的结果都变成了0。激活函数是另外的一层，可以接在后面；1×1卷积本身输出的是加权和，可正可负（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return nd.relu(Y).reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def softmax_added(X, K):
    """Your code puts a softmax over the output channels. The 1x1 layer acts like a fully connected layer at every
    position, but no activation was asked for (section 5.3.3).

    你在输出通道上又做了softmax。1×1卷积层的作用相当于在每个位置上做一次全连接，但这里并没有要求激活函数（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return nd.softmax(Y, axis=0).reshape((c_o, h, w))


@wrong("corr2d_multi_in_out_1x1")
def own_channel_only(X, K):
    """Your output channel i is input channel i times one weight: only the diagonal of the weights is used. Every output
    channel is made of all input channels (section 5.3.3).

    你的第i个输出通道只是第i个输入通道乘以一个权重，也就是只用了权重矩阵的对角线。
    每个输出通道都由全部输入通道组合而成（见5.3.3节）。
    """
    return nd.stack(*[X[i] * K[i, i] for i in range(min(K.shape[0], X.shape[0]))])


@wrong("corr2d_multi_in_out_1x1")
def products_not_summed(X, K):
    """Your code multiplies element by element and stops there: the result still has an axis for the input channels. A
    matrix product also adds up over that axis (section 5.3.3).

    你只做了按元素相乘，结果里还留着输入通道那一维。矩阵乘法还要沿这一维求和（见5.3.3节）。
    """
    return X.expand_dims(axis=0) * K


@wrong("corr2d_multi_in_out_1x1")
def first_output_only(X, K):
    """Your result has one channel, that of the first kernel. There are as many output channels as kernels in K (section
    5.3.3).

    你的结果只有一个通道，即第一个卷积核的输出。K中有多少个卷积核，就有多少个输出通道（见5.3.3节）。
    """
    c_i, h, w = X.shape
    Y = nd.dot(K[0].reshape((1, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((1, h, w))


@wrong("corr2d_multi_in_out_1x1")
def outputs_summed(X, K):
    """Your code adds up the output channels as well, so that one map is left. Only the input channels are added up;
    each kernel keeps its own output channel (section 5.3.3).

    你把各输出通道也加在了一起，只剩下一个二维数组。只有输入通道才相加；每个卷积核都有自己的输出通道（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.sum(axis=0).reshape((h, w))


@wrong("corr2d_multi_in_out_1x1")
def channels_on_last_axis(X, K):
    """The values are right, but the output channels are on the last axis. This book puts them first: the result is
    (channels, height, width) (section 5.3.3).

    数值没错，但输出通道放在了最后一维。本书把通道放在最前面：结果的形状是（通道，高，宽）（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w)).transpose((1, 2, 0))


@wrong("corr2d_multi_in_out_1x1")
def result_left_flat(X, K):
    """The values are right, but your result is still the matrix of channels and positions. For the next layer every
    channel has to become a map again, with the height and width of X (section 5.3.3).

    数值没错，但结果还是“通道×位置”的矩阵。要交给下一层，每个通道都得恢复成与X同高同宽的二维形式（见5.3.3节）。
    """
    c_i, h, w = X.shape
    return nd.dot(K.reshape((K.shape[0], c_i)), X.reshape((c_i, h * w)))


@wrong("corr2d_multi_in_out_1x1")
def batch_axis_added(X, K):
    """The values are right, but your result has a batch axis of size 1 in front. Here X is one example without a batch
    axis, and so is the result: (channels, height, width) (section 5.3.3).

    数值没错，但结果前面多了一个大小为1的批量维。这里的X是单个样本，
    没有批量维，结果也一样：形状是（通道，高，宽）（见5.3.3节）。
    """
    c_i, h, w = X.shape
    c_o = K.shape[0]
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((1, c_o, h, w))
