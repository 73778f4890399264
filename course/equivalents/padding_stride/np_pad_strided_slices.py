"""Style: numpy.pad, then one strided slice for each element of the kernel; numpy returned."""
import numpy as np


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    h = (input_shape[0] + 2 * padding[0] - kernel_shape[0]) // stride[0] + 1
    w = (input_shape[1] + 2 * padding[1] - kernel_shape[1]) // stride[1] + 1
    return h, w


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    oh, ow = conv_output_shape(X.shape, K.shape, padding, stride)
    x = np.pad(X.asnumpy(), [(p, p) for p in padding], mode='constant')
    k = K.asnumpy()
    y = np.zeros((oh, ow), x.dtype)
    for a in range(k.shape[0]):
        for b in range(k.shape[1]):
            y += k[a, b] * x[a:a + oh * stride[0]:stride[0], b:b + ow * stride[1]:stride[1]][:oh, :ow]
    return y
