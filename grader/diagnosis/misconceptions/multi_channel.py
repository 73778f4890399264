"""Wrong answers to corr2d_multi_in and corr2d_multi_in_out.

Most get each channel's own map right and then do something else with the maps. They compute them all at once, by one
shifted slice of X for each element of the kernels.
"""
from __future__ import annotations

from mxnet import nd

from ..library import wrong

# corr2d_multi_in: several channels in, one map out.


@wrong("corr2d_multi_in")
def result_written_into_input(X, K):
    """The values are right, but on the way your code overwrites X with each channel's map. X belongs to the caller, who
    may need it again, as corr2d_multi_in_out does for its next output channel: leave the arguments as they came
    (section 5.3.1).

    结果的数值没错，但计算时把每个通道的结果写回了X。X属于调用者，
    之后还可能用到（corr2d_multi_in_out算下一个输出通道时就要用）：不要改动传入的参数（见5.3.1节）。
    """
    weights = K.asnumpy()
    kh, kw = weights.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    inputs = X.asnumpy()
    maps = sum(inputs[:, a: a + oh, b: b + ow] * weights[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    X[:, :oh, :ow] = nd.array(maps)
    return X[:, :oh, :ow].sum(axis=0)


@wrong("corr2d_multi_in")
def kernel_flipped(X, K):
    """Your code turns each channel's kernel by 180 degrees. That is the mathematicians' convolution; a convolutional
    layer computes the cross-correlation and uses the kernel as it is (sections 5.1.5 and 5.3.1).

    你把每个通道的卷积核旋转了180度，这是数学上的卷积运算；
    卷积层做的是互相关运算，卷积核原样使用，不翻转（见5.1.5节和5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()[:, ::-1, ::-1]
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0))


@wrong("corr2d_multi_in")
def kernel_channels_reversed(X, K):
    """Your code pairs the first channel of X with the last channel of K, and so on backwards. Channels are never
    flipped: each belongs to the one with the same index (section 5.3.1).

    你让X的第一个通道对应K的最后一个通道，依次倒着配对。通道不需要翻转：X和K中下标相同的通道才是一对（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()[::-1]
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0))


@wrong("corr2d_multi_in")
def kernel_flipped_on_all_axes(X, K):
    """Your code flips the kernel on all three axes, channels included, as a three-dimensional convolution would. Here
    nothing is flipped: neither height and width nor the order of the channels (sections 5.1.5 and 5.3.1).

    你把卷积核的三个维度全部翻转了，连通道也翻了，就像在做三维的卷积运算。这里什么都不翻转：高和宽不翻转，
    通道的次序也不变（见5.1.5节和5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()[::-1, ::-1, ::-1]
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0))


@wrong("corr2d_multi_in")
def first_channel_counted_twice(X, K):
    """Your sum starts with the result of the first channel, and then the loop adds the first channel once more. Every
    channel counts exactly once (section 5.3.1).

    你用第一个通道的结果作为初值，循环里又把第一个通道加了一遍。每个通道只应计入一次（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps[0] + maps.sum(axis=0))


@wrong("corr2d_multi_in")
def first_channel_left_out(X, K):
    """Your sum begins with the second channel: the one with index 0 is missing. All channels are added up, from the
    first to the last (section 5.3.1).

    你的求和从第二个通道开始，漏掉了下标为0的通道。从第一个到最后一个，所有通道都要相加（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps[1:].sum(axis=0))


@wrong("corr2d_multi_in")
def last_channel_left_out(X, K):
    """Your loop stops one channel early: the last one is missing from the sum. All channels are added up, from the
    first to the last (section 5.3.1).

    你的循环少走了一步，最后一个通道没有加进去。从第一个到最后一个，所有通道都要相加（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps[:-1].sum(axis=0))


@wrong("corr2d_multi_in")
def first_channel_only(X, K):
    """Your result holds the first channel alone: the others never enter it. A window spans all input channels, and the
    output has something from each of them (section 5.3.1).

    你的结果只用了第一个通道，其余通道都没有参与。卷积窗口覆盖所有输入通道，输出里应当有每个通道的贡献（见5.3.1节）。
    """
    X, K = X[0].asnumpy(), K[0].asnumpy()
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    return nd.array(sum(X[a: a + oh, b: b + ow] * K[a, b] for a in range(kh) for b in range(kw)))


