# exercise: vgg
# status: failed
# message: has a form that this property could not take, the shape should be
# points: 7
# A right VGG in prediction mode; in training its scores have a shape that a property does not look at first.
from mxnet import autograd
from mxnet.gluon import nn


class Net(nn.Sequential):
    def forward(self, x):
        y = super().forward(x)
        return y.reshape((-1, 5)) if autograd.is_training() else y


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation="relu"))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


def vgg(conv_arch):
    net = Net()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation="relu"), nn.Dropout(0.5), nn.Dense(4096, activation="relu"), nn.Dropout(0.5),
            nn.Dense(10))
    return net
