# exercise: conv1x1
# status: memory
# message: memory_mb = 384
import numpy as np


def corr2d_multi_in_out_1x1(X, K):
    return np.ones((1 << 20, 1 << 12), np.float32)
