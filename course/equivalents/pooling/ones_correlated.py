"""Style: averages as the correlation with a kernel of 1 / n from an earlier exercise; maxima by top-k of windows."""
from mxnet import nd

from .padding_stride import conv_output_shape, corr2d_padding_stride


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    if mode == 'avg':
        n = pool_size[0] * pool_size[1]
        return corr2d_padding_stride(X, nd.ones(pool_size), padding, stride) / n
    lowest = X.min() - 1
    P = nd.zeros([n + 2 * p for n, p in zip(X.shape, padding)]) + lowest
    P[padding[0]:padding[0] + X.shape[0], padding[1]:padding[1] + X.shape[1]] = X
    shape = conv_output_shape(P.shape, pool_size, stride=stride)
    windows = [P[i * stride[0]:i * stride[0] + pool_size[0], j * stride[1]:j * stride[1] + pool_size[1]].reshape((1, -1))
               for i in range(shape[0]) for j in range(shape[1])]
    return nd.topk(nd.concat(*windows, dim=0), axis=1, k=1, ret_typ='value').reshape(shape)


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
