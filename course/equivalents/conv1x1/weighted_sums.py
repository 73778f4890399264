"""Style: each output channel as a weighted sum of input channels, add_n inside stack."""
from mxnet import nd


def combine(X, weights):
    return nd.add_n(*[x * w for x, w in zip(X, weights.reshape((-1,)))])


def corr2d_multi_in_out_1x1(X, K):
    return nd.stack(*[combine(X, weights) for weights in K])
