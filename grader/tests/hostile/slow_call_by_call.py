# exercise: conv1x1
# status: timeout
# message: exercise_seconds = 6
# Each call stays below its limit; together they don't.
import time


def corr2d_multi_in_out_1x1(X, K):
    time.sleep(1.1)
    from mxnet import nd
    return nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])
