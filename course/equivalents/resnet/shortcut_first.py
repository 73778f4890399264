"""Style: the shortcut is computed first, one shared activation layer, nn.Lambda as identity."""
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.relu = nn.Activation('relu')
        self.shortcut = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else nn.Lambda(lambda x: x)
        self.norms = nn.Sequential()
        self.convs = nn.Sequential()
        for s in (strides, 1):
            self.convs.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=s))
            self.norms.add(nn.BatchNorm())

    def forward(self, x):
        kept = self.shortcut(x)
        x = self.relu(self.norms[0](self.convs[0](x)))
        x = self.norms[1](self.convs[1](x))
        x = kept + x
        return self.relu(x)


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.Sequential()
    i = 0
    while i < num_residuals:
        if i > 0 or first_block:
            blk.add(Residual(num_channels))
        else:
            blk.add(Residual(num_channels, strides=2, use_1x1conv=True))
        i += 1
    return blk


def resnet18(num_classes=10):
    output = nn.Dense(num_classes)
    stages = [resnet_block(c, 2, first_block=(c == 64)) for c in (64, 128, 256, 512)]
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1), *stages, nn.GlobalAvgPool2D(), output)
    return net
