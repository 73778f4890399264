"""Style: resnet18 is one flat list of layers; resnet_block is a class."""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super(Residual, self).__init__(**kwargs)
        conv = lambda kernel_size, strides=1: nn.Conv2D(num_channels, kernel_size, strides, (kernel_size - 1) // 2)
        self.path = conv(3, strides), nn.BatchNorm(), conv(3), nn.BatchNorm()
        self.side = (conv(1, strides),) if use_1x1conv else ()
        for child in (*self.path, *self.side):
            self.register_child(child)

    def forward(self, X):
        conv1, bn1, conv2, bn2 = self.path
        Y = bn2(conv2(nd.relu(bn1(conv1(X)))))
        Z, = [side(X) for side in self.side] or [X]
        return nd.relu(Y + Z)


class resnet_block(nn.Sequential):
    def __init__(self, num_channels, num_residuals, first_block=False, **kwargs):
        super().__init__(**kwargs)
        down = not first_block
        self.add(Residual(num_channels, use_1x1conv=down, strides=1 + down))
        for _ in range(num_residuals - 1):
            self.add(Residual(num_channels))


def resnet18(num_classes=10):
    net = nn.Sequential()
    layers = [nn.Conv2D(64, 7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'),
              nn.MaxPool2D(3, strides=2, padding=1)]
    for channels in [64, 128, 256, 512]:
        layers.extend(resnet_block(channels, 2, channels == 64))
    layers.extend([nn.GlobalAvgPool2D(), nn.Dense(num_classes)])
    net.add(*layers)
    return net
