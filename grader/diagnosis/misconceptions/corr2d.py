"""Wrong answers to corr2d: two-dimensional cross-correlation, and the layer made of it."""
from __future__ import annotations

from typing import TYPE_CHECKING

from mxnet import nd
from mxnet.gluon import nn

from ..library import wrong

if TYPE_CHECKING:
    from solutions.corr2d import corr2d


# corr2d: right numbers, or right for some shapes only -----------------------------------------------------------------
@wrong("corr2d")
def input_used_as_storage(X, K):
    """Your numbers are right, but they are kept in X: whoever called corr2d finds the input overwritten afterwards.
    The output needs an array of its own (section 5.1.1 makes a new one before the loops).

    数值是对的，但结果存进了X里：调用corr2d的人会发现输入被改掉了。输出要有自己的数组（5.1.1节在循环之前新建了一个）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    x[:oh, :ow] = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    X[:] = x
    return nd.array(x[:oh, :ow])


@wrong("corr2d")
def square_kernel_assumed(X, K):
    """The kernel's height is used as its width, too: that is right for square kernels only. A kernel may be 1 x 2, as
    the edge detector of section 5.1.3 is; height and width each have a size of their own (section 5.1.1).

    核的高被同时当成了宽，只有方形的核才会算对。卷积核可以是1x2的，比如5.1.3节检测边缘的核；
    高和宽要分开处理（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), size = x.shape, k.shape[0]
    oh, ow = max(h - size + 1, 0), max(w - size + 1, 0)
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow]
                        for a in range(size) for b in range(min(size, k.shape[1]))))


@wrong("corr2d")
def square_input_assumed(X, K):
    """The height of X is used as its width, too: for a wide X columns of the output are missing, for a narrow one there
    are too many. Height and width of the output are worked out separately (section 5.1.1).

    X的高被同时当成了宽：X较宽时输出少了几列，X较窄时又多出几列。输出的高和宽要分别计算（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, max(h - kw + 1, 0)
    rest = nd.zeros((h, max(h, w) + kw)).asnumpy()  # beyond the edge there is nothing to multiply
    rest[:, :w] = x
    return nd.array(sum(k[a, b] * rest[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def kernel_sizes_swapped(X, K):
    """The kernel's height and width have changed places in the output's size: rows depend on the kernel's width. A
    square kernel hides it. A shape is always (height, width): section 5.1.1.

    计算输出形状时，核的高和宽弄反了：行数变成由核的宽决定。核是方形时看不出来。形状的顺序总是（高，宽），见5.1.1节。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = max(h - kw + 1, 0), max(w - kh + 1, 0)
    rest = nd.zeros((h + kh, w + kw)).asnumpy()
    rest[:h, :w] = x
    return nd.array(sum(k[a, b] * rest[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def output_reshaped_width_first(X, K):
    """The numbers are right and in the right order, but they are put into a shape of (width, height): the rows break at
    the wrong places. A square output hides it. Shapes are (height, width): section 5.1.1.

    数值和先后顺序都对，但排成了（宽，高）的形状，换行的位置就错了。输出是方形时看不出来。
    形状的顺序是（高，宽），见5.1.1节。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    return nd.array(y.reshape((ow, oh)))


@wrong("corr2d")
def output_transposed(X, K):
    """Your output is transposed: each window's sum is stored with its row and column exchanged. The window that starts
    at row i and column j belongs to row i and column j of the output (section 5.1.1).

    输出被转置了：存结果时行号和列号颠倒。从第i行第j列开始的窗口，结果应放在输出的第i行第j列（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)).T)


