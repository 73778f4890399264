"""Style: numpy's sliding_window_view and einsum; the result is a numpy array."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from mxnet.gluon import nn


def corr2d(X, K):
    windows = sliding_window_view(X.asnumpy(), K.shape)
    return np.einsum('ijab,ab->ij', windows, K.asnumpy())


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data().asscalar()
