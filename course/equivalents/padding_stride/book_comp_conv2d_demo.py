"""Style: the book's comp_conv2d with built-in layers left at the end of the file; the answer is made of shifted slices."""
from mxnet import nd
from mxnet.gluon import nn


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride))


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    oh, ow = conv_output_shape(X.shape, K.shape, padding, stride)
    big = nd.zeros((X.shape[0] + 2 * padding[0] + stride[0], X.shape[1] + 2 * padding[1] + stride[1]))
    big[padding[0]:padding[0] + X.shape[0], padding[1]:padding[1] + X.shape[1]] = X
    Y = nd.zeros((oh, ow))
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            Y += K[a, b] * big[a:a + (oh - 1) * stride[0] + 1:stride[0], b:b + (ow - 1) * stride[1] + 1:stride[1]]
    return Y


# 定义一个函数来计算卷积层。它初始化卷积层权重，并对输入和输出做相应的升维和降维
def comp_conv2d(conv2d, X):
    conv2d.initialize()
    # (1, 1)代表批量大小和通道数均为1
    X = X.reshape((1, 1) + X.shape)
    Y = conv2d(X)
    return Y.reshape(Y.shape[2:])  # 排除不关心的前两维：批量和通道


X = nd.random.uniform(shape=(8, 8))
for kernel_size, padding, strides in ((3, 1, 1), ((5, 3), (2, 1), 1), (3, 1, 2), ((3, 5), (0, 1), (3, 4))):
    conv2d = nn.Conv2D(1, kernel_size=kernel_size, padding=padding, strides=strides)
    print(comp_conv2d(conv2d, X).shape)
    two = lambda n: n if isinstance(n, tuple) else (n, n)
    mine = corr2d_padding_stride(X, conv2d.weight.data()[0, 0], two(padding), two(strides))
    assert abs(mine - comp_conv2d(conv2d, X)).max().asscalar() < 1e-4