@wrong("corr2d_multi_in")
def last_channel_only(X, K):
    """Your result holds the last channel alone: in the loop each channel's map replaces the one before, where it should
    join it. The output has something from every input channel (section 5.3.1).

    你的结果只剩最后一个通道：循环中每个通道的结果覆盖了前一个，而不是与它合在一起。
    输出里应当有每个输入通道的贡献（见5.3.1节）。
    """
    X, K = X[X.shape[0] - 1].asnumpy(), K[K.shape[0] - 1].asnumpy()
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    return nd.array(sum(X[a: a + oh, b: b + ow] * K[a, b] for a in range(kh) for b in range(kw)))


@wrong("corr2d_multi_in")
def one_kernel_for_all_channels(X, K):
    """Your code uses the kernel's first channel on every channel of X (or adds up the channels of X first, which comes
    to the same). Each input channel has a two-dimensional kernel of its own (section 5.3.1).

    你对X的每个通道都用了K的第一个通道（或者先把X的各通道相加再做互相关，效果一样）。
    每个输入通道都有自己的二维卷积核（见5.3.1节）。
    """
    X, K = X.asnumpy().sum(axis=0), K[0].asnumpy()
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    return nd.array(sum(X[a: a + oh, b: b + ow] * K[a, b] for a in range(kh) for b in range(kw)))


@wrong("corr2d_multi_in")
def one_input_channel_for_all_kernels(X, K):
    """Your code moves along the channels of K, but takes the first channel of X each time. Both go forward together:
    every kernel channel meets its own input channel (section 5.3.1).

    你遍历了K的各个通道，但每次用的都是X的第一个通道。两者要一起往后走：
    卷积核的每个通道对应各自的输入通道（见5.3.1节）。
    """
    X, K = X[0].asnumpy(), K.asnumpy().sum(axis=0)
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    return nd.array(sum(X[a: a + oh, b: b + ow] * K[a, b] for a in range(kh) for b in range(kw)))


@wrong("corr2d_multi_in")
def every_channel_with_every_kernel(X, K):
    """Your code combines every channel of X with every channel of K, as two nested loops do (adding up both over their
    channels first comes to the same). Channel i of X meets channel i of K only (section 5.3.1).

    你让X的每个通道与K的每个通道两两做了互相关，就像两层嵌套循环（先把两者各自按通道相加，效果一样）。
    X的第i个通道只与K的第i个通道做运算（见5.3.1节）。
    """
    X, K = X.asnumpy().sum(axis=0), K.asnumpy().sum(axis=0)
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    return nd.array(sum(X[a: a + oh, b: b + ow] * K[a, b] for a in range(kh) for b in range(kw)))


@wrong("corr2d_multi_in")
def channels_averaged(X, K):
    """Your result is the mean over the channels: too small by a factor of the number of channels. A convolution adds
    its channels up and doesn't divide (section 5.3.1).

    你对各通道的结果取了平均，因此数值小了“通道数”倍。卷积层把各通道的结果相加，不做除法（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.mean(axis=0))


@wrong("corr2d_multi_in")
def maximum_of_channels(X, K):
    """At every position your code keeps the largest of the channels' results. That resembles a pooling; a convolution
    adds up what all channels give (section 5.3.1).

    在每个位置上，你只保留了各通道结果中的最大值。这像是池化；卷积层要把所有通道的结果相加（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.max(axis=0))


@wrong("corr2d_multi_in")
def channels_multiplied(X, K):
    """Your code multiplies the channels' results with one another. Products are taken inside a window only; what the
    channels give is then added up (section 5.3.1).

    你把各通道的结果彼此相乘了。乘法只发生在窗口内部；各通道得到的结果之间是相加（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.prod(axis=0))


@wrong("corr2d_multi_in")
def summed_over_rows(X, K):
    """After stacking the channels' maps, your sum runs over the rows of the maps: what is left has an axis for the
    channels and none for the height. The channels are the axis that has to go (section 5.3.1).

    把各通道的结果堆叠之后，你沿着“行”这一维求了和：结果里通道维还在，
    高这一维却没有了。应当消去的是通道维（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=1))


@wrong("corr2d_multi_in")
def summed_to_one_number(X, K):
    """Your sum names no axis and so adds up everything, positions included, to a single number. Only the channels are
    added up; the result is still a map with a height and a width (section 5.3.1).

    你求和时没有指定维度，把所有位置也一起加掉了，只剩一个数。只应把通道相加，
    结果仍是一个有高和宽的二维数组（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array([maps.sum()])


@wrong("corr2d_multi_in")
def channel_axis_kept(X, K):
    """The values are right, but your result still has a channel axis of size 1 in front. With the channels added up the
    output is one two-dimensional map, of height and width only (section 5.3.1).

    数值没错，但结果前面还留着一个大小为1的通道维。各通道相加之后，输出是一个只有高和宽的二维数组（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0, keepdims=True))


