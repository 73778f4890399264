# exercise: multi_channel
# status: forbidden
# message: Convolution
from mxnet import nd


def corr2d_multi_in(X, K):
    return corr2d_multi_in_out(X, K.expand_dims(0))[0]


def corr2d_multi_in_out(X, K):
    return nd.Convolution(X.expand_dims(0), K, kernel=K.shape[2:], num_filter=K.shape[0], no_bias=True)[0]
