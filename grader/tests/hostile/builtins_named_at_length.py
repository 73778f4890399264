# exercise: conv1x1
# status: forbidden
# message: (a convolution, correlation or pooling)
# Uses a built-in, and lies about the names of those that ran: there are many, long ones, with markup.
import sys

from mxnet import nd

frames = sys.modules["worker.wire.frames"]
encode = frames.encode
NAMES = [f"{n} " + "<b>[red]\u0300Convolution</b> " * 400 for n in range(20)]


def lying(message, arrays=()):
    if "builtins" in message:
        message = message | {"builtins": [name[:9000] for name in NAMES]}
    return encode(message, arrays)


frames.encode = lying


def corr2d_multi_in_out_1x1(X, K):
    return nd.Convolution(X.expand_dims(0), K, kernel=(1, 1), num_filter=K.shape[0], no_bias=True)[0]
