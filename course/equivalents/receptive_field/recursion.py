"""Style: recursion, one layer a call."""


def receptive_field(layers):
    if not layers:
        return 1
    (kernel_size, stride), *deeper = layers
    # What the deeper layers see of this layer's output, seen through this layer.
    return (receptive_field(deeper) - 1) * stride + kernel_size
