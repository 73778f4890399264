"""Two-dimensional cross-correlation, 二维互相关 (book section 5.1)."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    h, w = K.shape
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            # The window whose top left corner is (i, j), times the kernel as it is: nothing is flipped.
            Y[i, j] = (X[i: i + h, j: j + w] * K).sum()
    return Y


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        # One bias for the whole feature map: it is broadcast to every position.
        return corr2d(x, self.weight.data()) + self.bias.data()
