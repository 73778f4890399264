"""Style: nd.pad on a four-dimensional view, a double loop with element assignment."""
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    (h, w), (kh, kw), (ph, pw), (sh, sw) = input_shape, kernel_shape, padding, stride
    return ((h + ph + ph - kh + sh) // sh, (w + pw + pw - kw + sw) // sw)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    ph, pw = padding
    padded = nd.pad(X.expand_dims(0).expand_dims(0), mode='constant',
                    pad_width=(0, 0, 0, 0, ph, ph, pw, pw), constant_value=0)[0][0]
    Y = nd.zeros(conv_output_shape(X.shape, K.shape, padding, stride))
    for i, top in enumerate(range(0, padded.shape[0] - K.shape[0] + 1, stride[0])):
        for j, left in enumerate(range(0, padded.shape[1] - K.shape[1] + 1, stride[1])):
            Y[i, j] = nd.sum(padded[top:top + K.shape[0], left:left + K.shape[1]] * K)
    return Y
