"""Style: a textbook convolution (flipping), called with a flipped kernel, so that nothing is flipped in the end."""
from mxnet import nd
from mxnet.gluon import nn


def convolve(X, K):
    """The mathematician's convolution, where the windows are complete: K runs backwards."""
    kh, kw = K.shape
    Y = nd.zeros((X.shape[0] - kh + 1, X.shape[1] - kw + 1))
    for a in range(kh):
        for b in range(kw):
            Y[:] = Y + X[kh - 1 - a:X.shape[0] - a, kw - 1 - b:X.shape[1] - b] * K[a, b].asscalar()
    return Y


def corr2d(X, K):
    return convolve(X, nd.flip(nd.flip(K, axis=0), axis=1))


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
