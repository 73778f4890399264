# exercise: conv1x1
# status: failed
# message: expected an array of floats
import numpy as np


def corr2d_multi_in_out_1x1(X, K):
    K, X = K.asnumpy(), X.asnumpy()
    return np.tensordot(K[:, :, 0, 0], X, 1).astype(np.int64)
