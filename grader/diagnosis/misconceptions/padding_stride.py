"""Wrong answers to padding and stride: the output's shape, and the cross-correlation itself."""
from __future__ import annotations

from mxnet import nd

from ..library import wrong


# conv_output_shape: rounding, and the one that is added ---------------------------------------------------------------
@wrong("conv_output_shape")
def division_without_floor(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Your sizes are fractions, 2.5 rows for example, or 3.0: one slash is true division in Python. A size is a whole
    number, and where the stride does not come out even it is rounded down (section 5.2.2).

    你得到的尺寸带小数，比如2.5行或3.0行：Python里单个斜杠是真除法。尺寸必须是整数，步幅除不尽时向下取整（5.2.2节）。
    """
    return tuple((n + 2 * p - k) / s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def rounded_to_nearest(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Where the stride does not come out even you round to the nearest number. A window that no longer fits is left
    out, however little is missing: the size is rounded down (section 5.2.2).

    步幅除不尽时，你四舍五入了。窗口只要放不下就要舍弃，哪怕只差一点：尺寸应向下取整（5.2.2节）。
    """
    return tuple(round((n + 2 * p - k) / s) + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def rounded_up(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Where the stride does not come out even you round up, so that the last window would stick out of the padded
    input. Such a window is left out: the size is rounded down (section 5.2.2).

    步幅除不尽时，你向上取整了，最后一个窗口就会伸到填充后的输入之外。这样的窗口要舍弃：尺寸应向下取整（5.2.2节）。
    """
    return tuple(-(-(n + 2 * p - k) // s) + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def one_added_before_division(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You add the one before you divide by the stride: with a stride of 1 that is the same, with a larger one it is
    not. What is divided is the way that the window can go; its first position comes on top (section 5.2.2).

    你在除以步幅之前就加了1：步幅为1时没有区别，步幅更大时就错了。被除的是窗口能走的距离，
    起始位置要在除完之后再算上（5.2.2节）。
    """
    return tuple((n + 2 * p - k + 1) // s for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def one_forgotten(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Your sizes are one too small: you count the steps of the window, but not the position where it starts. A kernel
    as large as the input still gives one number (sections 5.1.1 and 5.2.2).

    尺寸少了1：你数的是窗口移动的步数，没有算起始位置。核和输入一样大时，也应得到一个数（5.1.1节和5.2.2节）。
    """
    return tuple((n + 2 * p - k) // s for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


# conv_output_shape: the padding ---------------------------------------------------------------------------------------
@wrong("conv_output_shape")
def padding_counted_once(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You count the padding once, as if it were the total of both sides. The p in the book's formula is that total; the
    argument here, as Gluon's, is what each side gets (section 5.2.1).

    填充只算了一次，相当于把它当成了两侧的总数。书中公式里的p是两侧一共的填充；
    而这里的参数和Gluon一样，是每一侧的填充（5.2.1节）。
    """
    return tuple((n + p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def padding_left_out_of_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The padding does not occur in your shape. Rows and columns of zeros on both sides give the window more places to
    start from, so the output grows with them (section 5.2.1).

    你的形状里没有用到填充。两侧补上的零让窗口有更多起始位置，输出会随之变大（5.2.1节）。
    """
    return tuple((n - k) // s + 1 for n, k, s in zip(input_shape, kernel_shape, stride))


@wrong("conv_output_shape")
def padding_subtracted(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Your padding makes the output smaller. It is put around the input, which becomes larger by it, and so does the
    output (section 5.2.1); check the signs.

    你的填充让输出变小了。填充是加在输入周围的，输入变大，输出也随之变大（5.2.1节）；请检查正负号。
    """
    return tuple((n - 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def padding_swapped_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The two paddings have changed places: the first number is for the height, above and below, the second for the
    width, left and right (section 5.2.1).

    两个方向的填充弄反了：第一个数用于高（上下两侧），第二个数用于宽（左右两侧），见5.2.1节。
    """
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding[::-1], stride))


@wrong("conv_output_shape")
def first_padding_for_both_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You use the first padding for both axes. Padding has two numbers, for height and for width, and they may differ
    (section 5.2.1 pads a 5 x 3 kernel with 2 and 1).

    两个方向都用了第一个填充值。填充有两个数，分别用于高和宽，可以不同（5.2.1节里5x3的核用的填充是2和1）。
    """
    return tuple((n + 2 * padding[0] - k) // s + 1 for n, k, s in zip(input_shape, kernel_shape, stride))


@wrong("conv_output_shape")
def same_size_assumed(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You divide the input's size by the stride, as if padding always made up for the kernel. That holds only where the
    padding is chosen so (end of section 5.2.2); here kernel and padding are given and both count.

    你直接用输入的尺寸除以步幅，好像填充总能抵消核的影响。只有特意选好填充时才是这样（5.2.2节末尾）；
    这里核和填充都是给定的，都要计算在内。
    """
    return tuple(-(-n // s) for n, s in zip(input_shape, stride))


# conv_output_shape: the stride ----------------------------------------------------------------------------------------
@wrong("conv_output_shape")
def stride_left_out_of_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The stride does not occur in your shape. With a stride of 2 the window stops at every second place only, and the
    output has about half the size (section 5.2.2).

    你的形状里没有用到步幅。步幅为2时，窗口每隔一个位置才停一次，输出大约小一半（5.2.2节）。
    """
    return tuple(n + 2 * p - k + 1 for n, k, p in zip(input_shape, kernel_shape, padding))


@wrong("conv_output_shape")
def stride_swapped_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The two strides have changed places: the first number is for the height, the second for the width
    (section 5.2.2).

    两个方向的步幅弄反了：第一个数用于高，第二个数用于宽（5.2.2节）。
    """
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride[::-1]))


@wrong("conv_output_shape")
def first_stride_for_both_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You use the first stride for both axes. Stride has two numbers, for height and for width, and they may differ
    (section 5.2.2 has an example with 3 and 4).

    两个方向都用了第一个步幅。步幅有两个数，分别用于高和宽，可以不同（5.2.2节有步幅为3和4的例子）。
    """
    return tuple((n + 2 * p - k) // stride[0] + 1 for n, k, p in zip(input_shape, kernel_shape, padding))


@wrong("conv_output_shape")
def dilation_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You spread the kernel's elements apart by the stride: that is called dilation. The stride is the step of the
    whole window; the window keeps its size (section 5.2.2).

    你用步幅把核的元素拉开了，那叫空洞（dilation）。步幅是整个窗口每次移动的距离，窗口本身的大小不变（5.2.2节）。
    """
    return tuple(n + 2 * p - s * (k - 1) for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


# conv_output_shape: the kernel, and the axes --------------------------------------------------------------------------
@wrong("conv_output_shape")
def odd_kernel_assumed(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You take off half the kernel, rounded down, on each side: that is right for odd kernels, but an even one leaves
    your output one too small. Odd sizes are usual, not required (section 5.2.1).

    你在每一侧减去核的一半（向下取整）：核的大小为奇数时是对的，为偶数时就多减了1。
    奇数大小的核只是常用，并不是规定（5.2.1节）。
    """
    return tuple((n + 2 * p - 2 * (k // 2) - 1) // s + 1
                 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


@wrong("conv_output_shape")
def kernel_left_out_of_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The kernel's size does not occur in your shape, as if the window were a single element. A larger kernel has fewer
    places where it fits (sections 5.1.1 and 5.2.1).

    你的形状里没有用到核的大小，好像窗口只有一个元素。核越大，放得下的位置就越少（5.1.1节和5.2.1节）。
    """
    return tuple((n + 2 * p - 1) // s + 1 for n, p, s in zip(input_shape, padding, stride))


@wrong("conv_output_shape")
def kernel_swapped_in_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """The kernel's height and width have changed places: the output's height depends on the kernel's height alone. A
    square kernel hides it (section 5.1.1).

    核的高和宽弄反了：输出的高只由核的高决定。核是方形时看不出来（5.1.1节）。
    """
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape[::-1], padding, stride))


@wrong("conv_output_shape")
def height_used_for_both(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """You work out the height and give it for the width, too. The two axes have sizes, kernels, paddings and strides of
    their own (section 5.2.1).

    你只算了高，又把它当成了宽。两个方向各有自己的输入尺寸、核尺寸、填充和步幅（5.2.1节）。
    """
    height = (input_shape[0] + 2 * padding[0] - kernel_shape[0]) // stride[0] + 1
    return height, height


@wrong("conv_output_shape")
def width_given_first(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    """Your two sizes are right, but the width comes first. A shape is (height, width), rows before columns
    (section 5.1.1).

    两个尺寸都对，但宽写在了前面。形状的顺序是（高，宽），先行后列（5.1.1节）。
    """
    height, width = ((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))
    return width, height


# corr2d_padding_stride: the padding -----------------------------------------------------------------------------------
@wrong("corr2d_padding_stride")
def same_padding_by_default(X, K, padding=None, stride=(1, 1)):
    """Without a padding argument you pad by half the kernel, so that the size stays. Without one there is no padding:
    as in Gluon, the default is 0 on every side (section 5.2.1).

    没有给出填充时，你自动填充了核的一半，好让尺寸不变。不给出填充就是不填充：和Gluon一样，默认每一侧为0（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (sh, sw) = x.shape, k.shape, stride
    ph, pw = (kh // 2, kw // 2) if padding is None else padding
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_swapped(X, K, padding=(0, 0), stride=(1, 1)):
    """The two paddings have changed places: the first number goes above and below, the second left and right
    (section 5.2.1).

    两个方向的填充弄反了：第一个数用于上下两侧，第二个数用于左右两侧（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (pw, ph), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = max(h + 2 * ph - kh + 1, 0), max(w + 2 * pw - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def first_padding_for_both(X, K, padding=(0, 0), stride=(1, 1)):
    """You use the first padding for both axes. It is (vertical, horizontal), and the two may differ (section 5.2.1 pads
    a 5 x 3 kernel with 2 and 1).

    两个方向都用了第一个填充值。填充是（竖直方向，水平方向）两个数，可以不同（5.2.1节里5x3的核用的填充是2和1）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), p, (sh, sw) = x.shape, k.shape, padding[0], stride
    padded = nd.zeros((h + 2 * p, w + 2 * p)).asnumpy()
    padded[p: p + h, p: p + w] = x
    oh, ow = h + 2 * p - kh + 1, max(w + 2 * p - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def only_rows_padded(X, K, padding=(0, 0), stride=(1, 1)):
    """You add rows above and below, but no columns left and right. The second number of the padding is for the width
    (section 5.2.1).

    你只在上下补了行，没有在左右补列。填充的第二个数用于宽（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, _), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w)).asnumpy()
    padded[ph: ph + h] = x
    oh, ow = h + 2 * ph - kh + 1, max(w - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_with_edge_values(X, K, padding=(0, 0), stride=(1, 1)):
    """Your padding repeats the values at the edge of X. The elements around the input are zeros (section 5.2.1).

    你用X边缘的值来填充。输入周围补的应该是零（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    rows = [min(max(i, 0), h - 1) for i in range(-ph, h + ph)]
    columns = [min(max(j, 0), w - 1) for j in range(-pw, w + pw)]
    padded = x[rows][:, columns]
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_mirrored(X, K, padding=(0, 0), stride=(1, 1)):
    """Your padding mirrors X at its edges, as image programs do. The elements around the input are zeros
    (section 5.2.1).

    你像图像软件那样，用X的镜像来填充。输入周围补的应该是零（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    to_and_fro_h, to_and_fro_w = max(2 * h - 2, 1), max(2 * w - 2, 1)
    rows = [min(i % to_and_fro_h, -i % to_and_fro_h) for i in range(-ph, h + ph)]
    columns = [min(j % to_and_fro_w, -j % to_and_fro_w) for j in range(-pw, w + pw)]
    padded = x[rows][:, columns]
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_with_ones(X, K, padding=(0, 0), stride=(1, 1)):
    """Your padding consists of ones: they take part in the sums. The elements around the input are zeros, which add
    nothing (section 5.2.1).

    你填充的是1，它们会加进结果里。输入周围补的应该是零，零不影响求和（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.ones((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def negative_indices_wrap_around(X, K, padding=(0, 0), stride=(1, 1)):
    """Above and to the left of X your window reads from its other end: a negative index counts from the end in Python.
    What lies outside the input is zero on all four sides (section 5.2.1).

    窗口越过X的上边和左边时，读到的是另一头的数：Python的负下标是从末尾倒着数的。输入之外四周都应该是零（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[: ph + h, : pw + w] = x[list(range(-ph, h))][:, list(range(-pw, w))]
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def input_left_in_the_corner(X, K, padding=(0, 0), stride=(1, 1)):
    """Your padded array has the right size, but X stands in its upper left corner, and all zeros lie below and to the
    right. The zeros go around X, as many on each side as the padding says (section 5.2.1).

    填充后的数组大小是对的，但X放在了左上角，零都在下边和右边。零应围在X四周，每一侧的数量都等于填充值（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[:h, :w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def only_bottom_right_padded(X, K, padding=(0, 0), stride=(1, 1)):
    """You pad below and to the right only. Padding goes on both sides of each axis: above as well as below, left as
    well as right (section 5.2.1).

    你只在下边和右边填充。填充要加在每个方向的两侧：上下都要，左右都要（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + ph, w + pw)).asnumpy()
    padded[:h, :w] = x
    oh, ow = max(h + ph - kh + 1, 0), max(w + pw - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def only_top_left_padded(X, K, padding=(0, 0), stride=(1, 1)):
    """You pad above and to the left only. Padding goes on both sides of each axis: below as well as above, right as
    well as left (section 5.2.1).

    你只在上边和左边填充。填充要加在每个方向的两侧：上下都要，左右都要（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + ph, w + pw)).asnumpy()
    padded[ph:, pw:] = x
    oh, ow = max(h + ph - kh + 1, 0), max(w + pw - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_shared_between_sides(X, K, padding=(0, 0), stride=(1, 1)):
    """You share the padding out between the two sides. The book's formula counts the total of both sides; the argument
    here, as Gluon's, says how much each side gets (section 5.2.1).

    你把填充值分给了两侧。书中公式里的是两侧一共的填充；而这里的参数和Gluon一样，是每一侧各填充多少（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + ph, w + pw)).asnumpy()
    padded[(ph + 1) // 2: (ph + 1) // 2 + h, (pw + 1) // 2: (pw + 1) // 2 + w] = x
    oh, ow = max(h + ph - kh + 1, 0), max(w + pw - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padded_twice(X, K, padding=(0, 0), stride=(1, 1)):
    """Each side gets twice the padding asked for. The argument is per side already, so that both sides together make
    two times the padding (section 5.2.1).

    每一侧的填充都多了一倍。参数已经是每一侧的填充，两侧合起来才是它的两倍（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 4 * ph, w + 4 * pw)).asnumpy()
    padded[2 * ph: 2 * ph + h, 2 * pw: 2 * pw + w] = x
    oh, ow = h + 4 * ph - kh + 1, w + 4 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def output_padded_instead(X, K, padding=(0, 0), stride=(1, 1)):
    """You put the zeros around the output. They go around the input before anything is computed, so that windows at the
    edge see some of them (section 5.2.1).

    你把零补在了输出周围。应在计算之前补在输入周围，这样边缘上的窗口才会包含这些零（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    oh, ow = max(h - kh + 1, 0), max(w - kw + 1, 0)
    y = sum(k[a, b] * x[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))
    padded = nd.zeros((y.shape[0] + 2 * ph, y.shape[1] + 2 * pw)).asnumpy()
    padded[ph: ph + y.shape[0], pw: pw + y.shape[1]] = y
    return padded


@wrong("corr2d_padding_stride")
def padding_ignored(X, K, padding=(0, 0), stride=(1, 1)):
    """The padding has no effect in your function: the window never leaves X. Zeros around the input let it start
    outside (section 5.2.1).

    填充在你的函数里没有起作用：窗口从不超出X。应在输入周围补零，让窗口能从外面开始（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (sh, sw) = x.shape, k.shape, stride
    oh, ow = max(h - kh + 1, 0), max(w - kw + 1, 0)
    return sum(k[a, b] * x[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


# corr2d_padding_stride: the stride ------------------------------------------------------------------------------------
@wrong("corr2d_padding_stride")
def stride_swapped(X, K, padding=(0, 0), stride=(1, 1)):
    """The two strides have changed places: the first number is how far the window moves down, the second how far it
    moves to the right (section 5.2.2).

    两个方向的步幅弄反了：第一个数是窗口每次向下移动的行数，第二个数是每次向右移动的列数（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sw, sh) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def first_stride_for_both(X, K, padding=(0, 0), stride=(1, 1)):
    """You use the first stride for both axes. It is (vertical, horizontal), and the two may differ (section 5.2.2 has
    an example with 3 and 4).

    两个方向都用了第一个步幅。步幅是（竖直方向，水平方向）两个数，可以不同（5.2.2节有步幅为3和4的例子）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), s = x.shape, k.shape, padding, stride[0]
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: s, b: b + ow: s] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def stride_on_rows_only(X, K, padding=(0, 0), stride=(1, 1)):
    """The window skips rows, but no columns: the second stride has no effect. It is the step to the right
    (section 5.2.2).

    窗口跳过了行，却没有跳过列：第二个步幅没有起作用。它是窗口向右移动的步长（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, _) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def partial_windows_kept(X, K, padding=(0, 0), stride=(1, 1)):
    """Where the stride does not come out even, your output has one more row or column, made of windows that stick out
    of the padded input. A window that does not fit is left out: the size is rounded down (section 5.2.2).

    步幅除不尽时，你的输出多了一行或一列，它们来自伸到填充后的输入之外的窗口。
    放不下的窗口要舍弃：尺寸向下取整（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph + sh - 1, w + 2 * pw + sw - 1)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + sh, w + 2 * pw - kw + sw
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def last_window_dropped(X, K, padding=(0, 0), stride=(1, 1)):
    """A window that ends exactly at the lower or right edge is missing: your loop stops one position too early. The
    last position where the whole window still fits counts (sections 5.1.1 and 5.2.2).

    正好贴着下边缘或右边缘的窗口漏掉了：循环早停了一个位置。整个窗口还放得下的最后一个位置也要算（5.1.1节和5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh, w + 2 * pw - kw
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def stride_for_size_not_position(X, K, padding=(0, 0), stride=(1, 1)):
    """Your output has the right size, but the window moves by one row and column at a time: the stride is used for the
    shape only. It also says where each window starts (section 5.2.2).

    输出形状是对的，但窗口每次仍只移动一行一列：步幅只用来算了形状。它还决定每个窗口从哪里开始（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    return sum(k[a, b] * padded[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def stride_for_position_not_size(X, K, padding=(0, 0), stride=(1, 1)):
    """The window moves by the stride, but your output is as large as without one: the results stand in its upper left
    part, and the rest is zero. The shape depends on the stride as well (section 5.2.2).

    窗口确实按步幅移动，但输出和没有步幅时一样大：结果在左上角，其余都是零。输出的形状也取决于步幅（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    y = nd.zeros((oh, ow)).asnumpy()
    y[: (oh - 1) // sh + 1, : (ow - 1) // sw + 1] = sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw]
                                                      for a in range(kh) for b in range(kw))
    return y


@wrong("corr2d_padding_stride")
def stride_leaves_gaps(X, K, padding=(0, 0), stride=(1, 1)):
    """Your output has zeros between the results: each is stored where its window starts. The stride moves the window,
    not the output, whose elements stand side by side (section 5.2.2).

    输出里的结果之间夹着零：每个结果都存到了窗口起点的位置上。步幅移动的是窗口，不是输出，输出的元素一个挨着一个
    （5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    y = nd.zeros((oh, ow)).asnumpy()
    y[::sh, ::sw] = sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))
    return y


@wrong("corr2d_padding_stride")
def stride_applied_twice(X, K, padding=(0, 0), stride=(1, 1)):
    """The stride takes effect twice: your loop steps by it already, and the index is multiplied by it once more. The
    window runs ahead and soon leaves the input (section 5.2.2).

    步幅用了两次：循环已经按步幅前进，下标又乘了一次步幅。窗口走得太快，很快就跑到输入外面去了（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    padded = nd.zeros((h + 2 * ph + oh * sh * sh, w + 2 * pw + ow * sw * sw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    return sum(k[a, b] * padded[a: a + oh * sh * sh: sh * sh, b: b + ow * sw * sw: sw * sw]
               for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def first_window_skipped(X, K, padding=(0, 0), stride=(1, 1)):
    """Your first window already stands at the end of a stride. The window starts in the upper left corner of the padded
    input, and the stride is the way from there to the next place (section 5.2.2).

    你的第一个窗口没有从头开始，而是先跳了几个位置。窗口从填充后输入的左上角开始，步幅是从那里到下一个位置的距离
    （5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))[sh - 1::sh, sw - 1::sw]


@wrong("corr2d_padding_stride")
def dilation_instead_of_stride(X, K, padding=(0, 0), stride=(1, 1)):
    """Your window takes every second element (for a stride of 2) and moves by one: that is dilation. A stride leaves
    the window whole and makes it move further each time (section 5.2.2).

    以步幅2为例，你的窗口隔一个取一个元素，却每次只移动一格，这叫空洞（dilation）。
    有步幅时窗口里的元素仍是连续的，只是每次移动得更远（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = max(h + 2 * ph - sh * (kh - 1), 0), max(w + 2 * pw - sw * (kw - 1), 0)
    return sum(k[a, b] * padded[a * sh: a * sh + oh, b * sw: b * sw + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def input_thinned_out(X, K, padding=(0, 0), stride=(1, 1)):
    """You take every s-th row and column of the padded input and then slide by one. That throws elements away; with a
    stride the window still covers neighbouring elements, and only its starting places are thinned out (section 5.2.2).

    你先按步幅抽取填充后输入的行和列，再逐格滑动，这样丢掉了许多元素。有步幅时，窗口覆盖的仍是相邻的元素，
    减少的只是窗口的起始位置（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    padded = padded[::sh, ::sw]
    oh, ow = max(padded.shape[0] - kh + 1, 0), max(padded.shape[1] - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def stride_before_padding(X, K, padding=(0, 0), stride=(1, 1)):
    """You thin X out by the stride first and pad what is left. The padding comes first, around the whole of X, and the
    stride is the step of the window over it; no element of X is thrown away (section 5.2.2).

    你先按步幅抽取X的行和列，再填充剩下的部分。应先在整个X周围填充，步幅是窗口在上面移动的步长，
    X的元素不应丢掉（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (kh, kw), (ph, pw), (sh, sw) = k.shape, padding, stride
    x = x[::sh, ::sw]
    h, w = x.shape
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = max(h + 2 * ph - kh + 1, 0), max(w + 2 * pw - kw + 1, 0)
    return sum(k[a, b] * padded[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def stride_ignored(X, K, padding=(0, 0), stride=(1, 1)):
    """The stride has no effect in your function: the window moves one row or column at a time. It moves by the stride,
    and there are fewer results (section 5.2.2).

    步幅在你的函数里没有起作用：窗口每次只移动一行或一列。窗口应按步幅移动，结果也会更少（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw) = x.shape, k.shape, padding
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))


@wrong("corr2d_padding_stride")
def padding_and_stride_ignored(X, K, padding=(0, 0), stride=(1, 1)):
    """Neither padding nor stride has an effect: this is still corr2d of section 5.1.1. Zeros go around the input first
    (section 5.2.1), and the window moves by the stride (section 5.2.2).

    填充和步幅都没有起作用，这还是5.1.1节的corr2d。应先在输入周围补零（5.2.1节），再让窗口按步幅移动（5.2.2节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = max(h - kh + 1, 0), max(w - kw + 1, 0)
    return sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))


# corr2d_padding_stride: the window ------------------------------------------------------------------------------------
@wrong("corr2d_padding_stride")
def window_multiplied_in_place(X, K, padding=(0, 0), stride=(1, 1)):
    """The products are written back into the padded input, where the next window overlaps and finds changed numbers;
    without padding that is X itself, and the caller loses it. Multiply into a new array (section 5.1.1).

    乘积被写回了填充后的输入，下一个窗口和它重叠，读到的数已经变了；没有填充时那就是X本身，调用者的输入也毁了。
    相乘的结果应是新的数组（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            window *= k
            y[i, j] = window.sum()
    if ph == pw == 0:
        X[:] = padded
    return y


@wrong("corr2d_padding_stride")
def flipped_kernel(X, K, padding=(0, 0), stride=(1, 1)):
    """Your kernel is flipped on both axes: this is the convolution of mathematics. Padding and stride change nothing
    about the kernel, which is taken as it is (section 5.1.5).

    卷积核在两个方向上都翻转了，这是数学上的卷积运算。有填充和步幅时核也一样不翻转（5.1.5节）。
    """
    x, k = X.asnumpy(), K.asnumpy()[::-1, ::-1]
    (h, w), (kh, kw), (ph, pw), (sh, sw) = x.shape, k.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = x
    oh, ow = h + 2 * ph - kh + 1, w + 2 * pw - kw + 1
    return sum(k[a, b] * padded[a: a + oh: sh, b: b + ow: sw] for a in range(kh) for b in range(kw))
