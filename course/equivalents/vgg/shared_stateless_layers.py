"""Style: one pooling, one activation and one dropout layer used again and again; they have no parameters."""
from mxnet.gluon import nn

RELU = nn.Activation('relu')
POOL = nn.MaxPool2D(pool_size=2, strides=2)
HALF = nn.Dropout(0.5)


def sequential(*layers):
    result = nn.Sequential()
    result.add(*layers)
    return result


def vgg_block(num_convs, num_channels):
    body = []
    for _ in range(num_convs):
        body += [nn.Conv2D(num_channels, kernel_size=3, padding=1), RELU]
    return sequential(*body, POOL)


def vgg(conv_arch):
    output = nn.Dense(10)
    blocks = [vgg_block(*arch) for arch in conv_arch]
    return sequential(*blocks, nn.Dense(4096), RELU, HALF, nn.Dense(4096), RELU, HALF, output)
