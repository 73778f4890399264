"""Style: star import of the first exercise, Python's sum, concat with expand_dims."""
from .corr2d import *


def corr2d_multi_in(X, K):
    return sum(corr2d(X[c], K[c]) for c in range(X.shape[0]))


def corr2d_multi_in_out(X, K):
    maps = [corr2d_multi_in(X, K[o]).expand_dims(axis=0) for o in range(K.shape[0])]
    return nd.concat(*maps, dim=0)
