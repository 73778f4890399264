"""Style: follows only the first and the last position of the window; an unrelated warning at import."""
import warnings

warnings.warn('this is only a warning', UserWarning)


def receptive_field(layers):
    first, last = 0, 0
    i = len(layers) - 1
    while i >= 0:
        k, s = layers[i]
        first, last = first * s, last * s + k - 1
        i -= 1
    return last - first + 1
