"""Style: layers in Python lists and dictionaries, registered with register_child under names of one's own."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.main = [nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides), nn.BatchNorm(),
                     nn.Activation('relu'), nn.Conv2D(num_channels, kernel_size=3, padding=1), nn.BatchNorm()]
        self.side = {True: [nn.Conv2D(num_channels, kernel_size=1, strides=strides)], False: []}[bool(use_1x1conv)]
        for i, layer in enumerate(self.side + self.main):
            self.register_child(layer, 'layer%d' % i)

    def forward(self, X):
        Y = X
        for layer in self.main:
            Y = layer(Y)
        for layer in self.side:
            X = layer(X)
        return nd.Activation(nd.add_n(X, Y), act_type='relu')


class Stack(nn.Block):
    def __init__(self, layers):
        super().__init__()
        self.layers = tuple(layers)
        for layer in layers:
            self.register_child(layer)

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X


def resnet_block(num_channels, num_residuals, first_block=False):
    return Stack([Residual(num_channels, i == 0 and not first_block, 1 + (i == 0 and not first_block))
                  for i in range(num_residuals)])


def resnet18(num_classes=10):
    return Stack([nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
                  nn.MaxPool2D(pool_size=3, strides=2, padding=1),
                  resnet_block(64, 2, True), resnet_block(128, 2), resnet_block(256, 2), resnet_block(512, 2),
                  nn.GlobalAvgPool2D(), nn.Dense(num_classes)])
