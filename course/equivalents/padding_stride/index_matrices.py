"""Style: two selection matrices an axis and kernel row, so that everything is a matrix product."""
import numpy as np
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    def axis(d):
        return len(range(0, input_shape[d] + 2 * padding[d] - kernel_shape[d] + 1, stride[d]))
    return axis(0), axis(1)


def selection(n, outputs, offset, stride):
    """S[i, r] is one where output i reads input r; rows that read the padding stay zero."""
    S = np.zeros((outputs, n), dtype=np.float32)
    for i in range(outputs):
        r = i * stride + offset
        if 0 <= r < n:
            S[i, r] = 1
    return nd.array(S)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    oh, ow = conv_output_shape(X.shape, K.shape, padding, stride)
    Y = nd.zeros((oh, ow))
    for a in range(K.shape[0]):
        rows = nd.dot(selection(X.shape[0], oh, a - padding[0], stride[0]), X)
        for b in range(K.shape[1]):
            columns = selection(X.shape[1], ow, b - padding[1], stride[1])
            Y = Y + K[a, b] * nd.dot(rows, columns, transpose_b=True)
    return Y
