"""Style: an OrderedDict of named layers, functools.partial for the convolution, a warning."""
import functools
import warnings
from collections import OrderedDict

from mxnet.gluon import nn

conv3x3 = functools.partial(nn.Conv2D, kernel_size=3, strides=1, padding=1, activation='relu')
warnings.warn('VGG needs a lot of memory', ResourceWarning)


class Named(nn.Block):
    def __init__(self, layers, **kwargs):
        super().__init__(**kwargs)
        self.order = list(layers)
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return functools.reduce(lambda value, name: getattr(self, name)(value), self.order, x)


def vgg_block(num_convs, num_channels):
    layers = OrderedDict(('conv%d' % (i + 1), conv3x3(num_channels)) for i in range(num_convs))
    layers['pool'] = nn.MaxPool2D(2, 2)
    return Named(layers)


def vgg(conv_arch):
    layers = OrderedDict()
    for i, pair in enumerate(conv_arch):
        layers['block%d' % (i + 1)] = vgg_block(*pair)
    for i in '12':
        layers['fc' + i] = nn.Dense(4096, activation='relu')
        layers['dropout' + i] = nn.Dropout(0.5)
    layers['fc3'] = nn.Dense(10)
    return Named(layers)
