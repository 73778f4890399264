# exercise: conv1x1
# status: passed
# message:
import mxnet as mx
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    try:
        X = X.as_in_context(mx.gpu())
    except mx.MXNetError:
        X = X.as_in_context(mx.cpu())
    return nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])
