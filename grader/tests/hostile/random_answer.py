# exercise: pooling
# status: failed
# points: 0
# message: it gives another answer
# Honest, and wrong: it prints its difference to a built-in, and returns memory that it forgot to fill.
import numpy as np
from mxnet import nd


def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    theirs = nd.Pooling(X.reshape((1, 1) + X.shape), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)[0, 0]
    mine = nd.array(np.random.default_rng().normal(size=theirs.shape))
    print((mine - theirs).abs().max().asscalar())
    return mine


def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
