"""Style: second edition, mx.np.full as the border and a double loop."""
from mxnet import np, npx
from mxnet.gluon import nn

npx.set_np()


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    p_h, p_w = pool_size
    # np.pad of MXNet 1.9.1 fills with zeros whatever constant_values says
    padded = np.full((X.shape[0] + 2 * padding[0], X.shape[1] + 2 * padding[1]), -1e20 if mode == 'max' else 0.0)
    padded[padding[0]:padding[0] + X.shape[0], padding[1]:padding[1] + X.shape[1]] = X
    X = padded
    Y = np.zeros(((X.shape[0] - p_h) // stride[0] + 1, (X.shape[1] - p_w) // stride[1] + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            if mode == 'max':
                Y[i, j] = X[top:top + p_h, left:left + p_w].max()
            elif mode == 'avg':
                Y[i, j] = X[top:top + p_h, left:left + p_w].mean()
    return Y


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return np.stack([pool2d(x, pool_size, mode, padding, stride) for x in X], 0)


X = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
print(pool2d(X, (2, 2)))
print(pool2d(X, (2, 2), 'avg'))
X = np.arange(16, dtype=np.float32).reshape((1, 1, 4, 4))
print(nn.MaxPool2D(3, padding=1, strides=2)(X))