@wrong("corr2d")
def window_indices_swapped(X, K):
    """The window is cut out with row and column exchanged: for each step to the right in the output it moves down in X.
    Where it runs over the edge, products are missing. The first index counts rows (section 5.1.1).

    取窗口时行和列颠倒了：输出向右走一格，窗口在X里却向下移一格，越出边界时还会少乘几项。第一个下标是行（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    most = max(oh, ow)
    rest = nd.zeros((h + w, h + w)).asnumpy()
    rest[:h, :w] = x
    y = sum(k[a, b] * rest[a: a + most, b: b + most] for a in range(kh) for b in range(kw))
    return nd.array(y.T[:oh, :ow])


# corr2d: the kernel is turned -----------------------------------------------------------------------------------------
@wrong("corr2d")
def kernel_flipped_vertically(X, K):
    """Your kernel stands upside down: its last row meets the window's first. Cross-correlation takes the kernel as it
    is; flipping belongs to the mathematical convolution, and that flips both axes (section 5.1.5).

    卷积核上下颠倒了：核的最后一行乘到了窗口的第一行。互相关直接使用原来的核；
    翻转是数学上的卷积运算才做的，而且两个方向都翻（5.1.5节）。
    """
    x, k = X.asnumpy(), K.asnumpy()[::-1]
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def kernel_flipped_horizontally(X, K):
    """Your kernel is mirrored left to right: its last column meets the window's first. Cross-correlation takes the
    kernel as it is; flipping belongs to the mathematical convolution, and that flips both axes (section 5.1.5).

    卷积核左右颠倒了：核的最后一列乘到了窗口的第一列。互相关直接使用原来的核；
    翻转是数学上的卷积运算才做的，而且两个方向都翻（5.1.5节）。
    """
    x, k = X.asnumpy(), K.asnumpy()[:, ::-1]
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def flipped_kernel(X, K):
    """Your kernel is flipped on both axes: this is the convolution of mathematics. What deep learning calls convolution
    is cross-correlation, which takes the kernel as it is; section 5.1.5 tells the two apart.

    卷积核在两个方向上都翻转了，这是数学上的卷积运算。深度学习里的“卷积”其实是互相关，核不翻转；
    两者的区别见5.1.5节。
    """
    x, k = X.asnumpy(), K.asnumpy()[::-1, ::-1]
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def transposed_kernel(X, K):
    """Your kernel is transposed: its rows are used as columns, so that even the output has another shape when the
    kernel is not square. Row a of the kernel belongs to row a of the window (section 5.1.1).

    卷积核被转置了：行当成了列来用，核不是方形时连输出形状都会变。核的第a行对应窗口的第a行（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy().T
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = max(h - kh + 1, 0), max(w - kw + 1, 0)
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


# corr2d: the size of the output, and what is filled of it -------------------------------------------------------------
@wrong("corr2d")
def last_row_dropped(X, K):
    """The last row of the output is missing: the window fits once more, flush with the lower edge of X. Count the
    positions at which the window can start (section 5.1.1).

    输出少了最后一行：窗口贴着X的下边缘时还放得下一次。请数一数窗口能从多少个位置开始（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def last_column_dropped(X, K):
    """The last column of the output is missing: the window fits once more, flush with the right edge of X. Count the
    positions at which the window can start (section 5.1.1).

    输出少了最后一列：窗口贴着X的右边缘时还放得下一次。请数一数窗口能从多少个位置开始（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def size_one_too_small(X, K):
    """Your output is one row and one column too small: the difference of the sizes counts the steps of the window, and
    the position where it starts comes on top. Try a kernel as large as X: one number comes out (section 5.1.1).

    输出少了一行一列：两个尺寸相减得到的是窗口移动的步数，还没有算上起始位置。
    试试和X一样大的核，应该正好得到一个数（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh, w - kw
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def size_one_too_large(X, K):
    """Your output is one row and one column too large, and these stay zero: no window starts there. Count the positions
    at which the whole window lies inside X (section 5.1.1).

    输出多了一行一列，而且全是零：没有窗口从那里开始。请数一数整个窗口都落在X里的位置有多少个（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = nd.zeros((oh + 1, ow + 1)).asnumpy()
    y[:oh, :ow] = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    return nd.array(y)


@wrong("corr2d")
def last_row_and_column_left_zero(X, K):
    """The output has the right size, but its last row and last column are still zero: the loops end one step early. A
    Python range leaves out its end already, so nothing has to be taken off again (section 5.1.1).

    输出形状是对的，但最后一行和最后一列还是零：循环早停了一步。Python的range本来就不含终点，不必再减一（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    y[-1] = 0
    y[:, -1] = 0
    return nd.array(y)


@wrong("corr2d")
def first_row_and_column_left_zero(X, K):
    """The output has the right size, but its first row and first column are still zero: the loops count from one.
    Indices start at zero in Python, and the first window lies in the upper left corner (section 5.1.1).

    输出形状是对的，但第一行和第一列还是零：循环是从1开始数的。
    Python的下标从0开始，第一个窗口就在左上角（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    y[0] = 0
    y[:, 0] = 0
    return nd.array(y)


