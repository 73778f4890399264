# exercise: multi_channel
# status: forbidden
# message: Convolution
# One of two functions is honest: the exercise is forbidden all the same.
from mxnet import nd


def corr2d_multi_in(X, K):
    h, w = X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1
    return sum((X[:, a:a + h, b:b + w] * K[:, a, b].reshape((-1, 1, 1))).sum(axis=0)
               for a in range(K.shape[1]) for b in range(K.shape[2]))


def corr2d_multi_in_out(X, K):
    return nd.Convolution(X.expand_dims(0), K, kernel=K.shape[2:], num_filter=K.shape[0], no_bias=True)[0]
