"""Style: nothing is padded, windows are clipped at the border; an average is the sum over the whole window's count."""
import numpy as np


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    x = X.asnumpy()
    oh, ow = [(n + 2 * p - k) // s + 1 for n, p, k, s in zip(x.shape, padding, pool_size, stride)]
    y = np.empty((oh, ow), dtype=np.float32)
    for i in range(oh):
        top = i * stride[0] - padding[0]
        for j in range(ow):
            left = j * stride[1] - padding[1]
            window = x[max(top, 0):top + pool_size[0], max(left, 0):left + pool_size[1]]
            y[i, j] = window.max() if mode == 'max' else window.sum() / (pool_size[0] * pool_size[1])
    return y


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return np.array([pool2d(x, pool_size, mode=mode, padding=padding, stride=stride) for x in X])
