"""Style: set_np, blocks of one's own with npx.relu, npx.pooling and npx.dropout in forward."""
from mxnet import autograd, npx
from mxnet.gluon import nn

npx.set_np()


class Convolutions(nn.Block):
    def __init__(self, num_convs, num_channels, **kwargs):
        super().__init__(**kwargs)
        self.convs = nn.Sequential()
        self.convs.add(*[nn.Conv2D(num_channels, 3, padding=1) for _ in range(num_convs)])

    def forward(self, X):
        for conv in self.convs:
            X = npx.relu(conv(X))
        return npx.pooling(X, kernel=(2, 2), stride=(2, 2), pool_type='max')


class Network(nn.Block):
    def __init__(self, conv_arch, **kwargs):
        super().__init__(**kwargs)
        self.body = nn.Sequential()
        self.body.add(*[vgg_block(n, c) for n, c in conv_arch])
        self.dense1, self.dense2, self.dense3 = nn.Dense(4096), nn.Dense(4096), nn.Dense(10)

    def forward(self, X):
        X = self.body(X)
        X = X.reshape(X.shape[0], -1)
        for dense in (self.dense1, self.dense2):
            X = npx.relu(dense(X))
            if autograd.is_training():
                X = npx.dropout(X, p=0.5)
        return self.dense3(X)


def vgg_block(num_convs, num_channels):
    return Convolutions(num_convs, num_channels)


def vgg(conv_arch):
    return Network(conv_arch)
