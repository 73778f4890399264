"""Style: numpy masked arrays, the padding is masked for maxima; filled before it is returned."""
import numpy as np
from mxnet import nd


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    x = np.ma.array(X.asnumpy())
    padded = np.ma.zeros([n + 2 * p for n, p in zip(x.shape, padding)], dtype=np.float32)
    if mode == 'max':
        padded.mask = True
    inside = tuple(slice(p, p + n) for n, p in zip(x.shape, padding))
    padded[inside] = x
    rows = range(0, padded.shape[0] - pool_size[0] + 1, stride[0])
    columns = range(0, padded.shape[1] - pool_size[1] + 1, stride[1])
    out = []
    for r in rows:
        out.append([])
        for c in columns:
            window = padded[r:r + pool_size[0], c:c + pool_size[1]]
            out[-1].append(float(window.max() if mode == 'max' else window.mean()))
    return nd.array(out)


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*(pool2d(x, pool_size, mode, padding, stride) for x in X))
