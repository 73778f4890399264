"""Style: one shifted slice of the input for each element of the kernel, all of them added up."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    kh, kw = K.shape
    oh, ow = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    Y = nd.zeros((oh, ow))
    for a in range(kh):
        for b in range(kw):
            Y += K[a, b] * X[a:a + oh, b:b + ow]
    return Y


class Conv2D(nn.Block):
    def __init__(self, kernel_size, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        self.use_bias = use_bias
        # the bias is declared first
        self.bias = self.params.get('bias', shape=(1,), init='zeros')
        self.weight = self.params.get('weight', shape=kernel_size)

    def forward(self, x):
        y = corr2d(x, self.weight.data())
        if self.use_bias:
            y = y + self.bias.data()
        return y
