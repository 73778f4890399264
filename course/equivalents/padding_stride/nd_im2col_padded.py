"""Style: nd.im2col with pad and stride, linalg.gemm2 with the flattened kernel."""
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple([1 + (n + 2 * p - k) // s for n, k, p, s in zip(input_shape, kernel_shape, padding, stride)])


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    cols = nd.im2col(X.reshape((1, 1) + X.shape), kernel=K.shape, stride=stride, pad=padding)
    y = nd.linalg.gemm2(K.reshape((1, -1)), cols.reshape((K.size, -1)))
    return y.reshape(conv_output_shape(X.shape, K.shape, padding, stride))
