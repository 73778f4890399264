"""Style: subclasses of Sequential, **kwargs handed through; LeakyReLU with a slope of 0 as ReLU; a BOM."""
from mxnet.gluon import nn


class _VGGBlock(nn.Sequential):
    def __init__(self, num_convs, num_channels, **kwargs):
        super(_VGGBlock, self).__init__(**kwargs)
        with self.name_scope():
            for _ in range(num_convs):
                self.add(nn.Conv2D(num_channels, kernel_size=3, padding=1), nn.LeakyReLU(0))
            self.add(nn.MaxPool2D(pool_size=2, strides=2, ceil_mode=False))


class _VGG(nn.Sequential):
    def __init__(self, conv_arch, classes, **kwargs):
        super(_VGG, self).__init__(**kwargs)
        with self.name_scope():
            for num_convs, num_channels in conv_arch:
                self.add(_VGGBlock(num_convs, num_channels))
            for _ in range(2):
                self.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5))
            self.add(nn.Dense(classes))


def vgg_block(num_convs, num_channels, **kwargs):
    return _VGGBlock(num_convs, num_channels, **kwargs)


def vgg(conv_arch, classes=10, **kwargs):
    return _VGG(conv_arch, classes, **kwargs)
