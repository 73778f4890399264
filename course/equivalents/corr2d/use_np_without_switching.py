"""Style: mx.np inside the function only (as_np_ndarray), the classic NDArray outside; columns-first numpy result."""
from mxnet import np
from mxnet.gluon import nn


def corr2d(X, K):
    x, k = X.as_np_ndarray(), K.as_np_ndarray()
    oh, ow = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1
    total = np.zeros((oh, ow))
    for a in range(k.shape[0]):
        for b in range(k.shape[1]):
            total = total + x[a:a + oh, b:b + ow] * k[a, b]
    return total.as_nd_ndarray()


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return (corr2d(x, self.weight.data()) + self.bias.data()).asnumpy().T.copy().T
