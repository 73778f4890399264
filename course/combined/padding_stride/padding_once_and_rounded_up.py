"""Two mistakes: padding counts once, and sizes round up."""
from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple(-((k - n - p) // s) + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, K.shape, padding, stride
    padded = nd.zeros((h + 2 * ph, w + 2 * pw))
    padded[ph: ph + h, pw: pw + w] = X
    Y = nd.zeros(tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(X.shape, K.shape, padding, stride)))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * sh, j * sw
            Y[i, j] = (padded[top: top + kh, left: left + kw] * K).sum()
    return Y
