"""Style: recursion over the rows of the kernel, and over its columns."""
from mxnet import nd
from mxnet.gluon import nn


def _row(x, k, ow):
    # x: (oh, w), k: (kw,)
    if k.shape[0] == 1:
        return x[:, :ow] * k[0]
    return x[:, :ow] * k[0] + _row(x[:, 1:], k[1:], ow)


def _rows(X, K, oh, ow):
    first = _row(X[:oh], K[0], ow)
    if K.shape[0] == 1:
        return first
    return first + _rows(X[1:], K[1:], oh, ow)


def corr2d(X, K):
    return _rows(X, K, X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return nd.broadcast_add(corr2d(x, self.weight.data()), nd.reshape(self.bias.data(), (1, 1)))
