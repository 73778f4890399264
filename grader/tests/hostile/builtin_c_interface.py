# exercise: conv1x1
# status: forbidden
# message: Convolution
# MXImperativeInvoke through MXNet's own ctypes handle.
import ctypes

from mxnet import nd
from mxnet.base import _LIB


def corr2d_multi_in_out_1x1(X, K):
    op = ctypes.c_void_p()
    _LIB.NNGetOpHandle(b"Convolution", ctypes.byref(op))
    x = X.expand_dims(0)
    inputs = (ctypes.c_void_p * 2)(x.handle, K.handle)
    number, outputs = ctypes.c_int(0), ctypes.POINTER(ctypes.c_void_p)()
    keys = (ctypes.c_char_p * 3)(b"kernel", b"num_filter", b"no_bias")
    values = (ctypes.c_char_p * 3)(b"(1, 1)", str(K.shape[0]).encode(), b"True")
    _LIB.MXImperativeInvoke(op, 2, inputs, ctypes.byref(number), ctypes.byref(outputs), 3, keys, values)
    return nd.NDArray(ctypes.c_void_p(outputs[0]))[0]
