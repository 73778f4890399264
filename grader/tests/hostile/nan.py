# exercise: conv1x1
# status: failed
# message: not finite
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    return nd.full((K.shape[0],) + X.shape[1:], float("nan"))
