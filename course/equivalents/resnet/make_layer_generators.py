"""Style: as in model zoos: conv3x3 helper, _make_layer, features and output, average pooling by nd.mean."""
from mxnet import nd
from mxnet.gluon import nn


def conv3x3(channels, stride):
    return nn.Conv2D(channels, kernel_size=3, strides=stride, padding=1)


class Residual(nn.Block):
    expansion = 1

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.downsample = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.body = nn.Sequential(prefix='')
        self.body.add(conv3x3(num_channels, strides))
        self.body.add(nn.BatchNorm())
        self.body.add(nn.Activation('relu'))
        self.body.add(conv3x3(num_channels, 1))
        self.body.add(nn.BatchNorm())

    def forward(self, x):
        residual = x
        x = self.body(x)
        if self.downsample:
            residual = self.downsample(residual)
        return nd.Activation(residual + x, act_type='relu')


def _make_layer(block, layers, channels, stride):
    yield block(channels, stride != 1, stride)
    yield from (block(channels) for _ in range(layers - 1))


def resnet_block(num_channels, num_residuals, first_block=False):
    layer = nn.Sequential()
    layer.add(*_make_layer(Residual, num_residuals, num_channels, 1 if first_block else 2))
    return layer


class ResNetV1(nn.Block):
    def __init__(self, block_layers=(2, 2, 2, 2), channels=(64, 128, 256, 512), classes=10, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.output = nn.Dense(classes)
            self.features = nn.Sequential(prefix='')
            self.features.add(nn.Conv2D(channels[0], 7, 2, 3))
            self.features.add(nn.BatchNorm())
            self.features.add(nn.Activation('relu'))
            self.features.add(nn.MaxPool2D(3, 2, 1))
            for i, (n, c) in enumerate(zip(block_layers, channels)):
                self.features.add(resnet_block(c, n, first_block=not i))

    def forward(self, x):
        x = self.features(x)
        x = nd.mean(x, axis=(2, 3))
        return self.output(x)


def resnet18(num_classes=10):
    return ResNetV1(classes=num_classes)
