# exercise: conv1x1
# status: passed
# message: 
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    mine = nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])
    theirs = nd.Convolution(X.expand_dims(0), K, kernel=(1, 1), num_filter=K.shape[0], no_bias=True)[0]
    assert (mine == theirs).asnumpy().all()
    return mine