@wrong("corr2d")
def returned_after_first_row(X, K):
    """Only the first row of the output is filled: the function returns inside the loop over the rows. Look at how far
    the return is indented; it comes after both loops (section 5.1.1).

    输出只算了第一行：函数在对行的循环里就返回了。请检查return的缩进，它应该在两层循环之后（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    y[1:] = 0
    return nd.array(y)


@wrong("corr2d")
def output_as_large_as_input(X, K):
    """Your output has the size of X: the results stand in its upper left part, and the rest is zero. Without padding
    the output is smaller than the input, because the window has to fit inside (section 5.1.1).

    输出和X一样大：结果在左上角，其余都是零。没有填充时输出比输入小，因为窗口必须整个落在X里（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = nd.zeros((h, w)).asnumpy()
    y[:oh, :ow] = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    return nd.array(y)


@wrong("corr2d")
def zeros_around_the_input(X, K):
    """X is surrounded by zeros, so that the output has the size of X. Nobody asked for padding here: the window stays
    inside X (section 5.1.1). Padding is the next exercise (section 5.2.1).

    你在X周围补了零，让输出和X一样大。这里并没有要求填充，窗口应始终落在X里（5.1.1节）；
    填充是下一个练习的内容（5.2.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    padded = nd.zeros((h + kh - 1, w + kw - 1)).asnumpy()
    padded[(kh - 1) // 2: (kh - 1) // 2 + h, (kw - 1) // 2: (kw - 1) // 2 + w] = x
    return nd.array(sum(k[a, b] * padded[a: a + h, b: b + w] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def windows_do_not_overlap(X, K):
    """Your windows lie side by side like tiles: each starts where the one before ended. In cross-correlation the window
    slides one row or column at a time, and neighbouring windows overlap (section 5.1.1).

    你的窗口像瓷砖一样一块挨着一块，后一个从前一个结束的地方开始。
    互相关的窗口每次只滑动一行或一列，相邻的窗口是重叠的（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    return nd.array(sum(k[a, b] * x[a: a + h - kh + 1: kh, b: b + w - kw + 1: kw]
                        for a in range(kh) for b in range(kw)))


# corr2d: the window ---------------------------------------------------------------------------------------------------
@wrong("corr2d")
def window_moves_only_down(X, K):
    """Every row of your output repeats one number: the window moves down, but never to the right. It starts at the
    output's row and column, so both indices belong into the slice (section 5.1.1).

    输出每一行里的数都相同：窗口只向下移，没有向右移。窗口的起点由输出的行号和列号共同决定（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    y[:] = y[:, :1].copy()
    return nd.array(y)


@wrong("corr2d")
def window_never_moves(X, K):
    """Every number of your output is the same: the window stays in the upper left corner of X. It has to slide over X,
    one step for each element of the output (section 5.1.1).

    输出里的数全都一样：窗口一直停在X的左上角。它应该在X上滑动，输出的每个元素对应窗口的一个位置（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    return nd.zeros((h - kh + 1, w - kw + 1)) + float((x[:kh, :kw] * k).sum())


@wrong("corr2d")
def one_product_without_sliding(X, K):
    """You multiply the kernel with the upper left corner of X, element by element, and that is all: the output has the
    kernel's shape. The products of a window are added up to one number, and the window slides (section 5.1.1).

    你只把核和X的左上角按元素相乘，输出成了核的形状。一个窗口里的乘积要加成一个数，然后窗口继续滑动（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    kh, kw = k.shape
    return nd.array(x[:kh, :kw] * k)


@wrong("corr2d")
def kernel_edge_ignored(X, K):
    """The kernel's last row and last column are never used: the window is one too small on both axes. The end of a
    Python slice or range is left out already (section 5.1.1 shows all products of a window).

    核的最后一行和最后一列没有用上：窗口在两个方向上都小了一格。
    Python的切片和range本来就不含终点（5.1.1节列出了一个窗口的全部乘积）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = nd.zeros((oh, ow)).asnumpy()
    return nd.array(sum((k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh - 1) for b in range(kw - 1)), y))


@wrong("corr2d")
def window_multiplied_in_place(X, K):
    """The products are written back into X: the next window overlaps this one and finds changed numbers, and the caller
    loses the input. Multiply into a new array (section 5.1.1).

    乘积被写回了X：下一个窗口和这个窗口重叠，读到的数已经变了，调用者的输入也毁了。相乘的结果应是新的数组（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    y = nd.zeros((h - kh + 1, w - kw + 1)).asnumpy()
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            x[i: i + kh, j: j + kw] *= k
            y[i, j] = x[i: i + kh, j: j + kw].sum()
    X[:] = x
    return nd.array(y)


# corr2d: what is done with the products -------------------------------------------------------------------------------
@wrong("corr2d")
def sum_reset_once_a_row(X, K):
    """Along each row of your output the numbers pile up: the sum starts from zero at the beginning of a row only. Every
    window has a sum of its own (section 5.1.1).

    输出每一行里的数越积越多：累加变量只在每行开头清零。每个窗口的和要单独从零算起（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)).cumsum(axis=1))


