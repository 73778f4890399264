"""Style: everything a lambda; the file doesn't end with a newline."""
import numpy as np
from mxnet import nd
from mxnet.gluon import nn

_out = lambda n, k: range(n - k + 1)
_dot = lambda x, k, i, j: (x[i:i + k.shape[0], j:j + k.shape[1]] * k).sum()
corr2d = lambda X, K: (lambda x, k: nd.array(np.array(
    [[_dot(x, k, i, j) for j in _out(x.shape[1], k.shape[1])] for i in _out(x.shape[0], k.shape[0])])))(
    X.asnumpy(), K.asnumpy())


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))
        self._forward = lambda x: corr2d(x, self.weight.data()) + self.bias.data()

    def forward(self, x):
        return self._forward(x)