# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet.gluon import nn


def corr2d_multi_in_out_1x1(X, K):
    layer = nn.HybridLambda(lambda F, x, w: F.Convolution(x, w, kernel=(1, 1), num_filter=K.shape[0], no_bias=True))
    layer.hybridize()
    return layer(X.expand_dims(0), K)[0]
