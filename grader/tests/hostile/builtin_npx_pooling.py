# exercise: pooling
# status: forbidden
# message: Pooling
from mxnet import npx


def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]


def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return npx.pooling(X.expand_dims(0).as_np_ndarray(), kernel=pool_size, pool_type=mode, pad=padding,
                       stride=stride)[0].as_nd_ndarray()
