"""Style: from . import corr2d (the module), imported inside the function; prints; Chinese comments."""
from mxnet import nd

print('padding_stride 已载入')


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    # 向下取整
    形状 = [(n + 2 * p - k) // s + 1 for n, k, p, s in zip(input_shape, kernel_shape, padding, stride)]
    print('输出形状', 形状)
    return tuple(形状)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    from . import corr2d as 第一题
    填充后 = nd.zeros([n + 2 * p for n, p in zip(X.shape, padding)])
    填充后[padding[0]:padding[0] + X.shape[0], padding[1]:padding[1] + X.shape[1]] = X
    步幅为一 = 第一题.corr2d(填充后, K)
    高, 宽 = conv_output_shape(X.shape, K.shape, padding, stride)
    结果 = nd.zeros((高, 宽))
    for i in range(高):
        for j in range(宽):
            结果[i, j] = 步幅为一[i * stride[0], j * stride[1]]
    return 结果
