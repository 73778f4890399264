"""Style: second edition of the book with npx.set_np(), shape demo at import."""
from mxnet import np, npx
from mxnet.gluon import nn

npx.set_np()


def vgg_block(num_convs, num_channels):
    blk = nn.Sequential()
    for _ in range(num_convs):
        blk.add(nn.Conv2D(num_channels, kernel_size=3, padding=1, activation='relu'))
    blk.add(nn.MaxPool2D(pool_size=2, strides=2))
    return blk


def vgg(conv_arch):
    net = nn.Sequential()
    # The convolutional part
    for (num_convs, num_channels) in conv_arch:
        net.add(vgg_block(num_convs, num_channels))
    # The fully-connected part
    net.add(nn.Dense(4096, activation='relu'), nn.Dropout(0.5), nn.Dense(4096, activation='relu'), nn.Dropout(0.5),
            nn.Dense(10))
    return net


if True:
    net = vgg(((1, 4), (1, 8)))
    net.initialize()
    X = np.random.uniform(size=(1, 1, 12, 12))
    for blk in net:
        X = blk(X)
        print(blk.name, 'output shape:\t', X.shape)
