# exercise: conv1x1
# status: failed,timeout
# message: the shape should be,call_seconds,cpu_seconds
import threading

import numpy as np


def spin():
    while True:
        pass


threading.Thread(target=spin, daemon=True).start()


def corr2d_multi_in_out_1x1(X, K):
    return np.zeros((1, 1), np.float32)
