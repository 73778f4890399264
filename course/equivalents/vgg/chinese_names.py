"""Style: Chinese class and attribute names, prints while it builds. 重复元素的网络。"""
from mxnet import nd
from mxnet.gluon import nn


class 卷积块(nn.Sequential):
    def __init__(self, 卷积层数, 通道数, **kwargs):
        super().__init__(**kwargs)
        print(f'卷积块：{卷积层数}个卷积层，{通道数}个输出通道')
        for _ in range(卷积层数):
            self.add(nn.Conv2D(通道数, kernel_size=3, padding=1, activation='relu'))
        self.add(nn.MaxPool2D(pool_size=2, strides=2))


class 网络(nn.Block):
    def __init__(self, 结构, **kwargs):
        super().__init__(**kwargs)
        self.卷积部分 = nn.Sequential()
        for 卷积层数, 通道数 in 结构:
            self.卷积部分.add(卷积块(卷积层数, 通道数))
        self.全连接一 = nn.Dense(4096)
        self.全连接二 = nn.Dense(4096)
        self.输出层 = nn.Dense(10)
        self.丢弃 = nn.Dropout(0.5)

    def forward(self, x):
        特征 = nd.flatten(self.卷积部分(x))
        隐藏 = self.丢弃(nd.relu(self.全连接一(特征)))
        隐藏 = self.丢弃(nd.relu(self.全连接二(隐藏)))
        return self.输出层(隐藏)


def vgg_block(num_convs, num_channels):
    return 卷积块(num_convs, num_channels)


def vgg(conv_arch):
    return 网络(conv_arch)