@wrong("corr2d_multi_in")
def channels_not_summed(X, K):
    """Your result has one map for each input channel: they stand beside each other and were never added up. However
    many channels go in, one such kernel gives a single map (section 5.3.1).

    你的结果中每个输入通道各有一个二维数组，只是并排放着，没有相加。无论输入有多少个通道，
    这样的一个卷积核只输出一个二维数组（见5.3.1节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    return nd.array(sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw)))


# corr2d_multi_in_out: several channels in, several maps out. `products` has the axes co, ci, oh, ow.


@wrong("corr2d_multi_in_out")
def outputs_reversed(X, K):
    """The maps are right, but they come out in reversed order. Output channel o belongs to K[o]: the first kernel gives
    the first map (section 5.3.2).

    每个输出通道的结果都对，但次序颠倒了。第o个输出通道对应K[o]：第一个卷积核得到第一个输出通道（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1)[::-1])


@wrong("corr2d_multi_in_out")
def sum_never_reset(X, K):
    """Your running sum is not set back to zero between output channels: each map also holds all the maps before it.
    Output channels don't depend on each other; every one starts anew (section 5.3.2).

    换到下一个输出通道时，你的累加变量没有清零，于是每个输出通道里都混进了前面各通道的结果。
    各输出通道互不相关，每个都要从头算起（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1).cumsum(axis=0))


@wrong("corr2d_multi_in_out")
def one_filter_for_all_outputs(X, K):
    """All your output channels are the same map: the first kernel is used for each of them. Every output channel has a
    kernel of its own, over all input channels (section 5.3.2).

    你的所有输出通道都一样：每个都用了第一个卷积核。每个输出通道都有自己的卷积核，并且覆盖所有输入通道（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    first = sum(X[:, a: a + oh, b: b + ow] * K[0, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.stack(*[nd.array(first.sum(axis=0)) for _ in K])


@wrong("corr2d_multi_in_out")
def kernel_reshaped_to_ci_co(X, K):
    """Your code reads K as if its axes were (input, output, height, width), by a reshape. K comes with the output
    channels first, and a reshape moves no axes: it deals the same numbers out to other places (section 5.3.2).

    你用reshape把K当成了（输入通道，输出通道，高，宽）。K的第一维是输出通道；而且reshape不会交换维度，
    只是把同一串数重新分组，权重就到了别的通道上（见5.3.2节）。
    """
    (c_o, c_i, kh, kw), (_, h, w) = K.shape, X.shape
    X, K = X.asnumpy(), K.asnumpy().reshape((c_i, c_o, kh, kw)).swapaxes(0, 1)
    oh, ow = h - kh + 1, w - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1))


@wrong("corr2d_multi_in_out")
def last_output_left_zero(X, K):
    """Your last output channel is all zeros: the loop over the output channels stops one early. Each kernel in K fills
    one output channel, the last one too (section 5.3.2).

    你的最后一个输出通道全是0：遍历输出通道的循环少走了一步。
    K中每个卷积核对应一个输出通道，最后一个也不例外（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    Y = products.sum(axis=1)
    Y[-1] = 0
    return nd.array(Y)


@wrong("corr2d_multi_in_out")
def reshaped_not_transposed(X, K):
    """Your maps have the right shape and the wrong order inside: the output channels were on the last axis, and a
    reshape put the channel count in front. A reshape only regroups the numbers; it doesn't move an axis (section
    5.3.2).

    结果的形状对，但里面的数排错了：输出通道本来在最后一维，
    你用reshape把通道数写到了最前面。reshape只是把数重新分组，并不会移动维度（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1).transpose((1, 2, 0)).reshape((K.shape[0], oh, ow)))


@wrong("corr2d_multi_in_out")
def kernel_axes_swapped(X, K):
    """Your code runs over the second axis of K as if it held the output channels. The axes of K are (output, input,
    height, width): one kernel, with all its input channels, is one entry along the first axis (section 5.3.2).

    你把K的第二维当成了输出通道来遍历。K的各维依次是（输出通道，输入通道，高，宽）：
    沿第一维取出的每一项才是一个完整的卷积核（见5.3.2节）。
    """
    (c_o, c_i, kh, kw), (_, h, w) = K.shape, X.shape
    X, K = X.asnumpy(), K.asnumpy().swapaxes(0, 1)
    oh, ow = h - kh + 1, w - kw + 1
    pairs = min(c_o, c_i)  # zip ends with the shorter of the two and says nothing
    X, K = X[:pairs], K[:, :pairs]
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1))


