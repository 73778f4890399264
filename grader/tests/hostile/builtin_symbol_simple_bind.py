# exercise: conv1x1
# status: forbidden
# message: Convolution
import mxnet as mx


def corr2d_multi_in_out_1x1(X, K):
    symbol = mx.sym.Convolution(mx.sym.var("x"), mx.sym.var("w"), kernel=(1, 1), num_filter=K.shape[0], no_bias=True)
    executor = symbol.simple_bind(mx.cpu(), x=(1,) + X.shape, w=K.shape)
    return executor.forward(x=X.expand_dims(0), w=K)[0][0]
