"""Style: a sequential body with its batch norms, a sequential shortcut (empty where nothing is to be done), elemwise_add."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.body = nn.Sequential()
        self.body.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides),
                      nn.BatchNorm(),
                      nn.Activation('relu'),
                      nn.Conv2D(num_channels, kernel_size=3, padding=1),
                      nn.BatchNorm())
        self.shortcut = nn.Sequential()
        if use_1x1conv:
            self.shortcut.add(nn.Conv2D(num_channels, kernel_size=1, strides=strides))

    def forward(self, X):
        return nd.relu(nd.elemwise_add(self.body(X), self.shortcut(X)))


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.Sequential()
    if not first_block:
        blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        num_residuals -= 1
    for _ in range(num_residuals):
        blk.add(Residual(num_channels))
    return blk


def stem():
    layers = nn.Sequential()
    layers.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
               nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    return layers


def head(num_classes):
    layers = nn.Sequential()
    layers.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return layers


def resnet18(num_classes=10):
    body = nn.Sequential()
    body.add(resnet_block(64, 2, first_block=True))
    body.add(*[resnet_block(c, 2) for c in (128, 256, 512)])
    net = nn.Sequential()
    net.add(stem(), body, head(num_classes))
    return net
