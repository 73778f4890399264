# exercise: conv1x1
# status: forbidden
# message: Convolution
from mxnet import np, npx

npx.set_np()


def corr2d_multi_in_out_1x1(X, K):
    return npx.convolution(np.expand_dims(X, 0), K, kernel=(1, 1), num_filter=K.shape[0], no_bias=True)[0]
