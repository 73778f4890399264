"""Wrong answers to pool2d and pool2d_multi_channel.

The loops run over numpy arrays, where a window costs microseconds.
"""
from __future__ import annotations

from typing import TYPE_CHECKING

from mxnet import nd

from ..library import wrong

if TYPE_CHECKING:
    from solutions.pooling import pool2d


# pool2d: the argument.


@wrong("pool2d")
def result_written_into_input(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Without padding the windows are taken from X itself, and your code writes its results back into X. They are
    right, but X belongs to the caller and comes back changed: leave the arguments as they came (section 5.4.1).

    不填充时，你直接在X上滑动窗口，又把结果写回了X。结果虽然没错，
    但X属于调用者，却被改动了：不要改动传入的参数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    if padding == (0, 0):
        X[:Y.shape[0], :Y.shape[1]] = nd.array(Y)
    return nd.array(Y)


# pool2d: the maximum.


@wrong("pool2d")
def padded_zeros_in_max(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """In your code the zeros of the padding compete for the maximum: where a window at the edge holds negative numbers
    only, zero wins. A maximum is taken over real input elements; what is padded must never win (section 5.4.2).

    在你的代码里，填充的0也参加了取最大值：边缘的窗口里如果全是负数，结果就成了0。
    最大值只应在真正的输入元素中取，填充的元素不能胜出（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def max_starts_at_zero(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your maximum starts at 0, so that a window of negative numbers gives 0. The largest element of a window may well
    be negative (section 5.4.1).

    你求最大值时以0为初值，于是全是负数的窗口得到0。窗口中最大的元素完全可能是负数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = max(window.max(), 0) if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def absolute_maximum(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code looks for the largest absolute value. Max pooling keeps the largest element, sign included: between -5
    and 2 that is 2 (section 5.4.1).

    你取的是绝对值的最大值。最大池化取最大的元素本身，要考虑正负号：-5和2之中应取2（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = abs(window).max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def min_instead_of_max(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code keeps the smallest element of each window. Max pooling keeps the largest (section 5.4.1).

    你保留的是每个窗口中最小的元素。最大池化应保留最大的元素（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.min() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def index_of_maximum(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code gives the position of the largest element in the window (argmax). Max pooling gives the element's value
    (section 5.4.1).

    你输出的是最大元素在窗口中的位置（argmax）。最大池化输出的是这个元素的值（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.argmax() if mode == 'max' else window.mean()
    return nd.array(Y)


# pool2d: the average.


@wrong("pool2d")
def average_divided_by_height_squared(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your average divides by the square of the window's height, which is right for square windows only. Divide by the
    number of elements that the window has (section 5.4.1).

    你求平均时除以了窗口高的平方，只有窗口是正方形时才对。应当除以窗口中元素的个数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.sum() / kh ** 2
    return nd.array(Y)


@wrong("pool2d")
def padding_not_counted_in_average(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your average divides by the number of input elements in the window and leaves the padding out. Here padded zeros
    count as elements, as in Gluon's AvgPool2D by default: the divisor is the same everywhere (section 5.4.2).

    你求平均时只除以窗口中输入元素的个数，没有算上填充。
    这里填充的0也算元素（Gluon的AvgPool2D默认如此），所以除数处处相同（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    X = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * sh - ph, j * sw - pw
            window = X[max(top, 0): top + kh, max(left, 0): left + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def minus_infinity_in_average(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pads with minus infinity in both modes, and so the averages at the edge are minus infinity. That
    filling suits the maximum; an average counts the padding as zeros (section 5.4.2).

    你在两种模式下都用负无穷填充，于是边缘处的平均值也成了负无穷。负无穷只适合最大池化；
    平均池化把填充的元素当作0（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf')).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def average_truncated(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your averages lose what stands behind the decimal point, as happens in an output of an integer type. The mean of
    integers is seldom an integer: keep it as a float (section 5.4.1).

    你的平均值丢掉了小数部分，比如输出数组是整数类型时就会这样。整数的平均值往往不是整数：要保留为浮点数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1), dtype='int32').asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def average_rounded_down(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your averages are rounded down by an integer division. The mean of integers is seldom an integer: divide without
    rounding (section 5.4.1).

    你求平均用了整除，结果被向下取整。整数的平均值往往不是整数：除法不要取整（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.sum() // (kh * kw)
    return nd.array(Y)


@wrong("pool2d")
def median_instead_of_mean(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the median of a window. Average pooling takes the mean: the sum divided by the number of elements
    (section 5.4.1).

    你取的是窗口的中位数。平均池化取的是平均值，即总和除以元素个数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            ordered, n = sorted(window.reshape(-1)), kh * kw
            Y[i, j] = ordered[-1] if mode == 'max' else (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return nd.array(Y)


@wrong("pool2d")
def sum_instead_of_average(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your 'avg' is the sum of the window: the division by the number of elements is missing (section 5.4.1).

    你的'avg'算的是窗口内元素之和，没有除以元素个数（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.sum()
    return nd.array(Y)


@wrong("pool2d")
def average_divided_by_input_size(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your average divides a window's sum by the number of elements of the whole input. Only the elements of the window
    count (section 5.4.1).

    你求平均时，用窗口内元素之和除以了整个输入的元素个数。应当只数窗口中的元素（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.sum() / (h * w)
    return nd.array(Y)


@wrong("pool2d")
def average_missing(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """In the mode 'avg' your result stays zero everywhere: that mode was never filled in. Both modes are asked for
    (section 5.4.1).

    在'avg'模式下，你的结果处处是0：这个模式还没有实现。两种模式都要实现（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == 'max':
                Y[i, j] = padded[i * sh: i * sh + kh, j * sw: j * sw + kw].max()
    return nd.array(Y)


# pool2d: the mode.


@wrong("pool2d")
def always_average(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the average whatever the mode says. The mode 'max', the default, asks for the largest element
    (section 5.4.1).

    无论mode是什么，你都取平均值。默认的'max'模式应取最大的元素（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.mean()
    return nd.array(Y)


@wrong("pool2d")
def always_max(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the maximum whatever the mode says. The mode 'avg' asks for the mean of the window (section
    5.4.1).

    无论mode是什么，你都取最大值。'avg'模式应取窗口的平均值（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf')).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max()
    return nd.array(Y)


@wrong("pool2d")
def modes_swapped(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your modes are swapped: 'max' gives the mean and 'avg' the largest element (section 5.4.1).

    你的两种模式弄反了：'max'给出平均值，'avg'给出最大值（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'avg' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'avg' else window.mean()
    return nd.array(Y)


# pool2d: the padding.


@wrong("pool2d")
def padding_ignored(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code doesn't pad: whatever is passed as padding, the windows stay inside X and the output comes out too
    small (section 5.4.2).

    你没有做填充：无论padding传入什么，窗口都只在X内部滑动，输出因此偏小（见5.4.2节）。
    """
    (h, w), (kh, kw), (sh, sw) = X.shape, pool_size, stride
    X = X.asnumpy()
    Y = nd.zeros(((h - kh) // sh + 1, (w - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def one_padding_for_both_axes(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pads the width by the first number of the padding too. The padding is (vertical, horizontal): the first
    number is for the height, the second for the width (section 5.4.2).

    你在宽的方向上也用了padding的第一个数。padding是（高方向，宽方向）：第一个数用于高，第二个数用于宽（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    pw = ph
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def padding_swapped(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pads the height by the second number and the width by the first. The padding is (vertical, horizontal)
    (section 5.4.2).

    你把padding的两个数用反了：第二个用在了高上，第一个用在了宽上。padding是（高方向，宽方向）（见5.4.2节）。
    """
    (h, w), (kh, kw), (pw, ph), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def padding_in_total(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the padding as the total of both sides and puts half of it on each. That is how the formula of
    section 5.2.1 counts; the argument, as in Gluon, is the padding of one side, and the other gets the same (section
    5.4.2).

    你把padding当成了两侧一共填充的数目，每侧只填一半。5.2.1节的公式是这样计数的；而这里的参数和Gluon一样，
    指每一侧填充的数目，两侧各填这么多（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + ph, w + pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph // 2: ph // 2 + h, pw // 2: pw // 2 + w] = X.asnumpy()
    Y = nd.zeros(((h + ph - kh) // sh + 1, (w + pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def padding_only_above_and_left(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pads above and to the left only. The padding belongs on both sides of each axis (section 5.4.2).

    你只在上方和左侧做了填充。每个维度的两侧都要填充（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + ph, w + pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph:, pw:] = X.asnumpy()
    Y = nd.zeros(((h + ph - kh) // sh + 1, (w + pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def padding_only_below_and_right(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pads below and to the right only. The padding belongs on both sides of each axis (section 5.4.2).

    你只在下方和右侧做了填充。每个维度的两侧都要填充（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + ph, w + pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[:h, :w] = X.asnumpy()
    Y = nd.zeros(((h + ph - kh) // sh + 1, (w + pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def input_not_centred_in_padding(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your padded array is large enough, but X sits in its top left corner, with all the padding below and to the
    right. Half of it belongs above and to the left (section 5.4.2).

    填充后的数组大小没错，但X被放在了左上角，填充全到了下方和右侧。应有一半填充在上方和左侧（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[:h, :w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


# pool2d: the stride.


@wrong("pool2d")
def one_stride_for_both_axes(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code uses the first number of the stride for the width too. The stride is (vertical, horizontal): each axis
    has its own (section 5.4.2).

    你在宽的方向上也用了stride的第一个数。stride是（高方向，宽方向），两个方向各有各的步幅（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    sw = sh
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def stride_swapped(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code moves down by the second number of the stride and to the right by the first. The stride is (vertical,
    horizontal) (section 5.4.2).

    你把stride的两个数用反了：向下移动用了第二个，向右移动用了第一个。stride是（高方向，宽方向）（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sw, sh) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def stride_only_in_size(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output has the size that the stride asks for, but the window still moves one element at a time. The stride
    also says where in the input each window begins (section 5.4.2).

    你的输出大小考虑了步幅，但窗口仍然每次只移动一个元素。步幅还决定了每个窗口在输入中的起始位置（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i: i + kh, j: j + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def stride_ignored(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your window moves one element at a time whatever the stride says, so that the output comes out too large for a
    stride above 1 (section 5.4.2).

    无论stride是多少，你的窗口每次都只移动一个元素；步幅大于1时，输出就偏大了（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw) = X.shape, pool_size, padding
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros((h + 2 * ph - kh + 1, w + 2 * pw - kw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i: i + kh, j: j + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def window_as_stride(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your window moves by its own size, so that windows never overlap. Gluon's pooling layers do that unless told
    otherwise; this function is given the stride as an argument of its own (section 5.4.2).

    你的窗口每次移动的距离等于窗口大小，窗口之间从不重叠。Gluon的池化层在不指定步幅时才这样；
    这个函数的步幅由stride参数给出（见5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, pool_size
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


# pool2d: the size of the output.


@wrong("pool2d")
def one_added_before_dividing(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output size adds the 1 before it divides by the stride, and so the last window is sometimes missing. The
    first window always counts; the division says how many more steps fit (sections 5.2.2 and 5.4.2).

    计算输出大小时，你先加1再除以步幅，有时会少一个窗口。第一个窗口总是有的，
    除法算的是之后还能再移动几步（见5.2.2节和5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh + 1) // sh, (w + 2 * pw - kw + 1) // sw)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def size_rounded_up(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output size is rounded up: the last windows hang over the edge. It rounds down, so that a window that
    doesn't fit is dropped (sections 5.2.2 and 5.4.2).

    你的输出大小是向上取整的，最后的窗口伸出了边缘。这里应向下取整：放不下的窗口就舍去（见5.2.2节和5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    oh, ow = -((kh - h - 2 * ph) // sh) + 1, -((kw - w - 2 * pw) // sw) + 1
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros((oh, ow)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            if window.size:
                Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def last_row_and_column_left_zero(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """The last row and the last column of your output stay zero: the loops end one step early. There is a window for
    them too (section 5.4.1).

    你的输出中最后一行和最后一列都是0：循环早结束了一步。它们同样对应着一个窗口（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0] - 1):
        for j in range(Y.shape[1] - 1):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def last_row_and_column_missing(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output is one row and one column too small: the window's first position isn't counted. A window as large as
    the input has one position, not none (section 5.4.1).

    你的输出少了一行一列：没有算上窗口最初的位置。窗口和输入一样大时，也有一个位置，而不是零个（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh, (w + 2 * pw - kw) // sw)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def window_size_not_subtracted(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output is as large as the input divided by the stride: the last windows hang over the edge. Only windows
    that lie wholly in the padded input count (sections 5.2.2 and 5.4.2).

    你的输出大小是输入大小除以步幅，没有减去窗口大小，最后的窗口伸出了边缘。
    只有完全落在（填充后的）输入之内的窗口才算数（见5.2.2节和5.4.2节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph) // sh, (w + 2 * pw) // sw)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


# pool2d: the window.


@wrong("pool2d")
def square_window_assumed(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your window is square: its height serves as its width too. The window is (height, width), and the two may differ
    (section 5.4.1).

    你的窗口总是正方形：宽也用了高的大小。pool_size是（高，宽），两者可以不同（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    kw = kh
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def window_size_swapped(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Height and width of your window are swapped. pool_size is (height, width): rows first (section 5.4.1).

    你的窗口高和宽弄反了。pool_size是（高，宽），先行后列（见5.4.1节）。
    """
    (h, w), (kw, kh), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def window_one_too_large(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your windows reach one row and one column too far, except at the edge, where nothing is left. A slice ends before
    its second index (section 5.4.1).

    你的窗口多取了一行一列（在边缘处因为没有元素了才没多取）。切片不包含结束下标的那个元素（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh + 1, j * sw: j * sw + kw + 1]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y)


@wrong("pool2d")
def first_element_of_window(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the element in each window's top left corner, and that is all. Pooling looks at the whole window
    (section 5.4.1).

    你只取了每个窗口左上角的元素。池化要考虑窗口中的所有元素（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw)).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = padded[i * sh, j * sw]
    return nd.array(Y)


@wrong("pool2d")
def whole_input_pooled(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Every element of your output is the maximum or the mean of the whole input: that is a global pooling. Each output
    element sees its own window only (section 5.4.1).

    你的每个输出元素都是整个输入的最大值或平均值，这是全局池化。每个输出元素只看它自己的窗口（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = padded.max() if mode == 'max' else padded.mean()
    return nd.array(Y)


@wrong("pool2d")
def output_transposed(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your output is transposed: windows further down in the input land further to the right. Output row i comes from
    the windows in the i-th place from above (section 5.4.1).

    你的输出被转置了：输入中靠下的窗口，结果却排到了右边。输出的第i行来自从上往下数的第i排窗口（见5.4.1节）。
    """
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float('-inf') if mode == 'max' else 0).asnumpy()
    padded[ph: ph + h, pw: pw + w] = X.asnumpy()
    Y = nd.zeros(((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)).asnumpy()
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return nd.array(Y.T)


# pool2d_multi_channel: what is passed on.


@wrong("pool2d_multi_channel")
def mode_not_passed_on(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pools every channel, but doesn't pass the mode on, so that 'avg' gives maxima too: the default takes
    over (section 5.4.3).

    你对每个通道都做了池化，却没有把mode传下去，于是'avg'得到的也是最大值：起作用的是默认值（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, padding=padding, stride=stride) for x in X])


@wrong("pool2d_multi_channel")
def padding_not_passed_on(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pools every channel, but doesn't pass the padding on, so that nothing is padded: the default takes over
    (section 5.4.3).

    你对每个通道都做了池化，却没有把padding传下去，于是没有任何填充：起作用的是默认值（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, mode, stride=stride) for x in X])


@wrong("pool2d_multi_channel")
def stride_not_passed_on(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pools every channel, but doesn't pass the stride on, so that the window moves one element at a time:
    the default takes over (section 5.4.3).

    你对每个通道都做了池化，却没有把stride传下去，于是窗口每次只移动一个元素：起作用的是默认值（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, mode, padding) for x in X])


@wrong("pool2d_multi_channel")
def padding_and_stride_not_passed_on(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pools every channel, but passes on neither padding nor stride: the defaults take over, without padding
    and one element at a time (section 5.4.3).

    你对每个通道都做了池化，却没有把padding和stride传下去：
    起作用的是默认值，既不填充，每次也只移动一个元素（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, mode) for x in X])


@wrong("pool2d_multi_channel")
def nothing_passed_on(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code pools every channel, but passes on the window's size only: mode, padding and stride keep their
    defaults, whatever was asked for (section 5.4.3).

    你对每个通道都做了池化，却只传了窗口大小：无论调用时要求什么，mode、padding和stride用的都是默认值（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size) for x in X])


# pool2d_multi_channel: what becomes of the channels.


@wrong("pool2d_multi_channel")
def single_channel_loses_its_axis(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """With one channel your result has no channel axis. One channel still is an axis of size 1: the result is
    (channels, height, width) like the input (section 5.4.3).

    只有一个通道时，你的结果丢掉了通道维。即使只有一个通道，通道维也要保留（大小为1）：
    结果和输入一样是（通道，高，宽）（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y[0] if len(Y) == 1 else Y


@wrong("pool2d_multi_channel")
def channels_reversed(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your channels come out in reversed order. Channel i of the result is the pooling of channel i of X (section
    5.4.3).

    你的各通道次序颠倒了。结果的第i个通道是X的第i个通道池化后的结果（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y[::-1]


@wrong("pool2d_multi_channel")
def first_channel_repeated(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """All channels of your result are the same: the first channel of X is pooled again and again. Each channel is
    pooled on its own (section 5.4.3).

    你的结果中各通道都一样：每次池化的都是X的第一个通道。应当对每个通道分别做池化（见5.4.3节）。
    """
    return nd.stack(*[pool2d(X[0], pool_size, mode, padding, stride) for _ in X])


@wrong("pool2d_multi_channel")
def last_channel_left_zero(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """The last channel of your result is all zeros: the loop stops one channel early. Every channel is pooled, the last
    one too (section 5.4.3).

    你的结果中最后一个通道全是0：循环少走了一步。每个通道都要做池化，最后一个也不例外（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    Y[len(Y) - 1] = 0
    return Y


@wrong("pool2d_multi_channel")
def reshaped_not_transposed(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your result has the right shape and the wrong order inside: the channels were on the last axis, and a reshape put
    their number in front. A reshape only regroups the numbers; it doesn't move an axis (section 5.4.3).

    结果的形状对，但里面的数排错了：通道本来在最后一维，你用reshape把通道数写到了最前面。
    reshape只是把数重新分组，并不会移动维度（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y.transpose((1, 2, 0)).reshape(Y.shape)


@wrong("pool2d_multi_channel")
def stacked_on_last_axis(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """The values are right, but the channels are on the last axis. The result is (channels, height, width) like the
    input (section 5.4.3).

    数值没错，但通道放在了最后一维。结果应和输入一样是（通道，高，宽）（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X], axis=2)


@wrong("pool2d_multi_channel")
def stacked_on_middle_axis(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """The values are right, but the channels are on the second axis, between height and width. The result is (channels,
    height, width) like the input (section 5.4.3).

    数值没错，但通道放在了第二维，夹在高和宽之间。结果应和输入一样是（通道，高，宽）（见5.4.3节）。
    """
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X], axis=1)


@wrong("pool2d_multi_channel")
def channels_concatenated(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your channels hang together as one tall map, one below the other. Joining along an axis that exists makes it
    longer; the channels need an axis of their own, in front (section 5.4.3).

    你的各通道上下相接，连成了一个很高的二维数组。沿已有的维度连结只会让它变长；
    通道需要单独占据最前面的一维（见5.4.3节）。
    """
    return nd.concat(*[pool2d(x, pool_size, mode, padding, stride) for x in X], dim=0)


@wrong("pool2d_multi_channel")
def batch_axis_added(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """The values are right, but your result has a batch axis of size 1 in front. Here X is one example without a batch
    axis, and so is the result: (channels, height, width) (section 5.4.3).

    数值没错，但结果前面多了一个大小为1的批量维。这里的X是单个样本，
    没有批量维，结果也一样：形状是（通道，高，宽）（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y.expand_dims(axis=0)


@wrong("pool2d_multi_channel")
def first_channel_only(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your result is the pooling of the first channel, a single map. As many channels come out as went in (section
    5.4.3).

    你的结果只是第一个通道池化后的一个二维数组。输入有多少个通道，输出就有多少个通道（见5.4.3节）。
    """
    return pool2d(X[0], pool_size, mode, padding, stride)


@wrong("pool2d_multi_channel")
def channels_added_up(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code adds the pooled channels up, as a convolution would. Pooling treats each channel alone: as many
    channels come out as went in (section 5.4.3).

    你把各通道池化的结果相加了，这是卷积层的做法。池化层对每个通道分别处理：
    输入有多少个通道，输出就有多少个通道（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y.sum(axis=0)


@wrong("pool2d_multi_channel")
def pooled_over_channels_too(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your window spans all channels: their maximum (or mean) ends in one single map. Pooling treats each channel
    alone: as many channels come out as went in (section 5.4.3).

    你的窗口跨越了所有通道，把它们的最大值（或平均值）合成了一个二维数组。
    池化层对每个通道分别处理：输入有多少个通道，输出就有多少个通道（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y.max(axis=0) if mode == 'max' else Y.mean(axis=0)


@wrong("pool2d_multi_channel")
def channels_averaged(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    """Your code takes the mean over the pooled channels, whatever the mode. Pooling treats each channel alone: as many
    channels come out as went in (section 5.4.3).

    无论mode是什么，你都对各通道池化的结果取了平均。池化层对每个通道分别处理：
    输入有多少个通道，输出就有多少个通道（见5.4.3节）。
    """
    Y = nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
    return Y.mean(axis=0)
