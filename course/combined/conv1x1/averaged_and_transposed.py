"""Two mistakes: channels averaged, and maps transposed."""
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    (ci, h, w), co = X.shape, K.shape[0]
    Y = nd.dot(K.reshape((co, ci)), X.reshape((ci, h * w))).reshape((co, h, w)) / ci
    return Y.transpose((0, 2, 1))