@wrong("corr2d_multi_in_out")
def one_input_channel_per_output(X, K):
    """Your output channel i sees input channel i alone. That is a depthwise convolution; here every output channel has
    a kernel that covers all input channels (section 5.3.2).

    你的第i个输出通道只用到了第i个输入通道，这是“逐通道卷积”。
    这里每个输出通道的卷积核都要覆盖全部输入通道（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.diagonal().transpose((2, 0, 1)))


@wrong("corr2d_multi_in_out")
def returned_after_first_output(X, K):
    """Your code returns the map of the first output channel and never reaches the others: the return stands inside the
    loop. There are as many output channels as kernels in K (section 5.3.2).

    你的代码算完第一个输出通道就返回了（return写在了循环里面），
    其余通道没有机会计算。K中有多少个卷积核，就有多少个输出通道（见5.3.2节）。
    """
    X, K = X.asnumpy(), K[0].asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0))


@wrong("corr2d_multi_in_out")
def last_output_only(X, K):
    """Your result is the map of the last output channel: each one computed replaces the one before. Keep them all, side
    by side along a channel axis (section 5.3.2).

    你的结果只剩最后一个输出通道：每算出一个就覆盖了前一个。应当把它们全部保留，沿通道维排在一起（见5.3.2节）。
    """
    X, K = X.asnumpy(), K[K.shape[0] - 1].asnumpy()
    kh, kw = K.shape[1:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    maps = sum(X[:, a: a + oh, b: b + ow] * K[:, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(maps.sum(axis=0))


@wrong("corr2d_multi_in_out")
def outputs_summed(X, K):
    """Your code adds up the output channels as well. Only input channels are added up; the output channels stay apart,
    on an axis of their own in front (section 5.3.2).

    你把各输出通道也加在了一起。只有输入通道才相加；输出通道彼此分开，单独占据最前面的一维（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=(0, 1)))


@wrong("corr2d_multi_in_out")
def outputs_stacked_on_last_axis(X, K):
    """Your maps are right, but the output channels are on the last axis. This book puts the channels first: the result
    is (channels, height, width) (section 5.3.2).

    数值没错，但输出通道放在了最后一维。本书把通道放在最前面：结果的形状是（通道，高，宽）（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1).transpose((1, 2, 0)))


@wrong("corr2d_multi_in_out")
def outputs_stacked_on_middle_axis(X, K):
    """Your maps are right, but the output channels are on the second axis, between height and width. The channels come
    first: the result is (channels, height, width) (section 5.3.2).

    数值没错，但输出通道放在了第二维，夹在高和宽之间。通道应在最前面：结果的形状是（通道，高，宽）（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1).swapaxes(0, 1))


@wrong("corr2d_multi_in_out")
def outputs_concatenated(X, K):
    """Your output channels hang together as one tall map, one below the other. Joining along an axis that exists makes
    it longer; the output channels need a new axis, in front (section 5.3.2).

    你的各输出通道上下相接，连成了一个很高的二维数组。沿已有的维度连结只会让它变长；
    输出通道需要在最前面新增一维（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1).reshape((-1, ow)))


@wrong("corr2d_multi_in_out")
def batch_axis_added(X, K):
    """The values are right, but your result has a batch axis of size 1 in front. Here X is one example without a batch
    axis, and so is the result: (channels, height, width) (section 5.3.2).

    数值没错，但结果前面多了一个大小为1的批量维。这里的X是单个样本，
    没有批量维，结果也一样：形状是（通道，高，宽）（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    products = sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw))
    return nd.array(products.sum(axis=1)[None])


@wrong("corr2d_multi_in_out")
def input_channels_kept_apart(X, K):
    """Your result has an axis for the output channels and one for the input channels: for each output channel the input
    channels were not added up. They end in the sum, as with one output channel (section 5.3.2).

    你的结果里既有输出通道维，又有输入通道维：对每个输出通道，
    各输入通道的结果没有相加。和单个输出通道时一样，输入通道应当加在一起（见5.3.2节）。
    """
    X, K = X.asnumpy(), K.asnumpy()
    kh, kw = K.shape[2:]
    oh, ow = X.shape[1] - kh + 1, X.shape[2] - kw + 1
    return nd.array(sum(X[:, a: a + oh, b: b + ow] * K[:, :, a: a + 1, b: b + 1] for a in range(kh) for b in range(kw)))
