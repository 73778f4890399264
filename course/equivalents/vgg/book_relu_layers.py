"""Style: the book's code with a separate activation layer after each convolution, and the book's shape demo at import."""
from mxnet import gluon, init, nd
from mxnet.gluon import nn


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
        blk.add(nn.Activation('relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


def vgg(conv_arch):
    net = nn.Sequential()
    # 卷积层部分
    for (num_convs, num_channels) in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    # 全连接层部分
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


small_conv_arch = ((1, 4), (1, 4), (2, 8), (2, 8), (2, 8))
net = vgg(small_conv_arch)
net.initialize(init=init.Xavier())
X = nd.random.uniform(shape=(1, 1, 32, 32))
for blk in net:
    X = blk(X)
    print(blk.name, 'output shape:\t', X.shape)
trainer = gluon.Trainer(net.collect_params(), 'sgd', {'learning_rate': 0.05})
del net, X
