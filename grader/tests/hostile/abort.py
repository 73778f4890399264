# exercise: conv1x1
# status: crashed
# message: SIGABRT
import os


def corr2d_multi_in_out_1x1(X, K):
    os.abort()
