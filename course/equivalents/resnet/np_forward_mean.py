"""Style: set_np, a network class with forward, the global average by mean over two axes."""
from mxnet import np, npx
from mxnet.gluon import nn

npx.set_np()


class Residual(nn.Block):
    def __init__(self, num_channels, use_1x1conv=False, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.layers = [nn.Conv2D(num_channels, 3, strides, 1), nn.BatchNorm(),
                       nn.Conv2D(num_channels, 3, 1, 1), nn.BatchNorm()]
        if use_1x1conv:
            self.layers.append(nn.Conv2D(num_channels, 1, strides))
        for layer in self.layers:
            self.register_child(layer)

    def forward(self, X):
        conv1, bn1, conv2, bn2, *conv3 = self.layers
        Y = bn2(conv2(npx.relu(bn1(conv1(X)))))
        return npx.relu(np.add(Y, conv3[0](X) if conv3 else X))


def resnet_block(num_channels, num_residuals, first_block=False):
    blk = nn.Sequential()
    for i in range(num_residuals):
        blk.add(Residual(num_channels, *((True, 2) if i == 0 and not first_block else ())))
    return blk


class ResNet(nn.Block):
    def __init__(self, num_classes, **kwargs):
        super().__init__(**kwargs)
        self.stem, self.norm = nn.Conv2D(64, 7, 2, 3), nn.BatchNorm()
        self.stage1 = resnet_block(64, 2, first_block=True)
        self.stage2 = resnet_block(128, 2)
        self.stage3 = resnet_block(256, 2)
        self.stage4 = resnet_block(512, 2)
        self.scores = nn.Dense(num_classes)

    def forward(self, X):
        X = npx.relu(self.norm(self.stem(X)))
        X = npx.pooling(X, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type='max')
        X = self.stage4(self.stage3(self.stage2(self.stage1(X))))
        return self.scores(X.mean(axis=(2, 3)))


def resnet18(num_classes=10):
    return ResNet(num_classes)
