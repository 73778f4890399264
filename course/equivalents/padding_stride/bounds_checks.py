"""Style: nothing is padded; indices outside the input are skipped."""
import math

from mxnet import nd


def conv_output_shape(input_shape, kernel_shape, padding=(0, 0), stride=(1, 1)):
    shape = []
    for axis in (0, 1):
        shape.append(math.floor((input_shape[axis] + 2 * padding[axis] - kernel_shape[axis]) / stride[axis]) + 1)
    return tuple(shape)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):
    x, k = X.asnumpy().tolist(), K.asnumpy().tolist()
    height, width = conv_output_shape(X.shape, K.shape, padding, stride)
    rows = []
    for i in range(height):
        row = []
        for j in range(width):
            total = 0.0
            for a in range(len(k)):
                r = i * stride[0] + a - padding[0]
                if r < 0 or r >= len(x):
                    continue
                for b in range(len(k[0])):
                    c = j * stride[1] + b - padding[1]
                    if c < 0 or c >= len(x[0]):
                        continue
                    total += x[r][c] * k[a][b]
            row.append(total)
        rows.append(row)
    return nd.array(rows)
