"""Style: abstract base class, one subclass a mode, type hints, an enum."""
from __future__ import annotations

import abc
import enum

import numpy as np
from mxnet import nd

from .padding_stride import conv_output_shape


class Mode(enum.Enum):
    MAX = 'max'
    AVG = 'avg'


class Pool(abc.ABC):
    def __init__(self, size: tuple[int, int], padding: tuple[int, int], stride: tuple[int, int]) -> None:
        self.size, self.padding, self.stride = size, padding, stride

    @abc.abstractmethod
    def of(self, inside: np.ndarray) -> float:
        """The value of one window, given the part of it that lies inside the input."""

    def span(self, index: int, axis: int) -> slice:
        start = index * self.stride[axis] - self.padding[axis]
        return slice(max(start, 0), start + self.size[axis])

    def __call__(self, image: np.ndarray) -> np.ndarray:
        shape = conv_output_shape(image.shape, self.size, self.padding, self.stride)
        return np.fromfunction(np.vectorize(
            lambda i, j: self.of(image[self.span(int(i), 0), self.span(int(j), 1)]), otypes=[np.float32]), shape)


class Maximum(Pool):
    def of(self, inside: np.ndarray) -> float:
        return inside.max()


class Average(Pool):
    def of(self, inside: np.ndarray) -> float:
        return inside.sum() / (self.size[0] * self.size[1])


KINDS = {Mode.MAX: Maximum, Mode.AVG: Average}


def pool2d(X: nd.NDArray, pool_size: tuple[int, int], mode: str = 'max', padding: tuple[int, int] = (0, 0),
           stride: tuple[int, int] = (1, 1)) -> np.ndarray:
    return KINDS[Mode(mode)](pool_size, padding, stride)(X.asnumpy())


def pool2d_multi_channel(X: nd.NDArray, pool_size: tuple[int, int], mode: str = 'max',
                         padding: tuple[int, int] = (0, 0), stride: tuple[int, int] = (1, 1)) -> nd.NDArray:
    pool = KINDS[Mode(mode)](pool_size, padding, stride)
    return nd.array(np.stack([pool(channel) for channel in X.asnumpy()]))
