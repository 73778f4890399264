# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet.gluon import nn


def corr2d_multi_in_out_1x1(X, K):
    layer = nn.Conv3D(K.shape[0], 1, use_bias=False)
    layer.initialize()
    x = X.expand_dims(0).expand_dims(2)
    layer(x)
    layer.weight.set_data(K.expand_dims(2))
    return layer(x)[0, :, 0]
