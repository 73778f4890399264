# exercise: pooling
# status: forbidden
# message: Pooling
# Through a neighbour's namespace.
from mxnet import nd

from . import receptive_field as neighbour

neighbour.window = nd.Pooling


def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return pool2d_multi_channel(X.expand_dims(0), pool_size, mode, padding, stride)[0]


def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return neighbour.window(X.expand_dims(0), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)[0]
