"""Style: nd.im2col, which only copies windows, and a product with the flattened kernel."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    (h, w), (kh, kw) = X.shape, K.shape
    columns = nd.im2col(X.expand_dims(0).expand_dims(0), kernel=(kh, kw), stride=(1, 1), dilate=(1, 1), pad=(0, 0))
    return nd.dot(K.reshape((1, kh * kw)), columns[0]).reshape((h - kh + 1, w - kw + 1))


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