@wrong("corr2d")
def sum_never_reset(X, K):
    """The numbers of your output pile up: each one contains all windows before it, because the sum is never set back to
    zero. Every window has a sum of its own (section 5.1.1).

    输出里的数越积越多：累加变量一直没有清零，每个数都包含了前面所有的窗口。每个窗口的和要单独从零算起（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    return nd.array(y.cumsum().reshape((oh, ow)))


@wrong("corr2d")
def only_last_product(X, K):
    """Each output is a single product, that of the kernel's lower right element: in the innermost loop every product
    replaces the one before it. All products of a window are added up (section 5.1.1).

    每个输出只是一个乘积，即核右下角那一项：最内层循环里，新的乘积覆盖了前一个。窗口里的乘积要全部相加（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    kh, kw = k.shape
    return nd.array(x[kh - 1:, kw - 1:] * k[-1, -1])


@wrong("corr2d")
def absolute_values(X, K):
    """Your output has lost its signs. A sum of products may be negative: at an edge from black to white it is -1, at
    one from white to black 1 (section 5.1.3), and the sign tells them apart.

    输出丢掉了正负号。乘积的和可以是负数：5.1.3节里，由黑到白的边缘和由白到黑的边缘正是靠正负号区分的。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(abs(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))))


@wrong("corr2d")
def negatives_cut_off(X, K):
    """Negative sums have become zero. Cross-correlation knows no activation and no range of pixel values: what the
    products add up to is the result, whatever its sign (section 5.1.1).

    负的结果都变成了零。互相关里没有激活函数，也不限制像素的取值范围：乘积加起来是多少就是多少（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)).clip(0, None))


@wrong("corr2d")
def stored_as_pixels(X, K):
    """Your output is stored as 8-bit pixels: negative sums turn into numbers near 255. The sums need the floats of the
    input; a feature map is not a picture file (sections 5.1.1 and 5.1.6).

    输出被存成了8位像素：负数变成了接近255的数。结果应和输入一样用浮点数；特征图不是图片文件（5.1.1节和5.1.6节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw))
    return nd.array(y.astype("int32").astype("uint8"))


@wrong("corr2d")
def mean_instead_of_sum(X, K):
    """You average the products of a window. Cross-correlation adds them up and divides by nothing (section 5.1.1);
    averages come with pooling (section 5.4).

    你对窗口里的乘积求了平均。互相关只是相加，不除以任何数（5.1.1节）；求平均是池化的做法（5.4节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)) / k.size)


@wrong("corr2d")
def max_instead_of_sum(X, K):
    """You keep the largest product of a window. Cross-correlation adds all of them up (section 5.1.1); the maximum of a
    window, without a kernel, is pooling (section 5.4).

    你只取了窗口里最大的乘积。互相关要把所有乘积加起来（5.1.1节）；取窗口的最大值是池化，而且没有核（5.4节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = k[0, 0] * x[:oh, :ow]
    for a in range(kh):
        for b in range(kw):
            part = k[a, b] * x[a: a + oh, b: b + ow]
            y[part > y] = part[part > y]
    return nd.array(y)


@wrong("corr2d")
def sums_before_product(X, K):
    """You add up the window, add up the kernel, and multiply the two sums. The order is the other way round: multiply
    element by element first, then add up (section 5.1.1). Look at the brackets.

    你先分别对窗口和核求和，再把两个和相乘。顺序反了：应先按元素相乘，再求和（5.1.1节）。请检查括号的位置。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)) * k.sum())


