"""Two mistakes: a ReLU, and output channels reversed."""
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    (ci, h, w), co = X.shape, K.shape[0]
    return nd.relu(nd.dot(K.reshape((co, ci)), X.reshape((ci, h * w)))).reshape((co, h, w))[::-1]
