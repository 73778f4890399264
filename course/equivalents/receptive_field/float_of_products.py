"""Style: one expression over prefixes; np.prod makes it a float."""
import numpy as np


def receptive_field(layers):
    return float(1 + sum((k - 1) * np.prod([s for _, s in layers[:i]]) for i, (k, _) in enumerate(layers)))
