"""Style: numpy's cumprod and dot; a numpy integer is returned."""
import numpy as np


def receptive_field(layers):
    table = np.array(layers, dtype=np.int64).reshape(-1, 2)
    jumps = np.cumprod(np.concatenate(([1], table[:, 1])))[:-1]
    return np.int64(1) + np.dot(table[:, 0] - 1, jumps)
