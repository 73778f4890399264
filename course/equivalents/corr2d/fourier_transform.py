"""Style: a product of Fourier transforms in float64, where zeros come out as next to nothing."""
import numpy as np
from mxnet import nd
from mxnet.gluon import nn


def corr2d(X, K):
    x, k = X.asnumpy().astype('float64'), K.asnumpy().astype('float64')
    y = np.fft.irfft2(np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, x.shape)), x.shape)
    return nd.array(y[:x.shape[0] - k.shape[0] + 1, :x.shape[1] - k.shape[1] + 1])


class Conv2D(nn.Block):
    def __init__(self, kernel_size, **kwargs):
        super(Conv2D, self).__init__(**kwargs)
        self.weight = self.params.get('weight', shape=kernel_size)
        self.bias = self.params.get('bias', shape=(1,))

    def forward(self, x):
        return corr2d(x, self.weight.data()) + self.bias.data()
