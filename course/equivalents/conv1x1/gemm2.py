"""Style: linalg.gemm2 and a keyword for verbose printing."""
from mxnet import nd


def corr2d_multi_in_out_1x1(X, K, verbose=True):
    A = K.reshape(K.shape[:2])
    B = X.reshape((X.shape[0], X.shape[1] * X.shape[2]))
    if verbose:
        print('matrix product of', A.shape, 'and', B.shape)
    return nd.linalg.gemm2(A, B, alpha=1.0).reshape((A.shape[0], X.shape[1], X.shape[2]))
