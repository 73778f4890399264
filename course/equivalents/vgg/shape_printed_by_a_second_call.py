"""Style: prints each layer's output shape by calling the layer once more."""
from mxnet import nd
from mxnet.gluon import nn


class VGGBlock(nn.Block):
    def __init__(self, num_convs, num_channels, **kwargs):
        super(VGGBlock, self).__init__(**kwargs)
        self.convs = nn.Sequential()
        for _ in range(num_convs):
            self.convs.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
        self.pool = nn.MaxPool2D(pool_size=2, strides=2)

    def forward(self, X):
        for conv in self.convs:
            print(conv.name, '输出形状', conv(X).shape)  # 调试
            X = nd.relu(conv(X))
        print(self.pool.name, '输出形状', self.pool(X).shape)
        return self.pool(X)


def vgg_block(num_convs, num_channels):
    return VGGBlock(num_convs, num_channels)


def vgg(conv_arch):
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net
