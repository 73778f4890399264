"""Style: averages from a summed-area table, maxima as the negative of a minimum; numpy inside."""
import numpy as np
from mxnet import nd


def averages(x, k, p, s):
    x = np.pad(x, ((p[0], p[0]), (p[1], p[1])), mode='constant')
    table = np.zeros((x.shape[0] + 1, x.shape[1] + 1))
    table[1:, 1:] = x.cumsum(axis=0).cumsum(axis=1)
    sums = table[k[0]:, k[1]:] - table[:-k[0], k[1]:] - table[k[0]:, :-k[1]] + table[:-k[0], :-k[1]]
    return sums[::s[0], ::s[1]] / (k[0] * k[1])


def maxima(x, k, p, s):
    x = np.pad(-x, ((p[0], p[0]), (p[1], p[1])), mode='constant', constant_values=np.inf)
    lowest = np.inf
    oh, ow = x.shape[0] - k[0] + 1, x.shape[1] - k[1] + 1
    for a in range(k[0]):
        for b in range(k[1]):
            lowest = np.minimum(lowest, x[a:a + oh, b:b + ow])
    return -lowest[::s[0], ::s[1]]


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.array(dict(max=maxima, avg=averages)[mode](X.asnumpy(), pool_size, padding, stride))


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    results = []
    for x in X:
        results += [pool2d(x, pool_size, mode, padding, stride).asnumpy()]
    return np.concatenate([r[np.newaxis] for r in results])
