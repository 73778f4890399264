# exercise: pooling
# status: forbidden
# message: Pooling
from mxnet.gluon import nn


def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]


def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    layer = {"max": nn.MaxPool2D, "avg": nn.AvgPool2D}[mode](pool_size, stride, padding)
    layer.hybridize()
    return layer(X.expand_dims(0))[0]
