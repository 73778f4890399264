"""Style: HybridSequential everywhere, hybridized before it is returned."""
from mxnet.gluon import nn


def vgg_block(num_convs, num_channels):
    block = nn.HybridSequential()
    for _ in range(num_convs):
        block.add(nn.Conv2D(num_channels, 3, 1, 1, activation='relu'))
    block.add(nn.MaxPool2D(2, 2))
    block.hybridize()
    return block


def vgg(conv_arch):
    net = nn.HybridSequential()
    for arch in conv_arch:
        net.add(vgg_block(*arch))
    net.add(nn.Flatten())
    for _ in range(2):
        net.add(nn.Dense(4096), nn.Activation('relu'), nn.Dropout(rate=0.5))
    net.add(nn.Dense(10))
    net.hybridize()
    return net
