# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet import npx


def corr2d_multi_in_out_1x1(X, K):
    return npx.convolution(X.expand_dims(0).as_np_ndarray(), K.as_np_ndarray(), kernel=(1, 1), num_filter=K.shape[0],
                           no_bias=True)[0].as_nd_ndarray()
