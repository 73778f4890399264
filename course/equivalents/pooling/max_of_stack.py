"""Style: one strided slice for each place in the window; nd.max or nd.sum of their stack."""
from mxnet import nd

LOWEST = -3.4e38


def slices(X, pool_size, padding, stride, fill):
    (h, w), (kh, kw) = X.shape, pool_size
    P = nd.full((h + 2 * padding[0], w + 2 * padding[1]), fill)
    P[padding[0]:h + padding[0], padding[1]:w + padding[1]] = X
    last_row, last_column = P.shape[0] - kh, P.shape[1] - kw
    return [P[a:last_row + a + 1:stride[0], b:last_column + b + 1:stride[1]] for a in range(kh) for b in range(kw)]


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    if mode == 'max':
        return nd.max(nd.stack(*slices(X, pool_size, padding, stride, LOWEST)), axis=0)
    windows = slices(X, pool_size, padding, stride, 0)
    return nd.add_n(*windows) / len(windows)


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
