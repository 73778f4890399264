"""Two mistakes: padded zeros in the max, and the stride not passed on."""
from mxnet import nd


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    (h, w), (p_h, p_w), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw))
    padded[ph: ph + h, pw: pw + w] = X
    Y = nd.zeros(((h + 2 * ph - p_h) // sh + 1, (w + 2 * pw - p_w) // sw + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = padded[i * sh: i * sh + p_h, j * sw: j * sw + p_w]
            Y[i, j] = window.max() if mode == 'max' else window.mean()
    return Y


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding) for x in X])
