# exercise: padding_stride
# status: forbidden
# message: Convolution
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    return nd.Convolution(X.reshape((1, 1) + X.shape), K.reshape((1, 1) + K.shape), kernel=K.shape, num_filter=1,
                          no_bias=True, pad=padding, stride=stride)[0, 0]
