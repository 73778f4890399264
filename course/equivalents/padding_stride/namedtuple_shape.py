"""Style: conv_output_shape gives a NamedTuple of two ints."""
from typing import NamedTuple

import numpy as np
from mxnet import nd


class Size(NamedTuple):
    height: int
    width: int


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return Size(*[(n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride)])


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    size = conv_output_shape(X.shape, K.shape, padding, stride)
    padded = np.pad(X.asnumpy(), [(p, p) for p in padding])
    kernel = K.asnumpy()
    kh, kw = kernel.shape
    Y = np.zeros(size, np.float32)
    for i in range(size.height):
        for j in range(size.width):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (padded[top:top + kh, left:left + kw] * kernel).sum()
    return nd.array(Y)
