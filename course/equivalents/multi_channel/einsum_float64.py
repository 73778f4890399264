"""Style: sliding windows over the last two axes and einsum, in float64; numpy returned."""
import numpy as np


def _windows(X, kh, kw):
    return np.lib.stride_tricks.sliding_window_view(X.asnumpy().astype(np.float64), (kh, kw), axis=(1, 2))


def corr2d_multi_in(X, K):
    return np.einsum('cijab,cab->ij', _windows(X, *K.shape[1:]), K.asnumpy())


def corr2d_multi_in_out(X, K):
    return np.einsum('cijab,ocab->oij', _windows(X, *K.shape[2:]), K.asnumpy(), optimize=True)
