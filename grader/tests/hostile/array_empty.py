# exercise: conv1x1
# status: failed
# message: the shape should be
import numpy as np


def corr2d_multi_in_out_1x1(X, K):
    X[:] = 12345
    return np.zeros((0, 1 << 20, 1 << 20), np.float32)
