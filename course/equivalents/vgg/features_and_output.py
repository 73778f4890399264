"""Style: as in Gluon's model zoo: features and output, num_classes with a default, Xavier, CRLF."""
from mxnet import init
from mxnet.gluon import nn
from mxnet.gluon.block import HybridBlock


class VGG(HybridBlock):
    def __init__(self, layers, filters, classes=10, batch_norm=False, **kwargs):
        super(VGG, self).__init__(**kwargs)
        assert len(layers) == len(filters)
        with self.name_scope():
            self.features = self._make_features(layers, filters, batch_norm)
            self.features.add(nn.Dense(4096, activation='relu', weight_initializer='normal', bias_initializer='zeros'))
            self.features.add(nn.Dropout(rate=0.5))
            self.features.add(nn.Dense(4096, activation='relu', weight_initializer='normal', bias_initializer='zeros'))
            self.features.add(nn.Dropout(rate=0.5))
            self.output = nn.Dense(classes, weight_initializer='normal', bias_initializer='zeros')

    def _make_features(self, layers, filters, batch_norm):
        featurizer = nn.HybridSequential(prefix='')
        for i, num in enumerate(layers):
            for _ in range(num):
                featurizer.add(nn.Conv2D(filters[i], kernel_size=3, padding=1, bias_initializer='zeros',
                                         weight_initializer=init.Xavier(rnd_type='gaussian', factor_type='out',
                                                                        magnitude=2)))
                if batch_norm:
                    featurizer.add(nn.BatchNorm())
                featurizer.add(nn.Activation('relu'))
            featurizer.add(nn.MaxPool2D(strides=2))
        return featurizer

    def hybrid_forward(self, F, x):
        x = self.features(x)
        x = self.output(x)
        return x


def vgg_block(num_convs, num_channels, batch_norm=False):
    block = nn.HybridSequential()
    for _ in range(num_convs):
        block.add(nn.Conv2D(num_channels, kernel_size=3, padding=1))
        if batch_norm:
            block.add(nn.BatchNorm())
        block.add(nn.Activation('relu'))
    block.add(nn.MaxPool2D(strides=2))
    return block


def vgg(conv_arch, num_classes=10, **kwargs):
    layers, filters = zip(*conv_arch)
    return VGG(layers, filters, num_classes, **kwargs)
