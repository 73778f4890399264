"""Style: nd.im2col for the windows; for maxima the border is put there first, far below everything."""
from mxnet import nd


def with_border(X, padding, value):
    (ph, pw) = padding
    return nd.pad(X.expand_dims(0), mode='constant', constant_value=value, pad_width=(0, 0, 0, 0, ph, ph, pw, pw))


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    channels = X.shape[0]
    padded = with_border(X, padding, -1e38 if mode == 'max' else 0)
    columns = nd.im2col(padded, kernel=pool_size, stride=stride).reshape((channels, pool_size[0] * pool_size[1], -1))
    pooled = columns.max(axis=1) if mode == 'max' else columns.mean(axis=1)
    height = (padded.shape[2] - pool_size[0]) // stride[0] + 1
    return pooled.reshape((channels, height, -1))


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]
