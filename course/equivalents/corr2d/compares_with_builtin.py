"""Style: compares itself with nd.Convolution at every call and says what it sees; the answer is its own."""
import warnings

from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    h, w = K.shape
    oh, ow = X.shape[0] - h + 1, X.shape[1] - w + 1
    mine = nd.add_n(*[X[a:a + oh, b:b + ow] * K[a, b] for a in range(h) for b in range(w)])
    theirs = nd.Convolution(X.reshape((1, 1) + X.shape), K.reshape((1, 1) + K.shape), kernel=K.shape, num_filter=1,
                            no_bias=True)[0, 0]
    difference = (mine - theirs).abs().max().asscalar()
    if difference > 1e-3:
        warnings.warn('differs from MXNet by %g' % difference)
    else:
        print('same as MXNet')
    return mine


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
