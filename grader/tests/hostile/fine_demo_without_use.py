# exercise: conv1x1
# status: passed
# message: 
from mxnet import nd
from mxnet.gluon import nn

layer = nn.Conv2D(2, 1)
layer.initialize()
print(layer(nd.ones((1, 3, 4, 4))))


def corr2d_multi_in_out_1x1(X, K):
    print(nd.Pooling(X.expand_dims(0), kernel=(1, 1)).sum())
    return nd.dot(K.reshape((K.shape[0], -1)), X.reshape((X.shape[0], -1))).reshape((K.shape[0],) + X.shape[1:])
