"""Style: windows stacked in a six-dimensional NDArray, broadcast multiplication, one sum over three axes; type hints."""
from mxnet import nd
from mxnet.ndarray import NDArray


def stacked(X: NDArray, kh: int, kw: int) -> NDArray:
    oh: int = X.shape[1] - kh + 1
    ow: int = X.shape[2] - kw + 1
    rows = [nd.stack(*[X[:, a:a + oh, b:b + ow] for b in range(kw)], axis=1) for a in range(kh)]
    return nd.stack(*rows, axis=1)  # (ci, kh, kw, oh, ow)


def corr2d_multi_in(X: NDArray, K: NDArray) -> NDArray:
    product = nd.broadcast_mul(stacked(X, K.shape[1], K.shape[2]), K.expand_dims(3).expand_dims(4))
    return product.sum(axis=(0, 1, 2))


def corr2d_multi_in_out(X: NDArray, K: NDArray) -> NDArray:
    product = nd.broadcast_mul(stacked(X, K.shape[2], K.shape[3]).expand_dims(0), K.expand_dims(4).expand_dims(5))
    return nd.sum(product, axis=(1, 2, 3))
