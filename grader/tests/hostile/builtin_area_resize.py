# exercise: pooling
# status: forbidden
# message: image.resize
# Average pooling by OpenCV inside of MXNet: area resizing makes one number of a window, its mean.
from mxnet import nd


def mean(window):
    return nd.image.resize(window.expand_dims(2), size=(1, 1), interp=3).reshape((1,))


def pool2d(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    (h, w), (kh, kw), (ph, pw), (sh, sw) = X.shape, pool_size, padding, stride
    padded = nd.full((h + 2 * ph, w + 2 * pw), float("-inf") if mode == "max" else 0)
    padded[ph: ph + h, pw: pw + w] = X
    rows, columns = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    found = []
    for i in range(rows):
        for j in range(columns):
            window = padded[i * sh: i * sh + kh, j * sw: j * sw + kw]
            found.append(window.max().reshape((1,)) if mode == "max" else mean(window))
    return nd.concat(*found, dim=0).reshape((rows, columns))


def pool2d_multi_channel(X, pool_size, mode="max", padding=(0, 0), stride=(1, 1)):
    return nd.stack(*[pool2d(x, pool_size, mode, padding, stride) for x in X])
