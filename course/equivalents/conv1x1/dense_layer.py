"""Style: an nn.Dense layer with its weights set, one position a row; Chinese names."""
from mxnet.gluon import nn


def corr2d_multi_in_out_1x1(X, K):
    输出通道数, 输入通道数 = K.shape[:2]
    全连接层 = nn.Dense(输出通道数, in_units=输入通道数, use_bias=False, flatten=False)
    全连接层.initialize()
    全连接层.weight.set_data(K.reshape((输出通道数, 输入通道数)))
    每个位置 = X.reshape((输入通道数, -1)).T
    return 全连接层(每个位置).T.reshape((输出通道数, X.shape[1], X.shape[2]))