@wrong("corr2d")
def added_instead_of_multiplied(X, K):
    """You add the kernel to the window before adding up. Each element of the window is multiplied by the kernel's
    element at the same place; only the products are added (section 5.1.1).

    你把核加到了窗口上再求和。应把窗口的每个元素和核在同一位置的元素相乘，然后把乘积加起来（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    return nd.array(sum(k[a, b] + x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


@wrong("corr2d")
def matrix_product_of_window(X, K):
    """You form a matrix product of window and kernel and add it up: there each row of the window meets every row of the
    kernel. Cross-correlation multiplies element by element, same place with same place (section 5.1.1).

    你用的是窗口和核的矩阵乘法再求和，这样窗口的每一行都和核的每一行相乘了。
    互相关是按元素相乘，只有同一位置的元素相乘（5.1.1节）。
    """
    x, k = X.asnumpy(), K.asnumpy()
    (h, w), (kh, kw) = x.shape, k.shape
    oh, ow = h - kh + 1, w - kw + 1
    columns = k.sum(axis=0)
    return nd.array(sum(columns[b] * x[a: a + oh, b: b + ow] for a in range(kh) for b in range(kw)))


# Conv2D: its parameters -----------------------------------------------------------------------------------------------
@wrong("Conv2D")
class parameters_shared(nn.Block):
    """All your layers with the same kernel size share one weight and one bias: whoever sets or trains one changes the
    others. Parameters belong to the single layer, not to the class (section 5.1.2; section 4.2 on sharing).

    核形状相同的层共用了同一份权重和偏差：改动或训练其中一层，别的层也跟着变。
    参数属于每个层自己，不属于类（5.1.2节；关于共享见4.2节）。
    """
    shared = None  # the parameters of the first layer of each kernel size

    def __init__(self, kernel_size, **kwargs):
        if self.shared is None:
            type(self).shared = {}
        super().__init__(params=self.shared.get(tuple(kernel_size)), **kwargs)
        self.shared.setdefault(tuple(kernel_size), self.params)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()


@wrong("Conv2D")
class weight_shape_transposed(nn.Block):
    """Your weight has the shape (width, height): a kernel_size of (1, 2) gives a kernel of 2 x 1. kernel_size is
    (height, width) already and is the weight's shape as it stands (section 5.1.2).

    权重的形状成了（宽，高）：kernel_size为(1, 2)时得到了2x1的核。
    kernel_size本来就是（高，宽），直接作为权重的形状即可（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=(kernel_size[1], kernel_size[0]))
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()


@wrong("Conv2D")
class weight_always_square(nn.Block):
    """Your weight is square, whatever kernel_size says: only its first number is used. Section 5.1.4 learns a kernel of
    1 x 2; the weight's shape is kernel_size (section 5.1.2).

    不管kernel_size是多少，权重总是方形的：你只用了它的第一个数。
    5.1.4节学习的核就是1x2的；权重的形状就是kernel_size（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=(kernel_size[0], kernel_size[0]))
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()


@wrong("Conv2D")
class weight_with_channel_axes(nn.Block):
    """Your weight has two more axes, for channels, as Gluon's own layer has. This layer knows no channels yet: its
    weight has exactly the shape kernel_size (section 5.1.2). Channels come in section 5.3.

    权重多了两个通道维度，就像Gluon自带的层那样。这个层还没有通道：权重的形状就是kernel_size（5.1.2节）。
    通道在5.3节才出现。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=(1, 1, *kernel_size))
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()[0, 0]) + self.bias.data()


@wrong("Conv2D")
class bias_per_kernel_element(nn.Block):
    """Your bias has the kernel's shape, a number for each product. The layer has a single bias, a scalar that is added
    to every element of the output (section 5.1.2).

    偏差的形状和核一样，每个乘积各有一个偏差。这个层只有一个标量偏差，加到输出的每个元素上（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=kernel_size)

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data().sum()


@wrong("Conv2D")
class bias_missing(nn.Block):
    """Your layer has no bias. A convolutional layer has two parameters: the kernel, and a scalar bias that is added to
    every element of the output (section 5.1.2).

    你的层没有偏差。卷积层的参数有两个：卷积核，以及加到输出每个元素上的标量偏差（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)

    def forward(self, x):
        return corr2d(x, self.weight.data())


@wrong("Conv2D")
class parameters_not_registered(nn.Block):
    """Your weight and bias are plain arrays: Gluon does not know them, so that they can be neither initialised, nor
    trained, nor saved. Parameters are made through the block's own collection of them (section 5.1.2; section 4.4.2).

    权重和偏差只是普通数组：Gluon不知道它们，因此无法初始化、训练或保存。
    模型参数要通过Block自己的参数字典来创建（5.1.2节；4.4.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = nd.ones(kernel_size)
        self.bias = nd.zeros((1,))

    def forward(self, x):
        return corr2d(x, self.weight) + self.bias


# Conv2D: its forward computation --------------------------------------------------------------------------------------
@wrong("Conv2D")
class bias_ignored(nn.Block):
    """Your bias exists but has no effect: the forward computation never uses it. The layer's output is the
    cross-correlation plus the bias (section 5.1.2).

    偏差虽然建好了，但前向计算里没有用到它。这个层的输出是互相关的结果再加上偏差（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data())


