"""Style: simulation, the set of positions that one output element depends on, layer by layer towards the input."""


def receptive_field(layers):
    positions = {0}
    for kernel, stride in layers[::-1]:
        positions = {p * stride + offset for p in positions for offset in range(kernel)}
    return max(positions) - min(positions) + 1
