"""MXNet's own operators: what every answer is held against. numpy arrays in, numpy arrays out."""
from __future__ import annotations

import numpy as np
from mxnet import nd


def convolution(X: np.ndarray, K: np.ndarray, padding: tuple[int, int] = (0, 0),
                stride: tuple[int, int] = (1, 1)) -> np.ndarray:
    """nd.Convolution of X (ci, h, w) with K (co, ci, kh, kw): (co, oh, ow)."""
    Y = nd.Convolution(nd.array(X[None]), nd.array(K), kernel=K.shape[2:], num_filter=K.shape[0], no_bias=True,
                       pad=padding, stride=stride)
    return np.asarray(Y[0].asnumpy())


def corr2d(X: np.ndarray, K: np.ndarray, padding: tuple[int, int] = (0, 0),
           stride: tuple[int, int] = (1, 1)) -> np.ndarray:
    """nd.Convolution with one input and one output channel: X (h, w), K (kh, kw)."""
    return np.asarray(convolution(X[None], K[None, None], padding, stride)[0])


def pooling(X: np.ndarray, pool_size: tuple[int, int], mode: str, padding: tuple[int, int],
            stride: tuple[int, int]) -> np.ndarray:
    """nd.Pooling of X (c, h, w) with its defaults: padded zeros count in an average, sizes round down."""
    Y = nd.Pooling(nd.array(X[None]), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)
    return np.asarray(Y[0].asnumpy())
