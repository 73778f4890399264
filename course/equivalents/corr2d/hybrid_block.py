"""Style: Conv2D is a HybridBlock with hybrid_forward, whose parameters come as arguments."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K, F=nd):
    (h, w), (kh, kw) = X.shape, K.shape
    terms = []
    for a in range(kh):
        rows = F.slice_axis(X, axis=0, begin=a, end=h - kh + 1 + a)
        for b in range(kw):
            window = F.slice_axis(rows, axis=1, begin=b, end=w - kw + 1 + b)
            factor = F.slice(K, begin=(a, b), end=(a + 1, b + 1))
            terms.append(F.broadcast_mul(window, factor))
    return F.ElementWiseSum(*terms)


class Conv2D(nn.HybridBlock):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.weight = self.params.get('weight', shape=kernel_size)
            self.bias = self.params.get('bias', shape=(1,), init='zeros')

    def hybrid_forward(self, F, x, weight, bias):
        return F.broadcast_add(corr2d(x, weight, F), F.expand_dims(bias, axis=0))
