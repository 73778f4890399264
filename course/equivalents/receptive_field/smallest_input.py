"""Style: asks how large an input must be so that exactly one output element comes out."""


def outputs(n, layers):
    """The size of the last feature map for an input of n positions."""
    for k, s in layers:
        if n < k:
            return 0
        n = (n - k) // s + 1
    return n


def receptive_field(layers):
    n = 1
    while outputs(n, layers) < 1:
        n += 1
    return n
