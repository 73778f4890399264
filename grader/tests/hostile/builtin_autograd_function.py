# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet import autograd, nd


class Mine(autograd.Function):
    def forward(self, x, w):
        return nd.Convolution(x, w, kernel=(1, 1), num_filter=w.shape[0], no_bias=True)

    def backward(self, dy):
        return dy, dy


def corr2d_multi_in_out_1x1(X, K):
    with autograd.record():
        return Mine()(X.expand_dims(0), K)[0]
