"""Style: name_scope and prefixes of one's own for every layer."""
from mxnet import init
from mxnet.gluon import nn


def vgg_block(num_convs, num_channels, **kwargs):
    blk = nn.Sequential(**kwargs)
    with blk.name_scope():
        for i in range(num_convs):
            blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu', prefix='juanji%d_' % i,
                              weight_initializer=init.Normal(sigma=0.01), bias_initializer='zeros'))
        blk.add(nn.MaxPool2D(pool_size=2, strides=2, prefix='chihua_'))
    return blk


def vgg(conv_arch):
    net = nn.Sequential(prefix='myvgg_')
    with net.name_scope():
        for i, (num_convs, num_channels) in enumerate(conv_arch):
            net.add(vgg_block(num_convs, num_channels, prefix='stage%d_' % (i + 1)))
        for i in (1, 2):
            net.add(nn.Dense(4096, activation='relu', prefix='fc%d_' % i))
            net.add(nn.Dropout(0.5, prefix='drop%d_' % i))
        net.add(nn.Dense(10, prefix='fc3_'))
    return net
