# -*- coding: gbk -*-
"""Style: saved in GBK by an old Windows editor, with its coding line and CRLF. 用GBK编码保存。"""
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    # 二维互相关运算：不翻转卷积核
    h, w = K.shape
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i: i + h, j: j + w] * K).sum()
    return Y


class Conv2D(nn.Block):
    """二维卷积层"""
    def __init__(self, kernel_size, **kwargs):
        super(Conv2D, self).__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
