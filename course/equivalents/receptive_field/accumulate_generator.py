"""Style: itertools.accumulate, operator.mul and a generator expression; extra argument with a default."""
from itertools import accumulate, chain
from operator import mul


def receptive_field(layers, start=1):
    strides = accumulate(chain([1], (s for _, s in layers)), mul)
    return start + sum((k - 1) * jump for (k, _), jump in zip(layers, strides))
