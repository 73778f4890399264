"""Style: second edition, mx.np.pad and strided slices of mx.np.ndarray."""
from mxnet import np, npx

npx.set_np()


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    X = np.pad(X, ((padding[0], padding[0]), (padding[1], padding[1])), mode='constant')
    h, w = K.shape
    return np.array([[float((X[i:i + h, j:j + w] * K).sum())
                      for j in range(0, X.shape[1] - w + 1, stride[1])]
                     for i in range(0, X.shape[0] - h + 1, stride[0])])
