"""MXNet's own operators: what every answer is held against. numpy arrays in, numpy arrays out.

An answer may differ from them by what rounding explains. Whoever adds n numbers up in float32, in whatever order, is
off by at most n roundings of the sum of their magnitudes; so is the oracle. That is the bound for each value. Sums of
small integers differ by less than any mistake; sums in float16 differ by thousands of bounds. Whoever goes through a
Fourier transform of float64 has next to nothing where everybody else has zero.
"""
from __future__ import annotations

import numpy as np

from grader.properties import Expected, mx, oracle

Pair = tuple[int, int]


@oracle
def convolution(X: np.ndarray, K: np.ndarray, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Expected:
    """nd.Convolution of X (ci, h, w) with K (co, ci, kh, kw): (co, oh, ow)."""
    both = mx.nd.array(np.stack([X, np.abs(X)]))
    # One convolution does both: the kernels, and behind them their magnitudes.
    Y = mx.nd.Convolution(both, mx.nd.array(np.concatenate([K, np.abs(K)])), kernel=K.shape[2:], num_filter=2 * len(K),
                       no_bias=True, pad=padding, stride=stride).asnumpy()
    terms = int(np.prod(K.shape[1:]))
    transformed = 1e-14 * float(np.abs(X).max(initial=0)) * float(np.abs(K).sum(dtype=np.float64))
    return Expected(Y[0, :len(K)],
                    2 * (terms + 1) * Expected.ROUNDING * Y[1, len(K):].astype(np.float64) + transformed)


def corr2d(X: np.ndarray, K: np.ndarray, padding: Pair = (0, 0), stride: Pair = (1, 1)) -> Expected:
    """nd.Convolution with one input and one output channel: X (h, w), K (kh, kw)."""
    return convolution(X[None], K[None, None], padding, stride)[0]


@oracle
def pooling(X: np.ndarray, pool_size: Pair, mode: str, padding: Pair, stride: Pair) -> Expected:
    """nd.Pooling of X (c, h, w) with its defaults: padded zeros count in an average, sizes round down."""
    def pooled(array: np.ndarray) -> np.ndarray:
        Y = mx.nd.Pooling(mx.nd.array(array[None]), kernel=pool_size, pool_type=mode, pad=padding, stride=stride)
        return np.asarray(Y[0].asnumpy())
    Y = pooled(X)
    if mode == "max":
        return Expected(Y, np.zeros(Y.shape))  # a maximum is one of the numbers
    return Expected(Y, 2 * (int(np.prod(pool_size)) + 2) * Expected.ROUNDING * pooled(np.abs(X)).astype(np.float64))
