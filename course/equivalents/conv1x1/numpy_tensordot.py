"""Style: numpy's tensordot; the result is numpy."""
import numpy as np


def corr2d_multi_in_out_1x1(X, K):
    return np.tensordot(K.asnumpy()[:, :, 0, 0], X.asnumpy(), axes=(1, 0))
