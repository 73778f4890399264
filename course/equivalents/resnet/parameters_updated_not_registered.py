"""Style: layers in plain lists, their parameters added by params.update instead of register_child."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.main = [nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides), nn.BatchNorm(),
                     nn.Activation('relu'),
                     nn.Conv2D(num_channels, kernel_size=3, padding=1), nn.BatchNorm()]
        self.side = [nn.Conv2D(num_channels, kernel_size=1, strides=strides)] if use_1x1conv else []
        for layer in self.main + self.side:
            self.params.update(layer.collect_params())  # 列表里的层不会自动注册

    def forward(self, X):
        Y = X
        for layer in self.main:
            Y = layer(Y)
        for layer in self.side:
            X = layer(X)
        return nd.relu(Y + X)


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
    net.add(resnet_block(64, 2, first_block=True), resnet_block(128, 2), resnet_block(256, 2), resnet_block(512, 2))
    net.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return net
