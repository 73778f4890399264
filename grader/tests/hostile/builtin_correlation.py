# exercise: conv1x1
# status: forbidden
# message: Correlation
# Correlation gives means over the channels of products, pixel by pixel.
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    ci, h, w = X.shape
    maps = [nd.Correlation(X.expand_dims(0), nd.broadcast_to(k.reshape((1, ci, 1, 1)), (1, ci, h, w)), kernel_size=1,
                           max_displacement=0, stride1=1, stride2=1, pad_size=0)[0, 0] * ci for k in K]
    return nd.stack(*maps)
