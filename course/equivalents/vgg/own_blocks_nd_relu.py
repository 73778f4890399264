"""Style: classes of one's own with forward, nd.relu, layers in attributes."""
from mxnet import nd
from mxnet.gluon import nn


class VGGBlock(nn.Block):
    def __init__(self, num_convs, num_channels, **kwargs):
        super(VGGBlock, self).__init__(**kwargs)
        self.num_convs = num_convs
        for i in range(num_convs):
            setattr(self, 'conv%d' % i, nn.Conv2D(num_channels, kernel_size=(3, 3), padding=(1, 1)))
        self.pool = nn.MaxPool2D()

    def forward(self, x):
        for i in range(self.num_convs):
            x = nd.relu(getattr(self, 'conv%d' % i)(x))
        return self.pool(x)


class VGG(nn.Block):
    def __init__(self, conv_arch, **kwargs):
        super(VGG, self).__init__(**kwargs)
        # the last layer is declared first
        self.out = nn.Dense(10)
        self.drop2, self.drop1 = nn.Dropout(0.5), nn.Dropout(0.5)
        self.fc2, self.fc1 = nn.Dense(4096), nn.Dense(4096)
        self.blocks = nn.Sequential()
        for num_convs, num_channels in conv_arch:
            self.blocks.add(VGGBlock(num_convs, num_channels))

    def forward(self, x):
        x = self.blocks(x)
        x = self.drop1(nd.relu(self.fc1(x)))
        x = self.drop2(nd.relu(self.fc2(x)))
        return self.out(x)


def vgg_block(num_convs, num_channels):
    return VGGBlock(num_convs, num_channels)


def vgg(conv_arch):
    return VGG(conv_arch)
