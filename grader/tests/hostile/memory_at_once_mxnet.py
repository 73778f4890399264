# exercise: conv1x1
# status: memory
# message: memory_mb = 384
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    return nd.ones((1 << 18, 1 << 10))
