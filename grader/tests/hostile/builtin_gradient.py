# exercise: conv1x1
# status: forbidden
# message: Convolution (gradient)
# The gradient by its input of a convolution with the transposed kernel.
from mxnet import autograd, nd


def corr2d_multi_in_out_1x1(X, K):
    co, ci, h, w = K.shape[0], K.shape[1], X.shape[1], X.shape[2]
    y = nd.zeros((1, co, h, w))
    y.attach_grad()
    with autograd.record():
        x = nd.Convolution(y, K.transpose((1, 0, 2, 3)), kernel=(1, 1), num_filter=ci, no_bias=True)
    x.backward(X.expand_dims(0))
    return y.grad[0]
