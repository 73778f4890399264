# exercise: conv1x1
# status: passed
# message: 
import numpy as np
from mxnet import nd
from mxnet.test_utils import assert_almost_equal


def corr2d_multi_in_out_1x1(X, K):
    mine = nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])
    theirs = nd.Convolution(X.expand_dims(0), K, kernel=(1, 1), num_filter=K.shape[0], no_bias=True)[0]
    np.testing.assert_allclose(mine.asnumpy(), theirs.asnumpy(), atol=1e-3)
    assert_almost_equal(mine, theirs, atol=1e-3)
    return mine
