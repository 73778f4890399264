# exercise: conv1x1
# status: error
# message: no GPU for MXNet here; line 8
import mxnet as mx


def corr2d_multi_in_out_1x1(X, K):
    return (X * 2).as_in_context(mx.gpu())
