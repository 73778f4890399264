# exercise: conv1x1
# status: timeout
# message: call_seconds = 1.5
import time


def corr2d_multi_in_out_1x1(X, K):
    time.sleep(10 ** 6)
