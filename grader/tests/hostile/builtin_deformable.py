# exercise: conv1x1
# status: forbidden
# message: DeformableConvolution
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K):
    ci, h, w = X.shape
    return nd.contrib.DeformableConvolution(X.expand_dims(0), nd.zeros((1, 2, h, w)), K, kernel=(1, 1),
                                            num_filter=K.shape[0], no_bias=True)[0]
