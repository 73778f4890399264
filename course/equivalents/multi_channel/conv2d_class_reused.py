"""Style: the channels through Conv2D layers of exercise 1, whose weights are set to the kernel; importlib; Chinese names."""
import importlib

from mxnet import init, nd

第一题 = importlib.import_module('.corr2d', __package__)


def 单通道层(核):
    层 = 第一题.Conv2D(核.shape)
    层.initialize(init=init.Zero())
    层.weight.set_data(核)
    return 层


def corr2d_multi_in(X, K):
    结果 = 0
    for 通道, 核 in zip(X, K):
        结果 = 单通道层(核)(通道) + 结果
    return 结果


def corr2d_multi_in_out(X, K):
    return nd.stack(*(corr2d_multi_in(X, 核) for 核 in K))
