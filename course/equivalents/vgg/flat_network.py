"""Style: one flat nn.Sequential; vgg takes the layers out of its blocks."""
from itertools import chain

from mxnet.gluon import nn


def layers_of_block(num_convs, num_channels):
    for _ in range(num_convs):
        yield nn.Conv2D(channels=num_channels, kernel_size=3, strides=1, padding=1, use_bias=True, activation='relu')
    yield nn.MaxPool2D(pool_size=(2, 2), strides=(2, 2), padding=0)


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    blk.add(*layers_of_block(num_convs, num_channels))
    return blk


def vgg(conv_arch):
    net = nn.Sequential()
    net.add(*chain.from_iterable(vgg_block(*arch) for arch in conv_arch))
    net.add(nn.Dense(units=4096, activation='relu'), nn.Dropout(rate=0.5),
            nn.Dense(units=4096, activation='relu'), nn.Dropout(rate=0.5), nn.Dense(units=10, activation=None))
    return net
