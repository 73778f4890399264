"""Style: Chinese identifiers and comments, attributes in alphabetical disorder. 残差网络。"""
from mxnet import nd
from mxnet.gluon import nn


class Residual(nn.Block):
    """残差块"""

    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super(Residual, self).__init__(**kwargs)
        self.捷径 = nn.Conv2D(num_channels, kernel_size=1, strides=strides) if use_1x1conv else None
        self.第二个批量归一化 = nn.BatchNorm()
        self.第二个卷积 = nn.Conv2D(num_channels, kernel_size=3, padding=1)
        self.第一个批量归一化 = nn.BatchNorm()
        self.第一个卷积 = nn.Conv2D(num_channels, kernel_size=3, padding=1, strides=strides)

    def forward(self, 输入):
        # 主路：卷积、批量归一化、激活，再来一次卷积和批量归一化
        主路 = nd.relu(self.第一个批量归一化(self.第一个卷积(输入)))
        主路 = self.第二个批量归一化(self.第二个卷积(主路))
        # 旁路：形状不同时用1x1卷积变换
        旁路 = self.捷径(输入) if self.捷径 else 输入
        return nd.relu(主路 + 旁路)


def resnet_block(num_channels, num_residuals, first_block=False):
    残差块们 = nn.Sequential()
    for 序号 in range(num_residuals):
        缩小 = 序号 == 0 and not first_block
        残差块们.add(Residual(num_channels, use_1x1conv=缩小, strides=2 if 缩小 else 1))
    print('残差块个数：', len(残差块们))
    return 残差块们


def resnet18(num_classes=10):
    网络 = nn.Sequential()
    网络.add(nn.Conv2D(64, kernel_size=7, strides=2, padding=3), nn.BatchNorm(), nn.Activation('relu'))
    网络.add(nn.MaxPool2D(pool_size=3, strides=2, padding=1))
    for 通道数, 是否第一个 in ((64, True), (128, False), (256, False), (512, False)):
        网络.add(resnet_block(通道数, 2, 是否第一个))
    网络.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return 网络
