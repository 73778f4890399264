"""Style: recursion, each Sequential holds a layer and the rest of the network."""
from mxnet.gluon import nn


def nest(layers):
    first, *rest = layers
    box = nn.Sequential()
    box.add(first)
    if rest:
        box.add(nest(rest))
    return box


def vgg_block(num_convs, num_channels):
    if num_convs == 0:
        return nn.MaxPool2D(2)
    box = nn.Sequential()
    box.add(nn.Conv2D(num_channels, 3, padding=1, activation='relu'))
    box.add(vgg_block(num_convs - 1, num_channels))
    return box


def vgg(conv_arch):
    return nest([vgg_block(*pair) for pair in conv_arch]
                + [nn.Dense(4096, activation='relu'), nn.Dropout(0.5)]
                + [nn.Dense(4096, activation='relu'), nn.Dropout(0.5)]
                + [nn.Dense(10)])
