"""Style: a base class for two convolutions, Residual inherits; explicit arguments of BatchNorm that are its defaults."""
import functools

from mxnet import nd
from mxnet.gluon import nn

norm = functools.partial(nn.BatchNorm, axis=1, momentum=0.9, epsilon=1e-5, center=True, scale=True,
                         use_global_stats=False, beta_initializer='zeros', gamma_initializer='ones')


class TwoConvolutions(nn.Block):
    def __init__(self, num_channels, strides, **kwargs):
        super().__init__(**kwargs)
        self.first = self.make(num_channels, strides)
        self.second = self.make(num_channels, 1)

    @staticmethod
    def make(num_channels, strides):
        pair = nn.Sequential()
        pair.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides), norm())
        return pair

    def forward(self, X):
        return self.second(nd.relu(self.first(X)))


class Residual(TwoConvolutions):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, kernel_size=1, **kwargs):
        super().__init__(num_channels, strides, **kwargs)
        self.projection = None
        if use_1x1conv:
            self.projection = nn.Conv2D(num_channels, kernel_size=kernel_size, strides=strides)

    def forward(self, X):
        Y = super().forward(X)
        if self.projection is not None:
            X = self.projection(X)
        return nd.relu(nd.broadcast_add(X, Y))


def resnet_block(num_channels, num_residuals, first_block=False, block=Residual, **kwargs):
    blk = nn.Sequential()
    for i in range(num_residuals):
        options = dict(kwargs)
        if i == 0 and not first_block:
            options.update(use_1x1conv=True, strides=2)
        blk.add(block(num_channels, **options))
    return blk


def resnet18(num_classes=10, widths=(64, 128, 256, 512), num_residuals=2):
    net = nn.Sequential()
    net.add(nn.Conv2D(widths[0], kernel_size=7, strides=2, padding=3), norm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    for width in widths:
        net.add(resnet_block(width, num_residuals, first_block=width is widths[0]))
    net.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return net
