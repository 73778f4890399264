"""1x1 convolution, 1x1卷积层 (book section 5.3)."""
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    # A 1x1 window sees one position: every position's channels go through the same fully connected layer.
    Y = nd.dot(K.reshape((c_o, c_i)), X.reshape((c_i, h * w)))
    return Y.reshape((c_o, h, w))
