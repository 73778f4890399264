# exercise: conv1x1
# status: passed
# message: 
# Compares itself with a built-in at import, in every way in which people stop on a difference.
import sys

import numpy as np
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    return nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])


x, k = nd.random.uniform(shape=(3, 4, 5)), nd.random.uniform(shape=(2, 3, 1, 1))
theirs = nd.Convolution(x.expand_dims(0), k, kernel=(1, 1), num_filter=2, no_bias=True)[0]
mine = corr2d_multi_in_out_1x1(x, k)
assert (mine - theirs).abs().max().asscalar() < 1e-5
np.testing.assert_allclose(mine.asnumpy(), theirs.asnumpy(), rtol=1e-4)
if not np.allclose(mine.asnumpy(), theirs.asnumpy(), atol=1e-5):
    raise ValueError("not the same")
if not np.allclose(mine.asnumpy(), theirs.asnumpy(), atol=1e-5):
    sys.exit("not the same")
