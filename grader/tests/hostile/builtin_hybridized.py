# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet.gluon import nn


def corr2d_multi_in_out_1x1(X, K):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(K.shape[0], 1, use_bias=False))
    net.initialize()
    net(X.expand_dims(0))
    net[0].weight.set_data(K)
    net.hybridize(static_alloc=True, static_shape=True)
    net(X.expand_dims(0))
    return net(X.expand_dims(0))[0]
