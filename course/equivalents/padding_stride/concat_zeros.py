"""Style: zeros joined on with nd.concat, side by side; rows and columns chosen by nd.take."""
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    def one(n, k, p, s):
        return (n + 2 * p - k) // s + 1
    return tuple(map(one, input_shape, kernel_shape, padding, stride))


def add_border(X, p, axis):
    if p == 0:
        return X
    shape = (p, X.shape[1]) if axis == 0 else (X.shape[0], p)
    border = nd.zeros(shape, ctx=X.context)
    return nd.concat(border, X, border, dim=axis)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    for axis in range(2):
        X = add_border(X, padding[axis], axis)
    oh, ow = conv_output_shape(X.shape, K.shape, stride=stride)
    top = nd.arange(oh) * stride[0]
    left = nd.arange(ow) * stride[1]
    terms = [nd.take(nd.take(X, top + a, axis=0), left + b, axis=1) * K[a, b]
             for a in range(K.shape[0]) for b in range(K.shape[1])]
    return sum(terms)
