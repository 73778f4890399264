"""VGG: networks of repeated blocks, 使用重复元素的网络 (book section 5.7)."""
from mxnet.gluon import nn


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    for _ in range(num_convs):
        # 3x3 with padding 1 keeps height and width ...
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    # ... and the pooling at the end halves them.
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


def vgg(conv_arch):
    net = nn.Sequential()
    for num_convs, num_channels in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))  # the scores of ten classes: no activation
    return net
