"""Style: the network comes back initialised, as students do who forget that somebody else may do so."""
import mxnet as mx
from mxnet.gluon import nn

mx.random.seed(42)


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    blk.initialize(mx.init.Xavier())
    return blk


def vgg(conv_arch):
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    net.initialize(mx.init.Xavier(), ctx=mx.cpu(), force_reinit=True)
    return net
