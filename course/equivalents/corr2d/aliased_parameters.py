"""Style: each parameter has a second, short attribute name."""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    h, w = K.shape
    rows = []
    for i in range(X.shape[0] - h + 1):
        rows.append([(X[i:i + h, j:j + w] * K).sum().asscalar() for j in range(X.shape[1] - w + 1)])
    return nd.array(rows)


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super(Conv2D, self).__init__(**kwargs)
        # 公式里写作 Y = X * w + b，所以顺便起个短名字
        self.weight = self.w = self.params.get('weight', shape=kernel_size)
        self.bias = self.b = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.w.data()) + self.b.data()
