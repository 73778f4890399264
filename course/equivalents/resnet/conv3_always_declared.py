"""Style: the 1x1 convolution is always declared, and used only where it is asked for."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.use_1x1conv = use_1x1conv
        self.conv1 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)
        self.bn1 = nn.BatchNorm()
        self.conv2 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.bn2 = nn.BatchNorm()
        self.conv3 = nn.Conv2D(num_channels, kernel_size=1, strides=strides)

    def forward(self, X):
        Y = self.conv1(X)
        Y = self.bn1(Y)
        Y = nd.relu(Y)
        Y = self.conv2(Y)
        Y = self.bn2(Y)
        if self.use_1x1conv:
            Y = Y + self.conv3(X)
        else:
            Y = Y + X
        return nd.relu(Y)


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
            nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    net.add(resnet_block(64, 2, first_block=True))
    net.add(resnet_block(128, 2))
    net.add(resnet_block(256, 2))
    net.add(resnet_block(512, 2))
    net.add(nn.GlobalAvgPool2D())
    net.add(nn.Dense(num_classes))
    return net
