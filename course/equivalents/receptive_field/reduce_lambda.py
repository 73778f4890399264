"""Style: functools.reduce with a lambda."""
from functools import reduce

receptive_field = lambda layers: reduce(lambda r, layer: (r - 1) * layer[1] + layer[0], layers[::-1], 1)
