"""Style: as_strided on a float64 copy, tensordot, and float64 returned."""
import numpy as np
from mxnet.gluon import nn


def corr2d(X, K):
    x = np.ascontiguousarray(X.asnumpy(), dtype=np.float64)
    k = K.asnumpy().astype(np.float64)
    shape = (x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1) + k.shape
    windows = np.lib.stride_tricks.as_strided(x, shape=shape, strides=x.strides + x.strides, writeable=False)
    return np.tensordot(windows, k, axes=((2, 3), (0, 1)))


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + float(self.bias.data().asscalar())
