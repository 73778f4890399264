"""Style: an OrderedDict of layers, set as attributes; type hints; widths computed by numpy."""
from __future__ import annotations

import collections
from typing import Optional

import numpy as np
from mxnet import nd
from mxnet.gluon import nn
from mxnet.ndarray import NDArray


class Residual(nn.Block):
    shortcut: Optional[nn.Conv2D]

    def __init__(self, num_channels: int, use_1x1conv: bool = False, strides: int = 1, **kwargs) -> None:
        super().__init__(**kwargs)
        layers = collections.OrderedDict()
        layers['conv_a'] = nn.Conv2D(num_channels, kernel_size=3, strides=strides, padding=1)
        layers['norm_a'] = nn.BatchNorm()
        layers['relu_a'] = nn.Activation('relu')
        layers['conv_b'] = nn.Conv2D(num_channels, kernel_size=3, strides=1, padding=1)
        layers['norm_b'] = nn.BatchNorm()
        for name, layer in layers.items():
            setattr(self, name, layer)
        self._order = list(layers)
        self.shortcut = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None

    def forward(self, X: NDArray) -> NDArray:
        Y = X
        for name in self._order:
            Y = getattr(self, name)(Y)
        return nd.relu(Y + (self.shortcut(X) if self.shortcut else X))


def resnet_block(num_channels: int, num_residuals: int, first_block: bool = False) -> nn.Sequential:
    strides = [1 if first_block else 2] + [1] * (num_residuals - 1)
    blk = nn.Sequential()
    for stride in strides[:num_residuals]:
        blk.add(Residual(num_channels, use_1x1conv=stride > 1, strides=stride))
    return blk


def resnet18(num_classes: int = 10) -> nn.Sequential:
    net = nn.Sequential()
    net.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    for i, channels in enumerate(64 * 2 ** np.arange(4)):
        net.add(resnet_block(int(channels), 2, first_block=i == 0))
    net.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return net
