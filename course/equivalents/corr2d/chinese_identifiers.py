"""Style: Chinese identifiers and comments, prints at every call. 中文变量名。"""
from mxnet import nd
from mxnet.gluon import nn


def 输出形状(输入, 核):
    """输出的高和宽。"""
    return tuple(n - k + 1 for n, k in zip(输入.shape, 核.shape))


def corr2d(X, K):
    核高, 核宽 = K.shape
    输出 = nd.zeros(输出形状(X, K))
    print('输入', X.shape, '卷积核', K.shape, '输出', 输出.shape)
    for 行 in range(输出.shape[0]):
        for 列 in range(输出.shape[1]):
            # 窗口与卷积核按元素相乘再求和
            窗口 = X[行:行 + 核高, 列:列 + 核宽]
            输出[行, 列] = (窗口 * K).sum()
    return 输出


class 带卷积核的层(nn.Block):
    def __init__(self, 核形状, **kwargs):
        super().__init__(**kwargs)
        self.weight = self.params.get('weight', shape=核形状)
        self.bias = self.params.get('bias', shape=(1,))


class Conv2D(带卷积核的层):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(kernel_size, **kwargs)
        print(f'卷积层，卷积核形状为{kernel_size}')

    def forward(self, x):
        结果 = corr2d(x, self.weight.data()) + self.bias.data()
        print('前向计算：', 结果)
        return 结果
