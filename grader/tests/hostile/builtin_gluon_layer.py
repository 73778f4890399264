# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet.gluon import nn


def corr2d_multi_in_out_1x1(X, K):
    layer = nn.Conv2D(K.shape[0], 1, use_bias=False)
    layer.initialize()
    layer(X.expand_dims(0))
    layer.weight.set_data(K)
    return layer(X.expand_dims(0))[0]
