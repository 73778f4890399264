# exercise: conv1x1
# status: forbidden
# message: Convolution
import mxnet as mx


def corr2d_multi_in_out_1x1(X, K):
    x = mx.sym.var("x")
    net = mx.gluon.SymbolBlock(mx.sym.Convolution(x, mx.sym.var("w"), kernel=(1, 1), num_filter=K.shape[0],
                                                  no_bias=True), [x])
    net.collect_params()["w"].shape = K.shape
    net.initialize()
    net.collect_params()["w"].set_data(K)
    return net(X.expand_dims(0))[0]
