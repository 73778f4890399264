"""Style: a namedtuple for the settings, a class for the work, extra keyword arguments with defaults, type hints."""
from typing import NamedTuple, Tuple, Union

import numpy as np
from mxnet import nd

Pair = Tuple[int, int]


class Settings(NamedTuple):
    padding: Pair = (0, 0)
    stride: Pair = (1, 1)


class Correlator:
    def __init__(self, settings: Settings, fill: float = 0.0):
        self.settings = settings
        self.fill = fill

    def size(self, input_shape: Pair, kernel_shape: Pair) -> Pair:
        return tuple(divmod(n + 2 * p - k, s)[0] + 1
                     for n, k, p, s in zip(input_shape, kernel_shape, *self.settings))

    def at(self, x: np.ndarray, r: int, c: int) -> float:
        inside = 0 <= r < x.shape[0] and 0 <= c < x.shape[1]
        return x[r, c] if inside else self.fill

    def __call__(self, X: nd.NDArray, K: nd.NDArray) -> nd.NDArray:
        x, k = X.asnumpy(), K.asnumpy()
        (ph, pw), (sh, sw) = self.settings
        y = np.zeros(self.size(x.shape, k.shape))
        for (i, j), _ in np.ndenumerate(y):
            for (a, b), weight in np.ndenumerate(k):
                y[i, j] += weight * self.at(x, i * sh - ph + a, j * sw - pw + b)
        return nd.array(y)


def conv_output_shape(input_shape: Pair, kernel_shape: Pair, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Pair:
    return Settings(padding, stride) and Correlator(Settings(padding, stride)).size(input_shape, kernel_shape)


def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1), dilation=(1, 1), verbose=False) -> Union[nd.NDArray]:
    if verbose:
        print(X.shape, K.shape, padding, stride, dilation)
    assert dilation == (1, 1)
    return Correlator(Settings(stride=stride, padding=padding))(X, K)
