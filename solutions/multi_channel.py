"""Multiple input and output channels, 多输入通道和多输出通道 (book section 5.3)."""
from mxnet import nd

from .corr2d import corr2d


def corr2d_multi_in(X, K):
    # Each channel has a kernel of its own; their results are added up to one feature map.
    return nd.add_n(*[corr2d(x, k) for x, k in zip(X, K)])


def corr2d_multi_in_out(X, K):
    # Each output channel has a kernel of its own over all input channels.
    return nd.stack(*[corr2d_multi_in(X, k) for k in K])
