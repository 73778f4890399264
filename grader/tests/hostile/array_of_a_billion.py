# exercise: conv1x1
# status: memory,output
# message: memory_mb = 384,array_mb = 4
import numpy as np


def corr2d_multi_in_out_1x1(X, K):
    return np.broadcast_to(np.float32(0), (1 << 30,))
