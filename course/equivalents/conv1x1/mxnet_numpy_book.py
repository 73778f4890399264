"""Style: second edition of the book, np.dot, compared at import with the general function written once more below."""
from mxnet import np, npx

npx.set_np()


def corr2d_multi_in_out_1x1(X, K):
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = X.reshape((c_i, h * w))
    K = K.reshape((c_o, c_i))
    # Matrix multiplication in the fully connected layer
    Y = np.dot(K, X)
    return Y.reshape((c_o, h, w))


def corr2d_multi_in_out(X, K):
    return np.stack([sum(x * k for x, k in zip(X, ks[:, 0, 0])) for ks in K], 0)


X = np.random.normal(0, 1, (3, 3, 3))
K = np.random.normal(0, 1, (2, 3, 1, 1))
Y1 = corr2d_multi_in_out_1x1(X, K)
Y2 = corr2d_multi_in_out(X, K)
Y3 = npx.convolution(X[None], K, kernel=(1, 1), num_filter=2, no_bias=True)[0]
assert float(np.abs(Y1 - Y2).sum()) < 1e-5
assert float(np.abs(Y1 - Y3).sum()) < 1e-5
