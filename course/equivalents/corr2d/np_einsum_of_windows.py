"""Style: second edition; mx.np.stack, mx.np.einsum; corr2d returns plain numpy, Conv2D an mx.np.ndarray."""
import numpy as onp
from mxnet import np, npx
from mxnet.gluon import nn

npx.set_np()


def _windows(X, kh, kw):
    return np.stack([np.stack([X[i:i + kh, j:j + kw] for j in range(X.shape[1] - kw + 1)])
                     for i in range(X.shape[0] - kh + 1)])


def _corr(X, K):
    return np.einsum('ijab,ab->ij', _windows(X, *K.shape), K)


def corr2d(X, K):
    result = _corr(X, K).asnumpy()
    assert isinstance(result, onp.ndarray)
    return result


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return _corr(x, self.weight.data()) + self.bias.data()