@wrong("Conv2D")
class bias_subtracted(nn.Block):
    """Your bias is subtracted. It is added to the cross-correlation (section 5.1.2); training would hide the sign, but
    parameters that somebody else trained would not fit.

    你减去了偏差，而它应该加到互相关的结果上（5.1.2节）。自己训练时看不出来，但换上别人训练好的参数就不对了。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) - self.bias.data()


@wrong("Conv2D")
class bias_multiplied(nn.Block):
    """Your bias scales the output. It is a shift: the same number is added to every element of the cross-correlation
    (section 5.1.2).

    偏差被当成了系数去乘输出。它是平移量：把同一个数加到互相关结果的每个元素上（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) * self.bias.data()


@wrong("Conv2D")
class bias_in_every_product(nn.Block):
    """Your bias is added to each product of the window, so that it counts as often as the kernel has elements. It is
    added once to each output, after the sum (section 5.1.2).

    偏差加到了窗口的每个乘积上，核有多少个元素就加了多少次。每个输出只在求和之后加一次偏差（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        w = self.weight.data()
        return corr2d(x, w) + self.bias.data() * w.size


@wrong("Conv2D")
class bias_added_to_kernel(nn.Block):
    """Your bias is added to the kernel before the cross-correlation, so that its effect depends on the input. It is
    added to the result (section 5.1.2).

    偏差在互相关之前就加到了核上，它的作用便随输入而变。偏差应加到互相关的结果上（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data() + self.bias.data())


@wrong("Conv2D")
class bias_added_to_input(nn.Block):
    """Your bias is added to the input before the cross-correlation, so that the kernel multiplies it. It is added to
    the result (section 5.1.2).

    偏差在互相关之前就加到了输入上，于是又被核乘了一遍。偏差应加到互相关的结果上（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x + self.bias.data(), self.weight.data())


@wrong("Conv2D")
class bias_added_in_place_to_input(nn.Block):
    """Your layer adds its bias to the input array itself: the caller's input is changed, and the next layer that reads
    it gets wrong numbers. The bias is added to the result of the cross-correlation (section 5.1.2).

    你的层把偏差直接加进了输入数组：调用者的输入被改掉，之后再读它就错了。偏差应加到互相关的结果上（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        x += self.bias.data()
        return corr2d(x, self.weight.data())


@wrong("Conv2D")
class weight_flipped_in_layer(nn.Block):
    """Your layer flips its weight before it calls corr2d: that is the convolution of mathematics. A convolutional layer
    computes a cross-correlation with its weight as it is (sections 5.1.2 and 5.1.5).

    你的层在调用corr2d之前翻转了权重，这是数学上的卷积运算。卷积层做的是互相关，权重不翻转（5.1.2节和5.1.5节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()[::-1, ::-1]) + self.bias.data()


@wrong("Conv2D")
class weight_transposed_in_layer(nn.Block):
    """Your layer transposes its weight before it calls corr2d, as a dense layer does. Here the weight is the kernel,
    and it is used as it stands (section 5.1.2).

    你的层像全连接层那样，先把权重转置再调用corr2d。这里的权重就是卷积核，直接使用即可（5.1.2节）。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data().T) + self.bias.data()


@wrong("Conv2D")
class activation_added(nn.Block):
    """Your layer ends with a ReLU: negative results become zero. The layer of section 5.1.2 is cross-correlation plus
    bias, without an activation; a network adds that where it wants one.

    你的层最后多了一个ReLU，负的结果都成了零。5.1.2节的卷积层只做互相关加偏差，没有激活函数；
    需要时由网络另外添加。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return nd.relu(corr2d(x, self.weight.data()) + self.bias.data())


@wrong("Conv2D")
class input_padded_in_layer(nn.Block):
    """Your layer puts zeros around its input, so that the output is as large as the input. This layer has no padding:
    its output is smaller, as that of corr2d (section 5.1.2). Padding comes in section 5.2.1.

    你的层在输入周围补了零，让输出和输入一样大。这个层没有填充，输出和corr2d的一样会变小（5.1.2节）；
    填充在5.2.1节才讲。
    """
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        (h, w), (kh, kw) = x.shape, self.weight.shape
        padded = nd.zeros((h + kh - 1, w + kw - 1))
        padded[(kh - 1) // 2: (kh - 1) // 2 + h, (kw - 1) // 2: (kw - 1) // 2 + w] = x
        return corr2d(padded, self.weight.data()) + self.bias.data()
