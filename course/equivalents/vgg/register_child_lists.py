"""Style: layers in Python lists, registered with register_child."""
from mxnet.gluon import nn


class Chain(nn.Block):
    def __init__(self, layers, **kwargs):
        super().__init__(**kwargs)
        self.layers = []
        for layer in layers:
            self.layers.append(layer)
            self.register_child(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def vgg_block(num_convs, num_channels):
    layers = [nn.Conv2D(num_channels, 3, padding=1, activation='relu') for _ in range(num_convs)]
    layers.append(nn.MaxPool2D(2))
    return Chain(layers)


def vgg(conv_arch):
    layers = [vgg_block(n, c) for n, c in conv_arch]
    layers += [nn.Dense(4096, activation='relu'), nn.Dropout(0.5)]
    layers += [nn.Dense(4096, activation='relu'), nn.Dropout(0.5)]
    layers += [nn.Dense(10)]
    return Chain(layers)
