"""Style: imports the general function of the exercise before, which needs no matrix product."""
from .multi_channel import corr2d_multi_in_out as corr2d_multi_in_out_1x1

__all__ = ['corr2d_multi_in_out_1x1']
