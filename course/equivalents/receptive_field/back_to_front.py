"""Style: from the last layer to the first, r = s * (r - 1) + k."""


def receptive_field(layers):
    r = 1
    for k, s in reversed(layers):
        r = (r - 1) * s + k
    return r
