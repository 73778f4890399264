"""Style: second edition, sum and stack of mx.np arrays, own corr2d because the other file uses nd."""
from mxnet import np, npx

npx.set_np()


def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y


def corr2d_multi_in(X, K):
    # First, iterate through the 0th dimension (channel dimension) of `X` and `K`. Then, add them together
    return sum(corr2d(x, k) for x, k in zip(X, K))


def corr2d_multi_in_out(X, K):
    # Iterate through the 0th dimension of `K`, and each time, perform cross-correlation operations with input `X`
    return np.stack([corr2d_multi_in(X, k) for k in K], 0)
