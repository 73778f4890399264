"""Style: numpy, six nested loops, independent of the other files."""
import numpy as np


def corr2d_multi_in_out(X, K):
    X, K = X.asnumpy(), K.asnumpy()
    co, ci, kh, kw = K.shape
    _, h, w = X.shape
    Y = np.zeros((co, h - kh + 1, w - kw + 1), dtype='float32')
    for o in range(co):
        for i in range(h - kh + 1):
            for j in range(w - kw + 1):
                for c in range(ci):
                    for a in range(kh):
                        for b in range(kw):
                            Y[o, i, j] += X[c, i + a, j + b] * K[o, c, a, b]
    return Y


def corr2d_multi_in(X, K):
    return corr2d_multi_in_out(X, K.expand_dims(0))[0]
