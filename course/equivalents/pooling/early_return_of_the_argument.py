"""Style: shortcuts for trivial windows hand back the argument itself, or a slice of it; logging instead of print."""
import logging

from mxnet import nd

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    if tuple(pool_size) == (1, 1):  # then there is no padding either
        if tuple(stride) == (1, 1):
            log.info('nothing to do')
            return X
        return X[::stride[0], ::stride[1]]
    return pool2d_multi_channel(X.reshape((1,) + X.shape), pool_size, mode, padding, stride).reshape((-3, 0))


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    channels, h, w = X.shape
    P = nd.full((channels, h + 2 * padding[0], w + 2 * padding[1]), 0 if mode == 'avg' else -2.0 ** 100)
    P[:, padding[0]:padding[0] + h, padding[1]:padding[1] + w] = X
    rows = []
    for top in range(0, P.shape[1] - pool_size[0] + 1, stride[0]):
        row = []
        for left in range(0, P.shape[2] - pool_size[1] + 1, stride[1]):
            window = P[:, top:top + pool_size[0], left:left + pool_size[1]]
            row.append(window.mean(axis=(1, 2)) if mode == 'avg' else window.max(axis=(1, 2)))
        rows.append(nd.stack(*row, axis=1))
    return nd.stack(*rows, axis=1)
