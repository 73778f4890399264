# exercise: corr2d
# status: crashed
# message: not a valid answer
# points: 11
# diagnosed: yes
# Each number is within Python's limit of digits, their difference is not.
import sys

import numpy as np
from mxnet import nd

host, values = sys.modules["worker.host"], sys.modules["worker.wire.values"]
LARGEST = 10 ** 4300 - 1
call, made = host.Host.call, []
kernel = [1, 1]


def called(self, exercise, name, args, kwargs, first=False):
    if name != "Conv2D":
        return call(self, exercise, name, args, kwargs, first)
    if first:
        made.clear()
    made.append(name)
    kernel[:] = map(int, args[0] if args else kwargs["kernel_size"])
    return values.Block(-LARGEST if len(made) == 1 else LARGEST), []


def layers(self, block, x):
    h, w = kernel
    return {f"dense({h},{w})#0": {"weight": [h, w], "bias": [1], "uses": 1}}


host.Host.call, host.Host.layers = called, layers
host.Host.fill = lambda self, **_: None
host.Host.prefix = lambda self, block: "mine_"
host.Host.run = lambda self, block, x, train, head: {"y": np.zeros((1, 1), np.float32), "changed": False}


def corr2d(X, K):  # right: the fault is to be Conv2D's own
    h, w = K.shape
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i: i + h, j: j + w] * K).sum()
    return Y


class Conv2D:
    pass
