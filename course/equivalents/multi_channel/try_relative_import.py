"""Style: a relative import with a fallback for running the file alone; results written into an empty array."""
try:
    from .corr2d import corr2d
except ImportError:
    from corr2d import corr2d

import mxnet as mx


def corr2d_multi_in(X, K):
    total = None
    for channel in range(len(K)):
        part = corr2d(X[channel], K[channel])
        total = part if total is None else total + part
    return total


def corr2d_multi_in_out(X, K):
    oh = X.shape[1] - K.shape[2] + 1
    ow = X.shape[2] - K.shape[3] + 1
    Y = mx.nd.empty((K.shape[0], oh, ow))
    for o, kernel in enumerate(K):
        Y[o] = corr2d_multi_in(X, kernel)
    return Y
