"""Style: the book's double loop over a padded copy, as short as it gets."""
from mxnet import nd


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    p_h, p_w = pool_size
    P = nd.ones((X.shape[0] + 2 * padding[0], X.shape[1] + 2 * padding[1])) * (-1e30 if mode == 'max' else 0)
    P[padding[0]:padding[0] + X.shape[0], padding[1]:padding[1] + X.shape[1]] = X
    Y = nd.zeros(((P.shape[0] - p_h) // stride[0] + 1, (P.shape[1] - p_w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            r, c = i * stride[0], j * stride[1]
            if mode == 'max':
                Y[i, j] = P[r: r + p_h, c: c + p_w].max()
            elif mode == 'avg':
                Y[i, j] = P[r: r + p_h, c: c + p_w].mean()
    return Y


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    Y = [pool2d(X[c], pool_size, mode, padding, stride) for c in range(X.shape[0])]
    return nd.concat(*[y.expand_dims(0) for y in Y], dim=0)
