"""Style: set_np and HybridBlock, F.npx in hybrid_forward, hybridized."""
from mxnet import npx
from mxnet.gluon import nn

npx.set_np()


class Classifier(nn.HybridBlock):
    def __init__(self, num_outputs, **kwargs):
        super().__init__(**kwargs)
        self.hidden = nn.HybridSequential()
        for _ in range(2):
            self.hidden.add(nn.Dense(4096, activation='relu'), nn.Dropout(.5))
        self.output = nn.Dense(num_outputs)

    def hybrid_forward(self, F, x):
        return self.output(self.hidden(F.npx.batch_flatten(x)))


def vgg_block(num_convs, num_channels):
    blk = nn.HybridSequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1), nn.Activation('relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


def vgg(conv_arch):
    net = nn.HybridSequential()
    net.add(*(vgg_block(*each) for each in conv_arch), Classifier(10))
    net.hybridize()
    return net
