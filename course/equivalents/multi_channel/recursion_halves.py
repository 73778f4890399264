"""Style: recursion that splits the channels in two halves; output channels one after the other."""
from functools import partial

from mxnet import nd

from . import corr2d as exercise_one


def corr2d_multi_in(X, K):
    channels = X.shape[0]
    if channels == 1:
        return exercise_one.corr2d(X[0], K[0])
    half = channels // 2
    return corr2d_multi_in(X[:half], K[:half]) + corr2d_multi_in(X[half:], K[half:])


def corr2d_multi_in_out(X, K):
    return nd.stack(*map(partial(corr2d_multi_in, X), K), axis=0)
