"""Style: each part hybridizes itself when it is first called."""
from mxnet.gluon import nn


class Compiled(nn.Block):
    def __init__(self, *layers, **kwargs):
        super().__init__(**kwargs)
        self.body = nn.HybridSequential()
        self.body.add(*layers)
        self.compiled = False

    def forward(self, X):
        if not self.compiled:
            self.body.hybridize()  # 第一次调用时编译
            self.compiled = True
        return self.body(X)


def vgg_block(num_convs, num_channels):
    convs = [nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu') for _ in range(num_convs)]
    return Compiled(*convs, nn.MaxPool2D(pool_size=2, strides=2))


def vgg(conv_arch):
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(Compiled(nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(4096, activation='relu'),
                     nn.Dropout(0.5), nn.Dense(10)))
    return net
