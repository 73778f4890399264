"""Style: convolutions in front of a batch norm have no bias; HybridBlock with F.relu and F.elemwise_add."""
from mxnet.gluon import nn


class Residual(nn.HybridBlock):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.conv1 = nn.Conv2D(num_channels, 3, strides, 1, use_bias=False)
            self.bn1 = nn.BatchNorm()
            self.conv2 = nn.Conv2D(num_channels, 3, 1, 1, use_bias=False)
            self.bn2 = nn.BatchNorm()
            self.conv3 = nn.Conv2D(num_channels, 1, strides) if use_1x1conv else None

    def hybrid_forward(self, F, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.conv3 is not None:
            x = self.conv3(x)
        return F.relu(F.elemwise_add(x, y))


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.HybridSequential()
    for i in range(num_residuals):
        if i == 0 and not first_block:
            blk.add(Residual(num_channels, True, 2))
        else:
            blk.add(Residual(num_channels))
    return blk


def resnet18(num_classes=10):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(64, 7, 2, 3, use_bias=False), nn.BatchNorm(), nn.Activation('relu'), nn.MaxPool2D(3, 2, 1),
            resnet_block(64, 2, True), resnet_block(128, 2), resnet_block(256, 2), resnet_block(512, 2),
            nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    return net
