"""Style: the kernel as one big sparse-looking matrix that acts on the flattened image."""
import numpy as np
from mxnet import nd
from mxnet.gluon import nn


def kernel_matrix(k, h, w):
    kh, kw = k.shape
    oh, ow = h - kh + 1, w - kw + 1
    M = np.zeros((oh * ow, h * w), dtype='float32')
    for i in range(oh):
        for j in range(ow):
            for a in range(kh):
                start = (i + a) * w + j
                M[i * ow + j, start:start + kw] = k[a]
    return nd.array(M)


def corr2d(X, K):
    h, w = X.shape
    Y = nd.dot(kernel_matrix(K.asnumpy(), h, w), X.reshape((-1,)))
    return Y.reshape((h - K.shape[0] + 1, -1))


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
