"""Style: vgg_block and vgg are HybridBlock classes themselves, hybrid_forward with F."""
from mxnet.gluon import nn


class vgg_block(nn.HybridBlock):
    def __init__(self, num_convs, num_channels, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.convs = nn.HybridSequential(prefix='convs_')
            with self.convs.name_scope():
                for _ in range(num_convs):
                    self.convs.add(nn.Conv2D(num_channels, 3, padding=1))

    def hybrid_forward(self, F, x):
        for conv in self.convs:
            x = F.relu(conv(x))
        return F.Pooling(x, kernel=(2, 2), stride=(2, 2), pool_type='max')


class vgg(nn.HybridBlock):
    def __init__(self, conv_arch, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.features = nn.HybridSequential(prefix='features_')
            with self.features.name_scope():
                for num_convs, num_channels in conv_arch:
                    self.features.add(vgg_block(num_convs, num_channels))
            self.hidden1 = nn.Dense(4096, activation='relu', prefix='hidden1_')
            self.hidden2 = nn.Dense(4096, activation='relu', prefix='hidden2_')
            self.scores = nn.Dense(10, prefix='scores_')

    def hybrid_forward(self, F, x):
        x = self.features(x)
        x = F.Dropout(self.hidden1(x), p=0.5)
        x = F.Dropout(self.hidden2(x), p=0.5)
        return self.scores(x)
