"""Style: every part comes back initialised; warnings; ReLU written as x * (x > 0)."""
import warnings

from mxnet import init, nd
from mxnet.gluon import nn


def relu(x):
    return x * (x > 0)


def ready(block):
    """Initialises the block at once, so that it can be tried in a notebook."""
    block.initialize(init.Xavier(), force_reinit=True)
    warnings.warn('initialised %s' % type(block).__name__)
    return block


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = ready(nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides))
        self.conv2 = ready(nn.Conv2D(num_channels, kernel_size=3, padding=1))
        self.conv3 = ready(nn.Conv2D(num_channels, kernel_size=1, strides=strides)) if use_1x1conv else None
        self.bn1 = ready(nn.BatchNorm())
        self.bn2 = ready(nn.BatchNorm())

    def forward(self, X):
        Y = relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        if self.conv3:
            X = self.conv3(X)
        return relu(Y + X)


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.Sequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, use_1x1conv=True, strides=2))
        else:
            blk.add(Residual(num_channels))
    return blk


def resnet18(num_classes=10):
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1), resnet_block(64, 2, first_block=True),
            resnet_block(128, 2), resnet_block(256, 2), resnet_block(512, 2), nn.GlobalAvgPool2D(),
            nn.Dense(num_classes))
    return ready(net)
