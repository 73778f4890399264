"""Style: set_np, HybridBlock with F.npx and F.np, no bias before a batch norm, hybridized."""
from mxnet import npx
from mxnet.gluon import nn

npx.set_np()


class Residual(nn.HybridBlock):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.body = nn.HybridSequential()
        self.body.add(nn.Conv2D(num_channels, 3, strides=strides, padding=1, use_bias=False), nn.BatchNorm(),
                      nn.Activation('relu'),
                      nn.Conv2D(num_channels, 3, padding=1, use_bias=False), nn.BatchNorm())
        self.side = nn.Conv2D(num_channels, 1, strides=strides) if use_1x1conv else None

    def hybrid_forward(self, F, x):
        side = self.side(x) if self.side else x
        return F.npx.relu(F.np.add(self.body(x), side))


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.HybridSequential()
    for i in range(num_residuals):
        if i or first_block:
            blk.add(Residual(num_channels))
        else:
            blk.add(Residual(num_channels, True, 2))
    return blk


def resnet18(num_classes=10):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(64, 7, strides=2, padding=3, use_bias=False), nn.BatchNorm(), nn.Activation('relu'),
            nn.MaxPool2D(3, strides=2, padding=1))
    net.add(*[resnet_block(64 * 2 ** i, 2, first_block=not i) for i in range(4)])
    net.add(nn.GlobalAvgPool2D(), nn.Dense(num_classes))
    net.hybridize()
    return net
