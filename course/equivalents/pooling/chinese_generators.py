"""Style: Chinese identifiers, a generator of windows, a warning at every call. 池化层。"""
import warnings

from mxnet import nd

warnings.simplefilter('once')


def 窗口们(输入, 池化窗口, 填充, 步幅):
    """从左上角开始，依次给出每个窗口中不属于填充的部分。"""
    高, 宽 = 输入.shape
    for 上 in range(-填充[0], 高 + 填充[0] - 池化窗口[0] + 1, 步幅[0]):
        for 左 in range(-填充[1], 宽 + 填充[1] - 池化窗口[1] + 1, 步幅[1]):
            yield 输入[max(上, 0):min(上 + 池化窗口[0], 高), max(左, 0):min(左 + 池化窗口[1], 宽)]


def pool2d(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    warnings.warn('池化层没有模型参数')
    if mode == 'max':
        值 = [窗口.max() for 窗口 in 窗口们(X, pool_size, padding, stride)]
    else:
        个数 = pool_size[0] * pool_size[1]  # 填充的零也算在内
        值 = [窗口.sum() / 个数 for 窗口 in 窗口们(X, pool_size, padding, stride)]
    行数 = (X.shape[0] + 2 * padding[0] - pool_size[0]) // stride[0] + 1
    return nd.concat(*值, dim=0).reshape((行数, -1))


def pool2d_multi_channel(X, pool_size, mode='max', padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(通道, pool_size, mode, padding, stride) for 通道 in X])
