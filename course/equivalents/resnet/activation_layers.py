"""Style: separate activation layers as children, declared before the convolutions."""
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.relu2 = nn.Activation('relu')
        self.relu1 = nn.Activation('relu')
        self.bn2 = nn.BatchNorm()
        self.bn1 = nn.BatchNorm()
        self.shortcut = None
        if use_1x1conv:
            self.shortcut = nn.Conv2D(num_channels, kernel_size=(1, 1), strides=(strides, strides))
        self.second = nn.Conv2D(num_channels, kernel_size=(3, 3), padding=(1, 1))
        self.first = nn.Conv2D(num_channels, kernel_size=(3, 3), padding=(1, 1), strides=(strides, strides))

    def forward(self, x):
        residual = x if self.shortcut is None else self.shortcut(x)
        out = self.first(x)
        out = self.bn1(out)
        out = self.relu1(out)
        out = self.second(out)
        out = self.bn2(out)
        out = out + residual
        return self.relu2(out)


def resnet_block(num_channels, num_residuals, first_block=False):
    layers = nn.Sequential()
    for i in range(num_residuals):
        shrink = i == 0 and not first_block
        layers.add(Residual(num_channels, shrink, 2 if shrink else 1))
    return layers


def resnet18(num_classes=10):
    net = nn.Sequential()
    for layer in [nn.Conv2D(64, 7, 2, 3), nn.BatchNorm(), nn.Activation('relu'), nn.MaxPool2D(3, 2, 1)]:
        net.add(layer)
    for num_channels in (64, 128, 256, 512):
        net.add(resnet_block(num_channels, 2, num_channels == 64))
    net.add(nn.GlobalAvgPool2D())
    net.add(nn.Flatten())
    net.add(nn.Dense(num_classes))
    return net
